import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { documentationGiven } from '../../fixtures/documentation-given.js';
import { blocksOf, typeErrors } from '../../fixtures/documentation.js';

const root = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const pages = [...readdirSync(root), ...readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith('.md'),
);
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

it('every block of code in the documentation compiles against the sources', () => {
  expect(pages.flatMap(blocksOf).filter(({ language }) => language === 'ts').length).toBeGreaterThan(40);
  expect(typeErrors(pages, documentationGiven)).toEqual([]);
}, 120_000);

it('every command in the documentation is there', () => {
  const commands = pages.flatMap((page) => commandsIn(read(page)).map((command) => `${page}: ${command}`));
  expect(commands.length).toBeGreaterThan(15);
  expect(commands.filter((command) => !isThere(command.replace(/^.*?: /, '')))).toEqual([]);
});

it('every link of the documentation leads to a page and a heading that are there', () => {
  const broken = pages.flatMap((page) =>
    linksIn(read(page)).flatMap((link) => (leads(page, link) ? [] : `${page}: ${link}`)),
  );
  expect(broken).toEqual([]);
});

it('every language of a block is one that is checked, or holds no code', () => {
  const known = ['', 'ts', 'sh', 'sql', 'diff', 'mermaid'];
  const languages = new Set(pages.flatMap(blocksOf).map(({ language }) => language));
  expect([...languages].filter((language) => !known.includes(language))).toEqual([]);
});

/** In blocks, and in sentences. */
function commandsIn(markdown: string): string[] {
  const shown = markdown.match(/\b(npm (run [\w:-]+|test\b|ci\b)|npx [\w-]+|node [\w/.-]+\.mjs|\.ci\/run)/g);
  return shown ?? [];
}

function isThere(command: string): boolean {
  const [program = '', first = '', second = ''] = command.split(' ');
  if (program === 'npm') return first === 'run' ? second in scripts : first === 'ci' || first in scripts;
  if (program === 'npx') return existsSync(path.join(root, 'node_modules/.bin', first));
  return existsSync(path.join(root, program === 'node' ? first : program));
}

/** Those within this repository. */
function linksIn(markdown: string): string[] {
  const text = markdown.replace(/```[^]*?```|`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^https?:/.test(link));
}

function leads(page: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? page : path.join(path.dirname(page), file);
  if (!existsSync(path.join(root, target))) return false;
  return anchor === undefined || headingsIn(read(target)).includes(anchor);
}

/** As the anchors of a page are spelt. */
function headingsIn(markdown: string): string[] {
  const titles = [...markdown.replace(/```[^]*?```/g, '').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title);
  return titles.map((title) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
