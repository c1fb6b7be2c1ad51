import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Keyv from 'keyv';
import {
  bearer,
  clientCredentials,
  MemoryTokenStore,
  OAuth2Session,
  type OAuth2SessionOptions,
  type TokenStore,
} from '../../lib/index.js';
import { OAuth1Session } from '../../lib/oauth1/index.js';
import { encrypted } from '../../lib/stores/encrypted.js';
import { FileTokenStore } from '../../lib/stores/file.js';
import { KeyvTokenStore } from '../../lib/stores/keyv.js';

const client = { provider: { tokenEndpoint: 'https://as.example/token' }, clientId: 'app', clientSecret: 's' };
const given = { access_token: 'at', refresh_token: 'rt' };
const photos = {
  temporaryCredentialsEndpoint: 'https://photos.example/initiate',
  authorizationEndpoint: 'https://photos.example/authorize',
  tokenEndpoint: 'https://photos.example/token',
};

interface Listing {
  accounts(): AsyncIterable<string>;
}

async function listed(session: Listing, into: string[] = []): Promise<string[]> {
  for await (const account of session.accounts()) into.push(account);
  return into.sort();
}

const failure = (session: Listing): Promise<unknown> => listed(session).catch((error: unknown) => error);

/** A person's session with these accounts logged in. */
async function sessionWith(accounts: readonly string[], options: Partial<OAuth2SessionOptions> = {}) {
  const session = new OAuth2Session({ ...client, ...options } as OAuth2SessionOptions);
  for (const account of accounts) await session.account(account).setToken(given);
  return session;
}

describe('the accounts of a client', () => {
  it('are listed, however they are called', async () => {
    const names = ['ann', 'a/b', 'ä ö%2F', 'default', '__proto__', '../x', '100%'];
    expect(await listed(await sessionWith(names))).toEqual([...names].sort());
  });

  it('are not those of another client, of a machine or of another protocol on the same store', async () => {
    const store = new MemoryTokenStore();
    const session = await sessionWith(['ann'], { store });
    await sessionWith(['eve'], { store, clientId: 'app2' });
    await sessionWith(['job'], { store, grant: clientCredentials({ scope: ['payroll'] }) });
    await new OAuth1Session({ provider: photos, clientKey: 'app', clientSecret: 's', store })
      .account('bob')
      .setToken({ oauth_token: 't', oauth_token_secret: 's' });
    await bearer({ renew: async () => given, store })
      .account('tom')
      .setToken(given);
    store.set(`oauth2/${encodeURIComponent(client.provider.tokenEndpoint)}/app/%`, { ...given, token_type: 'Bearer', revision: '1' }); // prettier-ignore
    expect(await listed(session)).toEqual(['ann']);
  });

  it('are listed for OAuth 1 and for a renewal of your own as well', async () => {
    const oauth1 = new OAuth1Session({ provider: photos, clientKey: 'ck', clientSecret: 's' });
    await oauth1.account('ann').setToken({ oauth_token: 't', oauth_token_secret: 's' });
    expect(await listed(oauth1)).toEqual(['ann']);
    const auth = bearer({ renew: async () => given });
    await auth.account('bob').setToken(given);
    await auth.setToken(given);
    expect(await listed(auth)).toEqual(['bob', 'default']);
  });

  it('can be forgotten one by one, while they are listed', async () => {
    const store = new MemoryTokenStore();
    const session = await sessionWith(['ann', 'bob', 'eve'], { store });
    for await (const account of session.accounts()) if (account !== 'bob') await session.account(account).forget();
    expect(await listed(session)).toEqual(['bob']);
    expect([...store.keys()]).toHaveLength(1);
  });

  it('cannot be listed by a store that has no list: an error that names it', async () => {
    const keyv = new KeyvTokenStore(new Keyv({ throwOnErrors: true }));
    expect(await failure(await sessionWith(['ann'], { store: keyv }))).toMatchObject({
      code: 'ERR_OAUTH_CONFIGURATION',
      option: 'store',
      message: expect.stringContaining('KeyvTokenStore has no keys(), so accounts cannot be listed'),
    });
    const plain: TokenStore = { get: () => undefined, set: () => undefined, delete: () => undefined };
    expect(await failure(await sessionWith([], { store: plain }))).toMatchObject({
      message: expect.stringContaining('this store has no keys()'),
    });
    const keys = [{ id: '1', key: crypto.getRandomValues(new Uint8Array(32)) }];
    expect(await failure(await sessionWith(['ann'], { store: encrypted(keyv, keys) }))).toMatchObject({
      option: 'store',
    });
  });

  it("are a store error when the store fails, with the store's own error as cause", async () => {
    const store = Object.assign(new MemoryTokenStore(), {
      async *keys() {
        yield await Promise.reject<string>(new Error('disk on fire'));
      },
    });
    const error = await failure(await sessionWith(['ann'], { store }));
    expect(error).toMatchObject({ code: 'ERR_OAUTH_STORE', operation: 'keys' });
    expect((error as Error).cause).toMatchObject({ message: 'disk on fire' });
  });

  it('are listed by a store that promises its list, and a store error when it breaks its promise', async () => {
    const memory = new MemoryTokenStore();
    const promising = Object.assign(new MemoryTokenStore(), { keys: async () => ['x', ...memory.keys()] });
    await sessionWith(['ann'], { store: memory });
    expect(await listed(await sessionWith([], { store: promising }))).toEqual(['ann']);
    const broken = Object.assign(new MemoryTokenStore(), {
      keys: async () => Promise.reject(new Error('disk on fire')),
    });
    expect(await failure(await sessionWith([], { store: broken }))).toMatchObject({
      code: 'ERR_OAUTH_STORE',
      cause: { message: 'disk on fire' },
    });
  });

  it('are checked for when the session is made: keys must be a function', () => {
    const store = Object.assign(new MemoryTokenStore(), { keys: [] });
    expect(() => new OAuth2Session({ ...client, store: store })).toThrow(expect.objectContaining({ option: 'store' }));
  });
});

describe('the accounts in files', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-accounts-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are all listed when one is damaged, and then it is told which file that is', async () => {
    const session = await sessionWith(['ann', 'bob', 'eve'], { store: new FileTokenStore(folder) });
    const first = path.join(folder, readdirSync(folder).sort()[0] ?? '', 'token-1.json');
    writeFileSync(first, '{"half');
    const found: string[] = [];
    const error = await listed(session, found).catch((reason: unknown) => reason);
    expect(found).toHaveLength(2);
    expect(error).toMatchObject({ code: 'ERR_OAUTH_STORE', operation: 'keys' });
    expect(String((error as Error).cause)).toContain(first);
  });

  it('are listed though the system left a file of its own there', async () => {
    const session = await sessionWith(['ann'], { store: new FileTokenStore(folder) });
    writeFileSync(path.join(folder, '.DS_Store'), '');
    writeFileSync(path.join(folder, 'desktop.ini'), '');
    expect(await listed(session)).toEqual(['ann']);
  });
});
