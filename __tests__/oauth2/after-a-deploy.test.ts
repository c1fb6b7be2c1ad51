import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const root = resolve(__dirname, '../..');
const cache = join(root, 'node_modules/.cache');

/** A bundle in several files, of which a deploy takes away those that are not loaded yet. */
async function bundled(): Promise<string> {
  await mkdir(cache, { recursive: true });
  const outdir = await mkdtemp(join(cache, 'after-a-deploy-'));
  await build({
    stdin: { contents: "export { attach, bearer, OAuth2Session } from './lib/index.js';", resolveDir: root },
    alias: { '#crypto': join(root, 'lib/crypto/native.ts') },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
    outdir,
    logLevel: 'error',
  });
  return outdir;
}

describe('a page that outlives a deploy', () => {
  let outdir: string;
  let seen: Record<string, unknown>;

  beforeAll(async () => {
    outdir = await bundled();
    const page = join(root, 'fixtures/page-after-a-deploy.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [page, outdir]);
    seen = JSON.parse(stdout) as Record<string, unknown>;
  });

  afterAll(() => rm(outdir, { recursive: true, force: true }));

  it('had files that were not loaded, and lost them', async () => {
    expect(seen['lost']).toEqual(expect.arrayContaining([expect.stringMatching(/^redact-/)]));
    expect(await readdir(outdir)).toContain('stdin.mjs');
  });

  it('still sends its token to the place that was named before', () => {
    expect(seen['placed']).toBe('t-1');
  });

  it('renews, and learns of a login that is over', () => {
    expect(seen['renewed']).toBe('Bearer t-2');
    expect(seen['ended']).toMatchObject({ code: 'ERR_OAUTH_INVALID_GRANT', error: 'invalid_grant' });
  });

  it("gets the same errors as before, without the server's words", () => {
    expect(seen['refused']).toMatchObject({ code: 'ERR_OAUTH_TOKEN_REFUSED', error: 'invalid_token' });
    expect(seen['scope']).toMatchObject({ code: 'ERR_OAUTH_INSUFFICIENT_SCOPE', scope: ['write'] });
    expect(JSON.stringify(seen)).not.toContain('as the server says it');
    expect(JSON.stringify(seen)).toContain('[not shown]');
  });

  it('sends nothing where a placement is named only now', () => {
    expect(seen['late']).toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' });
    expect(seen['lateSent']).toBe(0);
  });
});
