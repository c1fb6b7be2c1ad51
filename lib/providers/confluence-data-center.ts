import type { OAuth1Provider } from '../oauth1/provider.js';
import { applicationLink } from './application-link.js';
import { optionsOf } from './options.js';

/**
 * Confluence Data Center, by an application link. https://developer.atlassian.com/server/jira/platform/oauth/
 *
 * @param options - `baseUrl`: where your Confluence is, with its context path.
 * @throws `ConfigurationError` for what is no such URL.
 */
export function confluenceDataCenter(options: { readonly baseUrl: string }): OAuth1Provider {
  return { name: 'Confluence Data Center', ...applicationLink(optionsOf(options, ['baseUrl']).baseUrl) };
}
