import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FileTokenStore } from '../../lib/stores/file.js';
import { hostileKeys } from '../../lib/testing/store/ground.js';

/** What Windows forbids in a name, or takes for a device, or changes silently (learn.microsoft.com, "Naming Files, Paths, and Namespaces"). */
const forbidden: Readonly<Record<string, RegExp>> = {
  'a forbidden character': /[<>:"/\\|?*]/,
  'a control character': /\p{Cc}/u,
  'a dot or a blank at its end': /[. ]$/,
  'the name of a device': /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?:\.|$)/i,
  'upper case, which is folded': /\p{Lu}/u,
  'characters that are normalised': /[^\x20-\x7e]/,
};

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-names-'))));
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

it('every name that FileTokenStore writes is one on Windows too, whatever the key', async () => {
  const open = jest.spyOn(fs, 'open');
  const link = jest.spyOn(fs, 'link');
  const store = new FileTokenStore(folder);
  const token = { access_token: 'at', token_type: 'Bearer', revision: '1' };
  for (const key of hostileKeys) {
    await store.withLock(key, async () => store.set(key, token), { waitMs: 5000 });
  }
  const damagedFolder = path.join(folder, readdirSync(folder)[0] ?? '');
  const damagedFile = readdirSync(damagedFolder).find((name) => name.startsWith('token')) ?? '';
  const { key: damagedKey } = JSON.parse(readFileSync(path.join(damagedFolder, damagedFile), 'utf8')) as {
    key: string;
  };
  writeFileSync(path.join(damagedFolder, damagedFile), '');
  await store.set(damagedKey, token);

  const written = [...open.mock.calls, ...link.mock.calls].flatMap(([one, other]) => [one, other]);
  const paths = written.filter((each) => String(each).startsWith(folder + path.sep)).map(String);
  const names = new Set(paths.flatMap((each) => path.relative(folder, each).split(path.sep)));
  const kinds = ['.json', '.draft', '.damaged'].filter((ending) => [...names].some((name) => name.endsWith(ending)));
  expect(kinds).toEqual(['.json', '.draft', '.damaged']);
  expect(names.size).toBeGreaterThan(2 * hostileKeys.length);
  for (const [what, pattern] of Object.entries(forbidden))
    expect({ what, names: [...names].filter((name) => pattern.test(name)) }).toEqual({ what, names: [] });
  // Windows ends a path at 260 characters: half of them are left for the folder.
  expect(Math.max(...paths.map((each) => path.relative(folder, each).length))).toBeLessThan(130);
});
