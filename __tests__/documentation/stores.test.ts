import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Database } from 'node-sqlite3-wasm';
import { run, sectionsOf } from '../../fixtures/documentation.js';
import { DatabaseSync, KeyvSqlite } from '../../fixtures/sqlite.js';
import { FileTokenStore } from '../../lib/stores/file.js';
import { MemoryTokenStore } from '../../lib/stores/memory.js';
import { describeTokenStore } from '../../lib/testing/index.js';
import type { Token, TokenStore } from '../../lib/token-store.js';

const page = 'docs/stores.md';
const token: Token = { access_token: 'at', token_type: 'Bearer', revision: '1' };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-recipes-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function section(heading: string) {
  const found = sectionsOf(page).find((each) => each.heading === heading);
  if (!found) throw new Error(`${page} has no "${heading}".`);
  return found;
}

it('files', async () => {
  const { store } = await run(section('Files'), { given: { home: folder } });
  expect(store).toBeInstanceOf(FileTokenStore);
});

it('encryption: reads the records of the old key', async () => {
  const [oldKey, newKey] = [crypto.getRandomValues(new Uint8Array(32)), crypto.getRandomValues(new Uint8Array(32))];
  const innerStore = new MemoryTokenStore();
  const given = { innerStore, oldKey, newKey };
  const before = await run(section('Encryption'), { given: { ...given, newKey: oldKey } });
  await (before['store'] as TokenStore).set('ann', token);
  const after = await run(section('Encryption'), { given, replace: { '2026-11': '2027-01', '2025-03': '2026-11' } });
  expect(await (after['store'] as TokenStore).get('ann')).toEqual(token);
});

it('SQL by Keyv: tokens are in the database', async () => {
  const file = path.join(folder, 'keyv.sqlite');
  const { store } = await run(section('SQL by Keyv'), {
    modules: { '@keyv/sqlite': { default: KeyvSqlite } },
    replace: { 'sqlite://tokens.sqlite': file },
  });
  await (store as TokenStore).set('ann', token);
  expect(await (store as TokenStore).get('ann')).toEqual(token);
  const database = new Database(file);
  expect(database.all('SELECT key FROM keyv')).toEqual([{ key: expect.stringMatching(/^keyv:[0-9a-f]{64}$/) }]);
  database.close();
});

describe('SQL by Keyv', () => {
  describeTokenStore('in SQLite', {
    create: async () => {
      const { store } = await run(section('SQL by Keyv'), {
        modules: { '@keyv/sqlite': { default: KeyvSqlite } },
        replace: { 'sqlite://tokens.sqlite': ':memory:' },
      });
      return store as TokenStore;
    },
  });
});

describe('Keyring of the operating system', () => {
  /** As that of the package; a real keyring needs a desktop. */
  function keyring() {
    const passwords = new Map<string, string>();
    return class Entry {
      readonly #name: string;
      constructor(service: string, name: string) {
        this.#name = JSON.stringify([service, name]);
      }
      getPassword(): string | null {
        return passwords.get(this.#name) ?? null;
      }
      setPassword(password: string): void {
        passwords.set(this.#name, password);
      }
      deletePassword(): boolean {
        return passwords.delete(this.#name);
      }
    };
  }

  describeTokenStore('of 15 lines', {
    create: async () => {
      const modules = { '@napi-rs/keyring': { Entry: keyring() } };
      const { KeyringTokenStore } = await run(section('Keyring of the operating system'), { modules });
      return new (KeyringTokenStore as new () => TokenStore)();
    },
  });

  it('has no more than 15 lines', () => {
    const [, body = ''] = /(class KeyringTokenStore[^]*?\n})/.exec(readFileSync(page, 'utf8')) ?? [];
    expect(body.split('\n').length).toBeLessThanOrEqual(15);
    expect(body).toContain('deletePassword');
  });
});

describe('writing your own', () => {
  let suite: Parameters<typeof describeTokenStore> | undefined;

  it('is proved in one line', async () => {
    const describeTokenStoreLater = (...given: Parameters<typeof describeTokenStore>) => (suite = given);
    await run(section('Writing your own'), {
      given: { createHash: (await import('node:crypto')).createHash },
      modules: {
        'node:sqlite': { DatabaseSync },
        'axios-oauthlib/testing': { describeTokenStore: describeTokenStoreLater },
      },
    });
    const proofs: (() => Promise<void>)[] = [];
    const runner = {
      describe: (_: string, tests: () => void) => tests(),
      it: (_: string, test: () => Promise<void>) => proofs.push(test),
    };
    if (suite) describeTokenStore(suite[0], { ...suite[1], runner });
    for (const proof of proofs) await proof();
    expect(proofs.length).toBeGreaterThan(15);
  }, 20_000);
});
