import axios, { type AxiosError } from 'axios';
import { findLeaks } from '../../fixtures/leak-detector.js';
import type { Exchange } from '../../fixtures/servers/exchange.js';
import type { Fault } from '../../fixtures/servers/fault-plan.js';
import { faults } from '../../fixtures/servers/faults.js';
import { attach, bearer, detach, isOAuthError, type OAuth2SessionSettings } from '../../lib/index.js';
import { failureOf, loggedIn } from './scene.js';

/** What a request showed to the token endpoint, as the server read it. */
function shown({ parameters, request }: Exchange): string[] {
  const secrets = Object.keys(parameters).filter((name) => !['grant_type', 'client_id', 'redirect_uri'].includes(name));
  const basic = request.headers.authorization?.slice('Basic '.length) ?? '';
  const [, secret = ''] = Buffer.from(basic, 'base64').toString().split(':');
  return [
    ...secrets.map((name) => parameters[name] ?? ''),
    basic,
    secret,
    formDecoded(secret),
    request.body.toString(),
  ];
}

const shownAtMost = 6;

const formDecoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));
const lowerHex = (text: string): string => text.replace(/%../g, (code) => code.toLowerCase());

const spellings: Readonly<Record<string, (value: string) => string>> = {
  'bare': (value) => value, // prettier-ignore
  'percent-encoded': encodeURIComponent,
  'percent-encoded in lower case': (value) => lowerHex(encodeURIComponent(value)),
  'percent-encoded twice': (value) => encodeURIComponent(encodeURIComponent(value)),
  'form-encoded': (value) => new URLSearchParams({ value }).toString(),
  'base64': (value) => Buffer.from(value).toString('base64'), // prettier-ignore
  'base64url': (value) => Buffer.from(value).toString('base64url'), // prettier-ignore
  'percent-encoded base64': (value) => encodeURIComponent(Buffer.from(value).toString('base64')),
  'base64 of a text around it': (value) => Buffer.from(`?${value}!`).toString('base64'),
};

const page =
  (status: number): Fault =>
  async (exchange) => ({
    status,
    headers: { 'Content-Type': 'text/html' },
    body: `<html><p>Cannot read ${shown(exchange).join(' ')}</p></html>`,
  });

const ways: [string, Fault][] = [
  ['invalid_grant', faults.oauthError('invalid_grant')],
  ['invalid_grant, and a description that echoes the token', faults.oauthError('invalid_grant', { description: (exchange) => shown(exchange).join(' ') })], // prettier-ignore
  ['invalid_client', faults.oauthError('invalid_client', { status: 401, headers: { 'WWW-Authenticate': 'Basic' } })],
  ['an error that is the token', async (exchange) => faults.oauthError(shown(exchange)[0] ?? '')(exchange, noAct)],
  ['500 and a page that echoes all', page(500)],
  ['a reset', faults.reset()],
  ['HTML that echoes all', page(200)],
  ['cut JSON', faults.mutateBody((body) => body.slice(0, -20))],
  ['half of the JSON, then a reset', faults.halfBodyThenReset()],
];

function noAct(): never {
  throw new Error('This fault does nothing.');
}

type Scene = Awaited<ReturnType<typeof loggedIn>>;

/** Everything that an app holds, and what it heard, searched for all that the servers know to be secret. */
function leaks(scene: Scene, heard: readonly unknown[]): string[] {
  const secrets = scene.authorizationServer.secrets();
  const { session, store, provider, api } = scene;
  const places = { heard, session, store, provider, instance: { defaults: api.defaults } };
  return findLeaks(places, secrets).map(({ secret, form, where }) => `${secret}, ${form}, at ${where}`);
}

/** All errors of a scene: those that requests got, and those that listeners heard of. */
function errorsOf({ session }: Scene): unknown[] {
  const heard: unknown[] = [];
  session.on('renewalFailed', ({ error }) => heard.push(error));
  session.on('reauthorize', ({ error }) => heard.push(error));
  return heard;
}

const identities: [string, OAuth2SessionSettings & { clientAuthentication?: 'client_secret_post' }][] = [
  ['in a header', {}],
  ['in the body', { clientAuthentication: 'client_secret_post' }],
];

const failures = ways.flatMap(([way, fault]) => identities.map(([place, session]) => ({ way, fault, place, session })));

const echoes = Object.entries(spellings).flatMap(([how, spell]) =>
  identities.map(([place, session]) => ({ how, spell, place, session })),
);

describe('F24: when a refresh fails', () => {
  it.each(failures)('F24: no secret is anywhere: $way; the client secret is $place', async (one) => {
    // Half of them refuse a request first, half need not ask.
    const scene = await loggedIn({
      session: one.session,
      ...(one.place === 'in a header' ? { expired: true } : { deadAtServer: true }),
    });
    const { api, authorizationServer, finish } = scene;
    const heard = errorsOf(scene);
    authorizationServer.next(one.fault);
    authorizationServer.next(one.fault);
    const error = await failureOf(api.get('/me'));
    expect(isOAuthError(error)).toBe(true);
    heard.push(error);
    expect(heard.length).toBeGreaterThanOrEqual(2);
    expect(leaks(scene, heard)).toEqual([]);
    await finish();
  });

  it.each(echoes)(
    'F24: no secret that the server echoes is anywhere: $how; the client secret is $place',
    async (one) => {
      const scene = await loggedIn({ expired: true, session: one.session });
      const { api, authorizationServer, finish } = scene;
      const heard = errorsOf(scene);
      for (let which = 0; which < shownAtMost; which++) {
        const description = (exchange: Exchange): string => one.spell(shown(exchange)[which] ?? '');
        authorizationServer.next(faults.oauthError('invalid_request', { description }));
        heard.push(await failureOf(api.get('/me')));
      }
      expect(heard).toMatchObject(heard.map(() => ({ code: 'ERR_OAUTH_TOKEN_ENDPOINT' })));
      expect(leaks(scene, heard)).toEqual([]);
      await finish();
    },
  );
});

describe('F24: when a login fails', () => {
  it.each(failures)('F24: no code and no verifier is anywhere: $way; the client secret is $place', async (one) => {
    const scene = await loggedIn({ session: one.session });
    const { session, authorizationServer, finish } = scene;
    const { url, pending } = await session.authorizationUrl();
    const authorizationResponse = await authorizationServer.login(url);
    authorizationServer.next(one.fault);
    const error = await failureOf(session.fetchToken({ authorizationResponse, pending }));
    expect(isOAuthError(error)).toBe(true);
    expect(Object.keys(authorizationServer.secrets()).join()).toMatch(/code 1.*verifier of token request 1/);
    expect(leaks(scene, [error])).toEqual([]);
    await finish();
  });
});

describe('F24: when a renewal of my own fails', () => {
  it.each([
    { how: 'as it is', wrapped: (error: unknown) => error },
    { how: 'as a cause', wrapped: (cause: unknown) => new Error('No new token.', { cause }) },
    {
      how: 'as a cause of a cause',
      wrapped: (cause: unknown) => new Error('No.', { cause: new Error('No.', { cause }) }),
    },
  ])('F24: nothing of its AxiosError is anywhere: thrown $how', async ({ wrapped }) => {
    for (const [way, fault] of ways) {
      const scene = await loggedIn();
      const { authorizationServer, apiServer, finish } = scene;
      const own = ownRenewal(scene, wrapped);
      await own.auth.setToken(authorizationServer.issue({ expired: true }));
      const api = attach(axios.create({ baseURL: apiServer.origin, proxy: false }), own.auth);
      authorizationServer.next(fault);
      authorizationServer.next(fault);
      const error = await failureOf(api.get('/me'));
      expect(isOAuthError(error)).toBe(true);
      expect({ way, leaks: leaks(scene, [error, own.auth, own.heard, api]) }).toEqual({ way, leaks: [] });
      expect(
        own.raw.filter(({ config }) => findLeaks(config?.data, authorizationServer.secrets()).length === 0),
      ).toEqual([]);
      detach(api);
      await finish();
    }
  });
});

/** As an app may write it; `raw` are the errors of axios, which are full of secrets. */
function ownRenewal({ authorizationServer }: Scene, wrapped: (error: unknown) => unknown) {
  const raw: AxiosError[] = [];
  const heard: unknown[] = [];
  const { clientId: client_id, clientSecret: client_secret } = authorizationServer.client;
  const { tokenEndpoint } = authorizationServer.provider;
  const auth = bearer({
    renew: async (current) => {
      const form = {
        grant_type: 'refresh_token',
        refresh_token: current?.refresh_token ?? '',
        client_id,
        client_secret,
      };
      try {
        return (await axios.post(tokenEndpoint, new URLSearchParams(form), { proxy: false })).data;
      } catch (error) {
        if (axios.isAxiosError(error)) raw.push(error);
        throw wrapped(error);
      }
    },
  });
  auth.on('renewalFailed', ({ error }) => heard.push(error));
  return { auth, raw, heard };
}
