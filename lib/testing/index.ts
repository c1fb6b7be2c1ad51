export { describeTokenStore, type OptionalVerb, type TokenStoreTests } from './describe-token-store.js';
export { describeProvider } from './provider/describe-provider.js';
export type { ExpectedRequest, ExpectedTokenCall, ProviderTests } from './provider/provider-tests.js';
export type { ServiceAnswer } from './provider/service.js';
