import { isOAuthError, MemoryTokenStore, type OAuth1Token } from 'axios-oauthlib';
import {
  OAuth1Session,
  type OAuth1Provider,
  type PendingTemporaryCredentials,
  type SignedRequest,
} from 'axios-oauthlib/oauth1';

const provider: OAuth1Provider = {
  temporaryCredentialsEndpoint: 'https://photos.example/initiate',
  authorizationEndpoint: 'https://photos.example/authorize',
  tokenEndpoint: 'https://photos.example/token',
};
const base = { provider, clientKey: 'ck' };

// Each of these compiles.
new OAuth1Session({ ...base, clientSecret: 's' });
new OAuth1Session({ ...base, clientSecret: 's', callbackUri: 'https://app.example/cb', store: new MemoryTokenStore() });
new OAuth1Session({ ...base, signatureMethod: 'HMAC-SHA256', clientSecret: 's', realm: '1234567', refresh: 'manual' });
new OAuth1Session({ ...base, signatureMethod: 'RSA-SHA1', privateKey: 'pem' });
new OAuth1Session({ ...base, provider: { ...provider, signatureMethod: 'RSA-SHA256' }, privateKey: 'pem' });
new OAuth1Session({ ...base, signatureMethod: { name: 'X', sign: () => '' } });
new OAuth1Session({ provider: { name: 'Photos' }, clientKey: 'ck', clientSecret: 's' });

// @ts-expect-error A session needs a provider.
new OAuth1Session({ clientKey: 'ck', clientSecret: 's' });
// @ts-expect-error A session needs a secret, or a key.
new OAuth1Session(base);
// @ts-expect-error RSA needs a key.
new OAuth1Session({ ...base, signatureMethod: 'RSA-SHA1', clientSecret: 's' });
// @ts-expect-error A secret and a key exclude each other.
new OAuth1Session({ ...base, clientSecret: 's', privateKey: 'pem' });
// @ts-expect-error A typo in an option.
new OAuth1Session({ ...base, clientSecret: 's', callbackUrl: 'https://app.example/cb' });
// @ts-expect-error The name of OAuth 1.0a's older texts.
new OAuth1Session({ ...base, clientSecret: 's', provider: { requestTokenEndpoint: 'https://photos.example/' } });

const session = new OAuth1Session({ ...base, clientSecret: 's' });
declare const pending: PendingTemporaryCredentials;
void session.authorizationUrl({ realm: 'photos', authorizationParameters: { force_login: 'true' } });
// @ts-expect-error Parameters say where they go.
void session.authorizationUrl({ force_login: 'true' });
const token: Promise<OAuth1Token> = session.fetchToken({ authorizationResponse: 'https://app.example/cb?x', pending });
void token.then(({ oauth_token, expiresAt, screen_name: name }) => [oauth_token.length, expiresAt?.toFixed(), name]);
void session.fetchToken({ verifier: '123456', pending });
// @ts-expect-error A callback cannot be trusted without its pending credentials.
void session.fetchToken({ verifier: '123456' });
// @ts-expect-error Either the callback or the verifier.
void session.fetchToken({ verifier: '123456', authorizationResponse: '?x', pending });
const signed: Promise<SignedRequest> = session.sign({ method: 'GET', url: 'https://photos.example/1' });
void signed;
void session.setToken({ oauth_token: 't', oauth_token_secret: 's', oauth_expires_in: 3600, user_id: '7' });
// @ts-expect-error A token needs its secret.
void session.setToken({ oauth_token: 't' });
const undo: () => void = session.on('tokenUpdated', ({ token: updated }) => updated.oauth_token_secret);
undo();
// @ts-expect-error There is no such event.
session.on('tokenRenewed', () => undefined);

function whatToDo(error: unknown): string | undefined {
  return isOAuthError(error) && error.code === 'ERR_OAUTH_CALLBACK_UNCONFIRMED' ? error.message : undefined;
}
void whatToDo;
// @ts-expect-error What the package itself calls is not shown to others.
void session.attached;
