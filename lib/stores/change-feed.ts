/** What a connection that listens tells. */
export interface Hearing {
  /** A record has changed. */
  changed(key: string): void;
  /** It began to listen, or ceased to: what was changed without our hearing of it, nobody knows. */
  missed(): void;
}

/**
 * Tells of changes made elsewhere, on a connection that is there as long as somebody listens. What was missed may be any
 * record, so then it tells of each that was read here and not told of since.
 */
export class ChangeFeed {
  readonly #listen: (hearing: Hearing) => () => void;
  readonly #listeners = new Set<(key: string) => void>();
  readonly #read = new Set<string>();
  #stop: (() => void) | undefined;

  /** @param listen - Begins to listen, and gives back its own undo. */
  constructor(listen: (hearing: Hearing) => () => void) {
    this.#listen = listen;
  }

  /** Notes that somebody here may keep a copy. */
  noteRead(key: string): void {
    if (this.#stop) this.#read.add(key);
  }

  subscribe(listener: (key: string) => void): () => void {
    const own = (key: string) => {
      listener(key);
    };
    this.#listeners.add(own);
    this.#stop ??= this.#listen({
      changed: (key) => {
        this.#tell(key);
      },
      missed: () => {
        for (const key of [...this.#read]) this.#tell(key);
      },
    });
    return () => {
      if (this.#listeners.delete(own) && this.#listeners.size === 0) this.#end();
    };
  }

  #tell(key: string): void {
    this.#read.delete(key);
    for (const listener of [...this.#listeners]) listener(key);
  }

  #end(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#read.clear();
  }
}
