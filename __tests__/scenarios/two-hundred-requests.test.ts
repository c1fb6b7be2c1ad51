import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { concurrently, loggedIn } from './scene.js';

const successes = Array.from({ length: 200 }, () => 200);
const tokens = [
  { token: 'that has expired', beginning: { expired: true }, apiCalls: 200 },
  // Whoever is refused is sent once more; who has not been sent yet when the new token is there, only once.
  { token: 'that the server refuses although I believe it fresh', beginning: { deadAtServer: true }, apiCalls: 400 },
];

describe.each(tokens)('200 concurrent requests (F01) with a token $token', ({ beginning, apiCalls }) => {
  it('F01: make exactly one token request and all succeed', async () => {
    const { api, authorizationServer, apiServer, finish } = await loggedIn(beginning);
    const answers = await concurrently(200, () => api.get('/me'));
    expect(answers.map(({ status }) => status)).toEqual(successes);
    expect(authorizationServer.tokenRequests).toHaveLength(1);
    expect(apiServer.requests.length).toBeLessThanOrEqual(apiCalls);
    await finish();
  });

  it('F01: do so over three instances whose sessions share a store', async () => {
    const { api, another, authorizationServer, apiServer, finish } = await loggedIn(beginning);
    const apis = [api, another().api, another().api];
    const answers = await concurrently(200, async (index) => apis[index % apis.length]?.get('/me'));
    expect(answers.map((answer) => answer?.status)).toEqual(successes);
    expect(authorizationServer.tokenRequests).toHaveLength(1);
    expect(apiServer.requests.length).toBeLessThanOrEqual(apiCalls);
    await finish();
  });

  it('F01: do so over two sessions of which one was imported and one was required', async () => {
    const { provider, session, authorizationServer, apiServer, finish } = await loggedIn(beginning);
    const plan = {
      options: { provider, ...authorizationServer.client },
      token: await session.token(),
      baseURL: apiServer.origin,
      requests: 200,
    };
    expect(await inChildProcess(plan)).toEqual({ code: 0, complaints: '', outcomes: successes, copies: 2 });
    expect(authorizationServer.tokenRequests).toHaveLength(1);
    expect(apiServer.requests.length).toBeLessThanOrEqual(apiCalls);
    await finish();
  });
});

/** Runs both builds, which `npm run build` has made. Resolves when the process has ended by itself. */
async function inChildProcess(plan: object): Promise<object> {
  const child = spawn(process.execPath, [require.resolve('./both-builds.mjs')]);
  child.stdin.end(JSON.stringify(plan));
  const [output, complaints, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, complaints, ...(JSON.parse(output || '{}') as object) };
}
