import axios from 'axios';
import { describeWithOAuthlib } from '../../fixtures/oauth1/oauthlib-provider.js';
import type { OAuthlibConfig, OAuthlibProvider } from '../../fixtures/oauth1/oauthlib-provider.js';
import { readable, startOAuthlib, visit } from '../../fixtures/oauth1/oauthlib-scene.js';
import { clientSecret } from '../../fixtures/oauth1/scene.js';
import { verifyRequest } from '../../fixtures/oauth1/verifier.js';
import { keys } from '../../fixtures/oauth1/vectors.js';
import { OAuth1Session } from '../../lib/oauth1/index.js';
import type { OAuth1SessionOptions, SignatureMethodName } from '../../lib/oauth1/index.js';
import { MemoryTokenStore } from '../../lib/stores/memory.js';

// A process is started: slow where others are busy.
jest.setTimeout(30_000);

type Options = Partial<OAuth1SessionOptions> & { signatureMethod?: SignatureMethodName };

const callbackUri = 'https://app.example.com/callback?of=oauthlib';

describeWithOAuthlib(() => {
  let provider: OAuthlibProvider;
  const others: OAuthlibProvider[] = [];
  beforeAll(async () => {
    provider = await startOAuthlib();
  });
  afterAll(() => Promise.all([provider, ...others].map((one) => one.close())));

  async function startAnother(config: Partial<OAuthlibConfig>): Promise<OAuthlibProvider> {
    const another = await startOAuthlib(config);
    others.push(another);
    return another;
  }

  function sessionAt({ origin }: OAuthlibProvider, options: Options = {}): OAuth1Session {
    const isRsa = options.signatureMethod?.startsWith('RSA');
    const { clientKey = 'ck', clientSecret: secret = clientSecret } = readable(options);
    return new OAuth1Session({
      provider: {
        temporaryCredentialsEndpoint: `${origin}/initiate`,
        authorizationEndpoint: `${origin}/authorize`,
        tokenEndpoint: `${origin}/token`,
      },
      clientKey,
      ...(isRsa ? { privateKey: keys.rsa2048.private_pkcs8 } : { clientSecret: secret }),
      callbackUri,
      ...options,
    } as OAuth1SessionOptions);
  }

  const apiOf = ({ origin }: OAuthlibProvider) => axios.create({ baseURL: origin, proxy: false });

  describe.each<SignatureMethodName>([
    'HMAC-SHA1',
    'HMAC-SHA256',
    'HMAC-SHA512',
    'RSA-SHA1',
    'RSA-SHA256',
    'RSA-SHA512',
    'PLAINTEXT',
  ])('logs in with %s', (signatureMethod) => {
    it.each(['header', 'query', 'body'] as const)('in the %s, and signs with the token', async (placement) => {
      const session = sessionAt(provider, { signatureMethod, placement });
      const { url, pending } = await session.authorizationUrl();
      const authorizationResponse = await visit(url);
      expect(authorizationResponse).toMatch(/^https:\/\/app\.example\.com\/callback\?of=oauthlib&oauth_token=/);
      const token = await session.fetchToken({ authorizationResponse, pending });
      const api = session.attach(apiOf(provider));
      const { status } = await api.post('/a', new URLSearchParams('a=b c'));
      expect(status).toBe(200);
      expect(await session.token()).toEqual(token);
    });
  });

  it('5849-2.1-a, 5849-2.1-c, 5849-2.3-a: asks with POST, first with the callback, then with the verifier', async () => {
    const session = sessionAt(provider);
    const { url, pending } = await session.authorizationUrl();
    const authorizationResponse = await visit(url);
    await session.fetchToken({ authorizationResponse, pending });
    const [first, , second] = (await provider.seen()).slice(-3);
    if (!first || !second) throw new Error('Nothing arrived.');
    const { parameters: asked } = verifyRequest(first, { clientSecret });
    expect([first.method, asked.get('oauth_callback'), asked.has('oauth_token')]).toEqual(['POST', callbackUri, false]);
    const byTheRfc = verifyRequest(second, { clientSecret, tokenSecret: pending.oauth_token_secret });
    expect(byTheRfc.problems).toEqual([]);
    const verifier = new URL(authorizationResponse).searchParams.get('oauth_verifier');
    expect([second.method, byTheRfc.parameters.get('oauth_verifier')]).toEqual(['POST', verifier]);
  });

  it('logs in out of band: the person types the verifier in', async () => {
    const session = sessionAt(provider, { callbackUri: 'oob' });
    const { url, pending } = await session.authorizationUrl();
    const { data } = await axios.get<string>(url, { proxy: false });
    const verifier = new URLSearchParams(data).get('oauth_verifier') ?? '';
    await session.fetchToken({ verifier, pending });
    expect((await session.attach(apiOf(provider)).get('/a')).status).toBe(200);
  });

  it('5849-2.1-c, 5849-2.2-a: asks with GET where a service wants that; the query of an endpoint stays', async () => {
    const { origin } = provider;
    const endpoints = {
      temporaryCredentialsEndpoint: `${origin}/initiate?of=service`,
      authorizationEndpoint: `${origin}/authorize?of=service`,
      tokenEndpoint: `${origin}/token`,
    };
    const session = sessionAt(provider, { provider: { ...endpoints, method: 'GET' } });
    const { url, pending } = await session.authorizationUrl({ requestParameters: { 'x y': 'é+' } });
    await session.fetchToken({ authorizationResponse: await visit(url), pending });
    const seen = (await provider.seen()).slice(-3).map(({ method, target, status }) => [method, target, status]);
    expect(seen).toEqual([
      ['GET', '/initiate?of=service&x%20y=%C3%A9%2B', 200],
      ['GET', expect.stringMatching(/^\/authorize\?of=service&oauth_token=/), 302],
      ['GET', '/token', 200],
    ]);
  });

  it('a realm is asked for with the temporary credentials, and the token opens that one only', async () => {
    const guarded = await startAnother({ realms: { '/photos': ['photos'] } });
    const session = sessionAt(guarded);
    const tokenFor = async (account: string, realm?: string) => {
      const { url, pending } = await session.authorizationUrl(realm === undefined ? {} : { realm });
      return session.account(account).fetchToken({ authorizationResponse: await visit(url), pending });
    };
    expect(await tokenFor('allowed', 'photos')).toMatchObject({ oauth_authorized_realms: 'photos' });
    await tokenFor('not allowed');
    const api = session.attach(apiOf(guarded));
    expect((await api.get('/photos', { oauth: { account: 'allowed' } })).status).toBe(200);
    await expect(api.get('/photos', { oauth: { account: 'not allowed' } })).rejects.toMatchObject({
      response: { status: 401 },
    });
    await expect(tokenFor('nobody', 'movies')).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_ENDPOINT', status: 401 });
  });

  it('what comes beside the token is kept with it; another session finds it in the store', async () => {
    const named = await startAnother({ extra: { screen_name: 'Zoë & co', user_id: '42' } });
    const store = new MemoryTokenStore();
    const session = sessionAt(named, { store });
    const { url, pending } = await session.authorizationUrl();
    const kept = JSON.parse(JSON.stringify(pending)) as typeof pending;
    const token = await sessionAt(named, { store }).fetchToken({
      authorizationResponse: await visit(url),
      pending: kept,
    });
    expect(token).toMatchObject({ screen_name: 'Zoë & co', user_id: '42' });
    expect((await session.attach(apiOf(named)).get('/a')).status).toBe(200);
  });

  it('5849-2.3-a: temporary credentials are traded once', async () => {
    const session = sessionAt(provider);
    const { url, pending } = await session.authorizationUrl();
    const callback = { authorizationResponse: await visit(url), pending };
    await session.fetchToken(callback);
    const before = (await provider.seen()).length;
    await expect(session.fetchToken(callback)).rejects.toMatchObject({ code: 'ERR_OAUTH_AUTHORIZATION_RESPONSE' });
    expect(await provider.seen()).toHaveLength(before);
  });

  it.each([
    ['a wrong verifier', { verifier: 'wrong' }],
    ['a wrong temporary secret', { secret: 'wrong' }],
  ])('%s gives no token', async (_what, { verifier, secret }: { verifier?: string; secret?: string }) => {
    const session = sessionAt(provider);
    const { url, pending } = await session.authorizationUrl();
    const right = new URL(await visit(url)).searchParams.get('oauth_verifier') ?? '';
    const forged = { ...pending, ...(secret !== undefined && { oauth_token_secret: secret }) };
    const refused = session.fetchToken({ verifier: verifier ?? right, pending: forged });
    await expect(refused).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_ENDPOINT', status: 401 });
    expect(await session.token()).toBeUndefined();
  });

  it('5849-2.2-b: the callback of another login gives no token, and nothing is sent', async () => {
    const session = sessionAt(provider);
    const [mine, theirs] = [await session.authorizationUrl(), await session.authorizationUrl()];
    const authorizationResponse = await visit(theirs.url);
    const before = (await provider.seen()).length;
    const mixedUp = session.fetchToken({ authorizationResponse, pending: mine.pending });
    await expect(mixedUp).rejects.toMatchObject({ code: 'ERR_OAUTH_AUTHORIZATION_RESPONSE' });
    expect(await provider.seen()).toHaveLength(before);
  });

  it('a wrong client secret gets no temporary credentials', async () => {
    const session = sessionAt(provider, { clientSecret: 'wrong' });
    await expect(session.authorizationUrl()).rejects.toMatchObject({ code: 'ERR_OAUTH_TOKEN_ENDPOINT', status: 401 });
  });

  it('a refusal has the words of the service', async () => {
    const strict = await startAnother({ signatureMethods: ['HMAC-SHA256'] });
    await expect(sessionAt(strict).authorizationUrl()).rejects.toMatchObject({
      code: 'ERR_OAUTH_TOKEN_ENDPOINT',
      status: 400,
      error: 'invalid_signature_method',
      error_description: expect.stringContaining('HMAC-SHA1 not in'),
    });
  });

  it('logs in at a service whose clock is an hour ahead', async () => {
    const ahead = await startAnother({ clockAhead: 3600 });
    const session = sessionAt(ahead);
    const { url, pending } = await session.authorizationUrl();
    await session.fetchToken({ authorizationResponse: await visit(url), pending });
    expect((await session.attach(apiOf(ahead)).get('/a')).status).toBe(200);
    expect((await ahead.seen()).filter(({ status }) => status >= 400)).toHaveLength(1);
  });
});
