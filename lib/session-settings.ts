import type { AxiosInstance } from 'axios';
import type { TokenStore } from './token-store.js';

/** What every session can be told, whatever its protocol. */
export interface SessionSettings {
  /** Default: a new MemoryTokenStore. */
  store?: TokenStore;
  /** Default: `'default'`. */
  account?: string;
  /**
   * Seconds before its expiry in which a token that can be renewed is renewed in the background. Default: 60; never more than a
   * quarter of its life.
   */
  leewaySeconds?: number;
  /** `'manual'`: an expired token rejects with TokenExpiredError instead. Default: `'automatic'`. */
  refresh?: 'automatic' | 'manual';
  /** Milliseconds for one call of the authorization server, until its whole answer is read; more than 0. Default: 10,000. */
  tokenTimeoutMs?: number;
  /** Milliseconds for a renewal with all its tries and waits; more than 0. Default: 30,000. */
  renewalBudgetMs?: number;
  /** Accepts http endpoints and origins other than loopback. For closed networks only. Default: false. */
  allowInsecureRequests?: boolean;
  /** The instance that calls the authorization server: its proxy, agents, certificates and adapter apply. Never attached to. */
  axios?: AxiosInstance;
}
