import { createHash, randomUUID } from 'node:crypto';
import { link, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError, TokenRecordError } from '../errors.js';
import { assertKnownOptions } from '../options.js';
import type { Token, TokenStore } from '../token-store.js';
import { asideOf, parsedRecord, recordAfter, type FileRecord } from './file-record.js';
import { withHeartbeatLock } from './heartbeat-lock.js';
import { NumberedFiles, unless } from './numbered-files.js';

/** Options of {@link FileTokenStore}. */
export interface FileTokenStoreOptions {
  /**
   * Milliseconds without a sign of life after which the lock of a stopped process, or of another machine, is over. A process
   * that ended on this machine is followed at once. Make it less than `renewalBudgetMs`. Default: 10,000.
   */
  lockLifeMs?: number;
}

/**
 * Tokens in a folder of this machine, for one process or many: files of mode 0600 in folders of mode 0700, one folder a key.
 * Each write is a new file, flushed to disk before it counts, so that `kill -9` or a power failure at any moment leaves either
 * the old token or the new one. File systems without hard links (FAT) will not do.
 *
 * It has no `subscribe`: what `fs.watch` reports depends on the kind of mount, and a feed that may be silent is worse than none.
 *
 * @throws {TokenRecordError} From `get` and `replace`: a file is damaged. A `set` or a `delete` keeps it aside and goes on.
 */
export class FileTokenStore implements TokenStore {
  readonly #folder: string;
  readonly #lockLifeMs: number;

  /** @param folder - Made when it is not there. Nothing else should live in it. */
  constructor(folder: string, options: FileTokenStoreOptions = {}) {
    assertKnownOptions(options, ['lockLifeMs']);
    const { lockLifeMs = 10_000 } = options;
    if (typeof folder !== 'string' || folder === '')
      throw new ConfigurationError('folder', 'give the path of a folder.');
    if (!(lockLifeMs >= 100)) throw new ConfigurationError('lockLifeMs', 'give milliseconds, at least 100.');
    this.#folder = path.resolve(folder);
    this.#lockLifeMs = lockLifeMs;
  }

  async get(key: string): Promise<Token | undefined> {
    return soundRecord(await this.#latest(folderName(key), key))?.token;
  }

  async set(key: string, token: Token): Promise<void> {
    await this.#write(key, () => true, token);
  }

  async delete(key: string): Promise<void> {
    await this.#write(key, ({ damage, record }) => damage !== undefined || record?.token !== undefined);
  }

  replace(key: string, expected: string | undefined, next: Token): Promise<boolean> {
    return this.#write(key, (latest) => soundRecord(latest)?.token?.revision === expected, next);
  }

  withLock<T>(key: string, work: () => Promise<T>, { waitMs }: { waitMs: number }): Promise<T> {
    const locks = new NumberedFiles(path.join(this.#folder, folderName(key)), 'lock', { durable: false });
    return withHeartbeatLock(locks, { waitMs, lifeMs: this.#lockLifeMs }, work);
  }

  /** @throws {TokenRecordError} One of them is damaged: after all others were listed. */
  async *keys(): AsyncGenerator<string> {
    let damaged: TokenRecordError | undefined;
    const names = await readdir(this.#folder).catch(unless('ENOENT', []));
    for (const name of names.filter(isFolderName)) {
      const { record, damage } = await this.#latest(name, name);
      damaged ??= damage;
      if (record?.key !== undefined) yield record.key;
    }
    if (damaged) throw damaged;
  }

  /** Makes `token`, or none, the latest record, if what is there at that very moment allows it. */
  async #write(key: string, isAllowed: (latest: Latest) => boolean, token?: Token): Promise<boolean> {
    const files = this.#files(folderName(key));
    for (;;) {
      const latest = await this.#latest(folderName(key), key);
      if (!isAllowed(latest)) return false;
      if (latest.damage) await keepAside(files.pathOf(latest.number));
      const write = randomUUID();
      const record = JSON.stringify(recordAfter(latest.record, write, key, token));
      if (!(await files.publish(latest.number + 1, record))) continue;
      if (!(await this.#counted(key, write))) continue;
      await files.sweep(latest.number + 1);
      return true;
    }
  }

  /** Whether a published record was ever the latest: its writer may have been stopped before, and its number swept since. */
  async #counted(key: string, write: string): Promise<boolean> {
    const { record } = await this.#latest(folderName(key), key);
    return record?.write === write || record?.earlier.includes(write) === true;
  }

  async #latest(folder: string, key: string): Promise<Latest> {
    const files = this.#files(folder);
    for (;;) {
      const number = await files.latest();
      if (number === 0) return { number };
      const text = await readFile(files.pathOf(number), 'utf8').catch(unless('ENOENT', undefined));
      if (text === undefined) continue; // swept: there is a later one
      try {
        const isOurs = (keyInside: string) => folderName(keyInside) === folder;
        return { number, record: parsedRecord(text, files.pathOf(number), key, isOurs) };
      } catch (damage) {
        if (damage instanceof TokenRecordError) return { number, damage };
        throw damage;
      }
    }
  }

  #files(folder: string): NumberedFiles {
    return new NumberedFiles(path.join(this.#folder, folder), 'token', { durable: true });
  }
}

/** The latest record of a key: none, sound, or damaged. */
interface Latest {
  readonly number: number;
  readonly record?: FileRecord;
  readonly damage?: TokenRecordError;
}

function soundRecord({ record, damage }: Latest): FileRecord | undefined {
  if (damage) throw damage;
  return record;
}

/** Before anything takes its place. */
async function keepAside(file: string): Promise<void> {
  await link(file, asideOf(file)).catch(unless('EEXIST', undefined));
}

/** A key may be of any length and any characters, and folders may fold case: only its digest is a safe name. */
function folderName(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Some systems leave files of their own in every folder. */
function isFolderName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}
