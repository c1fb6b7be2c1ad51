import type { Grant } from '../../oauth2/grants/grants.js';
import type { OAuth2Provider } from '../../oauth2/provider.js';
import type { Scope } from '../../oauth2/scope/scope.js';
import type { GivenToken } from '../../oauth2/token.js';
import type { TestRunner } from '../runner.js';
import type { ServiceAnswer } from './service.js';

/** A text, `null` for what must not be sent, or a judge of texts that are new each time. */
export type ExpectedValue = string | null | ((sent: string) => boolean);

/** What one request is to look like, beyond what the RFC says of all. */
export interface ExpectedRequest {
  readonly url: string;
  /** Default: `'POST'`. */
  readonly method?: string;
  /** Those that the protocol itself needs (`grant_type`, `code`, `state`, …) are expected without being named; `null`: not sent. */
  readonly parameters?: Readonly<Record<string, ExpectedValue>>;
  /** In lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: `'form'`. */
  readonly body?: 'form' | 'json' | 'query' | 'none';
}

/** A token call: the request that must be sent, and what the service answers. */
export interface ExpectedTokenCall {
  readonly request: ExpectedRequest;
  /** JSON with status 200; `{ status, headers, body }` is for others. */
  readonly answer: Readonly<Record<string, unknown>> | ServiceAnswer;
  /** What is kept: the members of the token, with `expires_in` for its lifetime. Default: as it was answered. */
  readonly token?: Readonly<Record<string, unknown>>;
}

/** In place of a login: a token that a program has from elsewhere. */
export interface HeldToken {
  /** What it gives to `setToken()`. */
  readonly held: GivenToken;
}

/** How a request carries a token. */
export interface Carried {
  /** In lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** In the query. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What the service answers when it refuses, and the error that must come of it. */
export interface ExpectedRefusal {
  /** Default: `'refresh'` where there is one, else `'login'`. */
  readonly of?: 'login' | 'refresh' | 'revocation';
  readonly answer: ServiceAnswer;
  /** Default: `'ERR_OAUTH_INVALID_GRANT'`: the person must log in again; `'ERR_OAUTH_ENDPOINT'` for a revocation. */
  readonly code?: string;
  /** Words of the service that the message must have. */
  readonly says: string;
}

/** What {@link describeProvider} needs to know of a service, as its own documentation has it: what must be sent, what it answers. */
export interface ProviderTests {
  readonly provider: OAuth2Provider;
  /** Where the shapes are from: the service's own page. */
  readonly source: string;
  /** How the client must prove who it is; its id is `client-id`, its secret `client-secret`. */
  readonly clientAuthentication: 'client_secret_basic' | 'client_secret_post' | 'none';
  readonly scope?: Scope;
  /** The login of a person. */
  readonly login?: {
    /** Further parameters that a program gives to `authorizationUrl()`. */
    readonly extra?: Readonly<Record<string, string>>;
    /** Whether a code challenge must be sent. Default: true. */
    readonly pkce?: boolean;
    readonly authorizationRequest: Omit<ExpectedRequest, 'method' | 'body' | 'headers'>;
    /** What comes back beside `code` and `state`. */
    readonly callback?: Readonly<Record<string, string>>;
  };
  /** In place of a login: the grant that gives the first token, and every other one if it is repeatable. */
  readonly grant?: Grant;
  /** Trades the code, or runs the grant. */
  readonly token: ExpectedTokenCall | HeldToken;
  /** A request to the API. */
  readonly api: {
    readonly url: string;
    /** How it must carry the token. Default: `Authorization: Bearer …`. */
    readonly carries?: (accessToken: string) => Carried;
    /** What the API answers to a token that has expired. Default: 401. */
    readonly expired?: ServiceAnswer;
  };
  /** Of services that renew: sent when the API has said that the token has expired. */
  readonly refresh?: ExpectedTokenCall;
  /**
   * What must be sent to revoke the token; `token`, its hint and the client's authentication are expected without being named (RFC
   * 7009 §2.1).
   */
  readonly revocation?: ExpectedRequest & {
    /** Default: status 200, and nothing in it. */
    readonly answer?: ServiceAnswer;
  };
  /** Of services without revocation: where it says, or is done, how the access is taken back; which the error must name. */
  readonly revocationPage?: string;
  /** Refusals of the token endpoint, and of a revocation. */
  readonly refusals?: readonly ExpectedRefusal[];
  /** For runners without globals: `describe` and `it` of `vitest` or `node:test`. Default: the global ones. */
  readonly runner?: TestRunner;
}
