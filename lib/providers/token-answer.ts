import type { OAuth2Hooks, TokenEndpointResponse } from '../oauth2/hook-points.js';

/** What a token endpoint answered, by name. */
export type Members = Readonly<Record<string, unknown>>;

/** Changes the members of an answer; whatever it does not know it leaves as it is. */
export type Mend = (members: Members) => Members;

/**
 * Hooks that mend each token answer, of logins and refreshes, beside others. What is neither JSON nor a form is left to the
 * session to judge.
 */
// Without this, bundlers keep the providers that nobody imports.
// @__NO_SIDE_EFFECTS__
export function mendedAnswers(mends: readonly Mend[], others: OAuth2Hooks = {}): OAuth2Hooks {
  const mended = mendedAnswer(mends);
  return { ...others, accessTokenResponse: mended, refreshTokenResponse: mended };
}

/** A hook that mends the answers of one kind of call. */
// @__NO_SIDE_EFFECTS__
export function mendedAnswer(mends: readonly Mend[]) {
  return (response: TokenEndpointResponse): TokenEndpointResponse => {
    const members = membersOf(response.body);
    if (!members) return response;
    return { ...response, body: JSON.stringify(mends.reduce((mended, mend) => mend(mended), members)) };
  };
}

function membersOf(body: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return /^\w+=[^<>\s]*$/.test(body.trim()) ? Object.fromEntries(new URLSearchParams(body.trim())) : undefined;
  }
}

/** Whether a member has members of its own. */
export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
