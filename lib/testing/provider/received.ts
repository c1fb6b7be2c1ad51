import { claim, claimEqual } from '../claim.js';
import type { ExpectedRequest, ProviderTests } from './provider-tests.js';
import type { ReceivedRequest } from './service.js';

/** What every test client is called. */
export const client = { id: 'client-id', secret: 'client-secret' };

type Parameters = Readonly<Record<string, string | null>>;

/** The parameters that must be sent: the protocol's, but for those that the service does not want. */
export function parametersOf(protocol: Parameters, own: Parameters = {}): Record<string, string> {
  const all = Object.entries({ ...protocol, ...own });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** Fails unless a token call was sent exactly as it is expected. */
export function claimTokenCall(
  received: ReceivedRequest | undefined,
  expected: ExpectedRequest,
  protocol: Parameters,
  method: ProviderTests['clientAuthentication'],
): void {
  claim(received !== undefined, 'no token request was sent');
  const { body = 'form' } = expected;
  claimEqual(received.method, expected.method ?? 'POST', 'the method of the token request');
  claimEqual(received.url.origin + received.url.pathname, expected.url, 'the URL of the token request');
  const identity = method === 'client_secret_basic' ? {} : { client_id: client.id };
  const secret = method === 'client_secret_post' ? { client_secret: client.secret } : {};
  const wanted = parametersOf({ ...protocol, ...identity, ...secret }, expected.parameters);
  claimEqual(sentParameters(received, body), wanted, 'the parameters of the token request');
  const basic = method === 'client_secret_basic' ? `Basic ${btoa(`${client.id}:${client.secret}`)}` : undefined;
  claimHeaders(received, { ...(basic === undefined ? {} : { authorization: basic }), ...expected.headers });
}

function sentParameters({ url, headers, body }: ReceivedRequest, where: string): Record<string, unknown> {
  if (where === 'query') return Object.fromEntries(url.searchParams);
  claimEqual(url.search, '', 'the query of the token request');
  const type = where === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
  claim(String(headers['content-type']).startsWith(type), `the token request is ${String(headers['content-type'])}`);
  return where === 'json'
    ? (JSON.parse(body) as Record<string, unknown>)
    : Object.fromEntries(new URLSearchParams(body));
}

/** Fails unless these headers were sent, and no other credential. */
export function claimHeaders({ headers }: ReceivedRequest, expected: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(expected)) claimEqual(headers[name], value, `the header ${name}`);
  if (!('authorization' in expected)) claimEqual(headers.authorization, undefined, 'the header authorization');
}
