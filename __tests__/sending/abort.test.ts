import axios, { CanceledError } from 'axios';
import type { AxiosInstance, AxiosRequestConfig, GenericAbortSignal } from 'axios';
import { abortListeners } from '../../fixtures/leftovers.js';
import { rejection, startEngineScene } from '../../fixtures/engine-scene.js';
import type { EngineScene } from '../../fixtures/engine-scene.js';
import { faults } from '../../fixtures/servers/faults.js';
import { settlesWithin } from '../../fixtures/settles-within.js';
import type { OAuth2Session } from '../../lib/index.js';

let scene: EngineScene;
beforeEach(async () => {
  scene = await startEngineScene();
});
afterEach(async () => {
  expect(await scene.finish()).toEqual([]);
});

interface Canceller {
  readonly config: AxiosRequestConfig;
  cancel(): void;
  /** Listeners that are still there. */
  left(): number;
}

function bySignal(): Canceller {
  const controller = new AbortController();
  return {
    config: { signal: controller.signal },
    cancel: () => controller.abort(),
    left: () => abortListeners(controller.signal),
  };
}

function byToken(): Canceller {
  const source = axios.CancelToken.source();
  const listeners = (): number => ((source.token as unknown as { _listeners?: unknown[] })._listeners ?? []).length;
  return { config: { cancelToken: source.token }, cancel: () => source.cancel('enough'), left: listeners };
}

/** Rejects as axios does, soon after `cancel`. */
async function expectCanceled(request: Promise<unknown>, { cancel }: Canceller): Promise<void> {
  const outcome = rejection(request);
  cancel();
  expect(await settlesWithin(250, outcome)).toBe(true);
  const error = await outcome;
  expect(error).toMatchObject({ code: 'ERR_CANCELED' });
  expect(axios.isCancel(error)).toBe(true);
}

const cancellers: [string, () => Canceller][] = [
  ['signal', bySignal],
  ['cancelToken', byToken],
];

describe.each(cancellers)('a %s', (_kind, make) => {
  const expired = async (): Promise<{ client: AxiosInstance; session: OAuth2Session }> => {
    const { client, session } = await scene.client();
    await session.setToken(scene.authorizationServer.issue({ expired: true }));
    return { client, session };
  };

  it.each(['http', 'fetch'] as const)('ends the wait for the renewal of an expired token, over %s', async (adapter) => {
    const { client, session } = await expired();
    const held = faults.hold();
    scene.authorizationServer.next(held);
    const canceller = make();
    const request = client.get('/me', { ...canceller.config, adapter });
    await held.until();
    expect(canceller.left()).toBeGreaterThan(0);
    await expectCanceled(request, canceller);
    expect(canceller.left()).toBe(0);
    held.release();
    await session.refreshToken(); // joins: the renewal itself went on
    expect(scene.authorizationServer.tokenRequests).toHaveLength(1);
    expect(scene.api.requests).toHaveLength(0);
  });

  it.each(['http', 'fetch'] as const)('ends the wait for a renewal after a refusal, over %s', async (adapter) => {
    const { client, session } = await scene.client({ refused: true, config: { adapter } });
    const held = faults.hold();
    scene.authorizationServer.next(held);
    const canceller = make();
    const request = client.get('/me', canceller.config);
    await held.until();
    await expectCanceled(request, canceller);
    expect(canceller.left()).toBe(0);
    held.release();
    await session.refreshToken();
    expect(scene.statuses).toEqual([401]);
  });

  it.each(['http', 'fetch'] as const)('ends the replay, over %s', async (adapter) => {
    const { client } = await scene.client({ refused: true, config: { adapter } });
    const held = faults.hold();
    scene.api.nextWhen(({ request }) => request.headers.authorization !== scene.shown[0], held);
    const canceller = make();
    const request = client.get('/me', canceller.config);
    await held.until();
    await expectCanceled(request, canceller);
    expect(canceller.left()).toBe(0);
    held.release();
    expect(scene.api.requests).toHaveLength(2);
  });

  it('that was cancelled before costs no request and no renewal', async () => {
    const { client } = await expired();
    const canceller = make();
    canceller.cancel();
    expect(await rejection(client.get('/me', canceller.config))).toMatchObject({ code: 'ERR_CANCELED' });
    expect(scene.authorizationServer.tokenRequests).toHaveLength(0);
  });

  it('leaves no listener behind after requests that went well', async () => {
    const { client } = await scene.client({ refused: true });
    const canceller = make();
    await client.get('/me', canceller.config);
    await client.get('/me', canceller.config);
    expect(canceller.left()).toBe(0);
  });

  it('ends its own request only: others that wait for the same renewal get their answer', async () => {
    const { client } = await expired();
    const held = faults.hold();
    scene.authorizationServer.next(held);
    const canceller = make();
    const patient = client.get('/me');
    const impatient = client.get('/me', canceller.config);
    await held.until();
    await expectCanceled(impatient, canceller);
    held.release();
    expect((await patient).status).toBe(200);
    expect(scene.authorizationServer.tokenRequests).toHaveLength(1);
  });
});

describe('the error of a cancelled wait', () => {
  it('is the very reason of the cancelToken', async () => {
    const { client } = await scene.client({ refused: true });
    const held = faults.hold();
    scene.authorizationServer.next(held);
    const source = axios.CancelToken.source();
    const outcome = rejection(client.get('/me', { cancelToken: source.token }));
    await held.until();
    source.cancel('enough');
    expect(await outcome).toBe(source.token.reason);
    held.release();
  });

  it('knows the caller’s config, without a token', async () => {
    const { client, token } = await scene.client({ refused: true });
    const held = faults.hold();
    scene.authorizationServer.next(held);
    const controller = new AbortController();
    const outcome = rejection(client.get('/me', { signal: controller.signal, params: { mine: 1 } }));
    await held.until();
    controller.abort();
    const error = await outcome;
    expect(error).toBeInstanceOf(CanceledError);
    expect(error).toMatchObject({ config: { params: { mine: 1 } } });
    expect(JSON.stringify(error)).not.toContain(token.access_token);
    held.release();
  });

  it('comes from AbortSignal.timeout too', async () => {
    const { client } = await scene.client({ refused: true });
    const held = faults.hold();
    scene.authorizationServer.next(held);
    const outcome = rejection(client.get('/me', { signal: AbortSignal.timeout(100) }));
    expect(await outcome).toMatchObject({ code: 'ERR_CANCELED' });
    held.release();
  });

  it('comes from signals that are only like the real ones, as of React Native', async () => {
    const { client } = await scene.client({ refused: true });
    const held = faults.hold();
    scene.authorizationServer.next(held);
    const listeners = new Set<() => void>();
    const signal = {
      aborted: false,
      addEventListener: (_name: string, listener: () => void) => void listeners.add(listener),
      removeEventListener: (_name: string, listener: () => void) => void listeners.delete(listener),
    };
    const outcome = rejection(client.get('/me', { signal: signal as unknown as GenericAbortSignal }));
    await held.until();
    for (const listener of [...listeners]) listener();
    expect(await outcome).toMatchObject({ code: 'ERR_CANCELED' });
    expect(listeners.size).toBe(0);
    held.release();
  });
});

it('a timeout does not count the wait for a renewal', async () => {
  const { client } = await scene.client({ refused: true });
  scene.authorizationServer.next(faults.delay(300));
  expect((await client.get('/me', { timeout: 200 })).status).toBe(200);
});
