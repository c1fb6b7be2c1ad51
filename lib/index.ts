export { attach, detach } from './attach.js';
export * from './oauth2/index.js';
export { MemoryTokenStore } from './stores/memory.js';
export * from './errors.js';
export type { OAuthRequestOptions } from './axios-config.js';
export type { MaybePromise } from './maybe-promise.js';
export type { AttachOptions } from './sending/origin.js';
export type { AuthScheme, OutgoingRequest, RedirectHop } from './scheme.js';
export type { DpopKey, OAuth1Token, OAuth2Token, RefusedGrant, Revisioned, Token, TokenStore } from './token-store.js';
