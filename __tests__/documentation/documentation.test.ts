import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run, sectionsOf, typeErrors } from '../../fixtures/documentation.js';

const markdown = `# One

\`\`\`ts
import { bearer } from 'axios-oauthlib';
const scheme = bearer('a token');
\`\`\`

In between.

\`\`\`sh
# not a heading
\`\`\`

\`\`\`ts
const { length } = await Promise.resolve(word);
const [first] = 'example.com';
\`\`\`

## Two

\`\`\`ts
const wrong: number = word;
scheme.authorize();
bearer('another token');
\`\`\`
`;

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'documentation-'));
  file = path.join(folder, 'page.md');
  writeFileSync(file, markdown);
});
afterAll(() => rmSync(folder, { recursive: true }));

const sections = () => Object.fromEntries(sectionsOf(file).map((section) => [section.heading, section]));

it('a section is all TypeScript under its heading, and runs as one program', async () => {
  const { One, Two } = sections();
  if (!One || !Two) throw new Error('A section was not found.');
  const declared = await run(One, { given: { word: 'seven c' }, replace: { 'example.com': 'loopback' } });
  expect(declared).toMatchObject({ length: 7, first: 'l', scheme: { authorize: expect.any(Function) } });
  await expect(run(Two, { given: { word: '' } })).rejects.toThrow('scheme is not defined');
  await expect(run(Two, { replace: { 'example.com': 'loopback' } })).rejects.toThrow('is not in "Two"');
});

it('a section takes other modules in place of those that it imports', async () => {
  const { One } = sections();
  if (!One) throw new Error('The section was not found.');
  const modules = { 'axios-oauthlib': { bearer: (token: string) => `it was given ${token}` } };
  expect(await run(One, { modules, given: { word: '' } })).toMatchObject({ scheme: 'it was given a token' });
});

it('what does not compile is found, with its line', () => {
  expect(typeErrors([file], 'declare const word: string;')).toEqual([
    `${file}:22 Type 'string' is not assignable to type 'number'.`,
    `${file}:23 Cannot find name 'scheme'.`,
  ]);
}, 60_000);
