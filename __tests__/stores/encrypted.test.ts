import { inspect } from 'node:util';
import { encrypted } from '../../lib/stores/encrypted.js';
import { MemoryTokenStore } from '../../lib/stores/memory.js';
import { describeTokenStore } from '../../lib/testing/index.js';
import type { Token, TokenStore } from '../../lib/token-store.js';

const random = () => crypto.getRandomValues(new Uint8Array(32));
const first = { id: '2025', key: random() };
const second = { id: '2026', key: random() };
const token: Token = { access_token: 'at-secret', token_type: 'Bearer', refresh_token: 'rt-secret', revision: '1' };

describeTokenStore('encrypted(MemoryTokenStore)', {
  create: () => encrypted(new MemoryTokenStore(), [first]),
  verbs: ['replace', 'keys'],
});

describe('encrypted()', () => {
  let inner: MemoryTokenStore;
  beforeEach(() => {
    inner = new MemoryTokenStore();
  });

  it('shows the inner store nothing but the revision', async () => {
    await encrypted(inner, [first]).set('ann', token);
    expect(JSON.stringify(inner.get('ann'))).not.toMatch(/secret|Bearer/);
    expect(inner.get('ann')?.revision).toBe('1');
  });

  it('never makes the same record twice', async () => {
    const store = encrypted(inner, [first]);
    await store.set('ann', token);
    const before = JSON.stringify(inner.get('ann'));
    await store.set('ann', token);
    expect(JSON.stringify(inner.get('ann'))).not.toBe(before);
  });

  it('reads what an older key wrote, and writes with the newest', async () => {
    await encrypted(inner, [first]).set('ann', token);
    const rotated = encrypted(inner, [second, first]);
    expect(await rotated.get('ann')).toEqual(token);
    await rotated.set('ann', token);
    expect(await encrypted(inner, [second]).get('ann')).toEqual(token);
  });

  it('takes a CryptoKey', async () => {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    const store = encrypted(inner, [{ id: 'vault', key }]);
    await store.set('ann', token);
    expect(await store.get('ann')).toEqual(token);
  });

  it('keeps the lock, the feed and the list of the store inside, and adds none', () => {
    const all = { withLock: () => undefined, subscribe: () => () => undefined, keys: () => [] };
    const three = { get: () => undefined, set: () => undefined, delete: () => undefined };
    expect(Object.keys(encrypted(three, [first])).sort()).toEqual(['delete', 'get', 'set']);
    expect(encrypted({ ...three, ...all } as never, [first])).toMatchObject({
      withLock: expect.any(Function),
      subscribe: expect.any(Function),
      keys: expect.any(Function),
    });
  });

  it.each([
    ['a key that is not there', () => [second], undefined, /encrypted with key "2025".*Add that key/],
    ['another key by the same id', () => [{ ...first, key: random() }], undefined, /key "2025" does not open it/],
    [
      'changed data',
      () => [first],
      (sealed: Sealed) => ({ ...sealed, data: flipped(sealed.data) }),
      /does not open it/,
    ],
    ['a changed nonce', () => [first], (sealed: Sealed) => ({ ...sealed, nonce: '' }), /does not open it/],
    ['no base64', () => [first], (sealed: Sealed) => ({ ...sealed, data: '%' }), /does not open it/],
    ['no members', () => [first], () => ({}), /encrypted with key ""/],
  ])('says what to do, and shows no secret: %s', async (_how, keys, change, message) => {
    await encrypted(inner, [first]).set('ann', token);
    const record = inner.get('ann') as Token & { sealed: Sealed };
    if (change) inner.set('ann', { ...record, sealed: change(record.sealed) });
    const error: unknown = await Promise.resolve(encrypted(inner, keys()).get('ann')).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'ERR_OAUTH_STORE_RECORD', key: 'ann' });
    expect(String(error)).toMatch(message);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/at-secret|rt-secret/);
  });

  it('refuses a record that was put in the place of another, or under another revision', async () => {
    const store = encrypted(inner, [first]);
    await store.set('ann', token);
    const record = inner.get('ann') ?? token;
    inner.set('bob', record);
    inner.set('cid', { ...record, revision: '2' });
    await expect(store.get('bob')).rejects.toMatchObject({ key: 'bob', code: 'ERR_OAUTH_STORE_RECORD' });
    await expect(store.get('cid')).rejects.toMatchObject({ key: 'cid' });
  });

  it.each(['login', 'log-out'])('keeps what it cannot open aside at the next %s', async (next) => {
    await encrypted(inner, [first]).set('ann', token);
    const sealed = inner.get('ann');
    const store = encrypted(inner, [second]);
    if (next === 'login') await store.set('ann', { ...token, revision: '2' });
    else await store.delete('ann');
    await store.set('ann', { ...token, revision: '3' });
    expect(inner.get('damaged ann')).toBe(sealed);
    inner.set('ann', sealed ?? token);
    expect(await encrypted(inner, [first]).get('ann')).toEqual(token); // the old key was found again
  });

  it('keeps nothing aside of what it can open', async () => {
    const store = encrypted(inner, [first]);
    await store.set('ann', token);
    await store.set('ann', { ...token, revision: '2' });
    await store.delete('ann');
    expect([...inner.keys()]).toEqual([]);
  });

  it('stores a login over a record that the store inside cannot read', async () => {
    const damaged: TokenStore = { get: () => Promise.reject(new Error('half')), set: jest.fn(), delete: jest.fn() };
    await encrypted(damaged, [first]).set('ann', token);
    expect(damaged.set).toHaveBeenCalledTimes(1);
  });

  it('refuses a record that is not encrypted', async () => {
    inner.set('ann', token);
    await expect(encrypted(inner, [first]).get('ann')).rejects.toThrow(/not encrypted/);
  });

  it.each([
    ['none', []],
    ['an id twice', [first, { ...second, id: first.id }]],
    ['a short key', [{ id: 'short', key: new Uint8Array(16) }]],
    ['a text', [{ id: 'text', key: 'x'.repeat(32) }]],
  ])('refuses keys that cannot be used: %s', (_how, keys) => {
    expect(() => encrypted(inner, keys as never)).toThrow(expect.objectContaining({ option: 'keys' }));
  });
});

interface Sealed {
  keyId: string;
  nonce: string;
  data: string;
}

function flipped(data: string): string {
  return (data.startsWith('A') ? 'B' : 'A') + data.slice(1);
}
