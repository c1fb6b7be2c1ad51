import { trace, type Trace } from 'axios-oauthlib/trace';
import {
  authorizationCode,
  backchannelAuthentication,
  bearer,
  clientCredentials,
  dpop,
  grant,
  jwtBearer,
  privateKeyJwt,
  tokenExchange,
  jwtResponse,
  sessionForResource,
  isOAuthError,
  logoutUrl,
  MemoryTokenStore,
  OAuth2Session,
  openIdConnect,
  type AnyOAuthError,
  type OAuth2Provider,
  type OAuth2Token,
  type OAuthErrorCode,
  type RequestObjectSigner,
  type TokenStore,
} from 'axios-oauthlib';

const provider: OAuth2Provider = { tokenEndpoint: 'https://as.example/token' };
const base = { provider, clientId: 'me' };

// Each of these compiles.
new OAuth2Session(base);
new OAuth2Session({ ...base, clientSecret: 's', clientAuthentication: 'client_secret_post' });
new OAuth2Session({ ...base, redirectUri: 'https://app.example/cb', scope: ['a'] });
new OAuth2Session({ ...base, clientSecret: 's', grant: clientCredentials({ scope: ['a'] }) });
new OAuth2Session({ ...base, store: new MemoryTokenStore(), account: 'ann', refresh: 'manual', leewaySeconds: 30 });

new OAuth2Session({ ...base, dpop: dpop() });
declare const keyPair: CryptoKeyPair;
declare const signer: RequestObjectSigner;
new OAuth2Session({ ...base, dpop: dpop({ keyPair, acceptBearer: true }) });

// @ts-expect-error DPoP is a value of its own, so that its code is loaded by those only who use it.
new OAuth2Session({ ...base, dpop: true });
// @ts-expect-error A key pair, not a key.
dpop({ keyPair: keyPair.privateKey });
new OAuth2Session({
  ...base,
  redirectUri: 'https://app.example/cb',
  resource: 'https://api.example',
  responseMode: jwtResponse(),
});
// @ts-expect-error Nobody logs in at a session of a machine.
new OAuth2Session({ ...base, clientSecret: 's', grant: clientCredentials(), responseMode: 'form_post' });
// @ts-expect-error Nor is anything asked for but by its grant.
new OAuth2Session({ ...base, clientSecret: 's', grant: clientCredentials(), scope: ['a'] });
// @ts-expect-error As above.
new OAuth2Session({ ...base, clientSecret: 's', grant: clientCredentials(), resource: 'https://api.example' });
// @ts-expect-error As above.
new OAuth2Session({ ...base, clientSecret: 's', grant: clientCredentials(), pushedAuthorizationRequests: true });
// @ts-expect-error As above.
new OAuth2Session({ ...base, clientSecret: 's', grant: clientCredentials(), requestObject: signer });
// @ts-expect-error A scope is asked for at a login, which needs a redirect URI.
new OAuth2Session({ ...base, scope: ['a'] });
// @ts-expect-error And so is a pushed request.
new OAuth2Session({ ...base, pushedAuthorizationRequests: true });
// @ts-expect-error Signed answers need someone who checks them.
new OAuth2Session({ ...base, redirectUri: 'https://app.example/cb', responseMode: 'jwt' });

// @ts-expect-error A provider needs a token endpoint.
new OAuth2Session({ provider: { authorizationEndpoint: 'https://as.example/auth' }, clientId: 'me' });
// @ts-expect-error A session needs a client id.
new OAuth2Session({ provider });
// @ts-expect-error A typo in an option.
new OAuth2Session({ ...base, leewaySecond: 1 });
// @ts-expect-error A grant that needs nobody and a person at a redirect URI exclude each other.
new OAuth2Session({ ...base, clientSecret: 's', grant: clientCredentials(), redirectUri: 'https://app.example/cb' });
// @ts-expect-error A code is used once, so it cannot be the standing grant.
new OAuth2Session({ ...base, grant: authorizationCode({ code: 'c' }) });
// @ts-expect-error A public client has no secret.
new OAuth2Session({ ...base, clientSecret: 's', clientAuthentication: 'none' });
// @ts-expect-error A method that needs a secret.
new OAuth2Session({ ...base, clientAuthentication: 'client_secret_basic' });
// @ts-expect-error Another one.
new OAuth2Session({ ...base, clientAuthentication: 'client_secret_post' });

const session = new OAuth2Session(base);
const token: Promise<OAuth2Token> = session.fetchToken(authorizationCode({ code: 'c' }));
void token;
// @ts-expect-error A callback cannot be trusted without its pending request.
void session.fetchToken({ authorizationResponse: 'https://app.example/cb?code=c' });
// @ts-expect-error There is no such event.
session.on('tokenUpdate', () => undefined);
const undo: () => void = session.on('reauthorize', ({ account, error }) => [account.length, error.error_description]);
undo();
// @ts-expect-error There is no such hook.
session.hooks.register('accessTokenReqest', (request: never) => request);
session.hooks.register('refreshTokenRequest', (request) => ({ ...request, url: `${request.url}?a=b` }));
session.hooks.register('protectedResponse', ({ status }) => (status === 200 ? 'expired' : undefined));
// @ts-expect-error It says 'expired', or nothing.
session.hooks.register('protectedResponse', () => 'exipred');
session.hooks.register('revocationRequest', ({ token, ...request }) => {
  const account: unknown = token['account_id'];
  return { ...request, token, method: 'DELETE', url: `${request.url}/${String(account)}` };
});
session.hooks.register('revocationResponse', (answer) => ({ ...answer, status: answer.body === '' ? 200 : 400 }));
// @ts-expect-error A revocation is a POST or a DELETE.
session.hooks.register('revocationRequest', (request) => ({ ...request, method: 'PATCH' }));
// @ts-expect-error A hook gives back what it was given, or a copy.
session.hooks.register('authorizationRequest', (parameters) => void parameters.set('a', 'b'));
void session.setToken({ access_token: 'a', expires_in: 3600 });
// @ts-expect-error Members are in the RFC's spelling.
void session.setToken({ access_token: 'a', expiresIn: 3600 });

// Each way of client authentication compiles, and only one at a time.
const jwk = { kty: 'EC' };
new OAuth2Session({ ...base, clientAuthentication: privateKeyJwt({ key: jwk }) });
new OAuth2Session({ ...base, clientAuthentication: privateKeyJwt({ key: 'pem', alg: 'PS256' }) });
new OAuth2Session({ ...base, clientAuthentication: 'tls_client_auth' });
new OAuth2Session({ ...base, clientAuthentication: (_server, { client_id }, form) => form.set('proof', client_id) });
// @ts-expect-error A secret beside an assertion.
new OAuth2Session({ ...base, clientSecret: 's', clientAuthentication: privateKeyJwt({ key: jwk }) });
// @ts-expect-error A secret beside a certificate.
new OAuth2Session({ ...base, clientSecret: 's', clientAuthentication: 'tls_client_auth' });
// @ts-expect-error A secret beside a self-signed certificate.
new OAuth2Session({ ...base, clientSecret: 's', clientAuthentication: 'self_signed_tls_client_auth' });
// @ts-expect-error A secret beside a function of one's own.
new OAuth2Session({ ...base, clientSecret: 's', clientAuthentication: () => undefined });
// @ts-expect-error PEM does not say how it signs.
privateKeyJwt({ key: 'pem' });
// @ts-expect-error No signature is none.
privateKeyJwt({ key: jwk, alg: 'none' });

new OAuth2Session({ ...base, clientSecret: 's', grant: grant('urn:x', { a: '1' }, { repeatable: true }) });
// @ts-expect-error A grant is not repeatable unless it says so.
new OAuth2Session({ ...base, clientSecret: 's', grant: grant('urn:x', { a: '1' }) });
tokenExchange({ subjectToken: 's', actorToken: 'a', actorTokenType: 'urn:a' });
// @ts-expect-error 8693-2.1-a: an actor token has a type.
tokenExchange({ subjectToken: 's', actorToken: 'a' });
// @ts-expect-error 8693-2.1-a: a type has an actor token.
tokenExchange({ subjectToken: 's', actorTokenType: 'a' });
// @ts-expect-error An assertion is made anew for each renewal.
jwtBearer({ assertion: 'a' });
void backchannelAuthentication(session, { loginHint: 'ann' });
// @ts-expect-error Exactly one hint.
void backchannelAuthentication(session, { loginHint: 'ann', idTokenHint: 'jwt' });
// @ts-expect-error As above.
void backchannelAuthentication(session, { loginHint: 'ann', loginHintToken: 'jwt' });
// @ts-expect-error As above.
void backchannelAuthentication(session, { idTokenHint: 'jwt', loginHintToken: 'jwt' });
// @ts-expect-error At least one.
void backchannelAuthentication(session, { bindingMessage: 'W4SCT' });
void session.refreshToken({ scope: ['a'], parameters: { resource: ['https://a.example', 'https://b.example'] } });
// @ts-expect-error A renewal is shared: nobody's signal ends it.
void session.refreshToken({ signal: new AbortController().signal });

bearer('token');
bearer(() => Promise.resolve('token'));
bearer('token', { placement: 'query' });
// @ts-expect-error Beside a renewal, the placement is one of its options.
bearer({ renew: () => Promise.resolve({ access_token: 'a' }) }, { placement: 'query' });
const own = bearer({
  placement: { header: 'X-Token' },
  renew: (current) => Promise.resolve({ access_token: `${current?.refresh_token ?? ''}2` }),
});
void own.setToken({ access_token: 'a' });
// @ts-expect-error A token needs its access_token.
bearer({ renew: () => Promise.resolve({ accessToken: 'a' }) });

/** Three verbs make a store. */
const tokens = new Map<string, OAuth2Token>();
const store: TokenStore = {
  get: (key) => tokens.get(key),
  set: (key, record) => void tokens.set(key, record as OAuth2Token),
  delete: (key) => void tokens.delete(key),
};
void store;

/** Each code narrows to its class. */
function whatToDo(error: unknown): string | number | undefined {
  if (!isOAuthError(error)) return undefined;
  switch (error.code) {
    case 'ERR_OAUTH_CONFIGURATION':
      return error.option;
    case 'ERR_OAUTH_TOKEN_ENDPOINT':
      return error.status;
    case 'ERR_OAUTH_TOKEN_ENDPOINT_BUSY':
      return error.retryAfterMs;
    case 'ERR_OAUTH_INVALID_GRANT':
      return error.error_description;
    case 'ERR_OAUTH_TOKEN_NOT_BOUND':
      return error.tokenType;
    case 'ERR_OAUTH_HOOK':
      return error.hook;
    default:
      // @ts-expect-error Not every error has it.
      return error.option;
  }
}
void whatToDo;
const code: OAuthErrorCode = 'ERR_OAUTH_STORE';
void code;
// @ts-expect-error No such code.
const wrong: AnyOAuthError['code'] = 'ERR_OAUTH_STORES';
void wrong;

// Where the token goes: one place.
new OAuth2Session({ ...base, provider: { ...provider, placement: { header: 'X-Token', scheme: 'Key' } } });
new OAuth2Session({ ...base, provider: { ...provider, placement: { query: 'key' } } });
// @ts-expect-error A header and the query exclude each other.
new OAuth2Session({ ...base, provider: { ...provider, placement: { header: 'X-Token', query: 'key' } } });
// @ts-expect-error A scheme goes before a token in a header.
new OAuth2Session({ ...base, provider: { ...provider, placement: { query: 'key', scheme: 'Key' } } });
new OAuth2Session({ ...base, tokenRequest: { method: 'GET', parameterPlacement: 'query' } });
// @ts-expect-error A GET has no body.
new OAuth2Session({ ...base, tokenRequest: { method: 'GET', parameterPlacement: 'body' } });
// @ts-expect-error Cookies are no place for it.
new OAuth2Session({ ...base, provider: { ...provider, placement: 'cookie' } });
new OAuth2Session({ ...base, openIdConnect: openIdConnect({ maxAgeSeconds: 60, acrValues: ['gold'] }) });
// @ts-expect-error It is made by openIdConnect().
new OAuth2Session({ ...base, openIdConnect: true });
// @ts-expect-error An ID token is neither revoked nor introspected.
void session.revokeToken('id_token');
const active: Promise<boolean> = session.introspectToken().then((said) => said.active);
void active;
const logout: Promise<string> = logoutUrl(session, { postLogoutRedirectUri: 'https://app.example/' });
void logout;
session.on('scopeChanged', ({ asked, granted }) => [asked.length, granted.length]);
void session.authorizationUrl({ scope: ['a'], resource: ['https://a.example'], login_hint: 'ann', prompt: 'login' });
void session.authorizationUrl({ authorization_details: [{ type: 'payment', amount: '1.00' }] });
// @ts-expect-error 9396-2-a: each detail has a type.
void session.authorizationUrl({ authorization_details: [{ amount: '1.00' }] });
// @ts-expect-error 9101-5-a: a request object is made by the session.
void session.authorizationUrl({ request: 'x' });
// @ts-expect-error 9101-5-a: and so is a reference to one.
void session.authorizationUrl({ request_uri: 'urn:x' });

// @ts-expect-error PKCE is the session's own affair.
void session.authorizationUrl({ code_challenge: 'x' });
// @ts-expect-error The key of a token, too.
void session.authorizationUrl({ dpop_jkt: 'x' });
// @ts-expect-error And who the client is.
void session.authorizationUrl({ client_id: 'other' });
// @ts-expect-error Signed answers are asked for by the option responseMode, which checks them.
void session.authorizationUrl({ response_mode: 'query.jwt' });

const way = { redirectUri: 'https://app.example/cb' };
void sessionForResource('https://api.example', { ...way, clientName: 'Ours', registrations: new Map() });
void sessionForResource('https://api.example', { ...way, clientId: 'me', clientSecret: 's' });
void sessionForResource('https://api.example', { ...way, clientIdMetadataDocument: 'https://app.example/c.json' });
void sessionForResource('https://api.example', {
  ...way,
  clientIdMetadataDocument: 'https://a.example/c',
  clientName: 'O',
});
// @ts-expect-error Who is the client?
void sessionForResource('https://api.example', way);
// @ts-expect-error Known, or registered: not both.
void sessionForResource('https://api.example', { ...way, clientId: 'me', clientName: 'Ours' });
// @ts-expect-error Known by an id, or by the URL of a document: not both.
void sessionForResource('https://api.example', { ...way, clientId: 'me', clientIdMetadataDocument: 'https://a.ex/c' });
// @ts-expect-error What is not registered is kept nowhere.
void sessionForResource('https://api.example', { ...way, clientId: 'me', registrations: new Map() });
// @ts-expect-error A person logs in there, no machine.
void sessionForResource('https://api.example', { ...way, clientId: 'me', grant: clientCredentials() });

session.on('requestAuthorized', ({ method, url, replay, account, token }) => [
  method,
  url,
  replay,
  account,
  token.expiresAt,
]);
session.on('requestReplayed', ({ status, url }) => [status.toFixed(), url]);
session.on('renewalStarted', ({ background, account }) => [background, account]);
session.on('tokenStored', ({ token }) => token.refresh_token);
const seen: Trace = trace(session, { limit: 100, each: ({ name, attributes }) => [name, attributes['error.type']] });
seen.stop();
// @ts-expect-error A trace needs something to listen to.
trace(session.hooks);
// @ts-expect-error What the package itself calls is not shown to others.
void session.client;
// @ts-expect-error Nor how it makes the session of an account.
new OAuth2Session(session, 'ann');
