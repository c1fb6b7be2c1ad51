// A real authorization server (oidc-provider) on loopback: access tokens that live a few seconds, refresh tokens that rotate.
// Its userinfo endpoint is the protected API. Every person who comes to log in is let in as "ann" without a page.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

export const client = { clientId: 'demo', clientSecret: 'demo-secret', redirectUri: 'http://127.0.0.1/callback' };

/** Starts the server; `seen` is told of each request that was answered. */
export async function startAuthorizationServer({ accessTokenSeconds, seen }) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration(accessTokenSeconds));
  const answer = provider.callback();
  server.on('request', (request, response) => {
    response.on('finish', () => seen(request, response));
    if (request.url.startsWith('/login/')) void logIn(provider, request, response);
    else answer(request, response);
  });
  return {
    issuer,
    revokeAccessToken: async (value) => (await provider.AccessToken.find(value)).destroy(),
    revokeRefreshToken: async (value) => (await provider.RefreshToken.find(value)).destroy(),
    close: () => close(server),
  };
}

function configuration(accessTokenSeconds) {
  return {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [client.redirectUri],
        application_type: 'native',
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    ttl: {
      AccessToken: accessTokenSeconds,
      RefreshToken: 3600,
      Grant: 3600,
      Session: 3600,
      Interaction: 600,
      AuthorizationCode: 60,
      IdToken: 60,
    },
    rotateRefreshToken: true,
    issueRefreshToken: () => true,
    interactions: { url: (_context, interaction) => `/login/${interaction.uid}` },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    cookies: { keys: ['demo'] },
  };
}

async function logIn(provider, request, response) {
  const { prompt, params, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    await provider.interactionFinished(request, response, { login: { accountId: 'ann' } });
    return;
  }
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: 'ann', clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  await provider.interactionFinished(
    request,
    response,
    { consent: { grantId: await grant.save() } },
    { mergeWithLastSubmission: true },
  );
}

async function close(server) {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
