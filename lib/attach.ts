import axios, { type AxiosAdapter, type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import type {} from './axios-config.js';
import { sendWithCredential, sendWithheld, sendWithout, type Attachment } from './sending/authorized-send.js';
import { copyConfig } from './sending/config-copy.js';
import { ConfigurationError } from './errors/configuration-error.js';
import { credentialReach, type AttachOptions, type CredentialReach } from './sending/origin.js';
import type { AuthScheme } from './scheme.js';

interface Attached {
  /** Of our interceptor, and what axios made of it. */
  id?: number;
  handler?: unknown;
  /** Replaced as a whole, so that requests under way keep the one that they set out with. */
  attachments: readonly Attachment[];
}

// Shared by every copy of this package in the process (one loaded as ESM, one as CommonJS).
const registry = Symbol.for('axios-oauthlib.attached.v1');
const attachedTo = ((globalThis as { [registry]?: WeakMap<AxiosInstance, Attached> })[registry] ??= new WeakMap());

/**
 * Attaches `scheme` to `instance` and gives the same instance back: its requests then carry the credential, and a refused
 * one is renewed and sent once more. A second call with the same scheme changes nothing.
 *
 * The request interceptor only wraps the send (`config.adapter`), so the scheme sees what really goes over the wire:
 * bodies are serialised once, other interceptors run once, and the caller's config never holds a secret.
 *
 * @throws {@link ConfigurationError} when it is not clear, or not safe, where the credential may go.
 */
export function attach(instance: AxiosInstance, scheme: AuthScheme, options: AttachOptions = {}): AxiosInstance {
  if (!instance?.interceptors) throw new ConfigurationError('instance', 'must be an axios instance.');
  if (!scheme?.authorize || !scheme.answerChallenge)
    throw new ConfigurationError('scheme', 'give a session, bearer(token) or oauth1(options).');
  const attached = attachedTo.get(instance);
  if (attached && !isInPlace(instance, attached)) intercept(instance, attached);
  if (attached?.attachments.some((one) => one.scheme === scheme)) return instance;
  const reach = credentialReach(instance, options);
  assertNoRival(reach, attached);
  const entry = attached ?? wrapSends(instance);
  entry.attachments = [...entry.attachments, { scheme, reach, left: scheme.attached?.() }];
  return instance;
}

/** Undoes {@link attach}, for one scheme or all. Requests under way keep their credential; no timer, listener or socket stays. */
export function detach(instance: AxiosInstance, scheme?: AuthScheme): void {
  const attached = attachedTo.get(instance);
  if (!attached) return;
  const { attachments } = attached;
  const staying = scheme ? attachments.filter((one) => one.scheme !== scheme) : [];
  if (staying.length > 0) {
    attached.attachments = staying;
  } else {
    // Older versions give a number again that was cleared.
    if (isInPlace(instance, attached)) instance.interceptors.request.eject(attached.id as number);
    attachedTo.delete(instance);
  }
  for (const one of attachments) if (!staying.includes(one)) one.left?.();
}

function assertNoRival(reach: CredentialReach, attached: Attached | undefined): void {
  const contested = reach
    .origins()
    .find((origin) => attached?.attachments.some((one) => one.reach.coversOrigin(origin)));
  if (contested === undefined) return;
  throw new ConfigurationError(
    'origins',
    `another scheme is attached for ${contested}: detach it first, or use accounts of one session.`,
  );
}

function wrapSends(instance: AxiosInstance): Attached {
  const attached: Attached = { attachments: [] };
  attachedTo.set(instance, attached);
  return intercept(instance, attached);
}

/** Synchronous: one asynchronous interceptor would make the whole chain of this instance asynchronous. */
function intercept({ interceptors: { request } }: AxiosInstance, attached: Attached): Attached {
  attached.id = request.use((config) => wrapSend(config, attached.attachments), null, { synchronous: true });
  attached.handler = request.handlers?.at(-1);
  return attached;
}

/** `interceptors.request.clear()` takes ours away, too. */
function isInPlace({ interceptors: { request } }: AxiosInstance, { handler }: Attached): boolean {
  return request.handlers?.includes(handler as never) ?? true;
}

function wrapSend(config: InternalAxiosRequestConfig, attachments: readonly Attachment[]): InternalAxiosRequestConfig {
  // Another interceptor may have frozen it, which axios bears.
  if (Object.isFrozen(config)) return wrapSend(copyConfig(config), attachments);
  const original = unwrapped(config.adapter) ?? axios.defaults.adapter ?? [];
  const makesBody = typeof config.data === 'function';
  if (config.oauth === false && !makesBody) {
    config.adapter = original;
    return config;
  }
  const { transformRequest = [] } = config;
  // A function makes the body of each send as it goes; for a JSON content type axios would make nothing of it, silently.
  if (makesBody) config.transformRequest = [];
  const wrapper: WrappedSend = (final) => {
    final.adapter = original; // whoever sends this config again must not find a wrapper in a wrapper
    if (makesBody) final.transformRequest = transformRequest;
    try {
      const send = axios.getAdapter(original, final);
      if (final.oauth === false) return sendWithout(final, send);
      const attachment = attachments.find((one) => one.reach.covers(final));
      return attachment ? sendWithCredential(final, send, attachment) : sendWithheld(final, send);
    } catch (error) {
      const reason = error as Error;
      return Promise.reject(reason); // thrown, it would pass by the response interceptors of older versions
    }
  };
  wrapper[underlying] = original;
  config.adapter = wrapper;
  return config;
}

type Adapter = NonNullable<InternalAxiosRequestConfig['adapter']>;

const underlying = Symbol.for('axios-oauthlib.adapter.v1');

interface WrappedSend extends AxiosAdapter {
  [underlying]?: Adapter;
}

/** A config that another interceptor stopped before it was sent still has our wrapper, when the app sends it again. */
function unwrapped(adapter: Adapter | undefined): Adapter | undefined {
  return typeof adapter === 'function' ? ((adapter as WrappedSend)[underlying] ?? adapter) : adapter;
}
