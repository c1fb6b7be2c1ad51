import axios from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { startEngineScene, rejection, type EngineScene } from '../../fixtures/engine-scene.js';
import { findLeaks } from '../../fixtures/leak-detector.js';
import { apiOf, closeServers, startService } from '../../fixtures/oauth1/session-scene.js';
import { faults } from '../../fixtures/servers/faults.js';
import { bearer, MemoryTokenStore, type OAuth2Session } from '../../lib/index.js';
import { trace, type Trace, type TraceEntry } from '../../lib/trace/index.js';

let scene: EngineScene;
beforeEach(async () => {
  scene = await startEngineScene();
});
afterEach(async () => {
  expect(await closeServers()).toEqual([]);
  expect(await scene.finish()).toEqual([]);
});

/** The timeline with times and fingerprints as they are in every run. */
function even(text: string): string[] {
  const seen: string[] = [];
  const ordinal = (print: string) => {
    if (!seen.includes(print)) seen.push(print);
    return `token ${String.fromCharCode(65 + seen.indexOf(print))}`;
  };
  const named = text.replaceAll(/token ([0-9a-f]{6})\b/g, (_, print: string) => ordinal(print));
  return named
    .split('\n')
    .map((line) => line.replace(/^ *[\d–]+ ms {2}/, '').replaceAll(scene.api.origin.slice(7), 'api'));
}

async function refusedTwice(): Promise<{ session: OAuth2Session; seen: ReturnType<typeof trace> }> {
  const { client, session } = await scene.client({ refused: true });
  const seen = trace(session);
  await Promise.all([client.get('/me'), client.get('/me')]);
  return { session, seen };
}

describe('trace(session)', () => {
  it('prints a line for each thing that happened, with fingerprints in place of tokens', async () => {
    const { seen } = await refusedTwice();
    expect(even(seen.text())).toEqual([
      'default  GET api/me with token A × 2',
      'default  renewal started',
      'default  token B stored',
      'default  renewal finished with token B',
      'default  GET api/me again with token B × 2',
      'default  GET api/me again → 200 × 2',
    ]);
    seen.stop();
  });

  it('holds no token anywhere: not in what it prints and draws, nor in its entries', async () => {
    const { client, session } = await scene.client({ refused: true });
    const seen = trace(session);
    const before = await session.token();
    await client.get('/me');
    const after = await session.token();
    const secrets = [before, after].flatMap((token) => [token?.access_token ?? '', token?.refresh_token ?? '']);
    expect(secrets.every((secret) => secret.length > 10)).toBe(true);
    expect(findLeaks([seen.entries, seen.text(), seen.svg()], secrets)).toEqual([]);
    expect(secrets.some((secret) => seen.text().includes(secret.slice(0, 6)))).toBe(false);
  });

  it("names attributes in OpenTelemetry's words", async () => {
    const { seen } = await refusedTwice();
    const { hostname, port } = new URL(scene.api.origin);
    expect(seen.entries.at(-1)).toEqual({
      atMs: expect.any(Number),
      name: 'requestReplayed',
      account: 'default',
      attributes: {
        'axios_oauthlib.account': 'default',
        'axios_oauthlib.token.fingerprint': expect.stringMatching(/^[0-9a-f]{6}$/),
        'http.request.method': 'GET',
        'http.request.resend_count': 1,
        'http.response.status_code': 200,
        'server.address': hostname,
        'server.port': Number(port),
        'url.path': '/me',
        'url.scheme': 'http',
      },
    });
  });

  it('says why a renewal failed', async () => {
    const { client, session } = await scene.client({ refused: true });
    const body = JSON.stringify({ error: 'invalid_grant' });
    scene.authorizationServer.always(
      faults.raw({ status: 400, headers: { 'Content-Type': 'application/json' }, body }),
    );
    const seen = trace(session);
    await rejection(client.get('/me'));
    expect(even(seen.text()).slice(-2)).toEqual([
      'default  renewal failed: ERR_OAUTH_INVALID_GRANT',
      'default  must log in again',
    ]);
    expect(seen.entries.at(-1)?.attributes['error.type']).toBe('ERR_OAUTH_INVALID_GRANT');
  });

  it('says that a store failed, in red, and which renewals nobody waits for', async () => {
    const store = new MemoryTokenStore();
    const { client, session } = await scene.client({ settings: { store } });
    const seen = trace(session);
    const done = new Promise((resolve) => session.on('renewalFinished', resolve));
    const fails = jest.spyOn(store, 'replace').mockImplementation(() => {
      throw new Error('The disk is full.');
    });
    const { expiresAt = 0 } = (await session.token()) ?? {};
    const clock = jest.spyOn(Date, 'now').mockReturnValue(expiresAt - 20_000);
    await client.get('/me');
    await done;
    clock.mockRestore();
    fails.mockRestore();
    expect(even(seen.text())).toEqual(
      expect.arrayContaining([
        'default  renewal started in the background',
        'default  store failed: ERR_OAUTH_STORE × 2',
      ]),
    );
    expect(seen.svg()).toMatch(
      /<path [^>]*stroke="#d1242f"[^>]*><title>\d+ ms: store failed: ERR_OAUTH_STORE<\/title>/,
    );
  });

  it('tells how a replay was refused, and names no port that goes without saying', async () => {
    const api = axios.create({ baseURL: 'https://api.example' });
    new MockAdapter(api).onGet('/me').reply(401);
    const auth = bearer({ renew: () => Promise.resolve({ access_token: 'two' }) });
    await auth.setToken({ access_token: 'one' });
    const seen = trace(auth);
    scene.attach(auth, api);
    await rejection(api.get('/me'));
    expect(even(seen.text()).at(-1)).toBe('default  GET api.example/me again → 401');
    expect(seen.entries.at(-1)?.attributes).toMatchObject({ 'server.port': 443, 'error.type': '401' });
  });

  it('draws a renewal that goes on up to the edge, and one whose beginning is no longer kept from the other', async () => {
    const { client, session } = await scene.client({ refused: true });
    const bars: (readonly string[])[] = [];
    const draw = (seen: Trace) => {
      bars.push(
        /<rect x="(.+?)" y=".+?" width="(.+?)" height="12" .+? opacity="(.+?)"/.exec(seen.svg())?.slice(1) ?? [],
      );
    };
    const [all, newest] = [trace(session), trace(session, { limit: 1 })];
    session.on('tokenStored', () => draw(all));
    session.on('renewalFinished', () => draw(newest));
    await client.get('/me');
    const [[from, width, paleness] = [], [beginning, , colour] = []] = bars;
    expect(Number(from) + Number(width)).toBeCloseTo(960 - 24, 0);
    expect([paleness, beginning, colour]).toEqual(['0.4', '150', '0.9']);
  });

  it('cuts the long name of an account in the picture', async () => {
    const { session } = await scene.client();
    const seen = trace(session);
    await session.account('a-very-long-name').setToken(scene.authorizationServer.issue());
    expect(seen.svg()).toContain('>a-very-lo…</text>');
  });

  it('draws the same as SVG, which an XML parser takes', async () => {
    const { session } = await refusedTwice();
    const seen = trace(session);
    await session.account('<b>&"ann').setToken(scene.authorizationServer.issue());
    const api = session.account('<b>&"ann').attach(scene.plain());
    await api.get('/me');
    session.account('<b>&"ann').detach(api);
    const svg = seen.svg();
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 960 \d+"/);
    expect(svg).not.toContain('<b>');
    expect(svg.match(/<circle/g)).toHaveLength(1);
    expect(svg.match(/<title>/g)).toHaveLength(2);
    expect(() => assertWellFormed(svg)).not.toThrow();
  });

  it('draws each renewal from its beginning to its end', async () => {
    const { seen } = await refusedTwice();
    const [started, finished] = seen.entries.filter(({ name }) => name.startsWith('renewal'));
    const bar = /<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="12"/.exec(seen.svg());
    const scale = (960 - 150 - 24) / (seen.entries.at(-1)?.atMs ?? 1);
    expect(Number(bar?.[1])).toBeCloseTo(150 + (started?.atMs ?? 0) * scale, 0);
    expect(Number(bar?.[2])).toBeCloseTo(Math.max(3, ((finished?.atMs ?? 0) - (started?.atMs ?? 0)) * scale), 0);
  });

  it('gives each entry as it happens, keeps the newest, and stops', async () => {
    const { client, session } = await scene.client();
    const given: TraceEntry[] = [];
    const seen = trace(session, { limit: 2, each: (entry) => given.push(entry) });
    for (const path of ['/me?1', '/echo', '/me']) await client.get(path);
    expect(given.map(({ attributes }) => attributes['url.path'])).toEqual(['/me', '/echo', '/me']);
    expect(seen.entries).toEqual(given.slice(1));
    seen.stop();
    await client.get('/me');
    expect(given).toHaveLength(3);
  });

  it('traces OAuth 1 sessions, and a renewal of my own', async () => {
    const { server, session } = await startService();
    const { url, pending } = await session.authorizationUrl();
    await session.fetchToken({ authorizationResponse: server.login(url), pending });
    const signed = trace(session);
    await apiOf(server, session).get('/me');
    expect(signed.text()).toMatch(/default {2}GET [\d.:a-z]+\/me with token [0-9a-f]{6}$/);

    const auth = bearer({ renew: async () => scene.authorizationServer.issue() });
    const own = trace(auth);
    await scene.attach(auth).get('/me');
    expect(even(own.text())).toEqual([
      'default  renewal started',
      'default  token A stored',
      'default  renewal finished with token A',
      'default  GET api/me with token A',
    ]);
  });

  it("lets no account's name command the terminal", async () => {
    const { session } = await scene.client();
    const seen = trace(session);
    await session.account('ann\u001b[2J\n').setToken(scene.authorizationServer.issue());
    expect(seen.text()).not.toMatch(/[\u001b\n]/);
  });

  it.each([
    [{ limit: 0 }, 'limit'],
    [{ limit: 1.5 }, 'limit'],
    [{ each: 1 }, 'each'],
    [{ colour: true }, 'colour'],
  ])('refuses an option of no use: %j', (options, named) => {
    const session = scene.session();
    expect(() => trace(session, options as object)).toThrow(
      expect.objectContaining({ code: 'ERR_OAUTH_CONFIGURATION', message: expect.stringContaining(named) as string }),
    );
  });
});

/** Tags are closed in order, and attributes are quoted: as far as our drawing uses XML. */
function assertWellFormed(xml: string): void {
  const open: string[] = [];
  for (const [tag, closing, name = '', , single] of xml.matchAll(
    /<(\/?)([a-z]+)((?:\s[\w-]+="[^"<]*")*)\s*(\/?)>|</g,
  )) {
    if (tag === '<') throw new Error('A < that begins no tag.');
    if (closing && open.pop() !== name) throw new Error(`</${name}> closes nothing.`);
    if (!closing && !single) open.push(name);
  }
  if (open.length > 0) throw new Error(`Left open: ${open.join(', ')}`);
}
