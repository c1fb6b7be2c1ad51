import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { clientCredentials, OAuth2Session } from '../../lib/index.js';
import { FileTokenStore } from '../../lib/stores/file.js';
import { thisProcess } from '../../lib/stores/process-identity.js';
import type { Token } from '../../lib/token-store.js';

let folder: string;
let store: FileTokenStore;

beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-files-')), 'made', 'tokens');
  store = new FileTokenStore(folder, { lockLifeMs: 500 });
});
afterEach(() => {
  rmSync(path.join(folder, '..', '..'), { recursive: true });
});

const token: Token = { access_token: 'at-secret', token_type: 'Bearer', revision: '1' };

/** The folder of the only key, and its files. */
function onlyKey(): { at: string; files: string[] } {
  const at = path.join(folder, readdirSync(folder)[0] ?? '');
  return { at, files: readdirSync(at) };
}

async function damage(content: string): Promise<string> {
  await store.set('ann', token);
  const { at, files } = onlyKey();
  writeFileSync(path.join(at, files[0] ?? ''), content);
  return path.join(at, files[0] ?? '');
}

describe('the files of FileTokenStore', () => {
  it('are for their owner only', async () => {
    await store.set('ann', token);
    const { at, files } = onlyKey();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(at).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(at, files[0] ?? '')).mode & 0o777).toBe(0o600);
  });

  it('are one for each key, whatever was written before', async () => {
    for (let count = 0; count < 5; count++) await store.set('ann', { ...token, revision: String(count) });
    await store.set('bob', token);
    expect(readdirSync(folder)).toHaveLength(2);
    for (const name of readdirSync(folder)) expect(readdirSync(path.join(folder, name))).toHaveLength(1);
  });

  it('hold no name and no token of who was forgotten', async () => {
    await store.set('ann@example.com', token);
    await store.delete('ann@example.com');
    const { at, files } = onlyKey();
    const left = files.map((name) => readFileSync(path.join(at, name), 'utf8')).join();
    expect(left).not.toMatch(/ann|secret/);
  });

  it('are not made by looking, nor by forgetting what is not there', async () => {
    await store.get('ann');
    await store.delete('ann');
    await store.replace('ann', '1', token);
    expect(() => readdirSync(folder)).toThrow(/ENOENT/);
  });

  it.each([
    ['empty', ''],
    ['half-written', '{"write":"1","earlier":[],"key":"ann","token":{"access_token":"at-secr'],
    ['no record', 'null'],
    ['without a revision', '{"write":"1","earlier":[],"key":"ann","token":{"access_token":"at-secret"}}'],
    ['of another key', '{"write":"1","earlier":[],"key":"bob","token":{"access_token":"at-secret","revision":"1"}}'],
  ])('are never replaced silently when damaged: %s', async (_how, content) => {
    const file = await damage(content);
    for (const work of [
      () => store.get('ann'),
      () => store.replace('ann', '1', token),
      () => store.replace('ann', undefined, token),
    ]) {
      const error: unknown = await work().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'TokenRecordError', code: 'ERR_OAUTH_STORE_RECORD', key: 'ann' });
      expect(String(error)).toMatch(/"ann".*token-1\.json is damaged\. Restore it, or log in again.*token-1\.damaged/);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('at-secr');
    }
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it.each(['login', 'log-out'])('are kept aside when damaged, at the next %s', async (next) => {
    const file = await damage('{"half');
    await (next === 'login' ? store.set('ann', { ...token, revision: '2' }) : store.delete('ann'));
    expect((await store.get('ann'))?.revision).toBe(next === 'login' ? '2' : undefined);
    expect(readFileSync(file.replace('.json', '.damaged'), 'utf8')).toBe('{"half');
    await store.set('ann', { ...token, revision: '3' });
    expect(readFileSync(file.replace('.json', '.damaged'), 'utf8')).toBe('{"half');
  });

  it('give a session an error that names the damaged file', async () => {
    const provider = { tokenEndpoint: 'https://auth.example.com/token' };
    const session = new OAuth2Session({
      provider,
      clientId: 'app',
      clientSecret: 'cs',
      store,
      grant: clientCredentials(),
    });
    await session.setToken({ access_token: 'at-secret', token_type: 'Bearer' });
    const { at, files } = onlyKey();
    writeFileSync(path.join(at, files[0] ?? ''), '{"half');
    const another = new OAuth2Session({
      provider,
      clientId: 'app',
      clientSecret: 'cs',
      store: new FileTokenStore(folder),
      grant: clientCredentials(),
    });
    const error: unknown = await Promise.resolve(another.token()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_OAUTH_STORE', cause: { code: 'ERR_OAUTH_STORE_RECORD' } });
    expect(String((error as Error).cause)).toContain(path.join(at, 'token-1.json'));
  });

  it('keep other accounts going when one is damaged', async () => {
    await damage('{"half');
    await store.set('bob', token);
    expect(await store.get('bob')).toEqual(token);
  });
});

describe('the lock of FileTokenStore', () => {
  /** A lock that somebody holds. */
  async function heldBy(holder: object): Promise<void> {
    await store.withLock('ann', () => Promise.resolve(), { waitMs: 1000 });
    const { at } = onlyKey();
    mkdirSync(at, { recursive: true });
    writeFileSync(path.join(at, 'lock-7.json'), JSON.stringify(holder));
  }
  const had = () => Promise.resolve('had');

  it('is had at once when its number belongs to a later process now', async () => {
    await heldBy({ ...(await thisProcess()), started: 'before' });
    expect(await store.withLock('ann', had, { waitMs: 200 })).toBe('had');
  });

  it('is waited for when its holder is on another machine, until it has been silent for the life of a lock', async () => {
    await heldBy({ ...(await thisProcess()), pid: 4194305, place: 'elsewhere' });
    await expect(store.withLock('ann', had, { waitMs: 300 })).rejects.toThrow(/not free within 300 ms/);
    expect(await store.withLock('ann', had, { waitMs: 4000 })).toBe('had');
  });

  it('is kept though the wall clock jumps by an hour', async () => {
    let leave = () => {};
    const leaving = new Promise<void>((resolve) => (leave = resolve));
    let held: Promise<void> | undefined;
    await new Promise<void>((inside) => {
      held = store.withLock('ann', () => (inside(), leaving), { waitMs: 1000 });
    });
    const hour = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
    await expect(store.withLock('ann', had, { waitMs: 1000 })).rejects.toThrow(/not free/);
    hour.mockRestore();
    leave();
    await held;
  });
});

describe('new FileTokenStore()', () => {
  it.each([
    ['folder', ['']],
    ['folder', [undefined]],
    ['lockLifeMs', ['tokens', { lockLifeMs: 5 }]],
    ['lockLifeMs', ['tokens', { lockLifeMs: Number.NaN }]],
  ])('names the option that is wrong: %s %j', (option, parameters) => {
    expect(() => Reflect.construct(FileTokenStore, parameters)).toThrow(expect.objectContaining({ option }));
  });
});
