import { MemoryTokenStore } from 'axios-oauthlib';
import { IndexedDbTokenStore } from 'axios-oauthlib/stores/indexed-db';
import { WebStorageTokenStore } from 'axios-oauthlib/stores/web-storage';

/** Where tokens may live in a page. Every script of the origin can read the first two. */
export const stores = {
  tabs: () => new IndexedDbTokenStore('notes'),
  tab: () => new WebStorageTokenStore(sessionStorage),
  memory: () => new MemoryTokenStore(),
};
