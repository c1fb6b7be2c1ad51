import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { OutgoingRequest } from '../scheme.js';

/** Lets the adapter give redirects back, for a credential that must be made anew for each hop. In a page, xhr cannot be told. */
export function takeRedirects(config: InternalAxiosRequestConfig): void {
  config.maxRedirects = 0;
  config.fetchOptions = { ...config.fetchOptions, redirect: 'manual' }; // axios before 1.20 does not tell fetch
}

/** Where the last hop ended, as axios' http adapter tells it. */
export function tellFinalUrl(request: OutgoingRequest, response: AxiosResponse | undefined): void {
  const { res } = (response?.request ?? {}) as { res?: { responseUrl?: string } };
  if (res) res.responseUrl ??= request.url.href;
}
