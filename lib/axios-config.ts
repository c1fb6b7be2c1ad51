/** Per-request options, under the one key `oauth` of an axios config. Plain data: axios deep-copies it. */
export interface OAuthRequestOptions {
  /** Whose credential to use. Default: the account of the attached session. */
  account?: string;
}

/** What a request without options of its own has. */
export const noOptions: OAuthRequestOptions = Object.freeze({});

declare module 'axios' {
  // No type parameters here: this form merges with every axios 1.x, whatever parameters its own declaration has.
  interface AxiosRequestConfig {
    /** Which credential this request carries; `false` sends it without one. */
    oauth?: OAuthRequestOptions | false;
  }
}
