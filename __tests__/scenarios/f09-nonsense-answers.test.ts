import { faults } from '../../fixtures/servers/faults.js';
import { concurrently, failureOf, loggedIn } from './scene.js';

const json = { 'Content-Type': 'application/json' };
const html = { 'Content-Type': 'text/html' };

describe('F09: when the token endpoint answers with success and nonsense', () => {
  it.each([
    { answer: 'HTML', parts: { headers: html, body: '<html><body>Please log in</body></html>' } },
    { answer: 'nothing', parts: { headers: json } },
    { answer: '204', parts: { status: 204 } },
    { answer: 'null', parts: { headers: json, body: 'null' } },
    { answer: '[1,2]', parts: { headers: json, body: '[1,2]' } },
    { answer: '"ok"', parts: { headers: json, body: '"ok"' } },
  ])('F09: my requests say so, keep my refresh token and work afterwards: $answer', async ({ parts }) => {
    const { api, session, authorizationServer, apiServer, finish } = await loggedIn({ expired: true });
    const before = await session.token();
    authorizationServer.always(faults.raw(parts));
    const errors = await concurrently(5, () => failureOf(api.get('/me')));
    const typed = { code: 'ERR_OAUTH_TOKEN_RESPONSE', status: parts.status ?? 200 };
    for (const error of errors) expect(error).toMatchObject(typed);
    expect(await session.token()).toEqual(before);
    expect(authorizationServer.tokenRequests).toHaveLength(1);
    expect(apiServer.requests).toEqual([]);

    authorizationServer.mend();
    expect((await api.get('/me')).status).toBe(200);
    expect(authorizationServer.tokenRequests).toHaveLength(2);
    await finish();
  });
});
