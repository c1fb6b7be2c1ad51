/** A value now, or later. The hot path answers now. */
export type MaybePromise<T> = T | Promise<T>;

/** Not `instanceof`: a promise may come from another realm, as under Jest. */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function';
}
