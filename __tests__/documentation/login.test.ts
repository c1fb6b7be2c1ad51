import type { Server } from 'node:net';
import axios from 'axios';
import { logInWithoutABrowser } from '../../fixtures/browser.js';
import { run, sectionsOf, type Section } from '../../fixtures/documentation.js';
import { knock, PersonsBrowser, terminal } from '../../fixtures/loopback-scene.js';
import { startOidcServer, type OidcServer } from '../../fixtures/servers/oidc-server.js';
import { OAuth2Session } from '../../lib/index.js';

const redirectUri = 'http://127.0.0.1/callback';

let server: OidcServer;
beforeAll(async () => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined); // oidc-provider warns of its quick start keys
  jest.spyOn(console, 'info').mockImplementation(() => undefined);
  const native = { client_id: 'cli', application_type: 'native', token_endpoint_auth_method: 'none' } as const;
  const grants = { redirect_uris: [redirectUri], grant_types: ['authorization_code', 'refresh_token'] };
  server = await startOidcServer(600, { clients: [{ ...native, ...grants }] });
});
afterAll(() => server.close());

function sectionOf(title: string): Section {
  const section = sectionsOf('docs/login.md').find(({ heading }) => heading === title);
  if (!section) throw new Error(`The section "${title}" was not found.`);
  return section;
}

function newSession(): OAuth2Session {
  const provider = { issuer: server.issuer };
  return new OAuth2Session({ provider, clientId: 'cli', redirectUri, scope: 'openid' });
}

it('a command line logs in with one call', async () => {
  const session = newSession();
  const browser = new PersonsBrowser();
  const given = { session, browser, ...terminal().streams };
  const replace = { "appName: 'My program'": "appName: 'My program', openBrowser: browser.open, input, output" };
  await run(sectionOf('Native apps and command lines'), { given, replace });
  await browser.work;
  expect(await session.token()).toMatchObject({ token_type: 'Bearer' });
  expect(browser.pages[0]?.data).toContain('go back to My program');
});

it('a command line logs in by a listener on this machine (8252-7.3-a, 8252-8.3-a)', async () => {
  const section = sectionOf('A listener of your own');
  const session = newSession();
  const pages: unknown[] = [];
  const knocks: string[] = [];
  /** The person's: it asks for an icon first, as browsers do. */
  const openBrowser = async (url: string) => {
    const back = new URL(new URL(url).searchParams.get('redirect_uri') ?? '');
    knocks.push(await knock(Number(back.port), '127.0.0.1'), await knock(Number(back.port), '127.0.0.2'));
    pages.push((await axios.get(`${back.origin}/favicon.ico`)).data);
    pages.push((await axios.get(await logInWithoutABrowser(url, back.href))).data);
  };
  let closed: Promise<void> | undefined;
  const given = { session, openBrowser: (url: string) => void (closed = openBrowser(url)) };
  const { listener, port } = await run(section, { given });
  await closed;
  expect(await session.token()).toMatchObject({ token_type: 'Bearer', access_token: expect.any(String) });
  expect(pages).toEqual(['You can close this page.', 'You can close this page.']);
  expect(knocks).toEqual(['open', 'closed']);
  expect((listener as Server).listening).toBe(false);
  expect(await knock(port as number, '127.0.0.1')).toBe('closed');
});
