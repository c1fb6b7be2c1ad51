import { claim, claimEqual } from '../claim.js';
import type { ExpectedRequest, ExpectedValue, ProviderTests } from './provider-tests.js';
import type { ReceivedRequest } from './service.js';

/** What every test client is called. */
export const client = { id: 'client-id', secret: 'client-secret' };

type Parameters = Readonly<Record<string, ExpectedValue>>;

/** Fails unless these parameters were sent and no others: the protocol's, but for what the service wants otherwise. */
export function claimParameters(
  sent: Readonly<Record<string, unknown>>,
  protocol: Parameters,
  own: Parameters = {},
): void {
  const wanted = Object.entries({ ...protocol, ...own }).filter(([, value]) => value !== null);
  const expected = wanted.map(([name, value]) => {
    const isRight = typeof value === 'function' && typeof sent[name] === 'string' && value(sent[name]);
    return [name, isRight ? sent[name] : String(value)];
  });
  claimEqual(sent, Object.fromEntries(expected), 'what is sent');
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
  claimEqual(received.method, expected.method ?? 'POST', 'the method of the request');
  claimEqual(received.url.origin + received.url.pathname, expected.url, 'the URL of the request');
  const identity = method === 'client_secret_basic' ? {} : { client_id: client.id };
  const secret = method === 'client_secret_post' ? { client_secret: client.secret } : {};
  const usual = body === 'none' ? {} : { ...protocol, ...identity, ...secret };
  claimParameters(sentParameters(received, body), usual, expected.parameters);
  const basic = method === 'client_secret_basic' ? `Basic ${btoa(`${client.id}:${client.secret}`)}` : undefined;
  claimHeaders(received, { ...(basic === undefined ? {} : { authorization: basic }), ...expected.headers });
}

function sentParameters({ url, headers, body }: ReceivedRequest, where: string): Record<string, unknown> {
  if (where === 'query') return Object.fromEntries(url.searchParams);
  claimEqual(url.search, '', 'the query of the request');
  if (where === 'none') {
    claimEqual([body, headers['content-type']], ['', undefined], 'the body of the request, and its type');
    return {};
  }
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
