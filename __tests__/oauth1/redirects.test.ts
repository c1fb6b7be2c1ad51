import { rsaSigner } from '#crypto';
import type { AxiosRequestConfig } from 'axios';
import type { OAuth1Provider } from '../../fixtures/oauth1/provider.js';
import { signing, startProvider } from '../../fixtures/oauth1/scene.js';
import { keys } from '../../fixtures/oauth1/vectors.js';
import type { OAuth1Options } from '../../lib/oauth1/index.js';

let provider: OAuth1Provider;
let other: OAuth1Provider;
beforeEach(async () => {
  [provider, other] = await Promise.all([startProvider(), startProvider()]);
});
afterEach(async () => {
  await Promise.all([provider.close(), other.close()]);
  expect(provider.problems).toEqual([]);
});

const to = (target: string, status = 302) =>
  `/redirect?${new URLSearchParams({ to: target, status: String(status) }).toString()}`;
const hops = (...providers: OAuth1Provider[]) =>
  providers.flatMap(({ requests }) => requests.map(({ method, path }) => `${method} ${path}`));
const nonces = () => provider.requests.map(({ verdict }) => verdict.parameters.get('oauth_nonce'));

describe.each(['header', 'query'] as const)('5849-4-a: with placement in the %s', (placement) => {
  const api = (options: Partial<OAuth1Options> = {}, config: AxiosRequestConfig = {}) =>
    signing(provider, { placement, ...options }, config);

  it.each([301, 302, 303, 307, 308])('each hop of a %i is signed anew', async (status) => {
    await api().get(to(to('/end?x=1&y=+', status), status));
    expect(hops(provider)).toEqual(['GET /redirect', 'GET /redirect', 'GET /end']);
    expect(new Set(nonces()).size).toBe(3);
  });

  it.each([301, 302, 303])(
    'the signature of a POST follows it when a %i makes it a GET without body',
    async (status) => {
      await api().post(to('/end', status), new URLSearchParams('a=1 2'));
      expect(hops(provider)).toEqual(['POST /redirect', 'GET /end']);
      expect(provider.requests[1]?.body.length).toBe(0);
    },
  );

  it.each([307, 308])('a %i sends the form again, and it is signed again', async (status) => {
    await api().post(to('/end', status), new URLSearchParams('a=1 2'));
    expect(hops(provider)).toEqual(['POST /redirect', 'POST /end']);
    expect(provider.requests[1]?.body.toString()).toBe('a=1+2');
  });

  it('a PUT keeps method and body on a 302', async () => {
    await api({ bodyHash: true }).put(to('/end'), { a: 1 });
    expect(hops(provider)).toEqual(['PUT /redirect', 'PUT /end']);
    expect(provider.requests[1]?.verdict.parameters.has('oauth_body_hash')).toBe(true);
  });

  it('what the server copied of the query does not come twice', async () => {
    provider.next.push(undefined);
    await api().get(to('/end?a=1'));
    const { url } = provider.requests[1] ?? {};
    provider.next.push({ status: 302, headers: { Location: url ?? '' } });
    await api().get('/start');
    expect(hops(provider).at(-1)).toBe('GET /end');
    expect(provider.requests.at(-1)?.url).toMatch(/^\/end\?a=1(&oauth_|$)/);
  });

  it('beyond the origins nothing goes along, not even what the server copied', async () => {
    provider.next.push(undefined);
    await api().get(to('/end?a=1'));
    const { url } = provider.requests[1] ?? {};
    provider.next.push({ status: 307, headers: { Location: `${other.origin}${url ?? ''}` } });
    await expect(api().post('/start', { b: 1 })).rejects.toMatchObject({ response: { status: 401 } });
    expect(other.requests.map((request) => [request.url, request.headers.authorization])).toEqual([
      ['/end?a=1', undefined],
    ]);
  });

  it('a second origin that is named gets a signature of its own', async () => {
    const both = signing(provider, { placement }, {}, { origins: [provider.origin, other.origin] });
    await both.get(to(`${other.origin}/end`));
    expect(hops(other)).toEqual(['GET /end']);
    expect(other.problems).toEqual([]);
  });

  it('every signature method that signs at once does so', async () => {
    for (const signatureMethod of ['HMAC-SHA1', 'PLAINTEXT'] as const) await api({ signatureMethod }).get(to('/end'));
    expect(hops(provider)).toHaveLength(4);
  });
});

it('a signature that has to be waited for is not put on a hop: that goes without', async () => {
  const sign = async () => Promise.resolve('late');
  const api = signing(provider, {
    signatureMethod: { name: 'X-LATE', sign },
    privateKey: undefined,
  } as unknown as OAuth1Options);
  const error = api.get(to('/end'), { maxRedirects: 3 });
  await expect(error).rejects.toMatchObject({ response: { status: 401 } });
  expect(provider.requests[1]?.headers.authorization).toBeUndefined();
  provider.requests.length = 0;
});

/** node:crypto signs at once; WebCrypto, which the portable project has, must be waited for. */
const signsAtOnce = typeof rsaSigner('SHA-256', keys.rsa2048.private_pkcs8)('') === 'string';
const whatRsaDoes = signsAtOnce ? 'is signed anew, because this runtime signs at once' : 'goes without';

it(`5849-4-a: with RSA, the next hop ${whatRsaDoes}`, async () => {
  const privateKey = keys.rsa2048.private_pkcs8;
  const api = signing(provider, { signatureMethod: 'RSA-SHA256', privateKey }, { validateStatus: null });
  const { status } = await api.get(to('/end'));
  expect(hops(provider)).toEqual(['GET /redirect', 'GET /end']);
  const [first, second] = provider.requests.map(({ verdict }) => verdict);
  expect(first?.problems).toEqual([]);
  expect(status).toBe(signsAtOnce ? 200 : 401);
  expect(second?.placement).toBe(signsAtOnce ? 'header' : 'none');
  if (signsAtOnce) expect(second?.problems).toEqual([]);
  provider.requests.length = 0;
});

describe('5849-4-a: with placement in the body', () => {
  const api = () => signing(provider, { placement: 'body' });

  it.each([301, 302, 303])('a %i drops the form: the GET is signed in the header', async (status) => {
    await api().post(to('/end', status), new URLSearchParams('a=1'));
    expect(provider.requests.map(({ verdict }) => verdict.placement)).toEqual(['body', 'header']);
  });

  it.each([307, 308])(
    'a %i would send the signed form again: it is not followed, nor to another origin',
    async (status) => {
      for (const target of ['/end', `${other.origin}/end`]) {
        const error = await api()
          .post(to(target, status), new URLSearchParams('a=1'))
          .catch((reason: unknown) => reason);
        expect(error).toMatchObject({ code: 'ERR_FR_REDIRECTION_FAILURE', cause: { cause: { option: 'placement' } } });
      }
      expect(hops(provider, other)).toEqual(['POST /redirect', 'POST /redirect']);
    },
  );

  it('what a GET got in the header is taken off again beyond the origins', async () => {
    await api()
      .post(to(to(`${other.origin}/end`)), new URLSearchParams('a=1'))
      .catch(() => undefined);
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
});
