import type { OAuth1Provider } from '../oauth1/provider.js';
import { applicationLink } from './application-link.js';
import { optionsOf } from './options.js';

/**
 * Jira Data Center, by an application link. https://developer.atlassian.com/server/jira/platform/oauth/
 *
 * @param options - `baseUrl`: where your Jira is, with its context path.
 * @throws `ConfigurationError` for what is no such URL.
 */
export function jiraDataCenter(options: { readonly baseUrl: string }): OAuth1Provider {
  return { name: 'Jira Data Center', ...applicationLink(optionsOf(options, ['baseUrl']).baseUrl) };
}
