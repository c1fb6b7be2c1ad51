// The ways in which requests come to wait. Each gives what sends a request, and what ends the waiting.
import * as contestants from './contestants.mjs';
import { gate } from './gate.mjs';
import { jwt } from './jwt.mjs';
import { accepting, answering, answeringAfter } from './memory-adapter.mjs';

const stale = jwt(-60);
const renewed = jwt(3600);

/** What the others are compared with: requests that wait for their answers. */
export const bareWaiters = 'bare axios, awaiting the answer';

/** Those with a promise to keep: see budgets.mjs. */
export const ours = ['OAuth2Session, token expired', 'OAuth2Session, token refused'];

export const waiters = {
  [bareWaiters]: () => {
    const { opened, open } = gate();
    return { api: contestants.bare(answeringAfter(opened)), release: open, renewals: () => 0 };
  },
  'hand-written pair, token expired': () => renewing(contestants.handWritten, answering, { expired: true }),
  'OAuth2Session, token expired': () => renewing(contestants.session, answering, { expired: true }),
  'OAuth2Session, token refused': () => renewing(contestants.session, accepting(renewed)),
  // In flight together, all but its first fail: see `answered`.
  'axios-auth-refresh, token refused': () => renewing(contestants.authRefresh, accepting(renewed)),
  'axios-auth-refresh, sent during the renewal': () =>
    renewing(contestants.authRefresh, accepting(renewed), { oneAhead: true }),
  'axios-jwt, token expired': () => renewing(contestants.jwtInterceptor, answering),
};

/** A renewal that is held until `release`, and counted. */
async function renewing(contestant, adapter, { expired = false, oneAhead = false } = {}) {
  const { opened, open } = gate();
  let renewals = 0;
  const renew = async () => {
    renewals++;
    await opened;
    return renewed;
  };
  const api = await contestant(adapter, { token: stale, expired, renew });
  return { api, oneAhead, release: open, renewals: () => renewals };
}
