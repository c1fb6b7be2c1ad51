// What must work in every runtime: the program that each cell of the matrix runs, against a server in another process.
/* global VECTORS -- Some of fixtures/oauth1/vectors.json, put in by whoever builds the program. */
import axios from 'axios';
import { OAuth2Session, openIdConnect } from 'axios-oauthlib';
import { OAuth1Client, signRequest } from 'axios-oauthlib/oauth1';

const callsAtOnce = 50;
const client = {
  clientId: 'smoke',
  redirectUri: 'http://127.0.0.1/callback',
  scope: 'openid offline_access',
  openIdConnect: openIdConnect(),
};

/**
 * Runs everything for the person `account`, and throws where something is not as it must be.
 *
 * @param given - `issuer` and `account`; and `newStore` where the runtime has one that outlives the process.
 */
export async function smoke({ issuer, account, newStore }) {
  const ask = async (path, body) => (await axios.post(issuer + path, body, { headers: plainText })).data;
  const newSession = () =>
    new OAuth2Session({ ...client, provider: { issuer }, ...(newStore && { store: newStore() }) });
  const session = newSession();
  const api = session.attach(axios.create({ baseURL: issuer }));
  const callManyAtOnce = () => Promise.all(Array.from({ length: callsAtOnce }, () => api.get('/me')));
  const seen = async (what, expected) => same(what, { ...expected }, await ask('/seen', account));

  const { url, pending } = await session.authorizationUrl({ prompt: 'consent', login_hint: account });
  await session.fetchToken({ authorizationResponse: await ask('/log-in', url), pending });
  same('the person of the API', account, (await api.get('/me')).data.sub);
  await seen('a login with code and PKCE', { logins: 1, refreshes: 0, answers: 1, refusals: 0 });

  const { access_token, refresh_token, id_token } = await session.token();
  await session.setToken({ access_token, refresh_token, id_token, expiresAt: Date.now() - 1000 });
  await callManyAtOnce();
  await seen('50 calls with an expired token', { logins: 1, refreshes: 1, answers: 51, refusals: 0 });

  await ask('/revoke', (await session.token()).access_token);
  const answers = await callManyAtOnce();
  same(
    'the answers to those who were refused',
    true,
    answers.every(({ data }) => data.sub === account),
  );
  await seen('50 calls with a refused token', { logins: 1, refreshes: 2, answers: 101, refusals: 50 });

  if (newStore) same('what another session reads of the same files', await session.token(), await newSession().token());
  session.detach(api);
  for (const vector of VECTORS) same(vector.id, vector.expected.signature, await signatureOf(vector));
  return 'ok';
}

const plainText = { 'Content-Type': 'text/plain' };

function same(what, expected, seen) {
  const [wanted, had] = [JSON.stringify(expected), JSON.stringify(seen)];
  if (wanted !== had) throw new Error(`${what}: ${had} in place of ${wanted}`);
}

/** The base64 of RFC 5849 §3.4, out of the header that would be sent. */
async function signatureOf({ client: keys, signature_method, nonce, timestamp, ...request }) {
  const key = keys.rsa_key_pem ? { privateKey: keys.rsa_key_pem } : { clientSecret: keys.client_secret };
  const client = new OAuth1Client({
    clientKey: keys.client_key,
    ...key,
    signatureMethod: signature_method,
    nonce: () => nonce,
    timestamp: () => timestamp,
  });
  const { method, url, body, headers } = request;
  const contentType = headers['Content-Type'];
  const unsigned = { method, url, ...(body && { body }), ...(contentType && { contentType }) };
  const credentials = { token: keys.resource_owner_key, tokenSecret: keys.resource_owner_secret };
  const { Authorization } = (await signRequest(client, unsigned, credentials)).headers;
  return decodeURIComponent(/oauth_signature="([^"]*)"/.exec(Authorization)[1]);
}
