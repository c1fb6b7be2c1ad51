// node --expose-gc waiters-child.mjs NAME REQUESTS: prints one run of one contestant as JSON.
import { setImmediate } from 'node:timers/promises';
import { waiters } from './waiting.mjs';

const [name, count] = process.argv.slice(2);
const requests = Number(count);

await oneRun(2000); // warm
process.stdout.write(JSON.stringify({ name, requests, ...(await oneRun(requests)) }));

async function oneRun(n) {
  const { api, oneAhead, release, renewals } = await waiters[name]();
  const ahead = oneAhead ? await sent(api, 1) : undefined;
  const heapBefore = await heapUsed();
  const sending = await timed(() => sent(api, n));
  const bytes = ((await heapUsed()) - heapBefore) / n;
  const answering = await timed(() => {
    release();
    return sending.result.settled;
  });
  await ahead?.settled;
  const answered = answering.result.filter(({ status }) => status === 'fulfilled').length;
  return { renewals: renewals(), answered, bytes, micros: ((sending.ms + answering.ms) * 1000) / n };
}

/** Resolves when all have come as far as they can: nothing here waits for a timer or a socket. */
async function sent(api, n) {
  const settled = Promise.allSettled(Array.from({ length: n }, () => api.get('/items/1')));
  await setImmediate();
  await setImmediate();
  return { settled };
}

async function timed(work) {
  const startMs = performance.now();
  const result = await work();
  return { result, ms: performance.now() - startMs };
}

/** Twice, with a turn between: the first lets go of what finalizers hold. */
async function heapUsed() {
  globalThis.gc();
  await setImmediate();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
