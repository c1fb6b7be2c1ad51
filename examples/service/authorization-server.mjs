// The service that all examples talk to: a real authorization server (oidc-provider) on loopback. Its access tokens live a few
// seconds, its refresh tokens rotate. Its userinfo endpoint is a protected API; another one is in notes-api.mjs.
import './quiet.mjs';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { devicePages } from './device-pages.mjs';
import { loginPage, readForm } from './login-page.mjs';
import { people } from './people.mjs';

export const demoClient = { clientId: 'demo', clientSecret: 'demo-secret', redirectUri: 'http://127.0.0.1/callback' };
export const webClient = { clientId: 'web', clientSecret: 'web-secret' };
export const cliClient = { clientId: 'cli', redirectUri: 'http://127.0.0.1/callback' };
export const pageClient = { clientId: 'page' };

/**
 * Starts the server.
 *
 * @param options.accessTokenSeconds - How long an access token lives.
 * @param options.seen - Is told of each request that was answered.
 * @param options.alwaysAs - Who is let in without a page. Default: a page asks who it is, and whether they allow it.
 * @param options.resources - What tokens may be asked for (RFC 8707).
 */
export async function startAuthorizationServer({ accessTokenSeconds = 30, seen, alwaysAs, resources = [] } = {}) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration(accessTokenSeconds, resources));
  const answer = provider.callback();
  server.on('request', (request, response) => {
    response.on('finish', () => seen?.(request, response));
    if (request.url.startsWith('/login/')) void logIn(provider, request, response, alwaysAs);
    else answer(request, response);
  });
  return {
    issuer,
    /** Whose token it is, and what for; undefined for one that is over. */
    accessToken: (value) => provider.AccessToken.find(value),
    revokeAccessToken: async (value) => (await provider.AccessToken.find(value)).destroy(),
    revokeRefreshToken: async (value) => (await provider.RefreshToken.find(value)).destroy(),
    close: () => close(server),
  };
}

/** Loopback redirect URIs of native clients may have any port (RFC 8252 §7.3). */
function client(client_id, client_name, path, client_secret) {
  return {
    client_id,
    client_name,
    ...(client_secret ? { client_secret } : { token_endpoint_auth_method: 'none' }),
    redirect_uris: [`http://127.0.0.1${path}`],
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  };
}

function configuration(accessTokenSeconds, resources) {
  return {
    clients: [
      client(demoClient.clientId, 'The demo', '/callback', demoClient.clientSecret),
      client(webClient.clientId, 'The web application', '/callback', webClient.clientSecret),
      client(cliClient.clientId, 'The command line', '/callback'),
      client(pageClient.clientId, 'The browser application', '/'),
    ],
    ttl: {
      AccessToken: accessTokenSeconds,
      RefreshToken: 3600,
      Grant: 3600,
      Session: 3600,
      Interaction: 600,
      AuthorizationCode: 60,
      DeviceCode: 600,
      IdToken: 60,
    },
    rotateRefreshToken: true,
    issueRefreshToken: () => true,
    clientBasedCORS: () => true,
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    interactions: { url: (_context, interaction) => `/login/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true, ...devicePages },
      introspection: { enabled: true },
      revocation: { enabled: true },
      registration: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => resourceServer(resource, resources, accessTokenSeconds),
      },
    },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    cookies: { keys: ['examples'] },
  };
}

function resourceServer(resource, resources, accessTokenTTL) {
  const known = resources.find(({ url }) => url === resource);
  if (!known) throw new TypeError('a resource that nobody knows');
  return { scope: known.scope, accessTokenFormat: 'opaque', accessTokenTTL };
}

async function logIn(provider, request, response, alwaysAs) {
  const interaction = await provider.interactionDetails(request, response);
  const known = interaction.session?.accountId;
  const decided = alwaysAs ? { person: alwaysAs, decision: 'allow' } : await readForm(request);
  if (!decided) {
    const { clientName: name = interaction.params.client_id } = await provider.Client.find(
      interaction.params.client_id,
    );
    const asks = interaction.prompt.name === 'login' ? people : { [known]: people[known] };
    response
      .writeHead(200, loginPage.headers)
      .end(loginPage.html({ name, people: asks, scope: interaction.params.scope }));
    return;
  }
  const person = interaction.prompt.name === 'login' ? decided.person : known;
  const allowed = decided.decision === 'allow' && Object.hasOwn(people, person);
  const result = allowed
    ? { login: { accountId: person }, consent: { grantId: await grant(provider, interaction, person) } }
    : { error: 'access_denied', error_description: 'The person said no.' };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

/** Allows all that is asked for. */
async function grant(provider, { params, prompt, grantId, session }, person) {
  const known = grantId && session?.accountId === person ? await provider.Grant.find(grantId) : undefined;
  const given = known ?? new provider.Grant({ accountId: person, clientId: params.client_id });
  given.addOIDCScope(params.scope ?? '');
  for (const resource of [params.resource ?? []].flat()) given.addResourceScope(resource, params.scope ?? '');
  for (const [resource, scopes] of Object.entries(prompt.details.missingResourceScopes ?? {})) {
    given.addResourceScope(resource, scopes.join(' '));
  }
  return given.save();
}

async function close(server) {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
