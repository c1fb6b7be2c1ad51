import type { Token } from '../token-store.js';

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
  const record = parsed(text);
  const isSound = isToken(record) && spelledRevision(record.revision) === revision;
  return { revision, record: isSound ? record : undefined, text };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the error of JSON.parse quotes what it read: a token
  }
}

function isToken(value: unknown): value is Token {
  return typeof value === 'object' && value !== null && 'revision' in value && typeof value.revision === 'string';
}
