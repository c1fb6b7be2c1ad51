import { readTokenResponse } from '../../../lib/oauth2/token-endpoint/token-response.js';
import type { GivenToken } from '../../../lib/oauth2/token.js';

const call = { account: 'ann', secrets: ['s3cret-refresh'] };

function read(body: unknown, status = 200, headers: Record<string, string> = {}): Promise<GivenToken> {
  return readTokenResponse({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, call);
}

async function refusal(
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  try {
    await read(body, status, headers);
  } catch (error) {
    return error as Record<string, unknown>;
  }
  throw new Error('It was accepted.');
}

const token = { access_token: 'at', token_type: 'Bearer' };

describe('a token answer is read as leniently as real services need it', () => {
  it.each<[string, unknown, object]>([
    [
      'as the RFC has it',
      { ...token, expires_in: 3600, refresh_token: 'rt', scope: 'a b' },
      { expires_in: 3600, refresh_token: 'rt', scope: 'a b' },
    ],
    [
      'as a form, as GitHub sends it',
      'access_token=at&scope=user%2Cgist&token_type=bearer',
      { access_token: 'at', scope: 'user,gist', token_type: 'bearer' },
    ],
    ['without a token type', { access_token: 'at' }, { token_type: 'Bearer' }],
    [
      'with a token type in capitals (6749-7.1-a)',
      { access_token: 'at', token_type: 'BEARER' },
      { token_type: 'BEARER' },
    ],
    ['with a lifetime as text', { ...token, expires_in: '3600' }, { expires_in: 3600 }],
    ['with a lifetime as a fraction', { ...token, expires_in: 1.5 }, { expires_in: 1.5 }],
    ['with scopes as an array', { ...token, scope: ['a', 'b'] }, { scope: 'a b' }],
    ['with members of its own (6749-5.1-a)', { ...token, instance_url: 'https://x' }, { instance_url: 'https://x' }],
    ['with a token of 16 KB (6749-5.1-b)', { access_token: 'x'.repeat(16_384) }, { access_token: 'x'.repeat(16_384) }],
  ])('%s', async (_how, body, expected) => {
    expect(await read(body)).toMatchObject(expected);
  });

  it.each([null, 'soon', {}, [], true, Number.NaN, ''])(
    'with a lifetime that says nothing: %p (6749-5.1-c)',
    async (lifetime) => {
      expect(await read({ ...token, expires_in: lifetime })).not.toHaveProperty('expires_in');
    },
  );

  it.each([null, '', 0, {}])('with a refresh token that is none: %p', async (refresh) => {
    expect(await read({ ...token, refresh_token: refresh })).not.toHaveProperty('refresh_token');
  });

  it('with status 201', async () => {
    expect(await read(token, 201)).toMatchObject(token);
  });
});

describe('what cannot be used is a typed error', () => {
  it.each<[string, unknown, number, string]>([
    ['HTML', '<html>Maintenance</html>', 200, 'ERR_OAUTH_TOKEN_RESPONSE'],
    ['nothing', '', 200, 'ERR_OAUTH_TOKEN_RESPONSE'],
    ['204', '', 204, 'ERR_OAUTH_TOKEN_RESPONSE'],
    ['null', 'null', 200, 'ERR_OAUTH_TOKEN_RESPONSE'],
    ['an array', '[1,2]', 200, 'ERR_OAUTH_TOKEN_RESPONSE'],
    ['a text', '"ok"', 200, 'ERR_OAUTH_TOKEN_RESPONSE'],
    ['half a JSON text', '{"access_token":"a', 200, 'ERR_OAUTH_TOKEN_RESPONSE'],
    ['no access token', { token_type: 'Bearer' }, 200, 'ERR_OAUTH_TOKEN_RESPONSE'],
    ['an access token that is no text', { access_token: 7 }, 200, 'ERR_OAUTH_TOKEN_RESPONSE'],
    ['a redirect', '', 302, 'ERR_OAUTH_TOKEN_RESPONSE'],
    ['CR and LF in the token (9110-5.5-a)', { access_token: 'a\r\nb' }, 200, 'ERR_OAUTH_TOKEN_RESPONSE'],
    ['a space in the token (6750-2.1-a)', { access_token: 'a b' }, 200, 'ERR_OAUTH_TOKEN_RESPONSE'],
    ['a token beyond ASCII', { access_token: 'tok\u0100en' }, 200, 'ERR_OAUTH_TOKEN_RESPONSE'],
    ['a MAC token (6749-7.1-a)', { access_token: 'at', token_type: 'mac' }, 200, 'ERR_OAUTH_TOKEN_TYPE'],
    ['invalid_grant', { error: 'invalid_grant' }, 400, 'ERR_OAUTH_INVALID_GRANT'],
    ['invalid_client', { error: 'invalid_client' }, 401, 'ERR_OAUTH_TOKEN_ENDPOINT'],
    ['an error with status 200 (6749-5.2-a)', { error: 'invalid_scope' }, 200, 'ERR_OAUTH_TOKEN_ENDPOINT'],
    ['an error as a form', 'error=bad_verification_code&error_description=expired', 200, 'ERR_OAUTH_TOKEN_ENDPOINT'],
    [
      'a nested error',
      { error: { message: 'no', type: 'OAuthException', code: 190 } },
      400,
      'ERR_OAUTH_TOKEN_ENDPOINT',
    ],
    ['500 with HTML', '<html>', 500, 'ERR_OAUTH_TOKEN_ENDPOINT'],
    ['503', '', 503, 'ERR_OAUTH_TOKEN_ENDPOINT_BUSY'],
    ['429', '', 429, 'ERR_OAUTH_TOKEN_ENDPOINT_BUSY'],
  ])('%s', async (_what, body, status, code) => {
    expect((await refusal(body, status))['code']).toBe(code);
  });

  it("tells the provider's error, description and uri", async () => {
    const error = await refusal(
      { error: 'invalid_client', error_description: 'Unknown.', error_uri: 'https://e' },
      401,
    );
    expect(error).toMatchObject({
      status: 401,
      error: 'invalid_client',
      error_description: 'Unknown.',
      error_uri: 'https://e',
    });
    expect(error['message']).toContain('Check clientId, clientSecret');
  });

  it('cleans a description of control characters and cuts it (6749-10.14-a)', async () => {
    const { error_description: description } = await refusal(
      { error: 'x', error_description: `\u001b[31m\r\nbad${'y'.repeat(999)}` },
      400,
    );
    expect(description).toMatch(/^ \[31m bady+…$/);
    expect(String(description).length).toBeLessThan(310);
  });

  it.each([
    ['bare', 's3cret-refresh'],
    ['in base64', btoa('s3cret-refresh')],
  ])('keeps an echoed secret out of the message, %s', async (_how, echo) => {
    const error = await refusal({ error: 'invalid_grant', error_description: `unknown token ${echo}` }, 400);
    expect(JSON.stringify(error)).not.toContain(echo);
    expect(error['message']).toContain('[redacted]');
  });

  it('knows an error code whatever was sent: a person may be called grant', async () => {
    const answer = { status: 400, headers: {}, body: '{"error":"invalid_grant"}' };
    const read = readTokenResponse(answer, { account: 'ann', secrets: ['grant'] });
    await expect(read).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_OAUTH_INVALID_GRANT', error: 'invalid_grant' }),
    );
  });

  it('keeps a token that comes with the error out of the message', async () => {
    const error = await refusal({ error: 'odd', error_description: 'see at-123', access_token: 'at-123' });
    expect(JSON.stringify(error)).not.toContain('at-123');
  });

  it('keeps what was sent, and what came, out of the message about an odd token type', async () => {
    const error = await refusal({
      access_token: 'at-123',
      refresh_token: 'rt-123',
      token_type: 's3cret-refresh rt-123 at-123',
    });
    expect(error).toMatchObject({ code: 'ERR_OAUTH_TOKEN_TYPE', tokenType: '[redacted] [redacted] [redacted]' });
  });

  it('says that a redirect is not followed, also in a page, where fetch hides its status', async () => {
    for (const status of [307, 0])
      expect((await refusal('', status))['message']).toMatch(/a redirect .* is not followed/);
  });

  it('reads Retry-After against the Date of the answer (9110-10.2.3-a)', async () => {
    const headers = { date: 'Sat, 21 Nov 2026 12:00:00 GMT', 'retry-after': 'Sat, 21 Nov 2026 12:00:02 GMT' };
    expect((await refusal('', 429, headers))['retryAfterMs']).toBe(2000);
  });
});

describe('members that every object inherits', () => {
  const hostile =
    '{"access_token":"at","__proto__":{"polluted":1},"constructor":"c","toString":"t","revision":"r","expiresAt":1}';

  it('are left out, without touching a prototype (6749-5.1-a)', async () => {
    const given = await read(hostile);
    expect(Object.keys(given).sort()).toEqual(['access_token', 'token_type']);
    expect(Object.getPrototypeOf(given)).toBe(Object.prototype);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});
