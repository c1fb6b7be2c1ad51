// What can be done with a token, one function each. They give what to show: never a token, only its fingerprint.
import { createHash } from 'node:crypto';

/** Enough to see that a token is another one, and nothing that opens a door. */
export function fingerprint(secret) {
  return secret === undefined ? 'none' : `#${createHash('sha256').update(secret).digest('hex').slice(0, 8)}`;
}

export function tokenActions(service) {
  return {
    refreshImplicitly,
    refreshExplicitly,
    validate: service.introspects ? introspect : tryOut,
    ...revoking(service),
  };
}

/** The token seems to have expired; the next call renews it first, and whoever calls does not notice. */
async function refreshImplicitly(person, callApi) {
  const before = await person.token();
  if (!before?.refresh_token) return noRefreshToken;
  await person.setToken({ ...before, expiresAt: Date.now() - 10_000 });
  await callApi();
  return { title: 'An expired token was renewed by the next call', facts: changed(before, await person.token()) };
}

async function refreshExplicitly(person) {
  const before = await person.token();
  if (!before?.refresh_token) return noRefreshToken;
  return { title: 'The token was renewed', facts: changed(before, await person.refreshToken()) };
}

const noRefreshToken = {
  title: 'There is nothing to renew with',
  facts: { 'Refresh token': 'This service gave none: its tokens last, or people log in again.' },
  bad: true,
};

function changed(before, after) {
  return {
    'Access token': `${fingerprint(before.access_token)} → ${fingerprint(after.access_token)}`,
    'Refresh token': `${fingerprint(before.refresh_token)} → ${fingerprint(after.refresh_token)}`,
  };
}

/** The service says what it thinks of the token (RFC 7662). */
async function introspect(person) {
  const { active, scope, exp, sub } = await person.introspectToken();
  if (!active) return { title: 'The service says that the token is not valid', facts: {}, bad: true };
  const facts = { Person: sub, Scope: scope, 'Valid until': new Date(exp * 1000).toLocaleTimeString('en-GB') };
  return { title: 'The service says that the token is valid', facts };
}

async function tryOut(_person, callApi) {
  await callApi();
  return { title: 'The token is valid: the API took it', facts: {} };
}

function revoking({ revokes }) {
  if (!revokes) return {};
  return {
    revoke: async (person) => {
      await person.revokeToken();
      return {
        title: 'The token was revoked',
        facts: { 'What now': 'No call works any more. Log in again, or log out.' },
      };
    },
  };
}
