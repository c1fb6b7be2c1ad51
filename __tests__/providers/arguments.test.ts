import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import axios from 'axios';
import * as providers from '../../lib/providers/index.js';
import { ConfigurationError } from '../../lib/errors.js';
import { OAuth2Session } from '../../lib/oauth2/session.js';

const hostile = [
  'evil.example/',
  'evil.example?',
  'evil.example#',
  'user@evil.example',
  'evil.example:8443/x',
  'https://evil.example',
  'a b.example',
  '..',
  '../x',
  'a/../b',
  '-a.example',
  'a..b',
  'a\\b',
  'a%2fb',
  'exämple.com',
  '',
];
const hostileBases = [
  'evil',
  'ftp://evil.example',
  'https://user:pass@evil.example',
  'https://a.example?b',
  'https://a.example/#b',
  '',
];

const made: Record<string, [values: readonly string[], make: (value: string) => unknown]> = {
  'auth0 domain': [hostile, (domain) => providers.auth0({ domain })],
  'cognito domain': [hostile, (domain) => providers.cognito({ domain })],
  'cognito region': [hostile, (region) => providers.cognito({ region, userPoolId: 'eu-west-1_a' })],
  'cognito userPoolId': [hostile, (userPoolId) => providers.cognito({ region: 'eu-west-1', userPoolId })],
  'confluence baseUrl': [hostileBases, (baseUrl) => providers.confluenceDataCenter({ baseUrl })],
  'ebay ruName': [[''], (ruName) => providers.ebay({ ruName })],
  'gitlab baseUrl': [hostileBases, (baseUrl) => providers.gitlab({ baseUrl })],
  'jira baseUrl': [hostileBases, (baseUrl) => providers.jiraDataCenter({ baseUrl })],
  'keycloak baseUrl': [hostileBases, (baseUrl) => providers.keycloak({ baseUrl, realm: 'staff' })],
  'keycloak realm': [hostile, (realm) => providers.keycloak({ baseUrl: 'https://login.example.com', realm })],
  'microsoft tenant': [hostile, (tenant) => providers.microsoft({ tenant })],
  'netsuite account': [hostile, (account) => providers.netsuite({ account })],
  'okta domain': [hostile, (domain) => providers.okta({ domain })],
  'okta authorizationServer': [hostile, (id) => providers.okta({ domain: 'acme.okta.com', authorizationServer: id })],
  'plentymarkets shop': [hostile, (shop) => providers.plentymarkets({ shop })],
  'salesforce domain': [hostile, (domain) => providers.salesforce({ domain })],
  'shopify shop': [hostile, (shop) => providers.shopify({ shop })],
  'wikimedia wiki': [hostileBases, (wiki) => providers.wikimedia({ wiki })],
};

/** What is harmless in a path is not in a host, and the other way round. */
const harmless: Record<string, readonly string[]> = {
  'cognito userPoolId': ['-a.example', 'a..b'],
  'keycloak realm': ['-a.example', 'a..b'],
  'microsoft tenant': ['-a.example', 'a..b'],
  'okta authorizationServer': ['-a.example', 'a..b'],
};

describe.each(Object.entries(made))('%s', (name, [values, make]) => {
  it.each(values.filter((value) => !harmless[name]?.includes(value)))(
    'is refused when it could lead elsewhere: %j',
    (value) => {
      expect(() => make(value)).toThrow(ConfigurationError);
      expect(() => make(value)).toThrow(name.split(' ')[1]);
    },
  );

  it('is refused when it is no text, and when it is missing', () => {
    for (const value of [42, null, {}, ['a.example']] as unknown as string[]) {
      expect(() => make(value)).toThrow(ConfigurationError);
    }
  });
});

const functions = Object.entries(providers).filter(([, one]) => typeof one === 'function') as [string, () => unknown][];
const needed: Record<string, string> = {
  apple: 'teamId',
  auth0: 'domain',
  cognito: 'domain',
  confluenceDataCenter: 'baseUrl',
  jiraDataCenter: 'baseUrl',
  keycloak: 'baseUrl',
  netsuite: 'account',
  okta: 'domain',
  plentymarkets: 'shop',
  shopify: 'shop',
};

describe.each(functions)('%s()', (name, make: (options?: unknown) => unknown) => {
  const option = needed[name];
  it(option ? `says that ${option} is missing` : 'needs nothing', () => {
    for (const none of [undefined, null, {}]) {
      if (option === undefined) expect(make(none)).toHaveProperty('name');
      else expect(() => make(none)).toThrow(expect.objectContaining({ code: 'ERR_OAUTH_CONFIGURATION', option }));
    }
  });

  it('names a misspelt option, and does not take the default in its place', () => {
    const misspelt = expect.objectContaining({ code: 'ERR_OAUTH_CONFIGURATION', option: 'baseurl' });
    expect(() => make({ baseurl: 'https://gitlab.example.com' })).toThrow(misspelt);
    expect(() => make('gitlab.example.com')).toThrow(ConfigurationError);
  });
});

it('a refused argument is not repeated in the message', () => {
  expect(() => providers.auth0({ domain: 'user:hunter2@evil.example' })).not.toThrow(/hunter2/);
});

it('hosts are compared in lower case', () => {
  expect(providers.auth0({ domain: 'Acme.EU.auth0.com' }).issuer).toBe('https://acme.eu.auth0.com/');
});

it('Microsoft has an issuer only for a tenant by its id: others answer for tenants that are not named', () => {
  const tenant = '8EAEF023-2b34-4da1-9baa-8bc8c9d6a490';
  expect(providers.microsoft({ tenant }).issuer).toBe(
    'https://login.microsoftonline.com/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0',
  );
  expect(providers.microsoft().issuer).toBeUndefined();
});

it.each([
  [{ domain: 'acme.example.com', region: 'eu-west-1' }, 'domain', 'region'],
  [{ domain: 'acme.example.com', userPoolId: 'eu-west-1_a' }, 'domain', 'userPoolId'],
  [{ domain: 'acme.example.com', region: 'eu-west-1', userPoolId: 'eu-west-1_a' }, 'domain', 'region'],
  [{ region: 'eu-west-1' }, 'userPoolId', 'eu-west-1_AbCdEfGhI'],
  [{ userPoolId: 'eu-west-1_a' }, 'region', 'eu-west-1'],
])(
  'Cognito is told by its domain or by region and id, and says what is too many or missing: %j',
  (pool, option, says) => {
    const told = () => providers.cognito(pool as unknown as providers.CognitoUserPool);
    expect(told).toThrow(expect.objectContaining({ code: 'ERR_OAUTH_CONFIGURATION', option }));
    expect(told).toThrow(says);
    expect(told).not.toThrow('acme.example.com');
  },
);

it('Cognito by region and id is left to discovery', () => {
  const provider = providers.cognito({ region: 'eu-west-1', userPoolId: 'eu-west-1_AbCdEfGhI' });
  expect(provider).toEqual({
    name: 'Amazon Cognito',
    issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI',
  });
});

it.each([
  ['no key', 'p8 hunter2'],
  ['a key of another curve', pem('P-384')],
])('%s is no key of Apple: nothing is sent, and nothing of it is in the error', async (_what, privateKey) => {
  const provider = providers.apple({ teamId: 'TEAM567890', keyId: 'KEY4567890', privateKey });
  const session = new OAuth2Session({ provider, clientId: 'com.example.app', axios: axios.create({ adapter: 'no' }) });
  await session.setToken({ access_token: 'a', refresh_token: 'r' });
  const error: unknown = await session.refreshToken().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: 'privateKey' });
  expect(inspect(error, { showHidden: true })).not.toMatch(/hunter2|MIG2/);
});

function pem(namedCurve: string): string {
  return generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
