import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import axios, { type AxiosInstance } from 'axios';
import { run, sectionsOf } from '../../fixtures/documentation.js';
import { loggedIn } from '../scenarios/scene.js';

const page = 'docs/stores-redis-postgres.md';
type Give = (body: { refused?: string }) => Promise<object>;

function section() {
  const found = sectionsOf(page).find(({ heading }) => heading === 'One token service for many machines');
  if (!found) throw new Error(`${page} has no token service.`);
  return found;
}

let serving: Server | undefined;

afterEach(() => serving?.close());

/** A server of `POST /token`, and what it answered. */
async function serve(give: Give) {
  const answers: string[] = [];
  const server = (serving = createServer((request, response) => {
    let body = '';
    request.on('data', (text) => (body += String(text)));
    request.on('end', () => {
      void give(JSON.parse(body) as { refused?: string }).then((answer) => {
        answers.push(JSON.stringify(answer));
        response.setHeader('content-type', 'application/json').end(answers.at(-1));
      });
    });
  }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { answers, internal: axios.create({ baseURL, proxy: false }), close: () => server.close() };
}

it('one token service renews once for three machines, and shows them no refresh token', async () => {
  const { session, servers, apiServer, finish } = await loggedIn({ expired: true });
  const { authorizationServer } = servers;
  const machine = async (internal: AxiosInstance) => {
    const api = axios.create({ baseURL: apiServer.origin, proxy: false });
    const { give } = await run(section(), { given: { session, internal, api } });
    return { api, give: give as Give };
  };
  const service = await serve(async (body) => (await machine(axios)).give(body));
  const apis = (await Promise.all([1, 2, 3].map(() => machine(service.internal)))).map(({ api }) => api);
  const statuses = async () => (await Promise.all(apis.map((api) => api.get('/me')))).map(({ status }) => status);

  expect(await statuses()).toEqual([200, 200, 200]);
  expect(authorizationServer.tokenRequests).toHaveLength(1);
  authorizationServer.expireAccessTokens(); // nobody is told
  expect(await statuses()).toEqual([200, 200, 200]);
  expect(authorizationServer.tokenRequests).toHaveLength(2);
  expect(service.answers.join()).toMatch(/access_token.*expires_in/);
  expect(service.answers.join()).not.toContain('refresh_token');
  service.close(); // before it is asked what is left
  await finish();
});
