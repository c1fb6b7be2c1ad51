/** Listeners by name; each registration gives its own undo. */
export class Events<Map extends object> {
  readonly #listeners = new globalThis.Map<keyof Map, Set<(event: never) => void>>();

  on<Name extends keyof Map>(name: Name, listener: (event: Map[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
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
