import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

// The matrix of runtimes downloads them, with npm. Here the registry is one that drops connections.

const name = 'a-runtime';
const tools = pathToFileURL(path.join(__dirname, '../scripts/runtimes/tools.mjs')).href;
const program = `
  import { npmInstall } from '${tools}';
  await npmInstall('.', ['${name}']).then(() => console.log('installed'), (error) => console.log(error.constructor.name));
`;

let folder: string;
let tarball: Buffer;
let registry: Server;
let url: string;
let drops: number;
let asked: number;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-install-'));
  mkdirSync(path.join(folder, 'package'));
  writeFileSync(path.join(folder, 'package/package.json'), JSON.stringify({ name, version: '1.0.0' }));
  execFileSync('tar', ['-czf', 'it.tgz', 'package'], { cwd: folder });
  tarball = readFileSync(path.join(folder, 'it.tgz'));
  registry = createServer((request, response) => {
    if (request.url === `/${name}`) return response.end(JSON.stringify(metadata()));
    asked++;
    return asked > drops ? response.end(tarball) : request.socket.destroy();
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
});

afterAll(() => {
  registry.close();
  registry.closeAllConnections();
  rmSync(folder, { recursive: true });
});

function metadata() {
  const only = { name, version: '1.0.0', dist: { tarball: `${url}/it.tgz` } };
  return { name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': only } };
}

/** In an empty folder, with an npm that gives up at once. */
async function install(dropped: number): Promise<string> {
  [asked, drops] = [0, dropped];
  const cwd = mkdtempSync(path.join(folder, 'project-'));
  const npm = { npm_config_registry: url, npm_config_cache: path.join(cwd, 'cache'), npm_config_fetch_retries: '0' };
  const options = { cwd, env: { ...process.env, ...npm } };
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], options);
  return (await run).stdout.trim();
}

it('a download that is dropped once is asked for once more', async () => {
  expect(await install(1)).toBe('installed');
  expect(asked).toBe(2);
});

it('a download that is dropped again is named as what is missing, not as a failure of the package', async () => {
  expect(await install(2)).toBe('NotToBeHad');
  expect(asked).toBe(2);
});
