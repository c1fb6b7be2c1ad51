import { isSerialisedByDefault } from '../sending/default-params.js';
import type { OutgoingRequest } from '../scheme.js';
import { formType, isFormType, type SignableBody } from './body.js';
import { headerOf } from './header-of.js';
import { isProtocolParameter } from './protocol-parameters.js';
import { asForm, assertFormBody, formWith, urlWith, type ProtocolParameters } from './placement.js';

/**
 * Puts signed protocol parameters where a service wants them if not in the header: in the form (RFC 5849 §3.5.2), or in the query (§3.5.3).
 *
 * @throws `ConfigurationError` when there is no form for them.
 */
export function carryElsewhere(
  request: OutgoingRequest,
  parameters: ProtocolParameters,
  placement: 'body' | 'query',
  body: SignableBody,
): void {
  const added = asForm(parameters);
  if (placement === 'query') {
    addToQuery(request, added);
    return;
  }
  assertFormBody(request.method, body);
  replaceForm(request, formWith(added, body.form ?? ''));
}

/** To `params` where that comes out the same, for mocks match on `url` and `params` as they are given. */
function addToQuery(request: OutgoingRequest, added: string): void {
  const { config, url } = request; // read before `params` change it
  if (config && areAppended(config)) config.params = { ...(config.params as object), ...decoded(added) };
  else request.url = urlWith(added, url);
}

/** Whether further `params` come behind what is there, and change nothing of it. */
function areAppended(config: NonNullable<OutgoingRequest['config']>): boolean {
  if (!isSerialisedByDefault(config)) return false;
  // `{ oauth_token: [1] }` is sent as oauth_token[], so that it is in nobody's way, but has the place of ours.
  if (Object.keys((config.params ?? {}) as object).some(isProtocolParameter)) return false;
  // No longer at the end, what `new URL` drops there would be sent.
  return !/[\0- ]$/.test(String(config.url || config.baseURL));
}

/** axios encodes them itself. */
function decoded(added: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(added));
}

function replaceForm(request: OutgoingRequest, form: string): void {
  request.body = form;
  // The adapter counts anew; what the caller counted is too short now.
  request.headers.delete('Content-Length');
  if (!isFormType(headerOf(request.headers, 'content-type'))) request.headers.set('Content-Type', formType);
}
