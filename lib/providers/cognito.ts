import { ConfigurationError } from '../errors.js';
import type { OAuth2Provider } from '../oauth2/provider.js';
import { hostLabel, hostName, pathSegment } from './host.js';
import { optionsOf } from './options.js';

/** A user pool by the domain of its pages, or by its region and id. */
export type CognitoUserPool =
  | { readonly domain: string; readonly region?: never; readonly userPoolId?: never }
  | { readonly region: string; readonly userPoolId: string; readonly domain?: never };

/**
 * Amazon Cognito user pools: with `domain` the endpoints are known, with `region` and `userPoolId` they are discovered.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 *
 * @param pool - `domain`: `acme.auth.eu-west-1.amazoncognito.com`, or your own.
 * @throws `ConfigurationError` for what is no host name, region or id, and for a domain beside them.
 */
export function cognito(pool: CognitoUserPool): OAuth2Provider {
  const { domain, region, userPoolId } = optionsOf<CognitoUserPool>(pool, ['domain', 'region', 'userPoolId']);
  if (region === undefined && userPoolId === undefined) return byDomain(domain);
  if (domain === undefined) return byIssuer(region, userPoolId);
  throw new ConfigurationError(
    'domain',
    'excludes region and userPoolId: name the user pool by the one or the others.',
  );
}

function byDomain(domain: unknown): OAuth2Provider {
  const base = `https://${hostName(domain, 'domain', 'acme.auth.eu-west-1.amazoncognito.com')}`;
  return {
    name: 'Amazon Cognito',
    authorizationEndpoint: `${base}/oauth2/authorize`,
    tokenEndpoint: `${base}/oauth2/token`,
    revocationEndpoint: `${base}/oauth2/revoke`,
    userinfoEndpoint: `${base}/oauth2/userInfo`,
  };
}

function byIssuer(region: unknown, userPoolId: unknown): OAuth2Provider {
  const host = `cognito-idp.${hostLabel(region, 'region', 'eu-west-1')}.amazonaws.com`;
  return {
    name: 'Amazon Cognito',
    issuer: `https://${host}/${pathSegment(userPoolId, 'userPoolId', 'eu-west-1_AbCdEfGhI')}`,
  };
}
