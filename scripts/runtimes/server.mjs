// node server.mjs: a real authorization server (oidc-provider) in a process of its own, which prints its origin and ends with its
// standard input. Whoever comes to log in is the person whom `login_hint` names, and everything is counted by person: each cell of
// the matrix logs in as another one. Its userinfo endpoint is the protected API. Beside that:
//
//   POST /log-in   opens the URL in its body as a person's browser would, and answers with the callback URL
//   POST /revoke   makes the access token in its body void, behind the client's back
//   POST /seen     what was seen of the person in its body: { logins, refreshes, answers, refusals }
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import Provider from 'oidc-provider';
import { logInWithoutABrowser } from '../../examples/demo/browser.mjs';

const redirectUri = 'http://127.0.0.1/callback';
const hour = 3600;

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'smoke',
      token_endpoint_auth_method: 'none',
      redirect_uris: [redirectUri],
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token'],
    },
  ],
  clientBasedCORS: () => true,
  ttl: { AccessToken: hour, RefreshToken: hour, Grant: hour, Session: hour, Interaction: hour, IdToken: hour },
  rotateRefreshToken: true,
  issueRefreshToken: () => true,
  interactions: { url: (_context, interaction) => `/login/${interaction.uid}` },
  features: { devInteractions: { enabled: false } },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  cookies: { keys: ['smoke'] },
});

const seen = new Map();
const accountOfToken = new Map();

/** What was seen of a person. */
function of(account) {
  if (!seen.has(account)) seen.set(account, { logins: 0, refreshes: 0, answers: 0, refusals: 0 });
  return seen.get(account);
}

provider.on('access_token.saved', ({ jti, accountId }) => accountOfToken.set(jti, accountId));
provider.on('grant.success', ({ oidc }) => {
  const kind = oidc.params.grant_type === 'refresh_token' ? 'refreshes' : 'logins';
  of(oidc.entities.Account.accountId)[kind]++;
});

const answer = provider.callback();
const deeds = {
  '/log-in': (url) => logInWithoutABrowser(url, redirectUri),
  '/revoke': async (token) => (await provider.AccessToken.find(token)).destroy(),
  '/seen': (account) => JSON.stringify(of(account)),
};

server.on('request', (request, response) => {
  if (request.url === '/me') response.on('finish', () => countCall(request, response));
  if (request.url in deeds) void act(request, response);
  else if (request.url.startsWith('/login/')) void letIn(request, response);
  else answer(request, response);
});
console.log(issuer);
process.stdin.resume().on('end', () => process.exit());

/** Opaque tokens of oidc-provider are their own names. */
function countCall({ method, headers }, { statusCode }) {
  if (method !== 'GET') return;
  const account = accountOfToken.get(headers.authorization?.replace('Bearer ', ''));
  of(account)[statusCode === 200 ? 'answers' : 'refusals']++;
}

/** A page of another origin may ask, too. */
async function act(request, response) {
  const given = await text(request);
  const [status, words] = await Promise.resolve(deeds[request.url](given))
    .then((result) => [200, result ?? ''])
    .catch((error) => [500, error.stack]);
  response.writeHead(status, { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'text/plain' }).end(words);
}

async function letIn(request, response) {
  const { prompt, params, grantId } = await provider.interactionDetails(request, response);
  const accountId = params.login_hint;
  if (prompt.name === 'login') {
    await provider.interactionFinished(request, response, { login: { accountId } });
    return;
  }
  const known = grantId && (await provider.Grant.find(grantId));
  const grant = known || new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const consent = { grantId: await grant.save() };
  await provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
}
