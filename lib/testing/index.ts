export { describeTokenStore, type OptionalVerb, type TokenStoreTests } from './describe-token-store.js';
export { fakeProvider, type FakeProvider, type FakeProviderOptions, type FakeTokenCall } from './fake/fake-provider.js';
export type { FakeToken } from './fake/fake-tokens.js';
export type { Mock, MockAdapterClass, MockAnswer } from './fake/mock-adapter.js';
export type { TestRunner } from './runner.js';
