import { TokenRecordError } from '../errors.js';
import type { Token } from '../token-store.js';

/** What a file of {@link FileTokenStore} holds. */
export interface FileRecord {
  /** Names this write. */
  readonly write: string;
  /** The writes that it came after, the latest first: by them a writer knows that its own was there, though it is gone already. */
  readonly earlier: readonly string[];
  /** Not in a record of a deletion: who is forgotten leaves no name. */
  readonly key?: string;
  readonly token?: Token;
}

/** What a file holds after this write; without a token, after a deletion. */
export function recordAfter(previous: FileRecord | undefined, write: string, key: string, token?: Token): FileRecord {
  const earlier = previous ? [previous.write, ...previous.earlier].slice(0, rememberedWrites) : [];
  return token ? { write, earlier, key, token } : { write, earlier };
}

/** As many as others may make while a writer is stopped between its write and its look whether that counted. */
const rememberedWrites = 64;

/**
 * @param isOurs - Whether the key inside is the one that was asked for.
 * @throws {TokenRecordError} It is not what was written here.
 */
export function parsedRecord(text: string, file: string, key: string, isOurs: (key: string) => boolean): FileRecord {
  const record = objectIn(text);
  const { write, earlier, key: ownKey, token } = record ?? {};
  const isSound = typeof write === 'string' && Array.isArray(earlier);
  const isDeletion = token === undefined && ownKey === undefined;
  if (isSound && (isDeletion || (isToken(token) && typeof ownKey === 'string' && isOurs(ownKey)))) return record as unknown as FileRecord; // prettier-ignore
  throw new TokenRecordError(
    key,
    `${file} is damaged. Restore it, or log in again: the next login or log-out keeps it aside as ${asideOf(file)}.`,
  );
}

/** Where a damaged file is kept. */
export function asideOf(file: string): string {
  return file.replace(/\.json$/, '.damaged');
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // the error of JSON.parse quotes what it read: a token
  }
}

function isToken(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'revision' in value && typeof value.revision === 'string';
}
