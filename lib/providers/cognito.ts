import type { OAuth2Provider } from '../oauth2/provider.js';
import { hostName, pathSegment } from './host.js';

/** A user pool by the domain of its pages, or by its region and id. */
export type CognitoUserPool =
  | { readonly domain: string; readonly region?: never; readonly userPoolId?: never }
  | { readonly region: string; readonly userPoolId: string; readonly domain?: never };

/**
 * Amazon Cognito user pools: with `domain` the endpoints are known, with `region` and `userPoolId` they are discovered.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 *
 * @param pool - `domain`: `acme.auth.eu-west-1.amazoncognito.com`, or your own.
 * @throws `ConfigurationError` for what is no host name, region or id.
 */
export function cognito(pool: CognitoUserPool): OAuth2Provider {
  return pool.domain === undefined ? byIssuer(pool) : byDomain(pool.domain);
}

function byDomain(domain: string): OAuth2Provider {
  const base = `https://${hostName(domain, 'domain', 'acme.auth.eu-west-1.amazoncognito.com')}`;
  return {
    name: 'Amazon Cognito',
    authorizationEndpoint: `${base}/oauth2/authorize`,
    tokenEndpoint: `${base}/oauth2/token`,
    revocationEndpoint: `${base}/oauth2/revoke`,
    userinfoEndpoint: `${base}/oauth2/userInfo`,
  };
}

function byIssuer(pool: { readonly region: string; readonly userPoolId: string }): OAuth2Provider {
  const region = pathSegment(pool.region, 'region', 'eu-west-1');
  const host = hostName(`cognito-idp.${region}.amazonaws.com`, 'region', 'eu-west-1');
  return {
    name: 'Amazon Cognito',
    issuer: `https://${host}/${pathSegment(pool.userPoolId, 'userPoolId', 'eu-west-1_AbCdEfGhI')}`,
  };
}
