import { defineConfig } from 'tsdown';

/**
 * Comments within the literal of a type are printed behind the member above, where no editor finds them: each goes to the line of
 * its own member, and all lines stay as the maps have them.
 */
const commentsAtTheirMembers = {
  name: 'comments-at-their-members',
  renderChunk: (code, { fileName }) =>
    /\.d\.c?ts$/.test(fileName) ? code.replace(/([;{]) (\/\*\*(?:[^*]|\*(?!\/))*\*\/)(\n *)/g, '$1$3$2 ') : null,
};

const both = {
  entry: {
    index: 'lib/index.ts',
    'loopback/index': 'lib/loopback/index.ts',
    'oauth1/index': 'lib/oauth1/index.ts',
    'oauth2/index': 'lib/oauth2/index.ts',
    'providers/index': 'lib/providers/index.ts',
    'stores/encrypted': 'lib/stores/encrypted.ts',
    'stores/file': 'lib/stores/file.ts',
    'stores/indexed-db': 'lib/stores/indexed-db.ts',
    'stores/keyv': 'lib/stores/keyv.ts',
    'stores/memory': 'lib/stores/memory.ts',
    'stores/postgres': 'lib/stores/postgres.ts',
    'stores/redis': 'lib/stores/redis.ts',
    'stores/web-storage': 'lib/stores/web-storage.ts',
    'testing/index': 'lib/testing/index.ts',
    'testing/providers': 'lib/testing/providers.ts',
    'trace/index': 'lib/trace/index.ts',
    // No entries for users: files of their own, so that a bundle with oauth1() alone can leave out what sessions need.
    'oauth1/scheme': 'lib/oauth1/scheme.ts',
    'oauth1/session': 'lib/oauth1/session.ts',
    'crypto/native': 'lib/crypto/native.ts',
    'crypto/portable': 'lib/crypto/portable.ts',
  },
  // An editor offers no member, and no second constructor, that only the package itself calls.
  dts: { compilerOptions: { stripInternal: true } },
  sourcemap: true,
  target: 'es2022',
  platform: 'neutral',
  // As a plugin of all, the declarations of CommonJS would go without it.
  inputOptions: (options) => ({ ...options, plugins: [options.plugins, commentsAtTheirMembers] }),
  fixedExtension: false,
  checks: { pluginTimings: false }, // what is slow on a busy machine is no fault
  failOnWarn: true,
};

/** What the runtime decides: `#crypto` by the conditions in package.json, and Node's own modules. */
const atRunTime = [/^#/, /^node:/];

/** ESM, CommonJS and the types of both, from the sources into `dist/`. */
export default defineConfig([
  { ...both, format: 'esm', deps: { neverBundle: [...atRunTime, 'jose', 'oauth4webapi'] } },
  // jose is ESM only, which a user's Jest (CommonJS) cannot require: there it goes into our files, and is loaded when first used.
  {
    ...both,
    format: 'cjs',
    deps: { neverBundle: atRunTime, alwaysBundle: ['jose', 'oauth4webapi'] },
    outputOptions: { dynamicImportInCjs: false }, // nor can it `import()`
  },
]);
