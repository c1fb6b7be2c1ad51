import type { Mend } from './token-answer.js';

/** What a service says in place of the errors of RFC 6749 §5.2; its own word goes into the description. */
// @__NO_SIDE_EFFECTS__
export function errorsNamed(names: Readonly<Record<string, string>>): Mend {
  return (members) => {
    const { error, error_description: description } = members;
    const name = typeof error === 'string' && Object.hasOwn(names, error) ? names[error] : undefined;
    if (name === undefined) return members;
    const own = [error, description].filter((text) => typeof text === 'string').join(': ');
    return { ...members, error: name, error_description: own };
  };
}
