import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

it('docs/troubleshooting.md has every error code once, and no other', () => {
  const sources = ['lib/errors.ts', ...readdirSync(path.join(root, 'lib/errors')).map((name) => `lib/errors/${name}`)];
  const codes = sources.flatMap((file) => read(file).match(/(?<=code = ')ERR_\w+/g) ?? []);
  const words = read('docs/troubleshooting.md').replace(/```[^]*?```/g, '');
  const shown = words.match(/ERR_\w+/g);
  expect(codes.length).toBeGreaterThan(25);
  expect(shown?.sort()).toEqual([...codes].sort());
});

it('docs/events-and-trace.md has every event', () => {
  const declared = ['lib/accounts/token-events.ts', 'lib/oauth2/oauth2-events.ts'].flatMap(
    (file) => read(file).match(/(?<=^ {2})\w+(?=: [\w{])/gm) ?? [],
  );
  const shown = read('docs/events-and-trace.md').match(/(?<=^\| `)\w+(?=`)/gm);
  expect(declared).toContain('renewalStarted');
  expect(shown?.sort()).toEqual([...declared].sort());
});
