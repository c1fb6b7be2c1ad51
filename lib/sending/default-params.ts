import type { InternalAxiosRequestConfig } from 'axios';

/**
 * Whether axios itself makes a query of `params`. A credential for the query then goes to `params`, for mocks match on `url` and
 * `params` as they are given.
 */
export function isSerialisedByDefault({ params, paramsSerializer }: InternalAxiosRequestConfig): boolean {
  if (typeof paramsSerializer === 'function' || paramsSerializer?.encode || paramsSerializer?.serialize) return false;
  if (params === undefined || params === null) return true;
  return Object.prototype.toString.call(params) === '[object Object]';
}
