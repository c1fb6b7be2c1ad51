/** What a connection that listens tells. */
export interface Hearing {
  readonly changed: (key: string) => void;
  /** Whether nothing is missed from now on; see `TokenStore.subscribe`. */
  readonly live: (isLive: boolean) => void;
}

/** Tells all who listen of changes made elsewhere, by one connection that is there as long as somebody listens. */
export class ChangeFeed {
  readonly #listen: (hearing: Hearing) => () => void;
  readonly #hearings = new Set<Hearing>();
  #stop: (() => void) | undefined;
  #isLive = false;

  /** @param listen - Begins to listen, and gives back its own undo. */
  constructor(listen: (hearing: Hearing) => () => void) {
    this.#listen = listen;
  }

  subscribe(changed: (key: string) => void, live: (isLive: boolean) => void = () => undefined): () => void {
    const hearing: Hearing = { changed, live };
    this.#hearings.add(hearing);
    if (this.#isLive) live(true);
    this.#stop ??= this.#listen({
      changed: (key) => {
        for (const { changed: tell } of [...this.#hearings]) tell(key);
      },
      live: (isLive) => {
        this.#isLive = isLive;
        for (const { live: tell } of [...this.#hearings]) tell(isLive);
      },
    });
    return () => {
      if (this.#hearings.delete(hearing) && this.#hearings.size === 0) this.#end();
    };
  }

  #end(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#isLive = false;
  }
}
