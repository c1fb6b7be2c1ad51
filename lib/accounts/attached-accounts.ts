import type { AxiosInstance } from 'axios';
import { attach, detach } from '../attach.js';
import type { AttachOptions } from '../sending/origin.js';
import type { AuthScheme } from '../scheme.js';

/** What the accounts of one client are attached to. By account: each facade of one is a new object, and must find what an earlier one attached. */
export class AttachedAccounts {
  readonly #schemes = new WeakMap<AxiosInstance, Map<string, AuthScheme>>();

  attach(instance: AxiosInstance, account: string, scheme: AuthScheme, options: AttachOptions): void {
    const schemes = this.#schemes.get(instance) ?? new Map<string, AuthScheme>();
    const attached = schemes.get(account) ?? scheme;
    attach(instance, attached, options);
    this.#schemes.set(instance, schemes.set(account, attached));
  }

  detach(instance: AxiosInstance, account: string, scheme: AuthScheme): void {
    const schemes = this.#schemes.get(instance);
    detach(instance, schemes?.get(account) ?? scheme);
    schemes?.delete(account);
  }
}
