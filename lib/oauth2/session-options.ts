import type { SessionSettings } from '../session-settings.js';
import type {
  ClientAuthentication,
  ClientAuthenticationMethod,
  ClientSecretMethod,
} from './client-authentication/client-authentication.js';
import type { SenderConstraint } from './dpop/sender-constraint.js';
import type { Grant } from './grants/grants.js';
import type { ResponseMode } from './login/authorization-parameters.js';
import type { JwtResponseMode } from './login/jwt-response.js';
import type { RequestObjectSigner } from './login/request-object.js';
import type { OpenIdConnect } from './openid/openid-connect.js';
import type { OAuth2Hooks } from './hook-points.js';
import type { OAuth2Provider } from './provider.js';
import type { ResourceIndicator } from './resource-indicator.js';
import type { Scope } from './scope/scope.js';
import type { TokenRequestOptions } from './token-endpoint/token-request.js';

/** How the client proves who it is. Exactly one way; the compiler refuses mixtures. */
export type ClientIdentity = {
  /** What the server registered this app as (RFC 6749 §2.2). No secret. */
  clientId: string;
} & (
  | {
      clientSecret?: never;
      /** Default: `'none'`, a public client. `privateKeyJwt()`, `clientSecretJwt()` or a function of your own. */
      clientAuthentication?: Exclude<ClientAuthenticationMethod, ClientSecretMethod> | ClientAuthentication;
    }
  | {
      /** Leave it out for a public client: a secret that is shipped is none. An empty one is sent as an empty one. */
      clientSecret: string;
      /** Default: as the provider says, else as its metadata, else `'client_secret_basic'`. */
      clientAuthentication?: ClientSecretMethod;
    }
);

/** Where the first token comes from: a person at `redirectUri`, a grant that needs nobody, or a token you already hold. */
export type TokenOrigin =
  | ({
      /** Where the person comes back to, as it was registered (RFC 6749 §3.1.2). */
      redirectUri: string;
      grant?: never;
    } & LoginOptions)
  | ({
      /** Gets a token whenever one is needed, without a person: `clientCredentials()`, `jwtBearer()`, `tokenExchange()`, … */
      grant: Grant<true>;
      redirectUri?: never;
    } & { [Option in keyof LoginOptions]?: never })
  | ({ redirectUri?: never; grant?: never } & { [Option in keyof LoginOptions]?: never });

/** How a person is asked to log in. */
export interface LoginOptions {
  /** What to ask for, as a list or as one text: `['openid', 'email']` or `'openid email'`. Default: nothing, the server decides. */
  scope?: Scope;
  /** What the tokens are for (RFC 8707). Tokens of sessions with different ones are kept apart in a store. */
  resource?: ResourceIndicator;
  /** Where the answer comes. Default: the server's, which is the query for a code. `jwtResponse()` asks for signed answers (JARM). */
  responseMode?: ResponseMode | JwtResponseMode;
  /** Signs the requests: `signedRequestObject()` (RFC 9101). */
  requestObject?: RequestObjectSigner;
  /** Sends the requests to the server first, so that the person's browser carries a reference only (RFC 9126). Default: as its metadata says. */
  pushedAuthorizationRequests?: boolean;
}

/** Everything a session can be told. */
export type OAuth2SessionOptions = {
  /** The service: its endpoints, or its `issuer` alone; one of `axios-oauthlib/providers`, or of your own. */
  provider: OAuth2Provider;
} & ClientIdentity &
  TokenOrigin &
  OAuth2SessionSettings;

/** What a session can be told beyond who it is and where its token comes from. */
export interface OAuth2SessionSettings extends SessionSettings {
  /** Binds the tokens to a key: `dpop()` (RFC 9449). Default: a token is good for whoever has it. */
  dpop?: SenderConstraint;
  /** Asks for ID tokens and checks them: `openIdConnect()`. Default: an ID token that comes is kept as it is. */
  openIdConnect?: OpenIdConnect;
  /** How token requests look; wins over what the provider says. */
  tokenRequest?: TokenRequestOptions;
  /** Change what is sent and read at a named moment, after those of the provider. More: `session.hooks.register()`. */
  hooks?: OAuth2Hooks;
}

/** The names of all of them. */
export const sessionOptions: readonly string[] = [
  'provider',
  'clientId',
  'clientSecret',
  'clientAuthentication',
  'redirectUri',
  'scope',
  'resource',
  'responseMode',
  'requestObject',
  'pushedAuthorizationRequests',
  'grant',
  'store',
  'account',
  'leewaySeconds',
  'refresh',
  'tokenTimeoutMs',
  'renewalBudgetMs',
  'allowInsecureRequests',
  'dpop',
  'openIdConnect',
  'tokenRequest',
  'hooks',
  'axios',
];
