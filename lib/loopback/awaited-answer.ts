import { isOAuthError } from '../errors.js';
import type { Token } from '../token-store.js';
import type { BegunLogin } from './begun-login.js';

/** What a response turned out to be. `stranger`: not the answer to this login, which goes on. */
export type Reception = 'done' | 'denied' | 'failed' | 'stranger';

interface Received {
  readonly reception: Reception;
  readonly token?: Token;
  readonly error?: unknown;
}

/** Takes responses, whoever brings them, until one is the answer to this login. */
export class AwaitedAnswer {
  /** What the answer led to. */
  readonly token: Promise<Token>;
  readonly #login: BegunLogin;
  readonly #received = new Map<string, Promise<Received>>();
  readonly #settle: (received: Received) => void;

  constructor(login: BegunLogin) {
    this.#login = login;
    let settle: (token: Token) => void = () => undefined;
    let fail: (error: unknown) => void = () => undefined;
    this.token = new Promise((resolve, reject) => {
      [settle, fail] = [resolve, reject];
    });
    this.#settle = ({ token, error }) => {
      if (token) settle(token);
      else fail(error);
    };
  }

  /**
   * Checks a response, and trades it for the token if it is the answer.
   *
   * @param show - Tells the person. {@link AwaitedAnswer.token} settles after it, so that no page is cut off.
   */
  async take(response: string, show: (reception: Reception) => unknown): Promise<void> {
    // Browsers may ask twice for one page, and a login ends once.
    const check = this.#received.get(response) ?? received(this.#login, response);
    this.#received.set(response, check);
    const result = await check;
    if (result.reception === 'stranger') this.#received.delete(response);
    await show(result.reception);
    if (result.reception !== 'stranger') this.#settle(result);
  }
}

async function received(login: BegunLogin, response: string): Promise<Received> {
  try {
    return { reception: 'done', token: await login.finish(response) };
  } catch (error) {
    return { reception: receptionOf(error, response, login.mark), error };
  }
}

/** Everything on this machine, every page that the browser shows included, can send something: that must not end the login. */
function receptionOf(error: unknown, response: string, mark: string): Reception {
  if (!isOAuthError(error)) return 'failed';
  if (error.code === 'ERR_OAUTH_AUTHORIZATION_DENIED') return 'denied';
  if (error.code !== 'ERR_OAUTH_AUTHORIZATION_RESPONSE') return 'failed';
  const isMarked = response.includes(encodeURIComponent(mark)) && !marks.includes(error.parameter);
  return isMarked ? 'failed' : 'stranger';
}

/** The parameters that say which login is answered. */
const marks = ['state', 'oauth_token'];
