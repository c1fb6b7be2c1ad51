import { inspect } from 'node:util';
import { AxiosError } from 'axios';
import * as errors from '../lib/errors.js';
import { isOAuthError, OAuthError, TokenStoreError, type AnyOAuthError } from '../lib/errors.js';

const each: AnyOAuthError[] = [
  new errors.ConfigurationError('clientId', 'is required.'),
  new errors.TokenMissingError('ann'),
  new errors.TokenExpiredError('ann', true),
  new errors.TokenRefusedError('ann', 'no.'),
  new errors.InvalidGrantError('ann'),
  new errors.TokenEndpointError(400, { error: 'invalid_client' }),
  new errors.TokenEndpointBusyError(503, 1500),
  new errors.AuthorizationServerUnreachableError(true),
  new errors.TokenResponseError(200, 'it is empty'),
  new errors.TokenTypeError('mac'),
  new errors.RenewalTimeoutError(30_000),
  new errors.TokenStoreError('get', 'key'),
  new errors.AuthorizationResponseError('state', 'its state is wrong'),
  new errors.AuthorizationDeniedError({ error: 'access_denied' }),
  new errors.BodyNotReplayableError(401),
  new errors.HookError('renew'),
  new errors.CredentialWithheldError('https://elsewhere.example'),
];

describe('every error', () => {
  it('of the package is in this list', () => {
    const classes = Object.values(errors).filter(
      (one) => typeof one === 'function' && one.prototype instanceof OAuthError,
    );
    expect(each.map((error) => error.constructor).sort()).toEqual(classes.sort());
  });

  it('has a code of its own', () => {
    expect(new Set(each.map(({ code }) => code)).size).toBe(each.length);
  });

  it.each(each)('$name says its code, its name and what to do', (error) => {
    expect(error.code).toMatch(/^ERR_OAUTH_[A-Z_]+$/);
    expect(error.name).toBe(error.constructor.name);
    expect(error.message).toMatch(/[:,.] .*\.$/s);
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      name: error.name,
      code: error.code,
      message: error.message,
    });
    expect(isOAuthError(error)).toBe(true);
  });

  it('is known across copies of the package, where instanceof fails', () => {
    const copy = jest.requireActual<typeof errors>('../lib/errors.js');
    jest.isolateModules(() => {
      const other = jest.requireActual<typeof errors>('../lib/errors.js');
      const foreign = new other.TokenMissingError('ann');
      expect(foreign instanceof copy.TokenMissingError).toBe(false);
      expect(isOAuthError(foreign)).toBe(true);
    });
  });

  it.each([undefined, null, 'ERR_OAUTH_STORE', new Error('x'), { code: 'ERR_OAUTH_STORE' }])('is not %p', (other) => {
    expect(isOAuthError(other)).toBe(false);
  });
});

describe('the cause of an error', () => {
  it('is never an AxiosError as it is, because that carries the token request', () => {
    const config = { data: 'refresh_token=s3cret', headers: { authorization: 'Basic s3cret' } };
    const axiosError = new AxiosError('socket hang up', 'ECONNRESET', config as never);
    const error = new errors.AuthorizationServerUnreachableError(true, { cause: axiosError });
    expect(error.cause).toMatchObject({ message: 'socket hang up', code: 'ECONNRESET' });
    expect(inspect(error, { depth: 12, showHidden: true })).not.toContain('s3cret');
  });

  it("is the store's own error", () => {
    const own = new Error('disk full');
    expect(new TokenStoreError('set', 'key', { cause: own }).cause).toBe(own);
  });
});
