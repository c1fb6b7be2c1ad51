import type { Readable, Writable } from 'node:stream';
import { ConfigurationError } from '../errors/configuration-error.js';
import type { MaybePromise } from '../maybe-promise.js';
import type { OAuth1Session } from '../oauth1/session.js';
import { clientOf } from '../oauth2/client-of.js';
import type { AuthorizationParameters } from '../oauth2/login/authorization-parameters.js';
import type { OAuth2Session } from '../oauth2/session.js';
import { assertFunction, assertKnownOptions, requiredText, timeLimit } from '../options.js';
import { parsedUrl } from '../parsed-url.js';
import { isLoopback } from '../secure-origin.js';
import { openSystemBrowser } from './system-browser.js';

/** A stream of Node to write to, in as few words as projects without Node's types understand. */
export interface TextOutput {
  write(text: string): unknown;
}

/** A stream of Node to read from, likewise. */
export interface TextInput {
  on(event: string, listener: (...args: never[]) => void): unknown;
}

/** What a login in the person's own browser can be told. */
export interface LoopbackOptions {
  /**
   * Where the answer comes to: `http://127.0.0.1/callback`, `http://[::1]/callback`, with the path that is registered. A port in it
   * is taken; otherwise it is any free one, which servers must accept (RFC 8252 §7.3). `localhost` is for servers that know nothing
   * else (§8.3). Default: that of the OAuth 2 session, else `http://127.0.0.1/callback`.
   */
  readonly redirectUri?: string;
  /** Named on the page that the person sees at the end. Default: "the program". */
  readonly appName?: string;
  /** Milliseconds until the whole login must be over; more than 0. Default: 300,000, five minutes. */
  readonly timeoutMs?: number;
  /** Gives the login up, with axios' `CanceledError`. */
  readonly signal?: AbortSignal;
  /** Opens the person's browser; gives `false` when there is none. Default: the command of the operating system, without a shell. */
  readonly openBrowser?: (url: string) => MaybePromise<unknown>;
  /** Where the person is told what to do. Default: `process.stderr`. */
  readonly output?: TextOutput;
  /** Where a pasted address is read from. Default: `process.stdin`. */
  readonly input?: TextInput;
}

/** {@link LoopbackOptions} of an `OAuth2Session`. */
export interface OAuth2LoopbackOptions extends LoopbackOptions {
  /** Of the authorization request: `scope`, `prompt`, `login_hint` and so on. */
  readonly parameters?: AuthorizationParameters & { readonly redirect_uri?: never };
  /**
   * What to do when no browser can be opened: the person opens the address elsewhere and pastes the one that they end at, or types a
   * code on another device (RFC 8628). Default: `'paste'`.
   */
  readonly withoutBrowser?: 'paste' | 'device';
}

/** {@link LoopbackOptions} of an `OAuth1Session`. */
export interface OAuth1LoopbackOptions extends LoopbackOptions {
  /** Of the page that the person is sent to, as `force_login`. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly withoutBrowser?: 'paste';
}

/** The options, checked, with defaults in. */
export interface LoopbackSettings {
  readonly redirectUri: URL;
  readonly parameters: AuthorizationParameters;
  readonly appName: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly openBrowser: (url: string) => MaybePromise<unknown>;
  readonly withoutBrowser: 'paste' | 'device';
  readonly output: Writable;
  readonly input: Readable;
}

const names = ['redirectUri', 'appName', 'timeoutMs', 'signal', 'openBrowser', 'output', 'input'];

/** @throws {@link ConfigurationError} that names the option which is unknown, unsafe or contradicts another. */
export function loopbackSettings(
  session: OAuth1Session | OAuth2Session,
  options: OAuth1LoopbackOptions | OAuth2LoopbackOptions,
): LoopbackSettings {
  if (typeof session?.authorizationUrl !== 'function')
    throw new ConfigurationError('session', 'give an OAuth2Session or an OAuth1Session.');
  assertKnownOptions(options, [...names, 'parameters', 'withoutBrowser']);
  const { openBrowser = openSystemBrowser, withoutBrowser = 'paste', appName = 'the program' } = options;
  assertFunction(openBrowser, 'openBrowser');
  if (withoutBrowser !== 'paste' && (withoutBrowser !== 'device' || isOAuth1(session)))
    throw new ConfigurationError('withoutBrowser', "is 'paste', or 'device' with an OAuth2Session.");
  return {
    redirectUri: loopbackUri(options.redirectUri ?? redirectUriOf(session)),
    parameters: options.parameters ?? {},
    appName: requiredText(appName, 'appName', 'what the person knows your program by'),
    timeoutMs: timeLimit(options.timeoutMs, 'timeoutMs', 300_000),
    signal: options.signal,
    openBrowser,
    withoutBrowser,
    output: (options.output as Writable | undefined) ?? process.stderr,
    input: (options.input as Readable | undefined) ?? process.stdin,
  };
}

/** Not `instanceof`: a session may come from the other build of this package. */
export function isOAuth1(session: OAuth1Session | OAuth2Session): session is OAuth1Session {
  return 'sign' in session;
}

function redirectUriOf(session: OAuth1Session | OAuth2Session): string {
  const known = isOAuth1(session) ? undefined : clientOf(session).redirectUri;
  return known ?? 'http://127.0.0.1/callback';
}

function loopbackUri(redirectUri: string): URL {
  const url = parsedUrl(redirectUri);
  if (url?.protocol === 'http:' && isLoopback(url.hostname) && url.search === '' && url.hash === '') return url;
  throw new ConfigurationError('redirectUri', 'is http://127.0.0.1, http://[::1] or http://localhost with a path.');
}
