import { WebStorageTokenStore } from '../../lib/stores/web-storage.js';
import { describeTokenStore } from '../../lib/testing/index.js';

/** The same storage as another document of this origin has it: storage events go from one document to the others. */
function ofAnotherDocument(): Storage {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  return frame.contentWindow?.localStorage as Storage;
}

describe('without Web Locks', () => {
  it('there are none here', () => {
    expect('locks' in navigator).toBe(false);
  });

  describeTokenStore('WebStorageTokenStore', {
    create: () => {
      localStorage.clear();
      return new WebStorageTokenStore();
    },
    reopen: () => new WebStorageTokenStore(ofAnotherDocument()),
    verbs: ['replace', 'withLock', 'subscribe', 'keys'],
  });
});

describe('WebStorageTokenStore', () => {
  const token = { access_token: 'at-secret', token_type: 'Bearer', revision: '1' };
  beforeEach(() => localStorage.clear());

  it('leaves what others store alone', () => {
    localStorage.setItem('theme', 'dark');
    const store = new WebStorageTokenStore();
    store.set('theme', token);
    store.delete('theme');
    expect([...store.keys()]).toEqual([]);
    expect(localStorage.getItem('theme')).toBe('dark');
  });

  it('keeps two apps of an origin apart by their prefix', () => {
    new WebStorageTokenStore(localStorage, { prefix: 'one:' }).set('ann', token);
    expect(new WebStorageTokenStore(localStorage, { prefix: 'two:' }).get('ann')).toBeUndefined();
  });

  it.each(['', '{"access_token":"at-secr', 'null', '[]', '{}'])('names the key of a damaged item: %j', (text) => {
    localStorage.setItem('axios-oauthlib:ann', text);
    const store = new WebStorageTokenStore();
    for (const work of [() => store.get('ann'), () => store.replace('ann', '1', token)])
      expect(work).toThrow(
        expect.objectContaining({
          code: 'ERR_OAUTH_STORE_RECORD',
          key: 'ann',
          message: expect.stringContaining('keeps it aside as "damaged axios-oauthlib:ann"'),
        }),
      );
    expect(localStorage.getItem('axios-oauthlib:ann')).toBe(text);
    store.set('ann', token);
    expect(store.get('ann')).toEqual(token);
  });

  it.each(['login', 'log-out'])('keeps a damaged item aside at the next %s', (next) => {
    localStorage.setItem('axios-oauthlib:ann', '{"half');
    const store = new WebStorageTokenStore();
    if (next === 'login') store.set('ann', token);
    else store.delete('ann');
    store.set('ann', { ...token, revision: '2' });
    store.delete('bob');
    expect(localStorage.getItem('damaged axios-oauthlib:ann')).toBe('{"half');
    expect([...store.keys()]).toEqual(['ann']);
    expect(localStorage.length).toBe(2);
  });

  it('tells of a clear() for every key that was asked for', () => {
    const heard: string[] = [];
    const store = new WebStorageTokenStore();
    store.get('ann');
    const undo = store.subscribe((key) => heard.push(key));
    ofAnotherDocument().clear();
    dispatchEvent(new StorageEvent('storage', { key: null, storageArea: localStorage }));
    undo();
    expect(heard).toEqual(['ann']);
  });
});
