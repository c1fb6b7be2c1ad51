import { cwd } from 'node:process';
import { faults } from '../../fixtures/servers/faults.js';
import { isOAuthError } from '../../lib/index.js';
import { loggedIn } from './scene.js';

const longestTimerMs = 2 ** 31 - 1; // beyond it, timers fire at once

/** The delays of the timers that this package itself asks for, from now on. */
function delaysOfOurTimers(): unknown[] {
  const real = globalThis.setTimeout;
  const delays: unknown[] = [];
  const noting = (then: () => void, ms?: number): NodeJS.Timeout => {
    const caller = new Error().stack?.match(/\n.*/g)?.find((frame) => !/jest-mock|f26-lifetimes/.test(frame));
    if (caller?.includes(`${cwd()}/lib/`)) delays.push(ms);
    return real(then, ms);
  };
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(noting);
  return delays;
}

function canBeKept(ms: unknown): boolean {
  return typeof ms === 'number' && ms >= 1 && ms <= longestTimerMs;
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('F26: whatever lifetime the server gives', () => {
  it('F26: a token of four seconds is renewed once in 20 quick calls', async () => {
    const { api, authorizationServer, finish } = await loggedIn({ expired: true, server: { lifetimeSeconds: 4 } });
    for (let call = 0; call < 20; call++) expect((await api.get('/me')).status).toBe(200);
    expect(authorizationServer.tokenRequests).toHaveLength(1);
    await finish();
  });

  it.each<[string, unknown]>([
    ['a number as text', '3600'],
    ['another text', 'soon'],
    ['NaN as text', 'NaN'],
    ['an empty text', ''],
    ['0', 0],
    ['a negative number', -3600],
    ['null', null],
    ['a fraction', 3600.5],
    ['a tiny fraction', 1e-9],
    ['1e308', 1e308],
    ['an object', { seconds: 3600 }],
    ['a list', [3600]],
    ['true', true],
    ['nothing', undefined],
    ['10^10', 1e10],
  ])('F26: my requests succeed with at most one token call each, when it is %s', async (_name, expiresIn) => {
    const { api, authorizationServer, finish } = await loggedIn({ expired: true, server: { expiresIn } });
    const delays = delaysOfOurTimers();
    for (let request = 1; request <= 5; request++) {
      expect((await api.get('/me')).status).toBe(200);
      expect(authorizationServer.tokenRequests.length).toBeLessThanOrEqual(request);
    }
    // Only a lifetime that is over at once may cost more than the first.
    expect(authorizationServer.tokenRequests).toHaveLength(expiresIn === 1e-9 ? 5 : 1);
    expect(delays).not.toEqual([]);
    expect(delays.filter((ms) => !canBeKept(ms))).toEqual([]);
    await finish();
  });

  it('F26: each of my requests fails with a typed error after one token call, when it is NaN and so no JSON', async () => {
    const server = { refreshTokens: 'repeated' } as const;
    const { api, authorizationServer, finish } = await loggedIn({ expired: true, server });
    authorizationServer.always(faults.mutateBody((body) => body.replace('3600', 'NaN')));
    for (let request = 1; request <= 3; request++) {
      const error: unknown = await api.get('/me').catch((reason: unknown) => reason);
      expect(isOAuthError(error)).toBe(true);
      expect(error).toMatchObject({ code: 'ERR_OAUTH_TOKEN_RESPONSE', status: 200 });
      expect(authorizationServer.tokenRequests).toHaveLength(request);
    }
    authorizationServer.mend();
    expect((await api.get('/me')).status).toBe(200);
    await finish();
  });
});
