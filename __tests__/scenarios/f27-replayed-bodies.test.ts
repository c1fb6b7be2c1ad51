import axios, { type AxiosRequestConfig } from 'axios';
import type { ApiRequest } from '../../fixtures/servers/api-server.js';
import { loggedIn, scenariosWithDpop } from './scene.js';

const json = { 'Content-Type': 'application/json' };
const urlencoded = { 'Content-Type': 'application/x-www-form-urlencoded' };
const octets = { 'Content-Type': 'application/octet-stream' };
const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const list = { ids: [1, 2, 3], name: "O'Neil & söhne", deep: { x: [true] } };

function form(): FormData {
  const data = new FormData();
  data.append('name', 'ünï');
  data.append('file', new Blob([allBytes], { type: 'image/png' }), 'dot.png');
  return data;
}

/** Seals the body a second time if it is given what it made: that must not happen. */
const seal = (data: unknown): string => `sealed(${JSON.stringify(data)})`;

const requests: [string, () => AxiosRequestConfig][] = [
  ['a Buffer', () => ({ data: Buffer.from(allBytes), headers: octets })],
  ['an object as JSON', () => ({ data: { text: ' "ö" ', list: [1, null] } })],
  ['JSON text', () => ({ data: ' {"text" : "ö"} ', headers: json })],
  ['URLSearchParams', () => ({ data: new URLSearchParams([['a', '1 2'], ['a', 'ö&=']]) })], // prettier-ignore
  ['an object as a form', () => ({ data: list, headers: urlencoded })],
  ['a view on a part of a typed array', () => ({ data: allBytes.subarray(16, 32), headers: octets })],
  ['a Blob', () => ({ data: new Blob([allBytes], { type: 'image/png' }) })],
  ['FormData', () => ({ data: form() })],
  ['a query with a list', () => ({ params: list })],
  ['a transformRequest of my own', () => ({ data: { a: 1 }, headers: octets, transformRequest: [seal] })],
  ['data that a function makes', () => ({ data: () => Buffer.from(allBytes), headers: octets, transformRequest: [] })],
];

const cases = (['http', 'fetch'] as const).flatMap((adapter) =>
  requests.map(([what, request]) => ({ what, adapter, request })),
);

/** What a request brought; each send of a multipart body has a boundary of its own. */
function brought({ method, url, headers, body }: ApiRequest): unknown {
  const type = headers['content-type'] ?? 'none';
  const [, boundary = 'no boundary'] = /^--(\S+)\r\n/.exec(body.toString('latin1')) ?? [];
  const bare = (text: string): string => text.replaceAll(boundary, '<boundary>');
  return { method, url, type: bare(type), body: bare(body.toString('latin1')), length: headers['content-length'] };
}

describe('F27: when my request is refused, because the token has expired, and sent once more', () => {
  it.each(cases)(
    'F27: its bytes are what they are without a replay, and it is done once: $what by $adapter',
    async (one) => {
      const { api, session, apiServer, authorizationServer, finish } = await loggedIn();
      // Without a proof a bound token is refused; what the request brought is recorded all the same.
      const plain = axios.create({ baseURL: apiServer.origin, proxy: false, validateStatus: null });
      const common = { method: 'post', url: '/orders', adapter: one.adapter } as const;
      const send = (instance: typeof api, { headers, ...request }: AxiosRequestConfig, more: Record<string, string>) =>
        instance.request({ ...common, ...request, headers: { ...headers, ...more } });
      // Plain axios knows no functions as data.
      const { data, ...unreplayed } = one.request();
      const Authorization = `Bearer ${(await session.token())?.access_token}`;
      await send(plain, { ...unreplayed, data: typeof data === 'function' ? data() : data }, { Authorization });
      expect((await send(api, one.request(), {})).status).toBe(200);

      authorizationServer.expireAccessTokens();
      const answer = await send(api, one.request(), { 'X-Operation': 'once' });
      expect(answer.data).toMatchObject({ ok: true, method: 'POST' });
      expect(apiServer.requests.map(({ accepted }) => accepted)).toEqual([!scenariosWithDpop, true, false, true]);
      const [reference, ...others] = apiServer.requests.map(brought);
      expect(others).toEqual([reference, reference, reference]);
      expect(apiServer.sideEffects.filter(({ operation }) => operation === 'once')).toHaveLength(1);
      expect(authorizationServer.tokenRequests).toHaveLength(1);
      await finish();
    },
  );
});
