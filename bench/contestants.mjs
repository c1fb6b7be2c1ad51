// Everyone set up as their own documentation says, all over an adapter and a token of the bench.
import { createAuthRefresh } from 'axios-auth-refresh';
import axiosJwt from 'axios-jwt';
import { attach, bearer, MemoryTokenStore, OAuth2Session } from 'axios-oauthlib';
import { answer, instance } from './memory-adapter.mjs';

export const bare = (adapter) => instance(adapter);

/** What people write by hand: a header on the way out, and on the way back a renewal that concurrent requests share. */
export function handWritten(adapter, { token, expired = false, renew }) {
  const api = instance(adapter);
  let current = expired ? undefined : token;
  let renewal;
  const renewed = () =>
    (renewal ??= renew()
      .then((next) => (current = next))
      .finally(() => (renewal = undefined)));
  api.interceptors.request.use(async (config) => {
    config.headers.set('Authorization', `Bearer ${current ?? (await renewed())}`);
    return config;
  });
  api.interceptors.response.use(
    (response) => response,
    async (error) => {
      if (error.response?.status !== 401 || error.config.retried) throw error;
      await renewed();
      return api.request({ ...error.config, retried: true });
    },
  );
  return api;
}

export async function session(adapter, { token, expired = false, renew }) {
  const made = new OAuth2Session({
    provider: { tokenEndpoint: 'https://auth.example.com/token' },
    clientId: 'bench',
    store: new MemoryTokenStore(),
    axios: tokenEndpoint(renew),
  });
  const expiresAt = Date.now() + (expired ? -1000 : 3_600_000);
  await made.setToken({ access_token: token, refresh_token: 'r1', expiresAt });
  return made.attach(instance(adapter));
}

export const fixedBearer = (adapter, { token }) => attach(instance(adapter), bearer(token));

/** With a variable where its documentation has localStorage, which Node lacks. */
export function authRefresh(adapter, { token, renew }) {
  const api = instance(adapter);
  const storage = new Map([['token', token]]);
  api.interceptors.request.use((request) => {
    request.headers['Authorization'] = `Bearer ${storage.get('token')}`;
    return request;
  });
  createAuthRefresh(api, async (failedRequest) => {
    storage.set('token', await renew());
    failedRequest.response.config.headers['Authorization'] = `Bearer ${storage.get('token')}`;
  });
  return api;
}

/** One per process: its storage is global. It finds an expired token in the token itself. */
export async function jwtInterceptor(adapter, { token, renew }) {
  const api = instance(adapter);
  const storage = new Map();
  const getStorage = () => ({
    get: (key) => storage.get(key),
    set: (key, value) => void storage.set(key, value),
    remove: (key) => void storage.delete(key),
  });
  axiosJwt.applyAuthTokenInterceptor(api, { requestRefresh: renew, getStorage });
  await axiosJwt.setAuthTokens({ accessToken: token, refreshToken: 'r1' });
  return api;
}

function tokenEndpoint(renew) {
  return instance(async (config) => {
    const renewed = { access_token: await renew(), token_type: 'Bearer', expires_in: 3600 };
    return answer(config, JSON.stringify(renewed));
  });
}
