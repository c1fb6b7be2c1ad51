import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { OAuth2Provider } from '../../lib/oauth2/provider.js';
import { describeProvider, type ProviderTests } from '../../lib/testing/index.js';

const folder = path.join(__dirname, '../../fixtures/providers');
const quirks = ['clientAuthentication', 'scopeSeparator', 'pkce', 'hooks'] as const;

/** The provider without one of its deviations. */
interface Plainer {
  readonly deviation: string;
  readonly provider: OAuth2Provider;
}

function* plainer(provider: OAuth2Provider): Iterable<Plainer> {
  for (const quirk of quirks.filter((name) => provider[name] !== undefined)) {
    if (quirk !== 'hooks') yield { deviation: quirk, provider: without(provider, quirk) };
  }
  for (const hook of Object.keys(provider.hooks ?? {})) {
    yield { deviation: `hooks.${hook}`, provider: { ...provider, hooks: without(provider.hooks ?? {}, hook) } };
  }
}

function without<T extends object>(object: T, name: string): T {
  return Object.fromEntries(Object.entries(object).filter(([other]) => other !== name)) as T;
}

/** The first claim that does not hold; undefined when all do. */
async function firstFailure(tests: ProviderTests): Promise<string | undefined> {
  const proofs: [string, () => Promise<void>][] = [];
  const runner = {
    describe: (_name: string, suite: () => void) => suite(),
    it: (sentence: string, proof: () => Promise<void>) => proofs.push([sentence, proof]),
  };
  describeProvider('', { ...tests, runner });
  for (const [sentence, proof] of proofs) {
    const failed = await proof().then(
      () => false,
      () => true,
    );
    if (failed) return sentence;
  }
  return undefined;
}

/** Without a refresh there is nothing that a hook of refreshes could do. */
function matters(deviation: string, fixture: readonly ProviderTests[]): boolean {
  return !deviation.startsWith('hooks.refreshToken') || fixture.some(({ refresh }) => refresh !== undefined);
}

describe.each(readdirSync(folder).sort())('%s proves every deviation:', (file) => {
  const fixture = Object.values(jest.requireActual<Record<string, ProviderTests>>(path.join(folder, file)));
  const variants = fixture.flatMap((tests) =>
    [...plainer(tests.provider)].map((variant) => ({ ...variant, tests: { ...tests, provider: variant.provider } })),
  );
  const deviations = [...new Set(variants.map(({ deviation }) => deviation))].filter((one) => matters(one, fixture));

  if (deviations.length === 0) it('there is none', () => expect(variants).toEqual([]));
  for (const deviation of deviations) {
    it(deviation, async () => {
      const failures = [];
      for (const variant of variants.filter((one) => one.deviation === deviation)) {
        failures.push(await firstFailure(variant.tests));
      }
      expect(failures.filter((failure) => failure !== undefined)).not.toEqual([]);
    });
  }
});
