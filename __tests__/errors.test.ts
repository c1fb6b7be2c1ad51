import { inspect } from 'node:util';
import { AxiosError } from 'axios';
import { randomCases } from '../fixtures/random-cases.js';
import * as errors from '../lib/errors.js';
import fc from 'fast-check';
import { findLeaks } from '../fixtures/leak-detector.js';
import { isOAuthError, OAuthError, TokenStoreError, type AnyOAuthError } from '../lib/errors.js';

const each: AnyOAuthError[] = [
  new errors.ConfigurationError('clientId', 'is required.'),
  new errors.TokenMissingError('ann'),
  new errors.TokenExpiredError('ann', true),
  new errors.TokenRefusedError('ann', 'no'),
  new errors.InvalidGrantError('ann'),
  new errors.TokenEndpointError(400, { error: 'invalid_client' }),
  new errors.TokenEndpointBusyError(503, 1500),
  new errors.AuthorizationServerUnreachableError(true),
  new errors.TokenResponseError(200, 'it is empty'),
  new errors.TokenTypeError('mac'),
  new errors.TokenNotBoundError('Bearer'),
  new errors.RenewalTimeoutError(30_000),
  new errors.TokenStoreError('get', 'key'),
  new errors.AuthorizationResponseError('state', 'its state is wrong'),
  new errors.AuthorizationDeniedError({ error: 'access_denied' }),
  new errors.AuthorizationExpiredError(),
  new errors.AuthorizationRequestError(400, { error: 'invalid_request' }),
  new errors.ResourceMetadataError('https://api.example', 'there is none'),
  new errors.ClientRegistrationError(400, { error: 'invalid_redirect_uri' }),
  new errors.BodyNotReplayableError(401),
  new errors.HookError('renew'),
  new errors.CredentialWithheldError('https://elsewhere.example'),
  new errors.InsufficientScopeError('ann', ['write']),
  new errors.InsufficientUserAuthenticationError('ann', { max_age: '5' }),
  new errors.EndpointError('revocation', 503, { error: 'http_503' }, 1500),
  new errors.EndpointResponseError('userinfo', 'because it is no JSON object'),
  new errors.IdTokenError('nonce'),
  new errors.DiscoveryError('https://as.example', 'there is none'),
  new errors.CallbackUnconfirmedError(),
  new errors.TokenRecordError('key', 'it is damaged.'),
];

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

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

  it.each(each)('$name ends with one full stop', (error) => {
    expect(error.message).toMatch(/[^.]\.$/);
  });

  it('tells the users of bearer() of nothing that only a session has', () => {
    const bearers = each.filter(({ name }) =>
      /^(InvalidGrant|BodyNotReplayable|TokenRefused|RenewalTimeout)/.test(name),
    );
    expect(bearers).toHaveLength(4);
    expect(bearers.filter(({ message }) => message.includes('session.'))).toEqual([]);
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

  it.each<[string, unknown]>([
    ['in a member of its own', Object.assign(new Error('No.'), { response: { config: { data: 's3cret-value' } } })],
    ['in a text of its own, as the parameters of a query', Object.assign(new Error('No.'), { detail: 's3cret-value' })],
    ['in a member that is not enumerable', Object.defineProperty(new Error('No.'), 'body', { value: 's3cret-value' })],
    ['in a member named by a symbol', Object.assign(new Error('No.'), { [Symbol('body')]: 's3cret-value' })],
    ['behind a getter', Object.defineProperty(new Error('No.'), 'body', { get: () => 's3cret-value' })],
    [
      'in the errors of an AggregateError',
      new AggregateError([Object.assign(new Error('No.'), { body: 's3cret-value' })]),
    ],
    ['in an object that is no error', { message: 'No.', config: { data: 's3cret-value' } }],
    ['in an array', ['s3cret-value']],
    [
      'in the arguments of a command, as ioredis keeps them',
      Object.assign(new Error('No.'), { command: { args: ['s3cret-value'] } }),
    ],
    ['as the name of a member', Object.assign(new Error('No.'), { 's3cret-value': 1 })],
    ['in the URL of an invalid one, as node keeps it', thrownBy(() => new URL('http://?s3cret-value'))],
    ['in what JSON.parse quotes', thrownBy(() => JSON.parse('s3cret-value') as unknown)],
    ['in what JSON.parse quotes of a text with quotes', thrownBy(() => JSON.parse(`"'"s3cret-value`) as unknown)],
  ])('keeps no secret %s', (_where, cause) => {
    for (const inner of [cause, new Error('Outer.', { cause })]) {
      const error = new errors.HookError('accessTokenResponse', { cause: inner });
      expect(findLeaks(error, ['s3cret-value'])).toEqual([]);
    }
  });

  it('keeps no secret, however its errors are nested', () => {
    const secret = 's3cret-value';
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom(secret.length, null, undefined, true),
        fc.constant(new AxiosError('No.', 'ERR', { data: secret } as never)),
        fc.record({ cause: tie('tree') }).map(({ cause }) => new Error('No.', { cause })),
        fc.array(tie('tree'), { maxLength: 3 }).map((all) => new AggregateError([...all, secret], 'No.')),
        fc
          .tuple(fc.constantFrom('data', 'response', 'config', 'toString', '0', 'errors'), tie('tree'))
          .map(([name, value]) => Object.assign(new TypeError('No.'), { [name]: [value, secret] })),
      ),
    }));
    fc.assert(
      fc.property(tree, (cause) => {
        expect(findLeaks(new errors.HookError('renew', { cause }), [secret])).toEqual([]);
      }),
      randomCases(300),
    );
  });

  it('keeps name, message, code, status and the way of the calls of an error that it cleans', () => {
    class QuotaError extends Error {
      override readonly name = 'QuotaError';
      readonly code = 'E_QUOTA';
      readonly body = 's3cret';
    }
    const own = new QuotaError('Too much.');
    const { cause } = new errors.HookError('renew', { cause: own });
    expect(cause).toMatchObject({ name: 'QuotaError', message: 'Too much.', code: 'E_QUOTA' });
    expect((cause as Error).stack).toContain('errors.test');
  });

  it('may go in a circle', () => {
    const one = new Error('One.');
    one.cause = new AggregateError([one, one], 'Two.');
    expect(() => new errors.HookError('renew', { cause: one })).not.toThrow();
  });

  it("is the store's own error", () => {
    const own = new Error('disk full');
    expect(new TokenStoreError('set', 'key', { cause: own }).cause).toBe(own);
  });
});
