import { assertFunction, assertKnown } from './options.js';

/** Listeners by name; each registration gives its own undo. */
export class Events<Map extends object> {
  readonly #names: readonly (keyof Map & string)[];
  readonly #listeners = new globalThis.Map<keyof Map, Set<(event: never) => void>>();

  constructor(names: readonly (keyof Map & string)[]) {
    this.#names = names;
  }

  /** @throws `ConfigurationError` for an unknown name, or what is no function. */
  on<Name extends keyof Map & string>(name: Name, listener: (event: Map[Name]) => void): () => void {
    assertKnown('event', name, this.#names, 'on.');
    assertFunction(listener, `on.${name}`);
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
  }

  /** Whether anybody listens: what costs something to tell is then worth it. */
  has(name: keyof Map): boolean {
    const listeners = this.#listeners.get(name);
    return listeners !== undefined && listeners.size > 0;
  }

  emit<Name extends keyof Map>(name: Name, event: Map[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        (listener as (event: Map[Name]) => void)(event);
      } catch (error) {
        // A listener's error is its owner's: it must neither fail a renewal nor be lost.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
