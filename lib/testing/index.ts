export { describeTokenStore, type OptionalVerb, type TokenStoreTests } from './describe-token-store.js';
export type { TestRunner } from './runner.js';
