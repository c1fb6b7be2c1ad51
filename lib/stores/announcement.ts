import type { Hearing } from './change-feed.js';
import { spelled, unspelled } from './spelled-key.js';

/** Longer messages are refused by PostgreSQL (8000 bytes); a key of this many characters has three bytes for each at most. */
const longestKey = 2500;

/** Tells who changed which key. A key that is too long is not named. */
export function announcement(writer: string, key: string): string {
  const spelling = spelled(key);
  return spelling.length > longestKey ? writer : `${writer} ${spelling}`;
}

/** Hears of what others announce; what we wrote ourselves is no news. */
export function hear(text: string, ownName: string, { changed, live }: Hearing): void {
  if (text.startsWith(ownName)) return;
  const separator = text.indexOf(' ');
  const key = separator < 0 ? undefined : unspelled(text.slice(separator + 1));
  if (key !== undefined) {
    changed(key);
    return;
  }
  // It may have been any: every copy must go.
  live(false);
  live(true);
}
