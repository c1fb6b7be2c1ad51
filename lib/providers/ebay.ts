import { requiredText } from '../options.js';
import type { OAuth2Hooks, TokenEndpointRequest } from '../oauth2/hook-points.js';
import type { OAuth2Provider } from '../oauth2/provider.js';
import { mendedAnswers } from './token-answer.js';
import { bearerCalled } from './token-type.js';
import { optionsOf } from './options.js';

/** An eBay application. */
export interface EbayOptions {
  /** The name that eBay gave to your redirect URL; needed for logins of people, and sent in place of `redirectUri`. */
  readonly ruName?: string;
  /** Default: false. */
  readonly sandbox?: boolean;
}

/**
 * eBay: token types of its own, and an RuName where others want a URL.
 * https://developer.ebay.com/api-docs/static/oauth-authorization-code-grant.html
 *
 * @throws `ConfigurationError` for what is no RuName.
 */
export function ebay(options: EbayOptions = {}): OAuth2Provider {
  const { ruName, sandbox = false } = optionsOf(options, ['ruName', 'sandbox']);
  const domain = sandbox ? 'sandbox.ebay.com' : 'ebay.com';
  return {
    name: sandbox ? 'eBay sandbox' : 'eBay',
    authorizationEndpoint: `https://auth.${domain}/oauth2/authorize`,
    tokenEndpoint: `https://api.${domain}/identity/v1/oauth2/token`,
    hooks: mendedAnswers([bearerCalled('User Access Token', 'Application Access Token')], {
      ...(ruName !== undefined && redirectingTo(requiredText(ruName, 'ruName', 'as eBay calls it'))),
    }),
  };
}

function redirectingTo(ruName: string): OAuth2Hooks {
  const renamed = (parameters: URLSearchParams) => {
    if (parameters.has('redirect_uri')) parameters.set('redirect_uri', ruName);
    return parameters;
  };
  return {
    authorizationRequest: renamed,
    accessTokenRequest: (request: TokenEndpointRequest) => ({ ...request, parameters: renamed(request.parameters) }),
  };
}
