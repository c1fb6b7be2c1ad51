// npm run example:cli [-- --device]: logs a person in with their own browser (RFC 8252), or with a code that they type on another
// device (RFC 8628), and lists their notes. The service that it needs runs in the same process.
import axios from 'axios';
import { OAuth2Session, deviceAuthorization, isOAuthError } from 'axios-oauthlib';
import { loginWithLoopback } from 'axios-oauthlib/loopback';
import { cliClient } from '../service/authorization-server.mjs';
import { startService } from '../service/service.mjs';
import { printNotes } from './print-notes.mjs';

const service = await startService();
const session = new OAuth2Session({
  provider: { issuer: service.issuer },
  ...cliClient,
  scope: service.notesScope,
  resource: service.notesUrl, // the tokens are for this API only (RFC 8707)
  // store: new FileTokenStore(…) keeps a login for the next time; here the service forgets it as well
});
const api = session.attach(axios.create({ baseURL: service.notesUrl }));

try {
  if (!(await session.token())) {
    await (process.argv.includes('--device') ? logInOnAnotherDevice() : logInWithBrowser());
  }
  printNotes((await api.get('')).data);
} catch (error) {
  if (!isOAuthError(error)) throw error;
  console.error(error.message); // says what to do, and holds no secret
  process.exitCode = 1;
} finally {
  session.detach(api);
  await service.close();
}

/** Where no browser can be opened, it takes the pasted address of the last page. */
async function logInWithBrowser() {
  console.error('No browser on this machine? `npm run example:cli -- --device` shows a code for another one.\n');
  await loginWithLoopback(session, { appName: 'the terminal' });
}

async function logInOnAnotherDevice() {
  const { verificationUri, userCode, fetchToken } = await deviceAuthorization(session);
  console.error(`Open ${verificationUri} in any browser, and type ${userCode}`);
  await fetchToken();
}
