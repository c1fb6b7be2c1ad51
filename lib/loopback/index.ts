export { loginWithLoopback } from './login-with-loopback.js';
export type {
  LoopbackOptions,
  OAuth1LoopbackOptions,
  OAuth2LoopbackOptions,
  TextInput,
  TextOutput,
} from './loopback-options.js';
