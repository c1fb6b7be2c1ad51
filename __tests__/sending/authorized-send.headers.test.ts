import fc from 'fast-check';
import { randomCases } from '../../fixtures/random-cases.js';
import { bearer } from '../../lib/index.js';
import { startEngineScene } from '../../fixtures/engine-scene.js';
import type { EngineScene } from '../../fixtures/engine-scene.js';

let scene: EngineScene;
beforeAll(async () => {
  scene = await startEngineScene();
});
afterAll(async () => {
  expect(await scene.finish()).toEqual([]);
});

const inAnyCase = (name: string) =>
  fc
    .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
    .map((upper) => [...name].map((letter, at) => (upper[at] ? letter.toUpperCase() : letter.toLowerCase())).join(''));
const name = fc.oneof(
  { weight: 2, arbitrary: inAnyCase('authorization') },
  { weight: 1, arbitrary: inAnyCase('x-api-key') },
  fc.stringMatching(/^x-[a-z]{1,8}$/),
);
const headers = fc.dictionary(name, fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/), {
  maxKeys: 6,
  noNullPrototype: true,
});

describe.each(['http', 'fetch'] as const)('over %s, whatever headers a user gives', (adapter) => {
  it('exactly one Authorization goes over the wire, and it is ours', async () => {
    const { access_token: token } = scene.authorizationServer.issue();
    await fc.assert(
      fc.asyncProperty(headers, headers, headers, async (ofInstance, ofInterceptor, ofRequest) => {
        scene.api.forget();
        const client = scene.attach(bearer(token), scene.plain({ adapter, headers: ofInstance }));
        client.interceptors.request.use((config) => (config.headers.set(ofInterceptor), config));
        await client.get('/me', { headers: ofRequest });
        const raw = scene.api.requests.flatMap(({ rawHeaders }) => rawHeaders);
        const sent = raw.filter((_value, at) => at % 2 === 1 && raw[at - 1]?.toLowerCase() === 'authorization');
        expect(sent).toEqual([`Bearer ${token}`]);
      }),
      randomCases(60),
    );
  });

  it('theirs arrive beside ours, once each', async () => {
    const { access_token: token } = scene.authorizationServer.issue();
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.stringMatching(/^x-[a-z]{1,8}$/), fc.stringMatching(/^[a-z]{1,9}$/), {
          noNullPrototype: true,
        }),
        async (own) => {
          scene.api.forget();
          await scene.attach(bearer(token), scene.plain({ adapter })).get('/me', { headers: own });
          expect(scene.api.requests[0]?.headers).toMatchObject({ ...own, authorization: `Bearer ${token}` });
        },
      ),
      randomCases(30),
    );
  });
});
