import { AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';

/**
 * Inherits nothing but what axios gives its own configs, so a polluted Object.prototype has no say in a request. An instance
 * rather than `Object.create(null)`: V8 keeps that in dictionary mode, and the copy is the dearest part of a request with a
 * fresh token (`npm run bench`). For the same reason members are copied one by one: Object.assign and spread take four times
 * as long from axios' dictionary-mode config.
 */
class BareConfig {
  [member: string | symbol]: unknown;

  static {
    const { prototype } = this;
    Object.setPrototypeOf(prototype, null);
    Object.defineProperty(
      prototype,
      'hasOwnProperty',
      Object.getOwnPropertyDescriptor(Object.prototype, 'hasOwnProperty') ?? {},
    );
    Object.freeze(prototype);
  }
}

/** A copy with the same members. The headers are still the caller's object: see {@link copyHeaders}. */
export function copyConfig(config: InternalAxiosRequestConfig): InternalAxiosRequestConfig {
  const source = config as unknown as Record<string | symbol, unknown>;
  const copy = new BareConfig();
  for (const key of Object.keys(source)) copy[key] = source[key];
  for (const key of Object.getOwnPropertySymbols(source)) copy[key] = source[key];
  return copy as unknown as InternalAxiosRequestConfig;
}

/**
 * A copy of headers without `except`, however its name is spelt. Not through AxiosHeaders' own methods: they normalise every
 * name again.
 */
export function copyHeaders(headers: AxiosHeaders, except = ''): AxiosHeaders {
  const source = headers as unknown as Record<string, unknown>;
  const copy = new AxiosHeaders();
  const target = copy as unknown as Record<string, unknown>;
  const lower = except.toLowerCase();
  for (const name of Object.keys(source)) {
    if (name.length !== lower.length || name.toLowerCase() !== lower) target[name] = source[name];
  }
  return copy;
}
