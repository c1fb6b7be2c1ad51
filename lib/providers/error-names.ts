import type { Mend, Members } from './token-answer.js';

/** What a service says in place of the errors of RFC 6749 §5.2; its own word goes into the description. */
// @__NO_SIDE_EFFECTS__
export function errorsNamed(names: Readonly<Record<string, string>>): Mend {
  return (members) => {
    const { error } = members;
    const name = typeof error === 'string' && Object.hasOwn(names, error) ? names[error] : undefined;
    return name === undefined ? members : named(name, members);
  };
}

/**
 * How a service says that a code or a refresh token is refused, when only the description tells: another error of RFC 6749 §5.2
 * would have the refresh tried again with each request, and nobody asked to log in.
 */
// @__NO_SIDE_EFFECTS__
export function grantsRefused(...descriptions: readonly string[]): Mend {
  return (members) => {
    const description = String(members['error_description']).replace(/\.$/, '');
    return descriptions.includes(description) ? named('invalid_grant', members) : members;
  };
}

function named(name: string, { error, error_description: description, ...members }: Members): Members {
  const own = [error, description].filter((text) => typeof text === 'string').join(': ');
  return { ...members, error: name, error_description: own };
}
