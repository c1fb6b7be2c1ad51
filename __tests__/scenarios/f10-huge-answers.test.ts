import { faults } from '../../fixtures/servers/faults.js';
import { failureOf, loggedIn } from './scene.js';

const MB = 1_000_000;

/** The most memory that the process had above what it has now, until it is asked. */
function watchMemory(): () => number {
  const before = process.memoryUsage.rss();
  let most = before;
  const look = (): void => void (most = Math.max(most, process.memoryUsage.rss()));
  const timer = setInterval(look, 5);
  return () => {
    look();
    clearInterval(timer);
    return most - before;
  };
}

describe('F10: when the token endpoint answers without end', () => {
  it.each([
    { answer: '512 MB of JSON', makeFault: faults.endless },
    { answer: 'a gzip bomb of 512 MB', makeFault: faults.gzipBomb },
  ])('F10: my request fails before memory does, and my refresh token is kept: $answer', async ({ makeFault }) => {
    const { api, session, authorizationServer, finish } = await loggedIn({ expired: true });
    const before = await session.token();
    const heavy = makeFault();
    authorizationServer.always(heavy);
    const moreMemory = watchMemory();
    const error = await failureOf(api.get('/me'));

    expect(moreMemory()).toBeLessThan(150 * MB);
    expect(heavy.taken).toBeLessThan(32 * MB);
    expect(error).toMatchObject({
      code: 'ERR_OAUTH_TOKEN_RESPONSE',
      message: expect.stringMatching(/more than 1 MB.*check the URL/),
    });
    expect(await session.token()).toEqual(before);
    authorizationServer.mend();
    expect((await api.get('/me')).status).toBe(200);
    await finish();
  });
});
