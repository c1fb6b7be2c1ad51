import type { Answer, OAuth1Provider } from '../../fixtures/oauth1/provider.js';
import { clientSecret, credentials, signing, startProvider } from '../../fixtures/oauth1/scene.js';
import { problemInForm, problemInHeader } from '../../lib/oauth1/problem-report.js';

let provider: OAuth1Provider;
beforeEach(async () => {
  provider = await startProvider();
});
afterEach(async () => {
  await provider.close();
  expect(provider.problems).toEqual([]);
});

const hour = 3600;
const nowSeconds = () => Date.now() / 1000;
const dateIn = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();
/** Seconds that each request was ahead of us. */
const ahead = () =>
  provider.requests.map(({ verdict }) => Math.round(Number(verdict.parameters.get('oauth_timestamp')) - nowSeconds()));
const close = (expected: number) => expect.closeTo(expected, -1);

const refused = (problem: string, more = ''): Record<string, Answer> => ({
  'in the header': {
    status: 401,
    headers: {
      'WWW-Authenticate': `OAuth realm="x", oauth_problem="${problem}"${more.replace(/&(\w+)=([^&]*)/g, ', $1="$2"')}`,
    },
  },
  'in the body': { status: 401, body: `oauth_problem=${problem}${more}` },
  'in JSON': {
    status: 401,
    body: JSON.stringify({ oauth_problem: problem, ...Object.fromEntries(new URLSearchParams(more)) }),
  },
  'in JSON, as Magento has it': {
    status: 401,
    body: JSON.stringify({ messages: { error: [{ code: 401, message: `oauth_problem=${problem}${more}` }] } }),
  },
  'in the body of a 400': { status: 400, body: `oauth_problem=${problem}${more}\n` },
});

describe.each(['text', 'arraybuffer', 'json'] as const)('timestamp_refused, responseType %s', (responseType) => {
  it.each(Object.entries(refused('timestamp_refused')))(
    '%s: the clock is corrected by the Date, and the request sent once more',
    async (_form, answer) => {
      provider.next.push({ ...answer, headers: { ...answer.headers, Date: dateIn(-hour) } });
      const api = signing(provider);
      expect((await api.get('/a', { responseType })).status).toBe(200);
      expect(ahead()).toEqual([close(0), close(-hour)]);
      await api.get('/b');
      expect(ahead()[2]).toEqual(close(-hour));
    },
  );
});

it('timestamp_refused: the acceptable range counts where the Date is not in it', async () => {
  const from = Math.round(nowSeconds() + hour);
  const [answer] = Object.values(refused('timestamp_refused', `&oauth_acceptable_timestamps=${from}-${from + 600}`));
  provider.next.push(answer);
  await signing(provider).get('/a');
  expect(ahead()).toEqual([close(0), expect.closeTo(hour + 300, -2)]);
});

it.each([
  ['a range that ends before it begins', '20-10', 0],
  ['a range around nothing', '0-0', 0],
  ['a Date of 1912', '', -3_600_000_000],
])('a time of the server that no timestamp can say is left alone: %s', async (_what, range, shownSeconds) => {
  const body = range && `oauth_problem=timestamp_refused&oauth_acceptable_timestamps=${range}`;
  provider.next.push({ status: 401, body, headers: { Date: dateIn(shownSeconds) } });
  await expect(signing(provider).get('/a')).rejects.toMatchObject({ response: { status: 401 } });
  expect(ahead()).toEqual([close(0)]);
});

it('a 401 with a Date far from our clock corrects it too; a near one does not', async () => {
  provider.next.push({ status: 401, headers: { Date: dateIn(2 * hour) } });
  await signing(provider).get('/a');
  expect(ahead()).toEqual([close(0), close(2 * hour)]);
  provider.next.push({ status: 401, headers: { Date: dateIn(20) } });
  await expect(signing(provider).get('/a')).rejects.toMatchObject({ response: { status: 401 } });
  expect(provider.requests).toHaveLength(3);
});

it.each([undefined, null])('a Date that does not help is forgotten, with validateStatus %s', async (validateStatus) => {
  const wrong = { status: 401, headers: { Date: dateIn(2 * hour) } };
  provider.next.push(wrong, wrong);
  const api = signing(provider, {}, validateStatus === null ? { validateStatus } : {});
  const status = await api.get('/a').then(
    (response) => response.status,
    (error) => error.response.status,
  );
  expect(status).toBe(401);
  await api.get('/b');
  expect(ahead()).toEqual([close(0), close(2 * hour), close(0)]);
});

it('a Date that helped stays, whatever comes after it', async () => {
  const late = { status: 401, headers: { Date: dateIn(2 * hour) } };
  const [refusal] = Object.values(refused('permission_denied'));
  provider.next.push(late, refusal); // the timestamp was not at fault the second time
  const api = signing(provider);
  await expect(api.get('/a')).rejects.toMatchObject({ cause: { error: 'permission_denied' } });
  await api.get('/b');
  provider.next.push({ status: 401, headers: { Date: dateIn(0) } }, { status: 401, headers: { Date: dateIn(0) } });
  await expect(api.get('/c')).rejects.toMatchObject({ response: { status: 401 } });
  await api.get('/d');
  expect(ahead()).toEqual([0, 2, 2, 2, 0, 2].map((hours) => close(hours * hour)));
});

it('forty requests that learn a wrong Date at once leave nothing of it', async () => {
  provider.next.push(...Array.from({ length: 80 }, (_, at) => ({ status: 401, headers: { Date: dateIn(2 * hour + (at % 7)) } }))); // prettier-ignore
  const api = signing(provider, {}, { validateStatus: null });
  await Promise.all(Array.from({ length: 40 }, () => api.get('/a')));
  provider.next.length = 0;
  await api.get('/b');
  expect(ahead().at(-1)).toEqual(close(0));
});

it('many requests that meet the wrong clock at once are each sent once more', async () => {
  provider.clockAhead = 2 * hour;
  const api = signing(provider);
  const answers = await Promise.all(Array.from({ length: 20 }, () => api.get('/a')));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(provider.requests).toHaveLength(40);
});

it.each(Object.entries(refused('nonce_used')))(
  '5849-3.3-b: nonce_used %s: sent once more with a new nonce',
  async (_form, answer) => {
    provider.next.push(answer);
    await signing(provider).post('/a', new URLSearchParams('a=1'));
    const [first, second] = provider.requests.map(({ verdict }) => verdict.parameters.get('oauth_nonce'));
    expect(first).not.toBe(second);
  },
);

it.each(['header', 'query', 'body'] as const)(
  'the second send has one signature, the new one (%s)',
  async (placement) => {
    provider.next.push(...Object.values(refused('nonce_used')).slice(0, 1));
    await signing(provider, { placement }).post('/a?x=1', new URLSearchParams('a=1'));
    expect(provider.requests.map(({ verdict }) => verdict.placement)).toEqual([placement, placement]);
  },
);

it('is tried once only', async () => {
  provider.next.push(...Object.values(refused('nonce_used')), ...Object.values(refused('nonce_used')));
  await expect(signing(provider).get('/a')).rejects.toMatchObject({ response: { status: 401 } });
  expect(provider.requests).toHaveLength(2);
});

it.each(['token_rejected', 'signature_invalid', 'permission_denied', 'nonsense'])(
  '%s is final, and says what to do',
  async (problem) => {
    const [answer] = Object.values(
      refused(
        problem,
        `&oauth_problem_advice=no%20${encodeURIComponent(clientSecret)}%20${encodeURIComponent(credentials.tokenSecret)}`,
      ),
    );
    provider.next.push(answer && { ...answer, headers: { ...answer.headers, Date: dateIn(2 * hour) } });
    const error = await signing(provider)
      .get('/a')
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      cause: { code: 'ERR_OAUTH_TOKEN_REFUSED', error: problem, error_description: 'no [redacted] [redacted]' },
    });
    expect(provider.requests).toHaveLength(1);
  },
);

it('a stream is not read for a report', async () => {
  provider.next.push({ status: 401, body: 'oauth_problem=nonce_used' });
  const error = await signing(provider).get('/a', { responseType: 'stream', validateStatus: null });
  expect(error.status).toBe(401);
  (error.data as NodeJS.ReadableStream).resume();
});

describe('problem reports', () => {
  it('are read from headers in all spellings', () => {
    expect(problemInHeader('OAuth oauth_problem=token_expired')).toEqual({ problem: 'token_expired' });
    expect(
      problemInHeader(['Basic realm="x"', 'OAuth oauth_problem="a%20b",oauth_problem_advice="say \\"x\\""']),
    ).toEqual({ problem: 'a b', advice: 'say "x"' });
    expect(problemInHeader('OAuth oauth_problem="100%"')).toEqual({ problem: '100%' });
    expect(problemInHeader('OAuth oauth_problem=""')).toBeUndefined();
    expect(problemInHeader('OAuth realm="x"')).toBeUndefined();
    expect(problemInHeader(undefined)).toBeUndefined();
  });

  it('are read from bodies and from the query of a callback', () => {
    expect(problemInForm(new URL('https://app.example/cb?oauth_problem=user_refused&oauth_token=t').search)).toEqual({
      problem: 'user_refused',
    });
    expect(problemInForm('oauth_problem=timestamp_refused&oauth_acceptable_timestamps=10-20')).toEqual({
      problem: 'timestamp_refused',
      acceptableTimestamps: [10, 20],
    });
    expect(problemInForm(`oauth_problem=${'x'.repeat(10_000)}`)).toBeUndefined();
    expect(problemInForm({ oauth_problem: 'x' })).toBeUndefined();
  });

  it('cost little, whatever they hold', () => {
    const before = performance.now();
    problemInHeader(`OAuth ${'oauth_problem="'.repeat(100_000)}`);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
