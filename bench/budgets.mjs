// What the project promises (design §9). In quick mode, few rounds on a busy machine, only a clear breach counts.
import { baseline } from './fresh-token.mjs';

/** Times the hand-written pair, for a request with a fresh token. */
const freshRatio = { full: 1.05, quick: 1.15 };

/** Bytes beyond a bare request that waits. The memory does not depend on how busy the machine is. */
const extraBytesPerWaiter = 1024;

/** Refused requests hold their answer besides, so the promise is for those that wait before they are sent. */
const waitersWithBudget = 'OAuth2Session, token expired';

const ours = /^(OAuth2Session|bearer)/;

/** A sentence for each promise that the figures break. */
export function brokenPromises({ freshToken, waiters }, mode) {
  return [
    ...freshToken
      .filter(({ name, ratio }) => ours.test(name) && ratio > freshRatio[mode])
      .map(tooSlow(freshRatio[mode])),
    ...waiters.filter(({ name }) => ours.test(name)).flatMap(brokenByWaiters),
  ];
}

function tooSlow(limit) {
  return ({ request, name, ratio }) => `${request}: ${name} takes ${ratio.toFixed(3)} × ${baseline}, over ${limit}.`;
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
