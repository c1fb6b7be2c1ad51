import { describeOAuth1Provider, describeProvider } from '../../lib/testing/providers.js';
import type { OAuth1ProviderTests, ProviderTests, TestRunner } from '../../lib/testing/providers.js';
import { fixtureFiles, fixturesOf, isOAuth1 } from '../../fixtures/provider-fixtures.js';

type Tests = ProviderTests | OAuth1ProviderTests;

/** The same tests, of a provider without one of its deviations. */
interface Variant {
  readonly deviation: string;
  readonly tests: Tests;
}

/** What is no deviation: names, and where things are. */
function isPlain(name: string): boolean {
  return name !== 'revocationEndpoint' && (name === 'name' || name === 'issuer' || /Endpoint$|Uri$/.test(name));
}

function* variantsOf(tests: Tests): Iterable<Variant> {
  const { hooks = {}, ...provider } = tests.provider as ProviderTests['provider'];
  for (const quirk of Object.keys(provider).filter((name) => !isPlain(name))) {
    yield { deviation: quirk, tests: at({ ...without(provider, quirk), hooks }) };
  }
  for (const hook of Object.keys(hooks)) {
    yield { deviation: `hooks.${hook}`, tests: at({ ...provider, hooks: without(hooks, hook) }) };
  }
  function at(plainer: object): Tests {
    const { hooks: kept = {}, ...others } = plainer as { hooks?: object };
    return { ...tests, provider: Object.keys(kept).length > 0 ? plainer : others } as Tests;
  }
}

function without<T extends object>(object: T, name: string): object {
  return Object.fromEntries(Object.entries(object).filter(([other]) => other !== name));
}

/** Whether a claim does not hold. */
async function fails(tests: Tests): Promise<boolean> {
  const proofs: (() => Promise<void>)[] = [];
  const runner: TestRunner = {
    describe: (_name, suite) => suite(),
    it: (_sentence, proof) => proofs.push(proof),
  };
  if (isOAuth1(tests)) describeOAuth1Provider('', { ...tests, runner });
  else describeProvider('', { ...tests, runner });
  for (const proof of proofs) {
    const failed = await proof().then(
      () => false,
      () => true,
    );
    if (failed) return true;
  }
  return false;
}

/** Where nothing is refreshed, or revoked, there is nothing that a hook could do to it. */
function matters(deviation: string, fixture: readonly Tests[]): boolean {
  if (deviation.startsWith('hooks.refreshToken')) return fixture.some((tests) => 'refresh' in tests);
  return deviation !== 'hooks.revocationRequest' || fixture.some((tests) => 'revocation' in tests);
}

const cases = fixtureFiles.flatMap((file) => {
  const fixture = Object.values(fixturesOf(file));
  const variants = fixture.flatMap((tests) => [...variantsOf(tests)]);
  const deviations = new Set(variants.map(({ deviation }) => deviation).filter((one) => matters(one, fixture)));
  return [...deviations].map((name) => ({ file, name, variants: variants.filter((one) => one.deviation === name) }));
});

it.each(cases)('the fixture $file fails without $name', async ({ variants }) => {
  const results = [];
  for (const { tests } of variants) results.push(await fails(tests));
  expect(results).toContain(true);
});
