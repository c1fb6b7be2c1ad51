// What the project promises (design §9). In quick mode, few rounds on a busy machine, only a clear breach counts.
import { baseline } from './fresh-token.mjs';
import { bareHmac } from './oauth1.mjs';
import { bareRequest } from './oauth1-requests.mjs';

/** Times the hand-written pair, for a request with a fresh token. */
const freshRatio = { full: 1.05, quick: 1.15 };

/** Times what each cannot do without: the HMAC, and the request. */
const oauth1Ratio = {
  signature: { full: 3, quick: 4 },
  request: { full: 1.5, quick: 1.8 },
};
const oauth1Baseline = { signature: bareHmac, request: bareRequest };

/** Bytes beyond a bare request that waits. The memory does not depend on how busy the machine is. */
const extraBytesPerWaiter = 1024;

/** Refused requests hold their answer besides, so the promise is for those that wait before they are sent. */
const waitersWithBudget = 'OAuth2Session, token expired';

const ours = /^(OAuth2Session|bearer|axios-oauthlib)/;

/** A sentence for each promise that the figures break. */
export function brokenPromises({ freshToken, oauth1, waiters }, mode) {
  return [
    ...freshToken
      .filter(({ name, ratio }) => ours.test(name) && ratio > freshRatio[mode])
      .map(tooSlow(freshRatio[mode], baseline)),
    ...oauth1.filter(({ name }) => ours.test(name)).flatMap((row) => brokenByOAuth1(row, mode)),
    ...waiters.filter(({ name }) => ours.test(name)).flatMap(brokenByWaiters),
  ];
}

function brokenByOAuth1(row, mode) {
  const limit = oauth1Ratio[row.what][mode];
  return row.ratio > limit ? [`OAuth 1, ${tooSlow(limit, oauth1Baseline[row.what])(row)}`] : [];
}

function tooSlow(limit, whom) {
  return ({ request, name, ratio }) => `${request}: ${name} takes ${ratio.toFixed(3)} × ${whom}, over ${limit}.`;
}

function brokenByWaiters({ name, requests, renewals, answered, extraBytes }) {
  const who = `${requests} waiters, ${name}:`;
  const broken = [];
  if (renewals !== 1) broken.push(`${who} ${renewals} renewals.`);
  if (answered !== requests) broken.push(`${who} only ${answered} were answered.`);
  if (name === waitersWithBudget && extraBytes > extraBytesPerWaiter) {
    broken.push(`${who} ${extraBytes} bytes each beyond a bare one, over ${extraBytesPerWaiter}.`);
  }
  return broken;
}
