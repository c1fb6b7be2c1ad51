export { describeTokenStore, type OptionalVerb, type TokenStoreTests } from './describe-token-store.js';
