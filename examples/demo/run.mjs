// The main job, against a real authorization server in this process: log in, call, expire, refresh once, replay, revoke.
import axios from 'axios';
import { OAuth2Session } from 'axios-oauthlib';
import { demoClient as client, startAuthorizationServer } from '../service/authorization-server.mjs';
import { logInWithoutABrowser } from './browser.mjs';
import { Timeline } from './timeline.mjs';

const accessTokenSeconds = 2;
const callsAtOnce = 50;

const timeline = new Timeline();
const server = await startAuthorizationServer({
  accessTokenSeconds,
  alwaysAs: 'ann',
  seen: (request, response) => timeline.note(request, response),
});
const { issuer } = server;
const provider = { issuer, authorizationEndpoint: `${issuer}/auth`, tokenEndpoint: `${issuer}/token` };

const session = new OAuth2Session({ provider, ...client, scope: ['openid', 'offline_access'] });
const api = session.attach(axios.create({ baseURL: issuer }));
const callManyAtOnce = () => Promise.all(Array.from({ length: callsAtOnce }, () => api.get('/me')));
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

try {
  await timeline.act('Log in: authorization code with PKCE', { tokenCalls: 1 }, async () => {
    const { url, pending } = await session.authorizationUrl({ prompt: 'consent' });
    const authorizationResponse = await logInWithoutABrowser(url, client.redirectUri);
    await session.fetchToken({ authorizationResponse, pending });
  });

  await timeline.act('Call the API with the fresh token', { tokenCalls: 0, answers: 1, replays: 0 }, () =>
    api.get('/me'),
  );

  await timeline.act(
    `Let the token expire, then ${callsAtOnce} calls at once`,
    { tokenCalls: 1, answers: callsAtOnce, replays: 0 },
    async () => {
      await pause(accessTokenSeconds + 0.1);
      await callManyAtOnce();
    },
  );

  await timeline.act(
    `Revoke the token behind our back, then ${callsAtOnce} calls at once`,
    { tokenCalls: 1, answers: callsAtOnce, replays: callsAtOnce },
    async () => {
      await server.revokeAccessToken((await session.token()).access_token);
      await callManyAtOnce();
    },
  );

  await timeline.act(
    'Revoke the refresh token, let the token expire, call',
    { tokenCalls: 1, answers: 0, error: 'ERR_OAUTH_INVALID_GRANT' },
    async () => {
      await server.revokeRefreshToken((await session.token()).refresh_token);
      await pause(accessTokenSeconds + 0.1);
      await api.get('/me');
    },
  );

  await timeline.act(
    'Call again: no further token call is made',
    { tokenCalls: 0, answers: 0, error: 'ERR_OAUTH_INVALID_GRANT' },
    () => api.get('/me'),
  );
} finally {
  session.detach(api);
  await server.close();
}
process.exitCode = timeline.verdict();
