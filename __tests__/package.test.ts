import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.join(__dirname, '..');
const { exports: exported } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { exports: object };
/** As users import them. */
const entries = Object.keys(exported)
  .filter((name) => name !== './package.json')
  .map((name) => name.replace('.', 'axios-oauthlib'));
let folder: string;

/** The packed tarball in an empty folder, beside axios and its dependencies, as a user has it. */
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'axios-oauthlib-package-'));
  const modules = path.join(folder, 'node_modules');
  mkdirSync(path.join(modules, 'axios-oauthlib'), { recursive: true });
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root, stdio: 'pipe' });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  execFileSync('tar', [
    '-xf',
    path.join(folder, tarball),
    '--strip-components=1',
    '-C',
    path.join(modules, 'axios-oauthlib'),
  ]);
  for (const name of ['axios', 'jose', 'oauth-1.0a', 'crypto-js']) {
    symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name), 'dir');
  }
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a program in that folder, and gives back what it prints. */
function run(name: string, program: string): unknown {
  writeFileSync(path.join(folder, name), program);
  return JSON.parse(execFileSync(process.execPath, [name], { cwd: folder, encoding: 'utf8' }));
}

const job = `
const seen = [];
const answer = (config, status, data) => ({ config, status, statusText: '', headers: {}, data: JSON.stringify(data), request: {} });
const server = async (config) => {
  if (config.url.endsWith('/token')) return answer(config, 200, { access_token: 'at', expires_in: 3600 });
  seen.push(config.headers.Authorization);
  return answer(config, 200, { ok: true });
};
const client = { clientId: 'billing', clientSecret: 'from your vault', grant: clientCredentials(), axios: axios.create({ adapter: server }) };
const session = new OAuth2Session({ provider: { tokenEndpoint: 'https://auth.example.com/token' }, ...client });
const api = session.attach(axios.create({ baseURL: 'https://api.example.com', adapter: server }));
api.get('/invoices').then(({ data }) => console.log(JSON.stringify({ data, seen })));
`;
const expected = { data: { ok: true }, seen: ['Bearer at'] };

describe('the packed package', () => {
  it('works as an ES module', () => {
    const imports = `import axios from 'axios';\nimport { OAuth2Session, clientCredentials } from 'axios-oauthlib';\n`;
    expect(run('esm.mjs', imports + job)).toEqual(expected);
  });

  it('works as a CommonJS module', () => {
    const requires = `const axios = require('axios');\nconst { OAuth2Session, clientCredentials } = require('axios-oauthlib');\n`;
    expect(run('cjs.cjs', requires + job)).toEqual(expected);
  });

  it.each(entries)('has the same names in both forms: %s', (entry) => {
    const names = run(
      'names.mjs',
      `import { createRequire } from 'node:module';
      const required = createRequire(import.meta.url)('${entry}');
      const imported = await import('${entry}');
      console.log(JSON.stringify([Object.keys(required).sort(), Object.keys(imported).sort()]));`,
    ) as [string[], string[]];
    expect(names[0].length).toBeGreaterThan(0);
    expect(names[0]).toEqual(names[1]);
  });

  const inPages = ['encrypted', 'indexed-db', 'keyv', 'memory', 'web-storage'].map((name) => `/stores/${name}`);
  it.each(['', '/oauth1', '/oauth2', '/providers', '/testing', ...inPages])(
    'goes into the bundle of a page: axios-oauthlib%s',
    async (entry) => {
      const stdin = { contents: `export * from 'axios-oauthlib${entry}';`, resolveDir: folder };
      const { errors } = await build({
        stdin,
        bundle: true,
        format: 'esm',
        write: false,
        outdir: 'o',
        splitting: true,
      });
      expect(errors).toEqual([]);
    },
  );

  it('signs with a digest that is loaded later under jsdom in a CommonJS Jest, which has no import()', () => {
    const config = {
      testEnvironment: require.resolve('jest-environment-jsdom'),
      // As Jest before 30 resolves it; later ones take Node's.
      moduleNameMapper: { '^#crypto$': '<rootDir>/node_modules/axios-oauthlib/dist/crypto/portable.cjs' },
    };
    const options = `{ clientKey: 'k', clientSecret: 's', signatureMethod: 'HMAC-SHA256', nonce: () => 'n', timestamp: () => '1' }`;
    writeFileSync(path.join(folder, 'jest.config.json'), JSON.stringify(config));
    writeFileSync(
      path.join(folder, 'sign.test.js'),
      `const { OAuth1Client, signRequest } = require('axios-oauthlib/oauth1');
      it('signs', async () => {
        const signed = await signRequest(new OAuth1Client(${options}), { method: 'GET', url: 'https://api.example.com/' });
        expect(signed.headers.Authorization).toContain('oauth_signature="upP2oeMW3G31Y2IKp%2FQgBtDDyUv4dljOFdi0hpttVUc%3D"');
      });`,
    );
    const jest = path.join(root, 'node_modules/jest/bin/jest.js');
    execFileSync(process.execPath, [jest, '--config', 'jest.config.json'], { cwd: folder, stdio: 'pipe' });
  }, 60_000);

  it('hands on the refusal of a server, and why it was not looked at, where the chunk with what is loaded on demand is gone', () => {
    const dist = path.join(folder, 'node_modules', 'axios-oauthlib', 'dist');
    const name =
      readdirSync(dist).find((one) => /^on-demand-.*\.js$/.test(one)) ?? 'no chunk for what is loaded on demand';
    const chunk = path.join(dist, name);
    renameSync(chunk, `${chunk}.gone`);
    const outcome = run(
      'refused.mjs',
      `import axios, { AxiosError } from 'axios';
      import { attach } from 'axios-oauthlib';
      import { oauth1 } from 'axios-oauthlib/oauth1';
      const refuse = async (config) => {
        throw new AxiosError('', '', config, {}, { config, status: 401, headers: {}, data: 'oauth_problem=nonce_used' });
      };
      const api = axios.create({ baseURL: 'https://api.example.com', adapter: refuse });
      const { response, cause } = await attach(api, oauth1({ clientKey: 'k', clientSecret: 's' })).get('/').catch((e) => e);
      console.log(JSON.stringify({ status: response.status, data: response.data, cause: cause.code }));`,
    );
    renameSync(`${chunk}.gone`, chunk);
    expect(outcome).toEqual({ status: 401, data: 'oauth_problem=nonce_used', cause: 'ERR_MODULE_NOT_FOUND' });
  });

  describe('docs/your-own-provider.md, word for word,', () => {
    /** The files that it shows: a provider, and its proof. */
    const shown = (): readonly string[] => {
      const page = readFileSync(path.join(folder, 'node_modules/axios-oauthlib/docs/your-own-provider.md'), 'utf8');
      return [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
    };
    const proved = ['sends the person', 'trades the code', 'puts the token', 'renews a token'];

    it('gives a provider that node:test proves', () => {
      const own = path.join(folder, 'esm');
      const [provider = '', proof = ''] = shown();
      mkdirSync(own);
      writeFileSync(path.join(own, 'package.json'), '{ "type": "module" }');
      writeFileSync(path.join(own, 'acme.js'), provider);
      const withRunner = proof.replace('provider: acme,', 'provider: acme, runner: { describe, it },');
      writeFileSync(path.join(own, 'acme.test.js'), `import { describe, it } from 'node:test';\n${withRunner}`);
      const printed = execFileSync(process.execPath, ['acme.test.js'], { cwd: own, encoding: 'utf8' });
      for (const claim of proved) expect(printed).toContain(claim);
      expect(printed).toContain(`pass ${String(proved.length)}`);
    });

    it('gives a provider that vitest proves', () => {
      const own = path.join(folder, 'vitest');
      const [provider = '', proof = ''] = shown();
      mkdirSync(path.join(own, 'node_modules'), { recursive: true });
      symlinkSync(path.join(root, 'node_modules/vitest'), path.join(own, 'node_modules/vitest'), 'dir');
      writeFileSync(path.join(own, 'package.json'), '{ "type": "module" }');
      writeFileSync(path.join(own, 'acme.js'), provider);
      const withRunner = proof.replace('provider: acme,', 'provider: acme, runner: { describe, it },');
      writeFileSync(path.join(own, 'acme.test.js'), `import { describe, it } from 'vitest';\n${withRunner}`);
      const command = [path.join(own, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=json'];
      const printed = execFileSync(process.execPath, command, { cwd: own, encoding: 'utf8', stdio: 'pipe' });
      expect(JSON.parse(printed)).toMatchObject({ numPassedTests: proved.length, numTotalTests: proved.length });
    }, 60_000);

    it('gives a provider that jest proves, in CommonJS', () => {
      const own = path.join(folder, 'cjs');
      const required = (code: string) =>
        code
          .replace(/import (.*?) from (.*?);/g, 'const $1 = require($2);')
          .replace('export const acme', 'exports.acme');
      mkdirSync(own);
      for (const [at, name] of ['acme.js', 'acme.test.js'].entries())
        writeFileSync(path.join(own, name), required(shown()[at] ?? ''));
      writeFileSync(path.join(own, 'jest.config.json'), '{}');
      const jest = path.join(root, 'node_modules/jest/bin/jest.js');
      const command = [jest, '--config', 'jest.config.json', '--json'];
      const printed = execFileSync(process.execPath, command, { cwd: own, encoding: 'utf8', stdio: 'pipe' });
      expect(JSON.parse(printed)).toMatchObject({ numPassedTests: proved.length, numTotalTests: proved.length });
    }, 60_000);
  });

  it('says of each option what it is for where editors look: before it, not behind the one above', () => {
    const dist = path.join(folder, 'node_modules/axios-oauthlib/dist');
    const declarations = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((one) =>
      /\.d\.c?ts$/.test(one),
    );
    const misplaced = declarations.filter((one) => /[;{] \/\*\*/.test(readFileSync(path.join(dist, one), 'utf8')));
    expect(declarations.length).toBeGreaterThan(entries.length);
    expect(misplaced).toEqual([]);
  });

  it('ships nothing but what is built, and the words about it', () => {
    const shipped = readdirSync(path.join(folder, 'node_modules', 'axios-oauthlib')).sort();
    expect(shipped).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'dist', 'docs', 'package.json']);
  });
});
