import type { webcrypto } from 'node:crypto';
import { MemoryTokenStore, OAuth2Session, clientCredentials } from 'axios-oauthlib';
import { loginWithLoopback } from 'axios-oauthlib/loopback';
import { oauth1 } from 'axios-oauthlib/oauth1';
import { github } from 'axios-oauthlib/providers';
import { encrypted } from 'axios-oauthlib/stores/encrypted';
import { FileTokenStore } from 'axios-oauthlib/stores/file';
import { KeyvTokenStore } from 'axios-oauthlib/stores/keyv';
import { fakeProvider } from 'axios-oauthlib/testing';
import { trace } from 'axios-oauthlib/trace';

declare const key: webcrypto.CryptoKey;
const store = encrypted(new MemoryTokenStore(), [
  { id: 'new', key },
  { id: 'old', key: new Uint8Array(32) },
]);
new OAuth2Session({ provider: github, clientId: 'app', clientSecret: 's', grant: clientCredentials(), store });
// @ts-expect-error A key is no text.
encrypted(store, [{ id: 'text', key: 'secret' }]);
void [loginWithLoopback, oauth1, FileTokenStore, KeyvTokenStore, fakeProvider, trace];
