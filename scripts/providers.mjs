#!/usr/bin/env node
// node scripts/providers.mjs: writes lib/providers/index.ts and docs/providers.md from the providers and their fixtures.
// With --check it writes nothing, and fails when either is not up to date.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import prettier from 'prettier';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = path.join(root, 'lib/providers');
const declaration =
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export (?:(const) (\w+): (\w+) =|(function) (\w+)\([\s\S]*?\): (\w+) \{)/g;

const files = readdirSync(folder)
  .filter((file) => file !== 'index.ts')
  .sort()
  .map(readProviders)
  .filter(({ providers }) => providers.length > 0);
const fixtures = await loadFixtures();

const outputs = { 'lib/providers/index.ts': index(), 'docs/providers.md': table() };
const stale = [];
for (const [name, text] of Object.entries(outputs)) {
  const target = path.join(root, name);
  const formatted = await prettier.format(text, { ...(await prettier.resolveConfig(target)), filepath: target });
  if (process.argv.includes('--check')) stale.push(...(readFileSync(target, 'utf8') === formatted ? [] : [name]));
  else writeFileSync(target, formatted);
}
if (stale.length > 0) console.error(`Not up to date: ${stale.join(', ')}. Run: npm run providers`);
process.exitCode = stale.length > 0 ? 1 : 0;

/** The providers of a file, each with its words, and the types that their arguments need. */
function readProviders(file) {
  const text = readFileSync(path.join(folder, file), 'utf8');
  const declared = [...text.matchAll(declaration)];
  const providers = declared
    .map(([, comment, , constant, type, isFunction, name, result]) => ({
      name: constant ?? name,
      type: type ?? result,
      isFunction: isFunction !== undefined,
      ...words(comment),
    }))
    .filter(({ type }) => /^OAuth[12]Provider$/.test(type));
  const types = [...text.matchAll(/export (?:interface|type) (\w+)/g)].map(([, name]) => `type ${name}`);
  return { file, providers, types };
}

/** The words of a comment, the address of the service's own page, and what the arguments are. */
function words(comment) {
  const lines = comment
    .replaceAll(/^ *\* ?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const [text, ...tags] = lines.split(/ (?=@(?:param|throws))/);
  const source = text.match(/https:\/\/\S+$/)?.[0];
  const about = text.replace(/\s*https:\/\/\S+$/, '').trim();
  const parameter = tags.find((tag) => tag.startsWith('@param'))?.replace(/^@param \w+ - /, '');
  return { source, about: [about, parameter].filter(Boolean).join(' ') };
}

async function loadFixtures() {
  const from = path.join(root, 'fixtures/providers');
  const names = readdirSync(from).filter((name) => name.endsWith('.ts'));
  const cache = path.join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const outfile = path.join(cache, 'provider-fixtures.mjs');
  const contents = names
    .map((name, at) => `export * as f${at} from './${name}';\nexport * as p${at} from '../../lib/providers/${name}';`)
    .join('\n');
  const stdin = { contents, resolveDir: from };
  await build({
    stdin,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
    logLevel: 'error',
  });
  const modules = await import(`${pathToFileURL(outfile)}?${Date.now()}`);
  const ofFile = (at) => ({ providers: modules[`p${at}`], tests: Object.values(modules[`f${at}`]) });
  return Object.fromEntries(names.map((name, at) => [name, ofFile(at)]));
}

function index() {
  const lines = files.map(({ file, providers, types }) => {
    const names = [...providers.map(({ name }) => name), ...types];
    return `export { ${names.join(', ')} } from './${file.replace(/\.ts$/, '.js')}';`;
  });
  return `// Made by scripts/providers.mjs.\n${lines.join('\n')}\n`;
}

function table() {
  const rows = files.flatMap(({ file, providers }) => providers.map((provider) => row(provider, fixtures[file])));
  return `<!-- Made by scripts/providers.mjs from lib/providers and fixtures/providers. -->

# Providers

\`\`\`ts
import { OAuth2Session } from 'axios-oauthlib';
import { github, microsoft } from 'axios-oauthlib/providers';

const session = new OAuth2Session({ provider: github, clientId, clientSecret, redirectUri, scope: ['read:user'] });
const outlook = new OAuth2Session({ provider: microsoft({ tenant: 'contoso.onmicrosoft.com' }), clientId, redirectUri });
\`\`\`

Each adds less than 1 kB to a bundle; one of your own is a few lines of data: [your-own-provider.md](your-own-provider.md).

What each does is proved by a fixture, written from the service's own
documentation, that runs the whole way from the login to a renewed token. "Deviates in" names what is not as the RFCs have it;
the reason stands in the provider's file.

| service | name | what is particular | deviates in | renews | revokes |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

## Coming from requests-oauthlib

Every compliance fix has its provider: ${listed(['douban', 'ebay', 'facebook', 'fitbit', 'instagram', 'linkedin', 'mailchimp', 'plentymarkets', 'slack', 'weibo', 'wix'])}. Where a service has come back to the RFC since, its provider has, too: LinkedIn and Slack take the token in the header now. And so has every service of requests-oauth2: ${listed(['google', 'facebook', 'instagram'])}.

What some of those fixes mend a session understands from every service: an answer without \`token_type\`, scopes as a list or \`null\`, a lifetime as text or 0, an answer as a form, an error with status 200.
`;
}

function row(
  { name, isFunction, type, about, source },
  { providers, tests } = fail(`There is no fixture for ${name}.`),
) {
  const own = tests.filter(({ provider }) => isFunction || provider === providers[name]);
  const [{ provider }] = own.length > 0 ? own : fail(`No fixture tests ${name}.`);
  const renews = own.some(({ refresh, grant }) => refresh || grant?.repeatable);
  const cells = [
    `[${provider.name}](${source ?? fail(`${name} names no page of the service.`)})`,
    `\`${name}${isFunction ? '({ … })' : ''}\``,
    `${type === 'OAuth2Provider' ? '' : 'OAuth 1.0a. '}${about.replaceAll('|', '\\|')}`,
    deviations(provider).join(', '),
    renews ? 'yes' : '',
    provider.revocationEndpoint ? 'yes' : provider.revocationPage ? `[by hand](${provider.revocationPage})` : '',
  ];
  return `| ${cells.join(' | ')} |`;
}

function deviations({ clientAuthentication, scopeSeparator, pkce, placement, tokenRequest, hooks = {} }) {
  return [
    clientAuthentication && `\`${clientAuthentication}\``,
    scopeSeparator && `scopes with \`${scopeSeparator}\``,
    pkce === 'none' && 'no PKCE',
    placement && `token placement`,
    tokenRequest && `token requests`,
    ...Object.keys(hooks).map((hook) => `\`${hook}\``),
  ].filter(Boolean);
}

/** Fails for a provider that there is not. */
function listed(names) {
  const known = new Set(files.flatMap(({ providers }) => providers.map(({ name }) => name)));
  return names.map((name) => (known.has(name) ? `\`${name}\`` : fail(`There is no provider ${name}.`))).join(', ');
}

function fail(message) {
  throw new Error(message);
}
