import type { Hearing } from './change-feed.js';
import { spelled, unspelled } from './spelled-key.js';

/** Longer messages are refused by PostgreSQL (8000 bytes); a key of this many characters has three bytes for each at most. */
const longestKey = 2500;

/** Tells who changed which key. A key that is too long is not named. */
export function announcement(writer: string, key: string): string {
  const spelling = spelled(key);
  return spelling.length > longestKey ? writer : `${writer} ${spelling}`;
}

/** Hears of what others announce: what we wrote is no news here. */
export function hear(text: string, ownName: string, hearing: Hearing): void {
  if (text.startsWith(ownName)) return;
  const separator = text.indexOf(' ');
  if (separator < 0) hearing.missed();
  else hearing.changed(unspelled(text.slice(separator + 1)));
}
