import { HookError, isOAuthError } from './errors.js';
import { assertFunction, assertKnown } from './options.js';
import { parsedUrl } from './parsed-url.js';

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
   * @param take - What the next hook gets for what one gave back; throws for what cannot be had. Default: just that.
   * @throws {@link HookError} that names the hook.
   */
  async pass<T extends object>(name: keyof Points & string, value: T, take: Take<T> = asGiven): Promise<T> {
    let passed = value;
    for (const { hook } of this.#of(name)) {
      const before = passed;
      passed = await this.#guarded(name, async () => {
        const given = await hook(before);
        if (kindOf(given) !== kindOf(before)) throw unusable();
        return take(given as T, before);
      });
    }
    return passed;
  }

  /** Asks each hook until one says `answer`; nothing is no answer. @throws {@link HookError} that names the hook. */
  async says(name: keyof Points & string, answer: string, question: unknown): Promise<boolean> {
    for (const { hook } of this.#of(name)) {
      const said = await this.#guarded(name, async () => {
        const given = await hook(question);
        if (!given || given === answer) return given === answer;
        throw new TypeError(`The hook must return '${answer}' or nothing.`);
      });
      if (said) return true;
    }
    return false;
  }

  #of(name: string): readonly Registered[] {
    return this.#hooks.get(name) ?? [];
  }

  async #guarded<R>(name: string, run: () => Promise<R>): Promise<R> {
    try {
      return await run();
    } catch (error) {
      throw isOAuthError(error) ? error : new HookError(name, { cause: error });
    }
  }
}

type Take<T> = (given: T, before: T) => T;

/** What a hook gave back, as the cause of an error. */
export function unusable(why = ''): TypeError {
  return new TypeError(`The hook must return the object that it was given, or a copy${why}.`);
}

/** What every request, or every answer, has. */
const members = ['url', 'headers', 'parameters', 'status', 'body'] as const;

function asGiven<T extends { readonly [member in (typeof members)[number]]?: unknown }>(given: T, before: T): T {
  for (const name of members) {
    const value = given[name];
    if (kindOf(value) === kindOf(before[name]) && (name !== 'url' || value === undefined || parsedUrl(value as string)))
      continue;
    throw unusable(`: its ${name} must be as the one before`);
  }
  return given;
}

/** The same of another realm's class, or of a polyfill. */
function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value);
}
