export { describeTokenStore, type OptionalVerb, type TokenStoreTests } from './describe-token-store.js';
export { describeProvider } from './provider/describe-provider.js';
export { describeOAuth1Provider } from './provider/describe-oauth1-provider.js';
export type {
  Carried,
  ExpectedRefusal,
  ExpectedRequest,
  ExpectedTokenCall,
  ExpectedValue,
  ProviderTests,
} from './provider/provider-tests.js';
export type { ExpectedCredentialsCall, OAuth1ProviderTests } from './provider/oauth1-provider-tests.js';
export type { ServiceAnswer } from './provider/service.js';
export { fakeProvider, type FakeProvider, type FakeProviderOptions, type FakeTokenCall } from './fake/fake-provider.js';
export type { FakeToken } from './fake/fake-tokens.js';
export type { Mock, MockAdapterClass, MockAnswer } from './fake/mock-adapter.js';
export type { TestRunner } from './runner.js';
