import { ConfigurationError } from '../errors/configuration-error.js';
import { isSerialisedByDefault } from '../sending/default-params.js';
import { isPromise } from '../maybe-promise.js';
import type { OutgoingRequest, RedirectHop } from '../scheme.js';
import { formType, isFormType, signableBody } from './body.js';
import type { OAuth1Client, OAuth1Credentials } from './client.js';
import { headerOf } from './header-of.js';
import { formNames, isProtocolParameter } from './parameters.js';
import { authorizationHeader, formWith, urlWith, type ProtocolParameters } from './placement.js';
import { signed } from './signing.js';

/** Puts signed protocol parameters on a request, in the client's placement (RFC 5849 §3.5). */
export function carry(client: OAuth1Client, request: OutgoingRequest, parameters: ProtocolParameters, form = ''): void {
  const { placement, realm } = client;
  if (placement === 'header') request.setCredentialHeader('Authorization', authorizationHeader(parameters, realm));
  else if (placement === 'query') addToQuery(request, parameters);
  else replaceForm(request, formWith(parameters, form));
}

/**
 * Signs the next hop of a redirect, or takes off what must not go there. A signature that has to be waited for (WebCrypto's RSA)
 * cannot be made here: that hop goes without.
 *
 * @throws {@link ConfigurationError} when the redirect would send a signed body again.
 */
export function carryOverRedirect(client: OAuth1Client, hop: RedirectHop, credentials: OAuth1Credentials): void {
  const { url, method, headers, body } = hop;
  if (client.placement === 'query') url.search = withoutProtocolParameters(url.search);
  if (client.placement === 'body' && body !== undefined) {
    throw new ConfigurationError(
      'placement',
      'the redirect would send the signed body once more: request the final URL, or place the signature in the header.',
    );
  }
  if (!hop.withinReach) return;
  // Where a redirect has dropped the form, there is nothing for the body placement to be in.
  const placement = client.placement === 'query' ? 'query' : 'header';
  const readable = signableBody(body, headerOf(headers, 'content-type'));
  const parameters = signed(client, { method, url, body: readable }, credentials, placement);
  if (isPromise(parameters)) parameters.catch(() => undefined);
  else if (placement === 'query') url.search = urlWith(parameters, url).search;
  else hop.setCredentialHeader('Authorization', authorizationHeader(parameters, client.realm));
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

/** Many servers redirect with the query that they got, and the signature in it. */
function withoutProtocolParameters(search: string): string {
  if (!search.includes('oauth_')) return search;
  const isOurs = (piece: string) => formNames(piece).some(isProtocolParameter);
  const pieces = search.slice(1).split('&');
  const own = pieces.filter((piece) => !isOurs(piece)).join('&');
  return own === '' ? '' : `?${own}`;
}
