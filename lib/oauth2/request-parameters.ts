import { ConfigurationError } from '../errors.js';
import { assertPlainObject, wholeText } from '../options.js';
import { parsedUrl } from '../parsed-url.js';

/** Parameters of a request by name. A list is sent as the same name again, as RFC 8707 has it; undefined is not sent. */
export type RequestParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** As they are sent. */
export function searchParameters(parameters: RequestParameters): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of asList(value)) search.append(name, wholeText(one, name));
  }
  return search;
}

/** Where tokens are to be good for. Tokens for different targets are kept apart. */
export type TokenTarget = {
  /** The APIs, as absolute URIs without a fragment (RFC 8707 §2). */
  readonly resource?: string | readonly string[];
  /** The APIs, by the names that the server knows them by (RFC 8693 §2.1, and many services of their own accord). */
  readonly audience?: string | readonly string[];
};

const repeatable: readonly string[] = ['resource', 'audience'];
const ours = ['grant_type', 'client_secret', 'client_assertion', 'client_assertion_type'];

/** The part of some parameters that says where a token is for. */
export function targetOf({ resource, audience }: RequestParameters): TokenTarget {
  return { ...(resource === undefined ? {} : { resource }), ...(audience === undefined ? {} : { audience }) };
}

/** @throws {@link ConfigurationError} that names a parameter which is the session's own, comes twice, or is no text. */
export function assertParameters(parameters: RequestParameters | undefined, option: string): void {
  if (parameters === undefined) return;
  assertPlainObject(parameters, option);
  for (const [name, value] of Object.entries(parameters)) {
    const problem = problemOf(name, value);
    if (problem !== undefined) throw new ConfigurationError(`${option}.${name}`, problem);
  }
}

function problemOf(name: string, value: RequestParameters[string]): string | undefined {
  if (ours.includes(name)) return 'is set by the session itself.';
  const values = asList(value);
  if (values.some((one) => typeof one !== 'string')) return 'is text, or a list of texts.';
  if (values.length > 1 && !repeatable.includes(name)) {
    return 'may be sent once only; resource and audience alone may repeat (RFC 6749 §3.2).';
  }
  if (name !== 'resource' || values.every((uri) => parsedUrl(uri) && !uri.includes('#'))) return undefined;
  return 'is an absolute URI without a fragment (RFC 8707 §2).';
}

function asList(value: RequestParameters[string]): readonly string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly string[]) : [value as string];
}
