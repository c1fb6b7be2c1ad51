import { ConfigurationError } from '../errors.js';
import type { OAuth2Client } from './client.js';
import type { OAuth2Session } from './session.js';

/**
 * The client of a session, for functions beside it that only some need: what they import is in no other bundle. A plain
 * member, because a class with a computed one, or with a static block, is in every bundle.
 */
export function clientOf(session: OAuth2Session): OAuth2Client {
  const { client } = (session ?? {}) as Partial<OAuth2Session>;
  if (client) return client;
  throw new ConfigurationError('session', 'must be an OAuth2Session.');
}
