import { faults } from '../../fixtures/servers/faults.js';
import { failureOf, loggedIn } from './scene.js';

const bytes = 12 * 1024;
const filled = (start: string, piece: string, end = ''): string =>
  (start + piece.repeat(Math.ceil(bytes / piece.length))).slice(0, bytes - end.length) + end;

const challenges: readonly [string, string][] = [
  ['one open quote', filled('Bearer error="', 'x')],
  ['many open quotes', filled('Bearer ', 'a="')],
  ['quotes only', filled('Bearer ', '"')],
  ['backslashes', filled('Bearer error="', '\\')],
  ['escaped quotes', filled('Bearer error="', '\\"')],
  ['open quotes that are escaped', filled('Bearer ', 'a="\\"')],
  ['commas', filled('Bearer', ',')],
  ['commas and parameters', filled('Bearer ', 'a=b,')],
  ['spaces', filled('Bearer', ' ', 'x')],
  ['tabs and spaces round equals signs', filled('Bearer a', ' \t', '=')],
  ['equals signs', filled('Bearer ', '=', '"')],
  ['a token68 that is none', filled('Bearer ', 'A/', '==="')],
  ['scheme names', filled('Bearer ', 'a ')],
  ['parameters without values', filled('Bearer ', 'a= ')],
  ['many challenges', filled('', 'Bearer error="invalid_token", ')],
  ['a cut one', 'Bearer realm="api", error="invalid_tok'],
];

/** Of the processor: others may keep it from us. */
function busyMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

describe('F25: when the API refuses with a hostile challenge', () => {
  // What is loaded with the first words of a server is compiled by Jest then, which takes longer than any challenge.
  beforeAll(async () => {
    const { api, apiServer, finish } = await loggedIn();
    apiServer.always(faults.refuse('Bearer error="invalid_token", error_description="it is over"'));
    await failureOf(api.get('/me'));
    await finish();
  });

  it.each(challenges)('F25: my request is settled as soon as any other, with %s', async (_of, challenge) => {
    const { api, apiServer, authorizationServer, finish } = await loggedIn();
    apiServer.next(faults.refuse(challenge));
    const begun = process.cpuUsage();
    expect((await api.get('/once')).status).toBe(200);
    expect(busyMs(begun)).toBeLessThan(700);
    expect(authorizationServer.tokenRequests).toHaveLength(1);

    apiServer.always(faults.refuse(challenge));
    const begunAgain = process.cpuUsage();
    const refusal = { response: { status: 401 }, cause: { code: 'ERR_OAUTH_TOKEN_REFUSED' } };
    expect(await failureOf(api.get('/always'))).toMatchObject(refusal);
    expect(busyMs(begunAgain)).toBeLessThan(700);
    await finish();
  });
});
