import { inspect } from 'node:util';
import Keyv from 'keyv';
import { keyDigest } from '../../lib/stores/key-digest.js';
import { KeyvTokenStore } from '../../lib/stores/keyv.js';
import { describeTokenStore } from '../../lib/testing/index.js';
import type { Token } from '../../lib/token-store.js';

const token: Token = { access_token: 'at', token_type: 'Bearer', revision: '1' };

describeTokenStore('KeyvTokenStore', { create: () => new KeyvTokenStore(new Keyv({ throwOnErrors: true })) });

describe('KeyvTokenStore', () => {
  it('tells accounts apart below a backend that folds case and cuts names', async () => {
    const rows = new Map<string, unknown>();
    const name = (key: string) => key.toLowerCase().slice(0, 64);
    const store = new KeyvTokenStore({
      get: async (key) => rows.get(name(key)),
      set: async (key, value) => rows.set(name(key), value),
      delete: async (key) => rows.delete(name(key)),
    });
    await store.set('x'.repeat(100) + 'Ann', token);
    expect(await store.get('x'.repeat(100) + 'ann')).toBeUndefined();
    expect(await store.get('x'.repeat(100) + 'Ann')).toEqual(token);
  });

  const broken = {
    get: () => Promise.reject(new Error('down')),
    set: () => Promise.reject(new Error('down')),
    delete: () => Promise.reject(new Error('down')),
    clear: () => Promise.resolve(),
  };

  it('refuses a Keyv that would make a broken store look empty', async () => {
    const silent = new Keyv({ store: broken, emitErrors: false });
    expect(await silent.get('ann')).toBeUndefined(); // this is why
    expect(() => new KeyvTokenStore(silent)).toThrow(/throwOnErrors: true/);
  });

  it('rejects when what is below fails', async () => {
    const store = new KeyvTokenStore(new Keyv({ store: broken, throwOnErrors: true, emitErrors: false }));
    await expect(store.get('ann')).rejects.toThrow('down');
    await expect(store.set('ann', token)).rejects.toThrow('down');
    await expect(store.delete('ann')).rejects.toThrow('down');
  });

  it.each(['half', { access_token: 'at-secret' }, ['at-secret'], 7])(
    'names the key of a damaged record: %j',
    async (value) => {
      const keyv = new Keyv({ throwOnErrors: true });
      await keyv.set(await keyDigest('ann'), value);
      const error: unknown = await new KeyvTokenStore(keyv).get('ann').catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'ERR_OAUTH_STORE_RECORD', key: 'ann' });
      expect(String(error)).toContain(`keeps it aside as "damaged ${await keyDigest('ann')}"`);
      expect(inspect(error)).not.toContain('at-secret');
    },
  );

  it('takes a login over a record that Keyv cannot parse, and never quotes it', async () => {
    const rows = new Map<string, string>();
    const keyv = new Keyv({
      store: {
        ...broken,
        get: (name: string) => rows.get(name),
        set: (name: string, text: string) => rows.set(name, text),
      },
      throwOnErrors: true,
    });
    const store = new KeyvTokenStore(keyv);
    await store.set('ann', token);
    for (const name of rows.keys()) rows.set(name, 'at-secret');
    const error: unknown = await store.get('ann').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_OAUTH_STORE_RECORD', key: 'ann' });
    expect(inspect(error)).not.toContain('at-sec');
    await store.set('ann', token);
    expect(await store.get('ann')).toEqual(token);
  });

  it.each(['login', 'log-out'])('keeps a damaged record aside at the next %s', async (next) => {
    const keyv = new Keyv({ throwOnErrors: true });
    const name = await keyDigest('ann');
    await keyv.set(name, 'half');
    const store = new KeyvTokenStore(keyv);
    if (next === 'login') await store.set('ann', token);
    else await store.delete('ann');
    await store.set('ann', { ...token, revision: '2' });
    expect(await keyv.get(`damaged ${name}`)).toBe('half');
    expect(await store.get('ann')).toMatchObject({ revision: '2' });
  });

  it('takes null for nothing, and false for not stored', async () => {
    const store = new KeyvTokenStore({
      get: () => Promise.resolve(null),
      set: () => Promise.resolve(false),
      delete: () => Promise.resolve(false),
    });
    expect(await store.get('ann')).toBeUndefined();
    await expect(store.set('ann', token)).rejects.toThrow('did not store');
    await store.delete('ann');
  });
});
