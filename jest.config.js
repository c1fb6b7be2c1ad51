import { availableParallelism } from 'node:os';

/** Packages that Jest (CommonJS) could not load as they are: they, or the files that tests import of them, are ESM only. */
const esmOnly = ['oauth4webapi', 'oidc-provider', 'jose', 'axios/lib', 'axios-floor/lib'];

/** Imports name the built file (`./attach.js`), the tests run its source. */
const sourcesOfImports = { '^(\\.{1,2}/.*)\\.js$': ['$1.js', '$1.ts'], '^#crypto$': '<rootDir>/lib/crypto/native.ts' };

const base = {
  moduleNameMapper: sourcesOfImports,
  transform: {
    '\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.test.json', diagnostics: false }],
    [`/node_modules/(${esmOnly.join('|')})/.+\\.js$`]: '<rootDir>/fixtures/esm-to-commonjs.mjs',
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
};

const tests = {
  ...base,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testPathIgnorePatterns: ['\\.(browser|long)\\.test\\.ts$'],
};

/** What shows the same with any axios: it sends nothing by it, has its own, or judges the tests themselves, or what is built. */
const withoutAxios = [
  '(stores|testing|examples|documentation/(stores|testing|every-block|architecture|troubleshooting)|oauth1/page|loopback/(answer-page|system-browser))',
  '.*\\.chromium\\.',
  'renewal/(renewal\\.simulation|backoff|last-known)\\.',
  '(crypto/hmac-key|errors/redact|server-calls/retry-after|parsed-url|plain-url|required-service|process-end|package|runtimes)\\.',
  'providers/(arguments|generated|quirks)\\.',
  'oauth1/(vectors|client|deviations)\\.',
  'oauth2/after-a-deploy\\.',
].map((names) => `/__tests__/${names}`);

/** oauthlib is the second judge of how the RFC is read. Random requests are judged by the RFC's text in every project. */
const secondJudge = 'oauthlib-fuzz';

const quick = [
  { ...tests, displayName: 'node' },
  {
    ...tests,
    displayName: 'floor',
    testPathIgnorePatterns: [...tests.testPathIgnorePatterns, ...withoutAxios, secondJudge],
    // The oldest axios that we promise to work with, also for the axios plugins that tests use.
    moduleNameMapper: { ...sourcesOfImports, '^axios$': 'axios-floor', '^axios/(.*)$': 'axios-floor/$1' },
  },
  {
    ...tests,
    displayName: 'portable',
    // What browsers, React Native and edge runtimes get for `#crypto`.
    testMatch: ['<rootDir>/__tests__/oauth1/**/*.test.ts'],
    testPathIgnorePatterns: [...tests.testPathIgnorePatterns, secondJudge, '/__tests__/oauth1/page'],
    moduleNameMapper: { ...sourcesOfImports, '^#crypto$': '<rootDir>/lib/crypto/portable.ts' },
  },
  {
    ...tests,
    displayName: 'dpop',
    // The scenarios once more, with tokens that are bound to a key; but for those of two builds and of token types, and F12,
    // which does both anyway.
    testMatch: ['<rootDir>/__tests__/scenarios/**/*.test.ts'],
    testPathIgnorePatterns: [...tests.testPathIgnorePatterns, 'two-hundred', 'f12-', 'f28-'],
    globals: { SCENARIOS_WITH_DPOP: true },
  },
  {
    ...tests,
    displayName: 'private-key-jwt',
    // Those in which it matters how the client proves who it is, once more with assertions.
    testMatch: ['<rootDir>/__tests__/scenarios/f{01,02,03,04,06,07,09,11,15,16,22,24}-*.test.ts'],
    globals: { SCENARIOS_WITH_PRIVATE_KEY_JWT: true },
  },
  {
    ...base,
    displayName: 'browser',
    testEnvironment: '<rootDir>/fixtures/browser-environment.mjs',
    testMatch: ['<rootDir>/__tests__/**/*.browser.test.ts'],
  },
];

const long = [
  { ...tests, displayName: 'long', testMatch: ['<rootDir>/__tests__/**/*.long.test.ts'], testPathIgnorePatterns: [] },
];

/** `npm run test:long` sets `LONG_TESTS`; everything else runs the quick ones. */
export default {
  // Real servers on a machine with other work: what hangs is still found, what is only slow is no failure.
  testTimeout: 30_000,
  // Much of the time is waiting, for servers and other processes: two at once also on two cores, where Jest would run one.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  projects: process.env.LONG_TESTS ? long : quick,
};
