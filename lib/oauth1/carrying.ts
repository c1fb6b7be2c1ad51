import { isSerialisedByDefault } from '../sending/default-params.js';
import type { OutgoingRequest } from '../scheme.js';
import { formType, isFormType, type SignableBody } from './body.js';
import { headerOf } from './header-of.js';
import { assertFormBody, formWith, urlWith, type ProtocolParameters } from './placement.js';

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
  if (placement === 'query') {
    addToQuery(request, parameters);
    return;
  }
  assertFormBody(request.method, body);
  replaceForm(request, formWith(parameters, body.form ?? ''));
}

/** To `params` where that comes out the same, for mocks match on `url` and `params` as they are given. */
function addToQuery(request: OutgoingRequest, parameters: ProtocolParameters): void {
  const { config, url } = request; // read before `params` change it
  if (config && isSerialisedByDefault(config)) config.params = { ...(config.params as object), ...decoded(parameters) };
  else request.url = urlWith(parameters, url);
}

/** axios encodes them itself. */
function decoded(parameters: ProtocolParameters): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decodeURIComponent(value)]));
}

function replaceForm(request: OutgoingRequest, form: string): void {
  request.body = form;
  // The adapter counts anew; what the caller counted is too short now.
  request.headers.delete('Content-Length');
  if (!isFormType(headerOf(request.headers, 'content-type'))) request.headers.set('Content-Type', formType);
}
