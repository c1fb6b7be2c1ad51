import type { OAuth1Provider } from '../oauth1/provider.js';
import { baseOf } from './host.js';
import { optionsOf } from './options.js';

/**
 * Wikipedia and its sisters, and every MediaWiki with the OAuth extension. Most consumers take no `callbackUri`: the person comes
 * back to where the consumer was registered. https://www.mediawiki.org/wiki/OAuth/For_Developers
 *
 * @param options - `wiki`: where `index.php` is. Default: `https://meta.wikimedia.org/w`.
 * @throws `ConfigurationError` for what is no such URL.
 */
export function wikimedia(options: { readonly wiki?: string } = {}): OAuth1Provider {
  const { wiki = 'https://meta.wikimedia.org/w' } = optionsOf(options, ['wiki']);
  const page = `${baseOf(wiki, 'wiki', 'https://meta.wikimedia.org/w')}/index.php?title=Special:OAuth`;
  return {
    name: 'Wikimedia',
    temporaryCredentialsEndpoint: `${page}/initiate`,
    authorizationEndpoint: `${page}/authorize`,
    tokenEndpoint: `${page}/token`,
    namesClient: true, // its page refuses people without it
  };
}
