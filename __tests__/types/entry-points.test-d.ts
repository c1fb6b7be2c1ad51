import axios, { type AxiosInstance } from 'axios';
import { attach, OAuth2Session, type AuthScheme, type OAuth1Token, type OAuth2Token } from 'axios-oauthlib';
import { loginWithLoopback } from 'axios-oauthlib/loopback';
import type { OAuth1Session } from 'axios-oauthlib/oauth1';
import { OAuth2Session as OAuth2SessionOfItsOwnEntry } from 'axios-oauthlib/oauth2';
import { encrypted } from 'axios-oauthlib/stores/encrypted';
import { FileTokenStore } from 'axios-oauthlib/stores/file';
import { IndexedDbTokenStore } from 'axios-oauthlib/stores/indexed-db';
import { KeyvTokenStore } from 'axios-oauthlib/stores/keyv';
import { WebStorageTokenStore } from 'axios-oauthlib/stores/web-storage';
import { describeTokenStore } from 'axios-oauthlib/testing';
import Keyv from 'keyv';
import { MemoryTokenStore } from 'axios-oauthlib/stores/memory';

declare const scheme: AuthScheme;

const api: AxiosInstance = attach(axios.create({ baseURL: 'https://api.example.com' }), scheme);
const same: typeof OAuth2Session = OAuth2SessionOfItsOwnEntry;
new MemoryTokenStore().get('key');

void api.get('/me', { oauth: { account: 'ann' } });
void api.get('/public', { oauth: false });
// @ts-expect-error `true` says nothing: a request carries its credential anyway.
void api.get('/me', { oauth: true });
// @ts-expect-error An account is named by a string.
void api.get('/me', { oauth: { account: 42 } });

const stores = [
  new FileTokenStore('tokens'),
  new WebStorageTokenStore(),
  new IndexedDbTokenStore(),
  new KeyvTokenStore(new Keyv()),
];
describeTokenStore('encrypted', {
  create: () => encrypted(stores[0] ?? new MemoryTokenStore(), []),
  verbs: ['replace'],
});
// @ts-expect-error A verb is misspelled.
describeTokenStore('misspelled', { create: () => new MemoryTokenStore(), verbs: ['lock'] });

declare const oauth1: OAuth1Session;
declare const oauth2: OAuth2Session;
const tokens: [Promise<OAuth1Token>, Promise<OAuth2Token>] = [loginWithLoopback(oauth1), loginWithLoopback(oauth2)];
void tokens;
void loginWithLoopback(oauth2, {
  withoutBrowser: 'device',
  parameters: { scope: ['read'], resource: 'https://api.example' },
});
// @ts-expect-error OAuth 1 has no device code.
void loginWithLoopback(oauth1, { withoutBrowser: 'device' });
// @ts-expect-error The listener says where the answer comes to.
void loginWithLoopback(oauth2, { parameters: { redirect_uri: 'http://127.0.0.1/elsewhere' } });
