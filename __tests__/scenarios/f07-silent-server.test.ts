import { faults } from '../../fixtures/servers/faults.js';
import { concurrently, failureOf, loggedIn } from './scene.js';

const session = { tokenTimeoutMs: 500, renewalBudgetMs: 10_000 };
/** How soon a server that works answers is not what is judged here. */
const patient = { tokenTimeoutMs: 20_000, renewalBudgetMs: 20_000 };

describe('F07: when the token endpoint never answers', () => {
  it.each([
    { token: 'has expired', beginning: { expired: true } },
    { token: 'is dead at the server', beginning: { deadAtServer: true } },
  ])(
    'F07: my 20 requests say so in time, and work as soon as it does; my token $token',
    async ({ beginning }) => {
      const { api, another, authorizationServer, finish } = await loggedIn({ ...beginning, session });
      authorizationServer.always(faults.hang());
      const begun = performance.now();
      const errors = await concurrently(20, () => failureOf(api.get('/me')));
      expect(performance.now() - begun).toBeLessThan(session.renewalBudgetMs);
      for (const error of errors) expect(error).toMatchObject({ code: 'ERR_OAUTH_UNREACHABLE', sent: true });
      expect(authorizationServer.tokenRequests).toHaveLength(2);

      authorizationServer.mend();
      expect((await another(patient).api.get('/me')).status).toBe(200);
      expect(authorizationServer.tokenRequests).toHaveLength(3);
      expect((await api.get('/me')).status).toBe(200);
      await finish();
    },
    40_000,
  );

  it('F07: the limit for all tries ends the last one before its own limit does', async () => {
    const limits = { tokenTimeoutMs: 15_000, renewalBudgetMs: 500 };
    const { api, another, authorizationServer, finish } = await loggedIn({ expired: true, session: limits });
    authorizationServer.always(faults.hang());
    const begun = performance.now();
    const errors = await concurrently(20, () => failureOf(api.get('/me')));
    expect(performance.now() - begun).toBeLessThan(limits.tokenTimeoutMs);
    // Both limits are reached at the same moment.
    const typed = { code: expect.stringMatching(/^ERR_OAUTH_(UNREACHABLE|RENEWAL_TIMEOUT)$/) };
    for (const error of errors) expect(error).toMatchObject(typed);

    authorizationServer.mend();
    const before = authorizationServer.tokenRequests.length;
    expect((await another(patient).api.get('/me')).status).toBe(200);
    expect(authorizationServer.tokenRequests).toHaveLength(before + 1);
    expect((await api.get('/me')).status).toBe(200);
    await finish();
  }, 40_000);
});
