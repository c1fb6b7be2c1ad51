import { tokenEventNames, type TokenEvents } from '../accounts/token-events.js';

/** What a session can be listened to for. */
export interface OAuth2Events extends TokenEvents {
  /** The server granted another scope than it was asked for, or another than before (RFC 6749 §3.3). */
  scopeChanged: { asked: string; granted: string; account: string };
}

/** Every event, for checking names. */
export const oauth2EventNames = [...tokenEventNames, 'scopeChanged'] as const satisfies readonly (keyof OAuth2Events)[];
