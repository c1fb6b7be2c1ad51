import { isPromise, type MaybePromise } from '../maybe-promise.js';

/** Goes on with a value: at once where it is there, so that HMAC signatures never cost a wait and redirects can be signed. */
export function after<T, U>(value: MaybePromise<T>, goOn: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return isPromise(value) ? value.then(goOn) : goOn(value);
}
