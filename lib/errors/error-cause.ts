import { isBranded, OAuthError } from './oauth-error.js';

/** An error of this package that another one led to. */
export abstract class CausedError extends OAuthError {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message);
    const cause = cleanCause(options?.cause);
    if (cause !== undefined) Object.defineProperty(this, 'cause', { value: cause, configurable: true, writable: true });
  }
}

/** What an error may carry of its own. Anything else can hold a request, an answer, a record: refresh token, code, secret. */
const plainMembers: readonly PropertyKey[] = ['name', 'message', 'stack', 'code', 'errno', 'syscall', 'path', 'status'];

interface ErrorLike {
  readonly message: string;
  readonly name?: unknown;
  readonly stack?: unknown;
  readonly code?: unknown;
  readonly status?: unknown;
  readonly response?: { readonly status?: unknown } | null;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/**
 * A cause without what it may hold of secrets. An error that carries nothing but words travels on as it is; of any other,
 * as an AxiosError with its config or an ioredis error with its command, only name, message, code, status and calls do.
 * The message of an error is its author's: only what a JSON parser quotes is taken out of it.
 */
function cleanCause(cause: unknown, seen: Set<unknown> = new Set()): unknown {
  if (cause === undefined || cause === null || isBranded(cause)) return cause;
  if (!isErrorLike(cause)) return new Error('What was thrown is no error, so it is not shown.');
  if (seen.has(cause)) return undefined; // causes may go in a circle
  seen.add(cause);
  const inner = cleanCause(cause.cause, seen);
  if (inner === cause.cause && saysWordsOnly(cause)) return cause;
  const { errors } = cause;
  return inItsWords(cause, {
    ...(inner === undefined ? {} : { cause: inner }),
    ...(Array.isArray(errors) ? { errors: errors.map((error) => cleanCause(error, seen)) } : {}),
  });
}

function isErrorLike(cause: unknown): cause is ErrorLike {
  return typeof cause === 'object' && cause !== null && 'message' in cause && typeof cause.message === 'string';
}

function saysWordsOnly(error: ErrorLike): boolean {
  if ('isAxiosError' in error || withoutQuotes(error) !== error.message) return false;
  return Reflect.ownKeys(error).every((key) => {
    if (key === 'cause' || key === 'stack') return true;
    const value: unknown = Object.getOwnPropertyDescriptor(error, key)?.value;
    return (
      plainMembers.includes(key) && value !== undefined && typeof value !== 'object' && typeof value !== 'function'
    );
  });
}

function inItsWords(error: ErrorLike, inner: { cause?: unknown; errors?: unknown[] }): Error {
  const message = withoutQuotes(error);
  const { name, code, status = error.response?.status } = error;
  const clean = new Error(message);
  for (const [member, value] of Object.entries({ ...inner, stack: stackOf(error, message) })) {
    Object.defineProperty(clean, member, { value, configurable: true, writable: true });
  }
  if (typeof name === 'string' && name !== 'AxiosError') Object.assign(clean, { name });
  if (typeof code === 'string') Object.assign(clean, { code });
  if (typeof status === 'number') Object.assign(clean, { status });
  return clean;
}

/** Parsers quote the text that they cannot read, and with it what is in it. */
function withoutQuotes({ message }: ErrorLike): string {
  return /JSON|token/i.test(message) ? message.replace(/["'`].*["'`]/s, '[redacted]') : message;
}

/** Where it was thrown, under the cleaned message. */
function stackOf({ name, stack, message }: ErrorLike, cleanMessage: string): string {
  const text = typeof stack === 'string' ? stack : '';
  const calls = text.slice(text.indexOf(message) + message.length).match(/^ +at .*$/gm) ?? [];
  return [`${String(name)}: ${cleanMessage}`, ...calls].join('\n');
}
