import type { AuthorizationServer } from '../../fixtures/servers/authorization-server.js';
import { faults } from '../../fixtures/servers/faults.js';
import { concurrently, loggedIn } from './scene.js';

const hourMs = 3_600_000;
/** What a random pause may add, and a slow machine. */
const slackMs = 2000;

/** Milliseconds between each token call and the next. */
function pauses({ tokenRequests }: AuthorizationServer): number[] {
  const times = tokenRequests.map(({ receivedAt }) => receivedAt);
  return times.slice(1).map((time, index) => time - Number(times[index]));
}

/** How token calls were answered, but for assertions that the clock of the server takes for expired: they are made anew. */
function statuses({ tokenRequests }: AuthorizationServer): (number | undefined)[] {
  return tokenRequests.map(({ status }) => status).filter((status) => status !== 401);
}

function expectBetween(ms: number | undefined, least: number): void {
  expect(ms).toBeGreaterThanOrEqual(least);
  expect(ms).toBeLessThan(least + slackMs);
}

describe('F06: when the token endpoint asks for patience', () => {
  it('F06: my 20 requests wait as long as it says, in seconds or with a date by a clock an hour ahead, and succeed', async () => {
    const { api, authorizationServer, finish } = await loggedIn({
      expired: true,
      wrongClock: true,
      server: { clockOffsetMs: hourMs },
    });
    authorizationServer.next(faults.status(503, { headers: { 'Retry-After': '1' } }));
    authorizationServer.next(faults.retryAfterDate(429, 2000));
    const answers = await concurrently(20, () => api.get('/me'));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(statuses(authorizationServer)).toEqual([503, 429, 200]);
    const [afterSeconds, afterDate] = pauses(authorizationServer);
    expectBetween(afterSeconds, 1000);
    expectBetween(afterDate, 2000);
    await finish();
  }, 10_000);

  it('F06: a date is not taken for one that has passed when its clock is an hour behind mine', async () => {
    const { api, authorizationServer, finish } = await loggedIn({
      expired: true,
      wrongClock: true,
      server: { clockOffsetMs: -hourMs },
    });
    authorizationServer.next(faults.retryAfterDate(429, 2000));
    expect((await api.get('/me')).status).toBe(200);
    expect(statuses(authorizationServer)).toEqual([429, 200]);
    expectBetween(pauses(authorizationServer)[0], 2000);
    await finish();
  }, 10_000);
});
