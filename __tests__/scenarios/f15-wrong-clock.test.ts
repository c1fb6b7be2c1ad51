import { loggedIn } from './scene.js';

const minuteMs = 60_000;
const lifetimeSeconds = 300;

/** Sets the client's clock wrong. The servers took theirs when they were loaded. */
function setClientClock(aheadMs: number): { advance(ms: number): void } {
  const rightNow = Date.now;
  let offsetMs = aheadMs;
  jest.spyOn(Date, 'now').mockImplementation(() => rightNow() + offsetMs);
  return { advance: (ms) => void (offsetMs += ms) };
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('F15: when the clock of my machine is wrong', () => {
  it.each([
    // What another machine stored looks expired here at once, although it is not: one refresh more.
    { clock: '10 minutes ahead', aheadMs: 10 * minuteMs, refreshes: 2 },
    // It looks good for longer than it is: the API's refusal says when it is over.
    { clock: '10 minutes behind', aheadMs: -10 * minuteMs, refreshes: 1 },
  ])('F15: all of my 40 requests succeed, $clock', async ({ aheadMs, refreshes }) => {
    const { api, session, servers, issue, finish } = await loggedIn({ wrongClock: true, server: { lifetimeSeconds } });
    await session.setToken(issue()); // by a machine whose clock is right
    const clock = setClientClock(aheadMs);
    const statuses: number[] = [];
    for (let request = 0; request < 40; request++) {
      if (request === 20) {
        clock.advance((lifetimeSeconds + 1) * 1000);
        servers.authorizationServer.clock.advance((lifetimeSeconds + 1) * 1000);
      }
      statuses.push((await api.get('/me')).status);
    }
    expect(statuses).toEqual(Array.from({ length: 40 }, () => 200));
    const acted = servers.authorizationServer.tokenRequests.filter(({ status }) => status === 200); // not for a nonce
    expect(acted).toHaveLength(refreshes);
    await finish();
  });
});
