import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Files `kind-1.json`, `kind-2.json`, … of which the highest counts. A new one is written aside and then linked to the next
 * number, which the file system lets one writer do only: a compare-and-set without a lock, so nothing is left locked by a
 * writer that dies, and one that was stopped half-way finds its number taken. The highest is never removed.
 */
export class NumberedFiles {
  readonly #folder: string;
  readonly #kind: string;
  readonly #pattern: RegExp;
  readonly #durable: boolean;

  /** @param options.durable - Whether what is published must outlive a power failure. */
  constructor(folder: string, kind: string, { durable }: { durable: boolean }) {
    this.#folder = folder;
    this.#kind = kind;
    this.#pattern = new RegExp(`^${kind}-(\\d+)\\.(json|[^.]+\\.draft)$`);
    this.#durable = durable;
  }

  pathOf(number: number): string {
    return path.join(this.#folder, `${this.#kind}-${String(number)}.json`);
  }

  /** The highest number, 0 when there is none. */
  async latest(): Promise<number> {
    return Math.max(0, ...(await this.#entries()).filter(({ isDraft }) => !isDraft).map(({ number }) => number));
  }

  /** Makes `content` the file of this number, whole or not at all. False: somebody else was first. */
  async publish(number: number, content: string): Promise<boolean> {
    const draft = path.join(this.#folder, `${this.#kind}-${String(number)}.${randomUUID()}.draft`);
    try {
      await this.#write(draft, content);
      await link(draft, this.pathOf(number));
      if (this.#durable) await syncFolder(this.#folder);
      return true;
    } catch (error) {
      // Without its draft: somebody has swept it, who had published this number.
      if (hasCode(error, 'EEXIST', 'ENOENT')) return false;
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** Removes what `number` has made obsolete: lower ones, and drafts of those who came second or died. */
  async sweep(number: number): Promise<void> {
    const obsolete = (await this.#entries()).filter((entry) => entry.number < number + Number(entry.isDraft));
    await Promise.all(obsolete.map(({ name }) => rm(path.join(this.#folder, name), { force: true })));
  }

  async #entries(): Promise<{ name: string; number: number; isDraft: boolean }[]> {
    const names = await readdir(this.#folder).catch(unless('ENOENT', []));
    return names.flatMap((name) => {
      const [, number, ending] = this.#pattern.exec(name) ?? [];
      return number === undefined ? [] : [{ name, number: Number(number), isDraft: ending !== 'json' }];
    });
  }

  async #write(draft: string, content: string): Promise<void> {
    await this.#makeFolder();
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(content);
      if (this.#durable) await file.sync();
    } finally {
      await file.close();
    }
  }

  async #makeFolder(): Promise<void> {
    const made = await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    if (made !== undefined && this.#durable) await syncFolder(path.dirname(this.#folder));
  }
}

/** For `catch`: the value instead of an error of this code. */
export function unless<T>(code: string, value: T): (error: unknown) => T {
  return (error) => {
    if (hasCode(error, code)) return value;
    throw error;
  };
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes(String((error as NodeJS.ErrnoException).code));
}

/** A name outlives a power failure only once its folder is written. Windows does so by itself, and opens no folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
