import { defineProvider, OAuth2Session } from 'axios-oauthlib';
import { oauth1, OAuth1Session } from 'axios-oauthlib/oauth1';
import { cognito, github, jiraDataCenter, mastercard, microsoft, woocommerce } from 'axios-oauthlib/providers';
import { describeOAuth1Provider, describeProvider } from 'axios-oauthlib/testing/providers';

const redirectUri = 'https://app.example.com/callback';
new OAuth2Session({ provider: github, clientId: 'c', clientSecret: 's', redirectUri });
new OAuth2Session({ provider: microsoft({ tenant: 'contoso.onmicrosoft.com' }), clientId: 'c', redirectUri });
new OAuth1Session({
  provider: jiraDataCenter({ baseUrl: 'https://jira.example.com' }),
  clientKey: 'k',
  privateKey: 'pem',
});
oauth1({ provider: mastercard, clientKey: 'k', privateKey: 'pem' });
oauth1({ provider: woocommerce, clientKey: 'k', clientSecret: 's' });

// @ts-expect-error A provider that needs arguments is a function.
new OAuth2Session({ provider: microsoft, clientId: 'c', redirectUri });
// @ts-expect-error By its domain, or by region and id.
cognito({ domain: 'acme.example.com', region: 'eu-west-1', userPoolId: 'a' });
// @ts-expect-error A region beside the domain is no hint.
cognito({ domain: 'acme.example.com', region: 'eu-west-1' });
// @ts-expect-error An id alone says nothing.
cognito({ userPoolId: 'a' });
// @ts-expect-error OAuth 1 providers are for OAuth 1 sessions.
new OAuth2Session({ provider: woocommerce, clientId: 'c', redirectUri });
// @ts-expect-error Misspelt.
defineProvider({ tokenEndpoint: 'https://acme.example/token', scopeSeperator: ',' });
// @ts-expect-error No token endpoint, and no issuer to discover it from.
defineProvider({ name: 'Acme' });

const acme = defineProvider({
  tokenEndpoint: 'https://acme.example/token',
  hooks: { accessTokenResponse: (answer) => answer },
});
describeProvider('Acme', {
  provider: acme,
  source: 'https://acme.example/docs',
  clientAuthentication: 'client_secret_basic',
  login: { authorizationRequest: { url: 'https://acme.example/authorize' } },
  token: { request: { url: 'https://acme.example/token' }, answer: { access_token: 'at' } },
  api: { url: 'https://api.acme.example/me' },
});
describeOAuth1Provider('Woo', {
  provider: woocommerce,
  source: 'https://woo.example/docs',
  signatureMethod: 'HMAC-SHA1',
  api: { url: 'https://shop.example.com/orders', placement: 'query' },
});
