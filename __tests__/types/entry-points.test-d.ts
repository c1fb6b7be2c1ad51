import axios, { type AxiosInstance } from 'axios';
import { attach, OAuth2Session, type AuthScheme } from 'axios-oauthlib';
import { OAuth2Session as OAuth2SessionOfItsOwnEntry } from 'axios-oauthlib/oauth2';
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
