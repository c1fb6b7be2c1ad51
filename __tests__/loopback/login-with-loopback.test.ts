import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import axios from 'axios';
import { logInWithoutABrowser } from '../../fixtures/browser.js';
import { abortListeners, watchLeftovers } from '../../fixtures/leftovers.js';
import { closeServers, failureOf, startService } from '../../fixtures/oauth1/session-scene.js';
import { unwillingPerson, type OidcServer } from '../../fixtures/servers/oidc-server.js';
import {
  knock,
  PersonsBrowser,
  redirectUriIn,
  sessionAt,
  startServer,
  terminal,
} from '../../fixtures/loopback-scene.js';
import type { OAuth1Session } from '../../lib/oauth1/index.js';
import { loginWithLoopback, type OAuth2LoopbackOptions } from '../../lib/loopback/index.js';
import { openIdConnect, jwtResponse, type OAuth2Session } from '../../lib/index.js';

let server: OidcServer;
beforeAll(async () => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined); // oidc-provider warns of its quick start keys
  jest.spyOn(console, 'info').mockImplementation(() => undefined);
  server = await startServer();
  await axios.get(server.issuer, { validateStatus: () => true }); // a connection that is kept is nothing left behind
});
afterAll(() => server.close());

/** A login at a browser; nothing goes to the terminal of the tests. */
function login(session: OAuth2Session, browser: PersonsBrowser, options: OAuth2LoopbackOptions = {}) {
  return loginWithLoopback(session, { ...terminal().streams, openBrowser: browser.open, ...options });
}

function portIn(url: string): number {
  return Number(new URL(redirectUriIn(url)).port);
}

describe('a person who logs in', () => {
  it('is sent to a page of this machine, on a free port that nobody else reaches, and the port is free again (8252-7.3-a, 8252-8.3-a)', async () => {
    const left = watchLeftovers();
    const session = sessionAt(server);
    let port = 0;
    const knocks: string[] = [];
    const browser = new PersonsBrowser(async (self, url) => {
      port = portIn(url);
      knocks.push(await knock(port, '127.0.0.1'), await knock(port, '127.0.0.2'));
      return self.logIn(url);
    });
    const { signal } = new AbortController();
    const token = await login(session, browser, { appName: 'notes', signal });
    expect(abortListeners(signal)).toBe(0);
    expect(await session.token()).toEqual(token);
    expect(token).toMatchObject({ token_type: 'Bearer', access_token: expect.any(String) });
    expect(knocks).toEqual(['open', 'closed']);
    expect(await knock(port, '127.0.0.1')).toBe('closed');
    await browser.work;
    expect(browser.pages[0]?.status).toBe(200);
    expect(browser.pages[0]?.data).toContain('You can close this page and go back to notes.');
    expect(await left.finish()).toEqual([]);
  });

  it('sees a page that keeps the code to itself, and says nothing of what came (RFC 9700 §4.2.4)', async () => {
    const browser = new PersonsBrowser();
    const token = await login(sessionAt(server), browser, { appName: '<script>alert("&")</script>' });
    await browser.work;
    const { headers, data } = browser.pages[0] ?? {};
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      connection: 'close',
      'content-type': 'text/html; charset=utf-8',
    });
    expect(headers?.['content-security-policy']).toMatch(
      /^default-src 'none';.*frame-ancestors 'none'; style-src 'nonce-/,
    );
    expect(data).toContain('&#60;script&#62;alert(&#34;&#38;&#34;)&#60;/script&#62;');
    expect(data).not.toContain('<script>');
    expect(data).not.toContain(token.access_token);
    expect(data).not.toMatch(/code|state=/);
  });

  it.each(['http://[::1]/callback', 'http://localhost/callback'])('comes back to %s', async (redirectUri) => {
    const browser = new PersonsBrowser(async (self, url) => {
      const back = await logInWithoutABrowser(url, redirectUriIn(url));
      expect(new URL(back).hostname).toBe(new URL(redirectUri).hostname);
      return self.get(back.replace('localhost', '127.0.0.1')); // names are not looked up here
    });
    await expect(login(sessionAt(server), browser, { redirectUri })).resolves.toBeDefined();
    await browser.work;
  });

  it('comes back to the port that is named; where it is taken, the option is', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const redirectUri = `http://127.0.0.1:${port}/callback`;
    const taken = login(sessionAt(server), new PersonsBrowser(), { redirectUri });
    await expect(taken).rejects.toMatchObject({
      code: 'ERR_OAUTH_CONFIGURATION',
      option: 'redirectUri',
      message: expect.stringContaining('EADDRINUSE'),
    });
    await new Promise((resolve) => other.close(resolve));
    const browser = new PersonsBrowser();
    await login(sessionAt(server, { redirectUri }), browser);
    await browser.work;
    expect(browser.pages[0]?.config.url).toContain(redirectUri);
  });

  it('who says no is told so, and so is the program', async () => {
    const browser = new PersonsBrowser();
    const session = sessionAt(server);
    const denied = failureOf(login(session, browser, { parameters: { login_hint: unwillingPerson } }));
    expect(await denied).toMatchObject({
      code: 'ERR_OAUTH_AUTHORIZATION_DENIED',
      error: 'access_denied',
      error_description: 'The person said no',
    });
    await browser.work;
    expect(browser.pages[0]?.data).toContain('You are not logged in');
    expect(browser.pages[0]?.data).not.toContain('said no');
    expect(await session.token()).toBeUndefined();
  });

  it('reads that it did not work where the server does not take the code', async () => {
    const browser = new PersonsBrowser();
    const session = sessionAt(server, { tokenRequest: { parameters: { code_verifier: 'another'.repeat(10) } } });
    await expect(login(session, browser)).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_OAUTH_/) });
    await browser.work;
    expect(browser.pages[0]?.status).toBe(502);
    expect(browser.pages[0]?.data).toContain('That did not work');
  });

  it('may ask for more, and ID tokens are checked as always', async () => {
    const browser = new PersonsBrowser();
    const session = sessionAt(server, { openIdConnect: openIdConnect() });
    const token = await login(session, browser, {
      parameters: { scope: ['openid', 'offline_access'], prompt: 'consent' },
    });
    expect(token).toMatchObject({ id_token: expect.any(String), refresh_token: expect.any(String) });
  });
});

describe('whatever else comes to the port', () => {
  it('changes nothing: an icon, another method, another path, a wrong state, no state, one twice', async () => {
    const session = sessionAt(server);
    const browser = new PersonsBrowser(async (self, url) => {
      const back = new URL(redirectUriIn(url));
      const state = new URL(url).searchParams.get('state') ?? '';
      await self.get(`${back.origin}/favicon.ico`);
      await self.get(`${back.href}?code=stolen&state=wrong`);
      await self.get(`${back.href}?error=access_denied&state=`);
      await self.get(back.href);
      await self.get(`${back.href}?code=one&code=two&state=wrong`);
      await self.get(`${back.href}?code=one&state=${state}&state=${state}`);
      const other = await axios.post(`${back.href}?code=stolen&state=${state}`, '', { validateStatus: () => true });
      self.pages.push(other);
      return self.logIn(url);
    });
    await login(session, browser);
    await browser.work;
    expect(browser.pages.map(({ status }) => status)).toEqual([404, 400, 400, 400, 400, 400, 405, 200]);
    expect(browser.pages[1]?.data).toContain('Not the login that is awaited');
    expect(browser.pages[1]?.data).not.toContain('stolen');
    expect(browser.pages.every(({ headers }) => headers['cache-control'] === 'no-store')).toBe(true);
    expect(server.tokenRequests.at(-1)).toBe('authorization_code');
  });

  it('twice the same answer is one login, and both get the page', async () => {
    const before = server.tokenRequests.length;
    const browser = new PersonsBrowser(async (self, url) => {
      const back = await logInWithoutABrowser(url, redirectUriIn(url));
      return Promise.all([self.get(back), self.get(back)]);
    });
    await login(sessionAt(server), browser);
    await browser.work;
    expect(browser.pages.map(({ status }) => status)).toEqual([200, 200]);
    expect(server.tokenRequests.length - before).toBe(1);
  });

  it('a connection that says nothing does not hold the port', async () => {
    let closed: Promise<unknown> | undefined;
    const browser = new PersonsBrowser(async (self, url) => {
      const silent = connect(portIn(url), '127.0.0.1').on('error', () => undefined);
      closed = once(silent, 'close');
      await once(silent, 'connect');
      return self.logIn(url);
    });
    await login(sessionAt(server), browser);
    await browser.work;
    await closed;
  });

  it('an answer from another issuer ends it (RFC 9207)', async () => {
    const browser = new PersonsBrowser(async (self, url) => {
      const back = new URL(await logInWithoutABrowser(url, redirectUriIn(url)));
      back.searchParams.set('iss', 'https://mix-up.example');
      return self.get(back.href);
    });
    await expect(login(sessionAt(server), browser)).rejects.toMatchObject({ parameter: 'iss' });
    await browser.work;
    expect(browser.pages[0]?.status).toBe(502);
  });
});

describe('a login that is given up', () => {
  it.each([
    ['by the caller', { code: 'ERR_CANCELED' }],
    ['by the time', { code: 'ERR_OAUTH_AUTHORIZATION_EXPIRED', message: expect.stringContaining('timeoutMs') }],
  ])('%s frees the port, ends open connections and leaves no timer', async (how, error) => {
    const left = watchLeftovers();
    const controller = new AbortController();
    let port = 0;
    let closed: Promise<unknown> | undefined;
    const browser = new PersonsBrowser(async (_self, url) => {
      port = portIn(url);
      const silent = connect(port, '127.0.0.1').on('error', () => undefined);
      closed = once(silent, 'close');
      await once(silent, 'connect');
      if (how === 'by the caller') controller.abort();
    });
    const options = how === 'by the time' ? { timeoutMs: 300 } : { signal: controller.signal };
    await expect(login(sessionAt(server), browser, options)).rejects.toMatchObject(error);
    await browser.work;
    await closed;
    expect(await knock(port, '127.0.0.1')).toBe('closed');
    expect(await left.finish()).toEqual([]);
  });

  it('before it began sends nobody anywhere', async () => {
    const opened = jest.fn();
    const aborted = loginWithLoopback(sessionAt(server), { signal: AbortSignal.abort(), openBrowser: opened });
    await expect(aborted).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    expect(opened).not.toHaveBeenCalled();
  });

  it('because the browser of the caller failed says so, and frees the port', async () => {
    let port = 0;
    const openBrowser = (url: string) => {
      port = portIn(url);
      throw new Error('no screen');
    };
    await expect(loginWithLoopback(sessionAt(server), { ...terminal().streams, openBrowser })).rejects.toThrow(
      'no screen',
    );
    expect(await knock(port, '127.0.0.1')).toBe('closed');
  });
});

describe('without a browser', () => {
  it('the person pastes where they ended; what is not that is asked for again', async () => {
    const left = watchLeftovers();
    const screen = terminal();
    const session = sessionAt(server);
    const openBrowser = async (url: string) => {
      const pasted = await logInWithoutABrowser(url, redirectUriIn(url));
      setTimeout(() => screen.streams.input.write(`\nwhat?\n  ${pasted}  \n`), 20);
      return false;
    };
    const token = await loginWithLoopback(session, { ...screen.streams, openBrowser });
    expect(await session.token()).toEqual(token);
    expect(screen.shown()).toMatch(
      /open this address:\n\n {2}http:\S*\n\nNo browser could be opened.*paste it here:\n/s,
    );
    expect(screen.shown().match(/That is not where this login ends/g)).toHaveLength(1);
    expect(screen.shown()).not.toContain(token.access_token);
    expect(screen.streams.input.listenerCount('data')).toBe(0);
    expect(await left.finish()).toEqual([]);
  });

  it('the page on the port still counts, should a browser get there', async () => {
    const browser = new PersonsBrowser();
    const openBrowser = (url: string) => (browser.open(url), false);
    await loginWithLoopback(sessionAt(server), { ...terminal().streams, openBrowser });
    await browser.work;
    expect(browser.pages[0]?.status).toBe(200);
  });

  it('the person types a code on another device, where the program wants that', async () => {
    const screen = terminal();
    const openBrowser = () => false;
    const resource = 'https://api.example/notes';
    const parameters = { resource, scope: 'openid offline_access' }; // in place of the session's
    const options = { ...screen.streams, openBrowser, parameters, withoutBrowser: 'device' } as const;
    const waiting = loginWithLoopback(sessionAt(server), options);
    while (!screen.shown().includes('any device')) await pause(10);
    const [, userCode = ''] =
      /Open http:\/\/127\.0\.0\.1:\d+\/device on any device, and type (\S+)/.exec(screen.shown()) ?? [];
    const grant = new server.provider.Grant({ accountId: 'ann', clientId: 'cli' });
    grant.addResourceScope(resource, 'openid');
    const code = await server.provider.DeviceCode.findByUserCode(userCode.replace('-', ''));
    expect(code?.params).toMatchObject(parameters);
    Object.assign(code ?? {}, {
      accountId: 'ann',
      grantId: await grant.save(),
      scope: 'openid',
      authTime: 1,
      resource,
    });
    await code?.save();
    expect(await waiting).toMatchObject({ token_type: 'Bearer', scope: 'openid' });
  }, 15_000);
});

describe('options', () => {
  it.each([
    [{ redirectUri: 'https://app.example.com/callback' }, 'redirectUri'],
    [{ redirectUri: 'http://app.example.com/callback' }, 'redirectUri'],
    [{ redirectUri: 'http://127.0.0.1/callback?a=b' }, 'redirectUri'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ appName: '' }, 'appName'],
    [{ openBrowser: 'firefox' }, 'openBrowser'],
    [{ withoutBrowser: 'pray' }, 'withoutBrowser'],
    [{ redirectUrl: 'http://127.0.0.1/' }, 'redirectUrl'],
    [{ parameters: { response_mode: 'form_post' } }, 'responseMode'],
    [{ parameters: { response_type: 'token' } }, 'responseMode'],
  ])('%j: the error names the option', async (options, option) => {
    const refused = loginWithLoopback(sessionAt(server), {
      ...terminal().streams,
      ...options,
    } as OAuth2LoopbackOptions);
    await expect(refused).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option });
  });

  it.each([undefined, {}, 'session'])('%j is no session', async (session) => {
    await expect(loginWithLoopback(session as never)).rejects.toMatchObject({ option: 'session' });
  });

  it('a session whose answers come elsewhere needs a redirectUri of its own', async () => {
    const session = sessionAt(server, { redirectUri: 'https://app.example.com/callback' });
    await expect(loginWithLoopback(session)).rejects.toMatchObject({ option: 'redirectUri' });
  });

  it('an unsigned answer is none where signed ones were asked for', async () => {
    const session = sessionAt(server, {
      responseMode: jwtResponse(),
      provider: {
        issuer: server.issuer,
        authorizationEndpoint: `${server.issuer}/auth`,
        tokenEndpoint: `${server.issuer}/token`,
      },
    });
    const browser = new PersonsBrowser(async (self, url) => {
      const state = new URL(url).searchParams.get('state') ?? '';
      return self.get(`${redirectUriIn(url)}?code=injected&state=${state}`);
    });
    await expect(login(session, browser)).rejects.toMatchObject({ parameter: 'response' });
    await browser.work;
  });
});

describe('OAuth 1', () => {
  afterEach(async () => expect(await closeServers()).toEqual([]));

  function oauth1Login(session: OAuth1Session, browser: PersonsBrowser) {
    return loginWithLoopback(session, { ...terminal().streams, openBrowser: browser.open });
  }

  it('logs in by the same means; another login’s token changes nothing', async () => {
    const { server: service, session } = await startService();
    const browser = new PersonsBrowser(async (self, url) => {
      const back = service.login(url);
      await self.get(back.replace(/oauth_token=[^&]+/, 'oauth_token=another'));
      return self.get(back);
    });
    const token = await oauth1Login(session, browser);
    await browser.work;
    expect(await session.token()).toEqual(token);
    expect(browser.pages.map(({ status }) => status)).toEqual([400, 200]);
    expect(browser.pages[1]?.config.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback\?oauth_token=/);
  });

  it('who says no is told so', async () => {
    const { server: service, session } = await startService({}, { denial: 'denied' });
    const browser = new PersonsBrowser((self, url) => self.get(service.login(url)));
    await expect(oauth1Login(session, browser)).rejects.toMatchObject({ code: 'ERR_OAUTH_AUTHORIZATION_DENIED' });
    await browser.work;
    expect(browser.pages[0]?.data).toContain('You are not logged in');
  });

  it('knows no device code', async () => {
    const { session } = await startService();
    const options = { withoutBrowser: 'device' } as never;
    await expect(loginWithLoopback(session, options)).rejects.toMatchObject({ option: 'withoutBrowser' });
  });
});
