import { CanceledError } from 'axios';
import type { OAuth1Session } from '../oauth1/session.js';
import type { OAuth2Session } from '../oauth2/session.js';
import type { OAuth1Token, OAuth2Token, Token } from '../token-store.js';
import { AwaitedAnswer } from './awaited-answer.js';
import { beginLogin } from './begun-login.js';
import { Deadline } from './deadline.js';
import { LoopbackListener } from './loopback-listener.js';
import {
  isOAuth1,
  loopbackSettings,
  type LoopbackSettings,
  type OAuth1LoopbackOptions,
  type OAuth2LoopbackOptions,
} from './loopback-options.js';
import { awaitPasted, tokenByDevice } from './without-browser.js';

/**
 * Logs a person in from a program of theirs (RFC 8252): opens their own browser, waits for the answer on a port of this machine that
 * nobody else reaches, trades it for the token, shows a page that says so, and frees the port. Where no browser can be opened, the
 * person pastes the address that they end at, or types a code on another device. For Node.
 *
 * What is not the answer to this login is answered with 400 and changes nothing.
 *
 * @example
 * ```ts
 * const session = new OAuth2Session({ provider: { issuer }, clientId, redirectUri: 'http://127.0.0.1/callback', store });
 * if (!(await session.token())) await loginWithLoopback(session, { appName: 'My program' });
 * ```
 * @throws `AuthorizationDeniedError`; `AuthorizationExpiredError` after `timeoutMs`; axios' `CanceledError` when `signal` aborts;
 * `ConfigurationError` for options, and for a port that is taken; every error of `authorizationUrl()` and `fetchToken()`.
 */
export async function loginWithLoopback(session: OAuth2Session, options?: OAuth2LoopbackOptions): Promise<OAuth2Token>;
/** The same by OAuth 1: without a browser by a pasted address, for there are no device codes. */
export async function loginWithLoopback(session: OAuth1Session, options?: OAuth1LoopbackOptions): Promise<OAuth1Token>;
/** By either protocol. */
export async function loginWithLoopback(
  session: OAuth1Session | OAuth2Session,
  options: OAuth1LoopbackOptions | OAuth2LoopbackOptions = {},
): Promise<Token> {
  const settings = loopbackSettings(session, options);
  if (settings.signal?.aborted) throw new CanceledError();
  const deadline = new Deadline(settings.signal, settings.timeoutMs);
  try {
    return await listening(session, settings, deadline);
  } finally {
    deadline.end();
  }
}

async function listening(
  session: OAuth1Session | OAuth2Session,
  settings: LoopbackSettings,
  { passed, signal }: Deadline,
): Promise<Token> {
  const listener = await LoopbackListener.open(settings.redirectUri);
  try {
    return await Promise.race([passed, loggedIn(session, settings, listener, signal)]);
  } finally {
    await listener.close();
  }
}

async function loggedIn(
  session: OAuth1Session | OAuth2Session,
  settings: LoopbackSettings,
  listener: LoopbackListener,
  signal: AbortSignal,
): Promise<Token> {
  const { appName, openBrowser, withoutBrowser, output } = settings;
  const login = await beginLogin(session, listener.redirectUri, settings, signal);
  if (signal.aborted) return new Promise(() => undefined); // given up meanwhile: nobody waits
  const answer = new AwaitedAnswer(login);
  listener.serve((url, show) => answer.take(url, (reception) => show({ reception, appName })));
  output.write(`Your browser opens to log you in. If it does not, open this address:\n\n  ${login.url}\n\n`);
  const elsewhere = async (): Promise<Token> => {
    if ((await openBrowser(login.url)) !== false || signal.aborted) return answer.token;
    if (withoutBrowser === 'device' && !isOAuth1(session)) return tokenByDevice(session, settings, signal);
    awaitPasted(answer, settings, signal);
    return answer.token;
  };
  return Promise.race([answer.token, elsewhere()]);
}
