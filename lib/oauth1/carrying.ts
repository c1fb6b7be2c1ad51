import { isSerialisedByDefault } from '../sending/default-params.js';
import type { OutgoingRequest } from '../scheme.js';
import { formType, isFormType, type SignableBody } from './body.js';
import { headerOf } from './header-of.js';
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
  if (config && isSerialisedByDefault(config)) config.params = { ...(config.params as object), ...decoded(added) };
  else request.url = urlWith(added, url);
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
