import { ConfigurationError, defineProvider, type OAuth2Provider } from '../../lib/index.js';
import * as providers from '../../lib/providers/index.js';

const acme = {
  name: 'Acme',
  authorizationEndpoint: 'https://acme.example/oauth/authorize',
  tokenEndpoint: 'https://acme.example/oauth/token',
};

describe('defineProvider', () => {
  it('gives the provider back, for good', () => {
    const provider = defineProvider(acme);
    expect(provider).toEqual(acme);
    expect(Object.isFrozen(provider)).toBe(true);
  });

  it('names what is misspelt where it is written down', () => {
    const misspelt = { ...acme, scopeSeperator: ',' } as OAuth2Provider;
    expect(() => defineProvider(misspelt)).toThrow(ConfigurationError);
    expect(() => defineProvider(misspelt)).toThrow(/provider\.scopeSeperator/);
  });

  it('leaves it to the session whether http is allowed', () => {
    expect(() => defineProvider({ tokenEndpoint: 'http://intranet.example/token' })).not.toThrow();
  });
});

it('every OAuth 2 provider of the package passes defineProvider', () => {
  const data = Object.values<unknown>(providers).filter((one) => typeof one === 'object') as OAuth2Provider[];
  const oauth2 = data.filter((provider) => !('temporaryCredentialsEndpoint' in provider) && provider.tokenEndpoint);
  expect(oauth2.length).toBeGreaterThan(15);
  for (const provider of oauth2) expect(defineProvider(provider)).toEqual(provider);
});
