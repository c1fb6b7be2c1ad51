import { HookError, isOAuthError } from './errors.js';
import { assertFunction, assertKnown } from './options.js';

/** An object of its own, so that the same function registered twice is undone one by one. */
interface Registered {
  readonly hook: (value: unknown) => unknown;
}

/** The hooks of one session: one object in, the same or a changed copy out; named by their moment, called in order of registration, provider before session. */
export class Hooks<Points extends object> {
  readonly #names: readonly (keyof Points & string)[];
  readonly #hooks = new Map<string, readonly Registered[]>();

  constructor(names: readonly (keyof Points & string)[], ...sets: (Points | undefined)[]) {
    this.#names = names;
    for (const set of sets) {
      for (const [name, hook] of Object.entries(set ?? {})) this.register(name as keyof Points & string, hook as never);
    }
  }

  /**
   * Adds a hook; gives back its undo.
   *
   * @throws `ConfigurationError` for an unknown name, or what is no function.
   */
  register<Name extends keyof Points & string>(name: Name, hook: NonNullable<Points[Name]>): () => void {
    assertKnown('hook', name, this.#names, 'hooks.');
    assertFunction(hook, `hooks.${name}`);
    const added = { hook: hook as (value: unknown) => unknown };
    this.#hooks.set(name, [...this.#of(name), added]);
    return () => {
      this.#hooks.set(
        name,
        this.#of(name).filter((one) => one !== added),
      );
    };
  }

  has(name: keyof Points & string): boolean {
    return this.#hooks.size > 0 && this.#of(name).length > 0;
  }

  /**
   * Hands `value` from hook to hook.
   *
   * @param whole - What the next hook gets for what one gave back. Default: just that.
   * @throws {@link HookError} that names the hook.
   */
  async pass<T>(name: keyof Points & string, value: T, whole = (given: T): T => given): Promise<T> {
    let passed = value;
    for (const { hook } of this.#of(name)) {
      const given = await this.#guarded(name, () => hook(passed));
      if (typeof given !== 'object' || given === null) {
        throw new HookError(name, {
          cause: new TypeError('The hook must return the object that it was given, or a copy.'),
        });
      }
      passed = whole(given as T);
    }
    return passed;
  }

  /** Asks each hook until one has an answer. @throws {@link HookError} that names the hook. */
  async ask<Answer>(name: keyof Points & string, question: unknown): Promise<Answer | undefined> {
    for (const { hook } of this.#of(name)) {
      const answer = await this.#guarded(name, () => hook(question));
      if (answer !== undefined) return answer as Answer;
    }
    return undefined;
  }

  #of(name: string): readonly Registered[] {
    return this.#hooks.get(name) ?? [];
  }

  async #guarded(name: string, run: () => unknown): Promise<unknown> {
    try {
      return await run();
    } catch (error) {
      throw isOAuthError(error) ? error : new HookError(name, { cause: error });
    }
  }
}
