import type { TokenEndpointResponse } from '../../lib/oauth2/hook-points.js';
import type { OAuth2Provider } from '../../lib/oauth2/provider.js';
import {
  atlassian,
  bitbucket,
  douban,
  facebook,
  instagram,
  reddit,
  shopify,
  twitter,
} from '../../lib/providers/index.js';

function refreshAnswer(provider: OAuth2Provider, status: number, members: object): unknown {
  const response: TokenEndpointResponse = { status, headers: {}, body: JSON.stringify(members) };
  const mended = provider.hooks?.refreshTokenResponse?.(response) as TokenEndpointResponse;
  expect(mended.status).toBe(status);
  return JSON.parse(mended.body);
}

describe('where only the description of an error tells that a refresh token is refused', () => {
  it.each([
    ['Atlassian', atlassian, 401, { error: 'unauthorized_client', error_description: 'Unauthorized' }],
    ['X', twitter, 400, { error: 'invalid_request', error_description: 'Missing required parameter [client_id].' }],
    ['Shopify', shopify({ shop: 'acme' }), 400, { error: 'invalid_request' }],
    ['Reddit', reddit, 401, { error: 401, message: 'Unauthorized' }],
    ['Reddit', reddit, 400, { error: 'unsupported_grant_type' }],
  ])('another error is left as it is: nobody is asked to log in for it: %s', (_name, provider, status, members) => {
    expect(refreshAnswer(provider, status, members)).toEqual(members);
  });

  it('a full stop at its end makes no difference', () => {
    for (const end of ['', '.']) {
      const error_description = `Value passed for the token was invalid${end}`;
      expect(refreshAnswer(twitter, 400, { error: 'invalid_request', error_description })).toMatchObject({
        error: 'invalid_grant',
        error_description: `invalid_request: ${error_description}`,
      });
    }
  });
});

describe('where only a number or the words of an error tell that a code is refused', () => {
  const redirectUri =
    'Error validating verification code. Please make sure your redirect_uri is identical to the one you used';

  it.each([
    ['Facebook', facebook, { error: { message: redirectUri, type: 'OAuthException', code: 100 } }, '100'],
    ['Facebook', facebook, { error: { message: 'Error validating application.', code: 101 } }, '101'],
    ['Instagram', instagram, { error_type: 'OAuthException', code: 400, error_message: redirectUri }, 'OAuthException'],
    [
      'Douban',
      douban,
      { code: 113, msg: 'required_parameter_is_missing: code' },
      'required_parameter_is_missing: code',
    ],
  ])('another error is one that no login mends: %s', (_name, provider, members, error) => {
    const response: TokenEndpointResponse = { status: 400, headers: {}, body: JSON.stringify(members) };
    const mended = provider.hooks?.accessTokenResponse?.(response) as TokenEndpointResponse;
    expect(JSON.parse(mended.body)).toMatchObject({ error });
  });
});

describe('an answer that a provider would mend', () => {
  it.each(['', '[]', 'null', '7', '"a=b"', '<html>a=b</html>', 'Service Unavailable'])(
    'is left to be judged as it came when it has no members: %j',
    (body) => {
      const response: TokenEndpointResponse = { status: 503, headers: {}, body };
      expect(bitbucket.hooks?.refreshTokenResponse?.(response)).toEqual(response);
    },
  );

  it('says its scope as RFC 6749 has it, also in a form', () => {
    const scopes = 'account repository';
    const body = `access_token=a&scopes=${encodeURIComponent(scopes)}`;
    const mended = bitbucket.hooks?.accessTokenResponse?.({ status: 200, headers: {}, body }) as TokenEndpointResponse;
    expect(JSON.parse(mended.body)).toEqual({ access_token: 'a', scope: scopes });
  });
});
