import { faults } from '../../fixtures/servers/faults.js';
import { failureOf, loggedIn } from './scene.js';

const asForm = (body: string): string => new URLSearchParams(JSON.parse(body) as Record<string, string>).toString();
const inForm = faults.mutate((answer) => ({
  ...answer,
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  body: asForm(answer.body.toString()),
}));
const withType = (token_type: unknown) => faults.mutateAnswer((members) => ({ ...members, token_type }));

describe('F28: when the token endpoint bends the RFC', () => {
  it.each([
    { error: 'invalid_grant', code: 'ERR_OAUTH_INVALID_GRANT' },
    { error: 'invalid_client', code: 'ERR_OAUTH_TOKEN_ENDPOINT' },
    { error: 'bad_refresh_token', code: 'ERR_OAUTH_TOKEN_ENDPOINT' },
  ])('F28: an $error that comes with status 200 is the error that I get', async ({ error, code }) => {
    const { api, session, authorizationServer, finish } = await loggedIn({ expired: true });
    const before = await session.token();
    authorizationServer.next(faults.oauthError(error, { status: 200, description: 'It is over.' }));
    const typed = { code, error, error_description: 'It is over.', message: expect.stringContaining(error) };
    expect(await failureOf(api.get('/me'))).toMatchObject(typed);
    expect((await session.token())?.refresh_token).toBe(before?.refresh_token);
    expect(authorizationServer.tokenRequests).toHaveLength(1);
    await finish();
  });

  it.each([
    ['in capitals', withType('BEARER')],
    ['in mixed case', withType('bEaReR')],
    ['missing', withType(undefined)],
    ['in a form-encoded answer', inForm],
  ])('F28: a token whose type is %s is used as Bearer', async (_how, fault) => {
    const { api, apiServer, authorizationServer, finish } = await loggedIn({ expired: true });
    authorizationServer.next(fault);
    expect((await api.get('/me')).status).toBe(200);
    expect(apiServer.requests.map(({ credential }) => credential?.scheme)).toEqual(['Bearer']);
    authorizationServer.expireAccessTokens();
    expect((await api.get('/me')).status).toBe(200);
    expect(authorizationServer.tokenRequests).toHaveLength(2);
    await finish();
  });

  it('F28: a token of type mac is not used, and the error says so', async () => {
    const { api, session, apiServer, authorizationServer, finish } = await loggedIn({ expired: true });
    const before = await session.token();
    authorizationServer.next(faults.raw({ body: '{"access_token":"mac-token","token_type":"mac","expires_in":3600}' }));
    expect(await failureOf(api.get('/me'))).toMatchObject({ code: 'ERR_OAUTH_TOKEN_TYPE', tokenType: 'mac' });
    expect(apiServer.requests).toEqual([]);
    expect(await session.token()).toEqual(before);
    expect((await api.get('/me')).status).toBe(200);
    await finish();
  });

  it('F28: without a new refresh token in the answer, the old one is kept and used', async () => {
    const server = { refreshTokens: 'omitted' } as const;
    const { api, session, authorizationServer, finish } = await loggedIn({ expired: true, server });
    const refreshToken = (await session.token())?.refresh_token;
    expect((await api.get('/me')).status).toBe(200);
    expect((await session.token())?.refresh_token).toBe(refreshToken);
    authorizationServer.expireAccessTokens();
    expect((await api.get('/me')).status).toBe(200);
    const shown = authorizationServer.tokenRequests.map(({ parameters }) => parameters['refresh_token']);
    expect(shown).toEqual([refreshToken, refreshToken]);
    await finish();
  });
});
