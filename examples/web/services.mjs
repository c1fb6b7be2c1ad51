// At which service people log in: GitHub or Google where the environment has a client for it, else the embedded one.
import { github, google } from 'axios-oauthlib/providers';
import { webClient } from '../service/authorization-server.mjs';
import { startService } from '../service/service.mjs';

export async function chosenService(env = process.env) {
  const { GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET, GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET } = env;
  if (GITHUB_CLIENT_ID) return atGitHub({ clientId: GITHUB_CLIENT_ID, clientSecret: GITHUB_CLIENT_SECRET });
  if (GOOGLE_CLIENT_ID) return atGoogle({ clientId: GOOGLE_CLIENT_ID, clientSecret: GOOGLE_CLIENT_SECRET });
  return embedded(Number(env.ACCESS_TOKEN_SECONDS ?? 60));
}

function atGitHub(client) {
  const profileUrl = 'https://api.github.com/user';
  return { name: 'GitHub', provider: github, client, scope: ['read:user'], profileUrl, close: () => undefined };
}

function atGoogle(client) {
  const parameters = { prompt: 'consent' }; // a refresh token comes with a consent only
  const scope = ['openid', 'profile', 'email'];
  const profileUrl = google.userinfoEndpoint;
  return {
    name: 'Google',
    provider: google,
    client,
    scope,
    parameters,
    profileUrl,
    revokes: true,
    close: () => undefined,
  };
}

async function embedded(accessTokenSeconds) {
  const { issuer, close } = await startService({ accessTokenSeconds });
  return {
    name: 'the embedded service',
    provider: { issuer },
    client: webClient,
    scope: ['openid', 'profile', 'email'],
    parameters: { prompt: 'login' }, // several people at one browser
    profileUrl: `${issuer}/me`,
    introspects: true,
    revokes: true,
    close,
  };
}
