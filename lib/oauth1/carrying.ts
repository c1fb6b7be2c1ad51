import { isSerialisedByDefault } from '../sending/default-params.js';
import type { OutgoingRequest } from '../scheme.js';
import { formType, isFormType } from './body.js';
import { headerOf } from './header-of.js';
import { authorizationHeader, formWith, urlWith, type Placement, type ProtocolParameters } from './placement.js';

/** Where the signed protocol parameters go, and what they go with. */
export interface Carriage {
  readonly placement: Placement;
  readonly realm: string | undefined;
  /** The form of the request, for the body placement. */
  readonly form: string | undefined;
}

/** Puts signed protocol parameters on a request (RFC 5849 §3.5). */
export function carry(
  request: OutgoingRequest,
  parameters: ProtocolParameters,
  { placement, realm, form = '' }: Carriage,
): void {
  if (placement === 'header') request.setCredentialHeader('Authorization', authorizationHeader(parameters, realm));
  else if (placement === 'query') addToQuery(request, parameters);
  else replaceForm(request, formWith(parameters, form));
}

/** To `params` where that comes out the same, for mocks match on `url` and `params` as they are given. */
function addToQuery(request: OutgoingRequest, parameters: ProtocolParameters): void {
  const { config } = request;
  if (config && isSerialisedByDefault(config)) config.params = { ...(config.params as object), ...parameters };
  else request.url = urlWith(parameters, request.url);
}

function replaceForm(request: OutgoingRequest, form: string): void {
  request.body = form;
  // The adapter counts anew; what the caller counted is too short now.
  request.headers.delete('Content-Length');
  if (!isFormType(headerOf(request.headers, 'content-type'))) request.headers.set('Content-Type', formType);
}
