import type { OAuth1Provider } from '../oauth1/provider.js';
import { baseOf } from './host.js';

/** What Atlassian's application links have in common: one plugin, which knows RSA-SHA1 only. */
export function applicationLink(baseUrl: unknown): Omit<OAuth1Provider, 'name'> {
  const base = `${baseOf(baseUrl, 'baseUrl', 'https://jira.example.com')}/plugins/servlet/oauth`;
  return {
    temporaryCredentialsEndpoint: `${base}/request-token`,
    authorizationEndpoint: `${base}/authorize`,
    tokenEndpoint: `${base}/access-token`,
    signatureMethod: 'RSA-SHA1',
  };
}
