import {
  dpop,
  openIdConnect,
  OAuth2Session,
  tokenFromFragment,
  type OAuth2SessionSettings,
} from '../../../lib/index.js';

const provider = {
  issuer: 'https://as.example',
  authorizationEndpoint: 'https://as.example/authorize',
  tokenEndpoint: 'https://as.example/token',
};
const redirectUri = 'https://app.example/callback';

async function begun(settings: OAuth2SessionSettings = {}) {
  const session = new OAuth2Session({ provider, clientId: 'me', redirectUri, scope: 'read', ...settings });
  const { pending } = await session.authorizationUrl({ response_type: 'token', resource: 'https://api.example' });
  const answer = (parameters: Record<string, string>) => {
    const fragment = new URLSearchParams({ state: pending.state, ...parameters }).toString();
    return tokenFromFragment(session, { authorizationResponse: `${redirectUri}#${fragment}`, pending });
  };
  return { session, pending, answer };
}

const good = { access_token: 'a', token_type: 'bearer', expires_in: '3600' };

describe('an access token in the fragment', () => {
  it('6749-4.2.2-a: is stored with its lifetime, and unknown parameters do not matter', async () => {
    const { session, answer } = await begun();
    const before = Date.now();
    const token = await answer({ ...good, scope: 'x', unknown: 'y' });
    expect(token).toMatchObject({ access_token: 'a', scope: 'x', resources: ['https://api.example'] });
    expect(token.expiresAt).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(await session.token()).toEqual(token);
  });

  it('brings no refresh token and no unchecked ID token along', async () => {
    const { answer } = await begun();
    const token = await answer({ ...good, refresh_token: 'r', id_token: 'i', code: 'c', revision: 'mine' });
    for (const name of ['refresh_token', 'id_token', 'code', 'state']) expect(token).not.toHaveProperty(name);
    expect(token.revision).not.toBe('mine');
  });

  it.each<[string, Record<string, string>, object]>([
    ['another state', { ...good, state: 'other' }, { parameter: 'state' }],
    ['another issuer', { ...good, iss: 'https://evil.example' }, { parameter: 'iss' }],
    ['no token type', { access_token: 'a' }, { parameter: 'token_type' }],
    ['no token', { token_type: 'bearer' }, { parameter: 'access_token' }],
    ['a token that no header can carry', { ...good, access_token: 'a\r\nb' }, { parameter: 'access_token' }],
    ['another token type', { ...good, token_type: 'mac' }, { code: 'ERR_OAUTH_TOKEN_TYPE' }],
    ['an error', { error: 'access_denied' }, { code: 'ERR_OAUTH_AUTHORIZATION_DENIED', error: 'access_denied' }],
  ])('6749-4.2.2-a: with %s it is refused, and nothing is stored', async (_what, parameters, error) => {
    const { session, answer } = await begun();
    await expect(answer(parameters)).rejects.toMatchObject(error);
    expect(await session.token()).toBeUndefined();
  });

  it('6749-4.2.2-a: covers what was asked for, if it does not say', async () => {
    const { answer } = await begun();
    expect(await answer(good)).toMatchObject({ scope: 'read' });
  });

  it('is bound to the key of its login, and no other is taken', async () => {
    const bound = await begun({ dpop: dpop() });
    const token = await bound.answer({ ...good, token_type: 'DPoP' });
    expect(token).toMatchObject({ token_type: 'DPoP', dpopKey: bound.pending.dpopKey });
    const plain = await begun({ dpop: dpop() });
    await expect(plain.answer(good)).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_NOT_BOUND' });
    expect(await plain.session.token()).toBeUndefined();
  });

  it('does not pass by the ID token that a session wants', async () => {
    const { session, pending } = await begun({ openIdConnect: openIdConnect() });
    const fragment = new URLSearchParams({ ...good, state: pending.state }).toString();
    const answered = tokenFromFragment(session, { authorizationResponse: `${redirectUri}#${fragment}`, pending });
    await expect(answered).rejects.toMatchObject({ option: 'openIdConnect' });
    expect(await session.token()).toBeUndefined();
  });

  it('is told as any other login: tokenUpdated, and scopeChanged when less was granted', async () => {
    const { session, answer } = await begun();
    const events: object[] = [];
    session.on('tokenUpdated', (event) => events.push(event));
    session.on('scopeChanged', (event) => events.push(event));
    const token = await answer({ ...good, scope: 'less' });
    expect(events).toEqual([
      { asked: 'read', granted: 'less', account: 'default' },
      { token, account: 'default' },
    ]);
  });

  it('is accepted once', async () => {
    const { answer } = await begun();
    await answer(good);
    await expect(answer(good)).rejects.toThrow(/used already/);
  });

  it('in the query it is none', async () => {
    const { session, pending } = await begun();
    const query = new URLSearchParams({ ...good, state: pending.state }).toString();
    const answered = tokenFromFragment(session, { authorizationResponse: `${redirectUri}?${query}`, pending });
    await expect(answered).rejects.toMatchObject({ parameter: 'state' });
  });
});
