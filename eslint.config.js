import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// ── Who may import whom: the rooms of lib/ ──────────────────────────────────────────────────────────────────────────
// A ban forbids imports whose specifier matches `regex`, static and dynamic; `allowTypeImports` lets types through.

const rooms = {
  regex: '/(oauth1|oauth2|stores|providers|loopback|testing)(/|$)',
  message: 'The rooms of the engine know neither protocols nor stores nor providers: take an argument instead.',
};
const renewals = {
  regex: '/(renewal|accounts)/|/token-store\\.js$',
  message: 'The engine knows only AuthScheme: tokens and their renewal are the business of a scheme.',
};
const sending = {
  regex: '^axios(/|$)|/(sending|server-calls|accounts)/|/(attach|scheme|axios-config)\\.js$',
  message: 'A renewal knows neither HTTP nor OAuth: it is given a function that renews.',
};
const oauth1 = {
  regex: '(^|/)oauth1(/|$)',
  message: 'OAuth 1 and OAuth 2 never import each other: what both need lies in the rooms beside them.',
};
const oauth2 = { ...oauth1, regex: '(^|/)oauth2(/|$)' };
const loopback = { regex: '(^|/)loopback(/|$)', message: 'Sessions run everywhere; what needs Node is beside them.' };
const everythingElse = {
  regex: '^(?!\\./|node:|(\\.\\./)+(errors|options)\\.js$)',
  allowTypeImports: true,
  message:
    'Stores and providers import types, errors and the checks of options: the cleverness is written once, above them.',
};
const otherHttp = {
  regex: '^(node:)?(http|http2|https|net|tls)$|^undici(/|$)',
  message: 'Requests go through axios, so that the proxies, agents and mocks of the user apply.',
};

// Only by the name of the method and of the instance: a call of `get` on anything else cannot be told from a Map's.
const httpCalls = [
  'CallExpression[callee.name="axios"]',
  'CallExpression[callee.property.name=/^(request|post|put|patch)(Form)?$/]',
  'CallExpression[callee.object.name="axios"][callee.property.name=/^(get|delete|head|options)$/]',
  'CallExpression[callee.object.property.name="axios"][callee.property.name=/^(get|delete|head|options)$/]',
].map((selector) => ({
  selector,
  message:
    'Only oauth2/token-endpoint/token-endpoint.ts, oauth2/endpoints/endpoints.ts and oauth1/authorization.ts speak HTTP.',
}));

/** The import rules of some files. Where several rooms match a file, the last one counts. */
function room(files, bans, forbiddenCalls = []) {
  const dynamic = bans.map(({ regex, message }) => ({
    selector: `ImportExpression[source.value=/${regex.replaceAll('/', '\\u002F')}/]`,
    message,
  }));
  return {
    files,
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [...bans, otherHttp] }],
      'no-restricted-syntax': ['error', ...dynamic, ...forbiddenCalls],
    },
  };
}

const roomsOfLib = [
  room(['lib/*.ts', 'lib/{accounts,crypto,errors,server-calls,trace}/*.ts'], [rooms]),
  room(['lib/index.ts', 'lib/testing/**/*.ts'], []),
  room(['lib/{attach,scheme}.ts', 'lib/sending/*.ts'], [rooms, renewals]),
  room(['lib/token-store.ts', 'lib/renewal/*.ts'], [rooms, sending]),
  room(['lib/oauth1/**/*.ts'], [oauth2, loopback], httpCalls),
  room(['lib/oauth2/**/*.ts'], [oauth1, loopback], httpCalls),
  room(['lib/oauth1/authorization.ts'], [oauth2, loopback]),
  room(['lib/oauth2/{token-endpoint/token-endpoint,endpoints/endpoints}.ts'], [oauth1, loopback]),
  room(['lib/{stores,providers}/**/*.ts'], [everythingElse]),
  room(['lib/loopback/*.ts'], []),
  // It is a server, to the person's browser.
  {
    files: ['lib/loopback/{loopback-listener,answer-page}.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  // Real servers stand for services there.
  { files: ['lib/testing/**/*.ts'], rules: { '@typescript-eslint/no-restricted-imports': 'off' } },
];

// ── How strictly which files are read ───────────────────────────────────────────────────────────────────────────────

const lib = {
  files: ['lib/**/*.ts'],
  extends: [tseslint.configs.strictTypeChecked],
  languageOptions: { parserOptions: { project: 'tsconfig.json' } },
  rules: {
    '@typescript-eslint/consistent-type-imports': 'error',
    '@typescript-eslint/no-import-type-side-effects': 'error',
    // Callers without types, mocks and servers: much is checked at run time that the types rule out.
    '@typescript-eslint/no-unnecessary-condition': 'off',
    '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
    eqeqeq: 'error',
    'no-console': 'error',
    'no-restricted-exports': [
      'error',
      {
        restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true, namespaceFrom: true },
      },
    ],
    'no-restricted-globals': ['error', 'fetch', 'XMLHttpRequest'],
  },
};

const tests = {
  files: ['__tests__/**/*.ts', 'fixtures/**/*.ts'],
  ignores: ['__tests__/types/**'],
  extends: [tseslint.configs.recommendedTypeChecked],
  languageOptions: { parserOptions: { project: 'tsconfig.test.json' } },
  rules: {
    // Answers of servers are `any` in axios; tests read them without ceremony.
    '@typescript-eslint/no-unsafe-argument': 'off',
    '@typescript-eslint/no-unsafe-assignment': 'off',
    '@typescript-eslint/no-unsafe-call': 'off',
    '@typescript-eslint/no-unsafe-member-access': 'off',
    '@typescript-eslint/no-unsafe-return': 'off',
    '@typescript-eslint/require-await': 'off',
    '@typescript-eslint/unbound-method': 'off',
    eqeqeq: 'error',
  },
};

const typeTests = {
  files: ['__tests__/types/**'],
  extends: [tseslint.configs.recommended],
  rules: { '@typescript-eslint/no-unused-vars': 'off' },
};

const plain = {
  files: ['**/*.{js,mjs,cjs}', '{bench,examples}/**/*.ts'],
  extends: [tseslint.configs.recommended],
  rules: { eqeqeq: 'error' },
};

export default defineConfig(globalIgnores(['api/', 'coverage/', 'dist/']), lib, roomsOfLib, tests, typeTests, plain);
