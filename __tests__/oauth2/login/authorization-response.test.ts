import { authorizationRequest } from '../../../lib/oauth2/login/authorization-request.js';
import type { AuthorizationParameters } from '../../../lib/oauth2/login/authorization-parameters.js';
import { grantOfCallback, type AuthorizationCallback } from '../../../lib/oauth2/login/authorization-response.js';
import { checkedClient } from '../../../lib/oauth2/client.js';

const redirectUri = 'https://app.example/callback?kept=1';
const provider = {
  issuer: 'https://as.example',
  authorizationEndpoint: 'https://as.example/authorize',
  tokenEndpoint: 'https://as.example/token',
};
const client = checkedClient({ provider, clientId: 'me', redirectUri });

async function begun(parameters: AuthorizationParameters = {}) {
  const { pending } = await authorizationRequest(client, parameters);
  const answer = async (authorizationResponse: AuthorizationCallback['authorizationResponse']) =>
    (await grantOfCallback(client, { authorizationResponse, pending })).grant;
  return { pending, state: pending.state, answer };
}

const query = (parameters: Record<string, string>) => new URLSearchParams(parameters).toString();
const callback = (parameters: Record<string, string>) => `https://app.example/callback?kept=1&${query(parameters)}`;
const refused = (parameter: string) => ({ code: 'ERR_OAUTH_AUTHORIZATION_RESPONSE', parameter });

describe('the authorization response', () => {
  it('becomes the grant that trades its code, with redirect_uri and verifier (6749-4.1.3-a, 7636-4.5-a)', async () => {
    const { pending, state, answer } = await begun();
    const grant = await answer(callback({ code: 'c', state }));
    expect(grant.grantType).toBe('authorization_code');
    expect(grant.parameters({ account: '' })).toEqual({
      code: 'c',
      redirect_uri: redirectUri,
      code_verifier: pending.codeVerifier,
    });
  });

  it('8707-2-b: the grant names the resources of the request', async () => {
    const { state, answer } = await begun({ resource: ['https://a.example', 'https://b.example'] });
    const grant = await answer(callback({ code: 'c', state }));
    expect(grant.parameters({ account: '' })).toMatchObject({ resource: ['https://a.example', 'https://b.example'] });
  });

  it.each<[string, (state: string) => AuthorizationCallback['authorizationResponse']]>([
    ['a bare query', (state) => `?code=c&state=${state}`],
    ['a URL object', (state) => new URL(callback({ code: 'c', state }))],
    ['a URL with a fragment that a service appends', (state) => `${callback({ code: 'c', state })}#_=_`],
    ['the body of a form post', (state) => `code=c&state=${state}`],
    ['a form post that a body parser has read', (state) => ({ code: 'c', state })],
    ['URLSearchParams', (state) => new URLSearchParams({ code: 'c', state })],
  ])('may be given as %s', async (_what, response) => {
    const { state, answer } = await begun();
    expect((await answer(response(state))).parameters({ account: '' })).toMatchObject({ code: 'c' });
  });

  it.each(['#', '', 'https://app.example/callback?kept=1#'])(
    'is read from the fragment where it was asked for there, given after %j',
    async (before) => {
      const { state, answer } = await begun({ response_mode: 'fragment' });
      expect((await answer(before + query({ code: 'c', state }))).parameters({ account: '' })).toMatchObject({
        code: 'c',
      });
    },
  );

  it('in another place than asked for is none', async () => {
    const { state, answer } = await begun({ response_mode: 'fragment' });
    await expect(answer(callback({ code: 'c', state }))).rejects.toMatchObject(refused('state'));
    const inQuery = await begun();
    const fragment = `https://app.example/callback#${query({ code: 'c', state: inQuery.state })}`;
    await expect(inQuery.answer(fragment)).rejects.toMatchObject(refused('state'));
  });

  it('of a hybrid request is in the fragment, and its code is traded', async () => {
    const { pending, state, answer } = await begun({ response_type: 'code token' });
    const grant = await answer(`https://app.example/callback#${query({ code: 'c', access_token: 'a', state })}`);
    expect(grant.parameters({ account: '' })).toMatchObject({ code: 'c', code_verifier: pending.codeVerifier });
  });

  it.each<[string, Record<string, string>, string]>([
    ['without a state (6749-10.12-a)', { code: 'c', state: '' }, 'state'],
    ['with another state (6749-10.12-a)', { code: 'c', state: 'other' }, 'state'],
    ['from another issuer (9207-2.4-a, 9700-2.1-c)', { code: 'c', iss: 'https://evil.example' }, 'iss'],
    ['from an issuer with a slash more (9207-2.4-a)', { code: 'c', iss: `${provider.issuer}/` }, 'iss'],
    ['with an error of another issuer (9207-2.4-a)', { error: 'access_denied', iss: 'https://evil.example' }, 'iss'],
    ['with neither code nor error', {}, 'code'],
    ['with an empty code (6749-3.1-c)', { code: '' }, 'code'],
  ])('is refused %s', async (_how, parameters, parameter) => {
    const { state, answer } = await begun();
    await expect(answer(callback({ state, ...parameters }))).rejects.toMatchObject(refused(parameter));
  });

  it('is refused without a state at all (6749-10.12-a)', async () => {
    const { answer } = await begun();
    await expect(answer(callback({ code: 'c' }))).rejects.toMatchObject(refused('state'));
  });

  it.each(['code', 'state', 'iss'])('is refused with %s twice (9207-2.4-d)', async (name) => {
    const { state, answer } = await begun();
    const once = { code: 'c', state, iss: provider.issuer };
    await expect(answer(`${callback(once)}&${name}=x`)).rejects.toMatchObject(refused(name));
    await expect(answer({ ...once, [name]: [once[name as 'code'], 'x'] })).rejects.toMatchObject(refused(name));
  });

  it('is accepted from the issuer that was asked, in plain string comparison (9207-2.4-a, 9207-2.4-c)', async () => {
    const { state, answer } = await begun();
    await expect(answer(callback({ code: 'c', state, iss: provider.issuer }))).resolves.toBeDefined();
  });

  it.each([{ code: 'c' }, { error: 'access_denied' }])(
    '9207-2.4-b: without iss, %j of a server that always says it is refused',
    async (parameters) => {
      const { pending, state } = await begun();
      const answered = grantOfCallback(client, {
        authorizationResponse: callback({ ...parameters, state }),
        pending: { ...pending, issRequired: true },
      });
      await expect(answered).rejects.toMatchObject(refused('iss'));
    },
  );

  it('is accepted once (6749-10.12-a, 9700-2.1-b)', async () => {
    const { state, answer } = await begun();
    await answer(callback({ code: 'c', state }));
    await expect(answer(callback({ code: 'c', state }))).rejects.toThrow(/used already/);
  });

  it('is remembered for a thousand logins, then the single use of the code at the server is what counts', async () => {
    const logins = await Promise.all(Array.from({ length: 1001 }, () => begun()));
    const again = (n: number) => {
      const { answer, state } = logins[n] ?? { answer: undefined, state: '' };
      return answer?.(callback({ code: 'c', state }));
    };
    for (let n = 0; n <= 1000; n++) await again(n);
    await expect(again(1)).rejects.toThrow(/used already/);
    await expect(again(0)).resolves.toBeDefined();
  });

  it('is accepted in each of two logins with the same state of your own', async () => {
    const [first, second] = [await begun({ state: 'mine' }), await begun({ state: 'mine' })];
    await first.answer(callback({ code: 'c', state: 'mine' }));
    await expect(second.answer(callback({ code: 'd', state: 'mine' }))).resolves.toBeDefined();
  });

  it.each([
    'access_denied',
    'invalid_scope',
    'server_error',
    'temporarily_unavailable',
    'invalid_target', // 8707-2-c
    'invalid_authorization_details', // 9396-5-a
  ])(
    "becomes the provider's error %s as a typed error (6749-4.1.2-b, 8707-2-c, 9396-5-a, 6749-10.14-a)",
    async (error) => {
      const { state, answer } = await begun();
      const words = { error, error_description: 'No\u001bway', error_uri: 'https://e' };
      await expect(answer(callback({ ...words, state }))).rejects.toMatchObject({
        ...words,
        code: 'ERR_OAUTH_AUTHORIZATION_DENIED',
        error_description: 'No way',
      });
    },
  );

  it('needs what authorizationUrl() gave', async () => {
    const answered = grantOfCallback(client, { authorizationResponse: '?code=c', pending: undefined as never });
    await expect(answered).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIGURATION', option: 'pending' });
  });

  it.each<[unknown]>([[''], [undefined], [7], [null]])('needs a response, not %j', async (response) => {
    const { answer } = await begun();
    await expect(answer(response as string)).rejects.toMatchObject({ option: 'authorizationResponse' });
  });
});
