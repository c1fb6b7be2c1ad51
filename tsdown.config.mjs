import { defineConfig } from 'tsdown';

const both = {
  entry: {
    index: 'lib/index.ts',
    'oauth2/index': 'lib/oauth2/index.ts',
    'stores/memory': 'lib/stores/memory.ts',
  },
  dts: true,
  sourcemap: true,
  target: 'es2022',
  platform: 'neutral',
  fixedExtension: false,
  failOnWarn: true,
};

/** ESM, CommonJS and the types of both, from the sources into `dist/`. */
export default defineConfig([
  { ...both, format: 'esm', deps: { neverBundle: ['oauth4webapi'] } },
  // A user's Jest (CommonJS) cannot require an ESM-only package, so that one goes into our CommonJS files.
  { ...both, format: 'cjs', deps: { alwaysBundle: ['oauth4webapi'] } },
]);
