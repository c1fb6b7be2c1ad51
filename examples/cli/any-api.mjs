// npm run example:any-api [-- URL]: calls an API of which it knows only the URL, as MCP clients must (RFC 9728).
// 401 → metadata of the API → metadata of its authorization server → registration → login in the browser → answer.
// Without a URL it starts the embedded service, and is told the URL of its API: nothing else.
import axios from 'axios';
import { isOAuthError, sessionForResource } from 'axios-oauthlib';
import { loginWithLoopback } from 'axios-oauthlib/loopback';
import { startService } from '../service/service.mjs';

const given = process.argv[2];
const service = given === undefined ? await startService() : undefined;
const url = given ?? service.notesUrl;

try {
  console.error(`Asking ${url} who may call it …`);
  const session = await sessionForResource(url, {
    redirectUri: 'http://127.0.0.1/callback', // any port of this machine (RFC 8252 §7.3)
    clientName: 'axios-oauthlib example',
    registrations: new Map(), // a file would remember that the client is registered
  });
  const api = session.attach(axios.create({ baseURL: url }));
  await loginWithLoopback(session, { appName: 'the terminal' });
  console.log(JSON.stringify((await api.get('')).data, undefined, 2));
  session.detach(api);
} catch (error) {
  if (!isOAuthError(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await service?.close();
}
