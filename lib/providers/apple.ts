import type { EndpointRequest } from '../oauth2/hook-points.js';
import { requiredText } from '../options.js';
import type { OAuth2Provider } from '../oauth2/provider.js';
import { appleClientSecret, type AppleKey } from './apple-client-secret.js';
import { optionsOf } from './options.js';

/**
 * Sign in with Apple: your `.p8` key signs a new client secret for each request; give the session none. With a scope the person
 * comes back by a form post: hand its body to `fetchToken()`. https://developer.apple.com/documentation/signinwithapplerestapi
 *
 * @throws `ConfigurationError` for a part of the key that is missing; from a request, for one that cannot be read.
 */
export function apple(key: AppleKey): OAuth2Provider {
  const parts = ['teamId', 'keyId', 'privateKey'] as const;
  const given = optionsOf(key, parts);
  for (const part of parts) requiredText(given[part], part, 'as the developer account shows it');
  const signed = async <Request extends EndpointRequest>(request: Request): Promise<Request> => {
    const parameters = new URLSearchParams(request.parameters);
    parameters.set('client_secret', await appleClientSecret(key, parameters.get('client_id') ?? ''));
    return { ...request, parameters };
  };
  return {
    name: 'Apple',
    issuer: 'https://appleid.apple.com',
    authorizationEndpoint: 'https://appleid.apple.com/auth/authorize',
    tokenEndpoint: 'https://appleid.apple.com/auth/token',
    revocationEndpoint: 'https://appleid.apple.com/auth/revoke',
    jwksUri: 'https://appleid.apple.com/auth/keys',
    hooks: {
      authorizationRequest: postedWithScope,
      accessTokenRequest: signed,
      refreshTokenRequest: signed,
      revocationRequest: signed,
    },
  };
}

/** Apple refuses a scope without it. */
function postedWithScope(parameters: URLSearchParams): URLSearchParams {
  if (parameters.has('scope') && !parameters.has('response_mode')) parameters.set('response_mode', 'form_post');
  return parameters;
}
