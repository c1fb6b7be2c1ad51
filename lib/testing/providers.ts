export { describeProvider } from './provider/describe-provider.js';
export { describeOAuth1Provider } from './provider/describe-oauth1-provider.js';
export type {
  Carried,
  ExpectedRefusal,
  ExpectedRequest,
  ExpectedTokenCall,
  HeldToken,
  ExpectedValue,
  ProviderTests,
} from './provider/provider-tests.js';
export type { ExpectedCredentialsCall, OAuth1ProviderTests } from './provider/oauth1-provider-tests.js';
export type { ServiceAnswer } from './provider/service.js';
export type { TestRunner } from './runner.js';
