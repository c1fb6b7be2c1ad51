import axios from 'axios';
import { run, sectionsOf } from '../../fixtures/documentation.js';
import type { Section, Surroundings } from '../../fixtures/documentation.js';
import { describeWithOAuthlib, startOAuthlibProvider } from '../../fixtures/oauth1/oauthlib-provider.js';
import type { OAuthlibConfig, OAuthlibProvider } from '../../fixtures/oauth1/oauthlib-provider.js';
import { visit } from '../../fixtures/oauth1/oauthlib-scene.js';
import { keys } from '../../fixtures/oauth1/vectors.js';
import { attach, type AuthScheme } from '../../lib/index.js';

// A process is started: slow where others are busy.
jest.setTimeout(30_000);

const file = 'docs/oauth1.md';
const client = { clientKey: 'the client', clientSecret: 'its secret' };
const clients = { [client.clientKey]: { secret: client.clientSecret, publicKey: keys.rsa2048.public_spki } };

function section(heading: string): Section {
  const found = sectionsOf(file).find((one) => one.heading === heading);
  if (!found) throw new Error(`${file} has no "${heading}".`);
  return found;
}

interface Follower extends Omit<Surroundings, 'replace'> {
  /** The origins of the service, for which ours stands. */
  readonly at: readonly string[];
}

/** As Twitter and Tumblr name them. */
const underOAuth = {
  requestToken: '/oauth/request_token',
  authorization: '/oauth/authorize',
  accessToken: '/oauth/access_token',
};

/** A person at a terminal: opens the address in a question, and pastes the one that it sends them to. */
const terminal = {
  'node:readline/promises': {
    createInterface: () => ({
      question: async (text: string) => visit(/https?:\S+/.exec(text)?.[0] ?? ''),
      close: () => undefined,
    }),
  },
};

describeWithOAuthlib(() => {
  let provider: OAuthlibProvider | undefined;
  afterEach(() => provider?.close());

  const held = { token: 'token', tokenSecret: 'token secret' };
  const tokens = [{ client: client.clientKey, token: held.token, secret: held.tokenSecret }];
  const at = ['https://api.example.com'];

  /** Runs a tutorial against a service that asks for what the real one does, and gives what that saw. */
  async function follow(heading: string, service: Partial<OAuthlibConfig>, { at, given, modules = {} }: Follower) {
    const { origin } = (provider = await startOAuthlibProvider({ clients, ...service }));
    const replace = Object.fromEntries(at.map((one) => [one, origin]));
    await run(section(heading), { given: { ...client, ...given }, modules, replace });
    return seen();
  }

  async function seen(): Promise<string[]> {
    const requests = (await provider?.seen()) ?? [];
    return requests.map(({ method, target, status }) => `${status} ${method} ${target.split('?')[0]}`);
  }

  it('In your own name', async () => {
    expect(await follow('In your own name', { tokens }, { at, given: held })).toEqual(['200 GET /notes']);
  });

  it('In the name of a person', async () => {
    const { origin } = (provider = await startOAuthlibProvider({ clients, endpoints: underOAuth }));
    const service = {
      temporaryCredentialsEndpoint: `${origin}/oauth/request_token`,
      authorizationEndpoint: `${origin}/oauth/authorize`,
      tokenEndpoint: `${origin}/oauth/access_token`,
    };
    const given = { ...client, provider: service, callbackUri: 'https://app.example.com/callback', visit };
    const replace = { 'https://api.example.com': origin, callbackUrl: 'await visit(url)' };
    const { data } = await run(section('In the name of a person'), { given, replace });
    expect(data).toEqual({ ok: true });
  });

  it('Without axios', async () => {
    expect(await follow('Without axios', { tokens }, { at, given: held })).toEqual(['200 POST /notes']);
  });

  it('When a signature is refused', async () => {
    const { origin } = (provider = await startOAuthlibProvider({ clients, tokens }));
    const printed = jest.spyOn(console, 'log').mockImplementation();
    const { auth } = await run(section('When a signature is refused'), { given: { ...client, ...held } });
    const { data } = await attach(axios.create({ baseURL: origin }), auth as AuthScheme).get('/notes?tag=a');
    expect(data).toEqual({ ok: true });
    expect(printed.mock.calls).toEqual([[expect.stringMatching(/^GET&http%3A%2F%2F127.*tag%3Da$/)]]);
    expect(String(printed.mock.calls)).not.toContain(encodeURIComponent(held.tokenSecret));
    printed.mockRestore();
  });

  it('NetSuite', async () => {
    const credentials = { token: 'token id', tokenSecret: 'token secret' };
    const tokens = [{ client: client.clientKey, token: credentials.token, secret: credentials.tokenSecret }];
    const service = { tokens, realm: '1234567_SB1', signatureMethods: ['HMAC-SHA256'] };
    const at = ['https://1234567-sb1.suitetalk.api.netsuite.com'];
    const requests = await follow('NetSuite', service, { at, given: credentials });
    expect(requests).toEqual(['200 GET /services/rest/record/v1/customer', '200 POST /services/rest/query/v1/suiteql']);
  });

  it('Mastercard', async () => {
    const service = { tokenless: true, bodyHash: 'sha256', signatureMethods: ['RSA-SHA256'] } as const;
    const modules = {
      'node:fs/promises': {
        readFile: async () => `Bag Attributes\nKey Attributes: <No Attributes>\n${keys.rsa2048.private_pkcs8}`,
      },
    };
    const requests = await follow('Mastercard', service, { at: ['https://sandbox.api.mastercard.com'], modules });
    expect(requests).toEqual(['200 POST /bin-resources/bin-ranges/account-searches']);
  });

  describe('WooCommerce', () => {
    // A proxy, so that the shop keeps its name and its plain http: loopback would be let in without the opt-out.
    beforeEach(async () => {
      provider = await startOAuthlibProvider({ clients, tokenless: true });
      process.env['http_proxy'] = provider.origin;
    });
    afterEach(() => {
      delete process.env['http_proxy'];
    });

    it('over plain http, by explicit opt-out', async () => {
      await run(section('WooCommerce'), { given: client });
      const shop = 'http://shop.example.com/wp-json/wc/v3';
      expect(await seen()).toEqual([`200 GET ${shop}/orders`, `200 POST ${shop}/products`]);
      const targets = (await provider?.seen())?.map(({ target }) => target) ?? [];
      expect(targets.every((target) => /[?&]oauth_signature=/.test(target))).toBe(true);
    });

    it('is refused without it', async () => {
      const replace = { ', { allowInsecureRequests: true }': '' };
      const shop = run(section('WooCommerce'), { given: client, replace });
      await expect(shop).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION' });
      expect(await seen()).toEqual([]);
    });
  });

  it('Twitter', async () => {
    const extra = { user_id: '6253282', screen_name: 'someone' };
    const handlers = new Map<string, Handler>();
    const app = { get: (path: string, handler: Handler) => handlers.set(path, handler) };
    await follow('Twitter', { endpoints: underOAuth, extra }, { at: ['https://api.x.com'], given: { app } });

    const browser = personWith({ user: 'user-42' }, handlers);
    const authorizationPage = (await browser('/login')).redirectedTo;
    const callback = new URL(await visit(authorizationPage ?? ''));
    expect(callback.origin + callback.pathname).toBe('https://app.example.com/callback');
    const { redirectedTo } = await browser(callback.pathname + callback.search);
    expect((await browser(redirectedTo ?? '')).json).toEqual({ ok: true });
    expect(await seen()).toEqual([
      '200 POST /oauth/request_token',
      '302 GET /oauth/authorize',
      '200 POST /oauth/access_token',
      '200 GET /2/users/me',
    ]);
  });

  it('Tumblr', async () => {
    const at = ['https://www.tumblr.com', 'https://api.tumblr.com'];
    const requests = await follow('Tumblr', { endpoints: underOAuth }, { at, modules: terminal });
    expect(requests).toEqual([
      '200 POST /oauth/request_token',
      '302 GET /oauth/authorize',
      '200 POST /oauth/access_token',
      '200 GET /v2/user/dashboard',
      '200 POST /v2/blog/example/post',
    ]);
  });

  describe('Bitbucket', () => {
    const endpoints = {
      requestToken: '/api/1.0/oauth/request_token',
      authorization: '/api/1.0/oauth/authenticate',
      accessToken: '/api/1.0/oauth/access_token',
    };
    const service = { endpoints, signatureMethods: ['HMAC-SHA1'] };
    const at = ['https://bitbucket.org'];

    it('with a login', async () => {
      const given = { token: '', tokenSecret: '' };
      expect(await follow('Bitbucket', service, { at, given, modules: terminal })).toEqual([
        '200 POST /api/1.0/oauth/request_token',
        '302 GET /api/1.0/oauth/authenticate',
        '200 POST /api/1.0/oauth/access_token',
        '200 GET /api/2.0/user/permissions/repositories',
      ]);
    });

    it('with a token that is there', async () => {
      const given = { token: 'kept', tokenSecret: 'with its secret' };
      const tokens = [{ client: client.clientKey, token: given.token, secret: given.tokenSecret }];
      expect(await follow('Bitbucket', { ...service, tokens }, { at, given, modules: terminal })).toEqual([
        '200 GET /api/2.0/user/permissions/repositories',
      ]);
    });
  });
});

type Handler = (request: object, response: object) => Promise<void>;

/** What Express gives to handlers, for one web session. */
function personWith(session: object, handlers: ReadonlyMap<string, Handler>) {
  return async (url: string): Promise<{ redirectedTo?: string; json?: unknown }> => {
    const answer: { redirectedTo?: string; json?: unknown } = {};
    const response = {
      redirect: (to: string) => void (answer.redirectedTo = to),
      json: (data: unknown) => void (answer.json = data),
    };
    await handlers.get(url.split('?')[0] ?? '')?.({ url, session }, response);
    return answer;
  };
}
