import { ConfigurationError, HookError, isOAuthError } from './errors.js';
import type { MaybePromise } from './maybe-promise.js';

/** One object in, the same or a changed copy out, now or later. */
export type Hook<T> = (value: T) => MaybePromise<T>;

/** The hooks of one session: named by their moment, called in order of registration, provider before session. */
export class Hooks<Points extends object> {
  readonly #names: readonly (keyof Points & string)[];
  readonly #hooks = new Map<string, ((value: unknown) => unknown)[]>();

  constructor(names: readonly (keyof Points & string)[], ...sets: (Points | undefined)[]) {
    this.#names = names;
    for (const set of sets) {
      for (const [name, hook] of Object.entries(set ?? {})) this.register(name as keyof Points & string, hook as never);
    }
  }

  /**
   * Adds a hook; gives back its undo.
   *
   * @throws {@link ConfigurationError} for an unknown name, or what is no function.
   */
  register<Name extends keyof Points & string>(name: Name, hook: NonNullable<Points[Name]>): () => void {
    if (!this.#names.includes(name)) {
      throw new ConfigurationError(`hooks.${name}`, `there is no such hook; there are ${this.#names.join(', ')}.`);
    }
    if (typeof hook !== 'function') throw new ConfigurationError(`hooks.${name}`, 'a hook is a function.');
    const added = hook as (value: unknown) => unknown;
    this.#hooks.set(name, [...(this.#hooks.get(name) ?? []), added]);
    return () => {
      const hooks = [...(this.#hooks.get(name) ?? [])];
      if (hooks.includes(added)) hooks.splice(hooks.lastIndexOf(added), 1);
      this.#hooks.set(name, hooks);
    };
  }

  has(name: keyof Points & string): boolean {
    return this.#hooks.size > 0 && (this.#hooks.get(name)?.length ?? 0) > 0;
  }

  /** Hands `value` from hook to hook. @throws {@link HookError} that names the hook. */
  async pass<T>(name: keyof Points & string, value: T): Promise<T> {
    let passed = value;
    for (const hook of this.#hooks.get(name) ?? []) {
      const given = await this.#guarded(name, () => hook(passed));
      if (typeof given !== 'object' || given === null) {
        throw new HookError(name, {
          cause: new TypeError('The hook must return the object that it was given, or a copy.'),
        });
      }
      passed = given as T;
    }
    return passed;
  }

  /** Asks each hook until one has an answer. @throws {@link HookError} that names the hook. */
  async ask<Answer>(name: keyof Points & string, question: unknown): Promise<Answer | undefined> {
    for (const hook of this.#hooks.get(name) ?? []) {
      const answer = await this.#guarded(name, () => hook(question));
      if (answer !== undefined) return answer as Answer;
    }
    return undefined;
  }

  async #guarded(name: string, run: () => unknown): Promise<unknown> {
    try {
      return await run();
    } catch (error) {
      throw isOAuthError(error) ? error : new HookError(name, { cause: error });
    }
  }
}
