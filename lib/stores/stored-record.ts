import type { Token } from '../token-store.js';
import { tokenIn } from './stored-text.js';

/** What a server has under a key. */
export interface Stored {
  /** The revision as it stands beside the record, for the compare-and-set. */
  readonly revision: string | undefined;
  /** Undefined: what is there is damaged. */
  readonly record: Token | undefined;
  readonly text: string;
}

/**
 * @param revision - What stands beside the text. One that is not the record's own would have every renewal of it overtaken.
 * @param spelledRevision - How a record's revision is written there.
 */
export function storedAs(
  text: string,
  revision: string | undefined,
  spelledRevision: (revision: string) => string = (same) => same,
): Stored {
  const record = tokenIn(text);
  const isSound = record !== undefined && spelledRevision(record.revision) === revision;
  return { revision, record: isSound ? record : undefined, text };
}
