import { describeOAuth1Provider, describeProvider } from '../../lib/testing/providers.js';
import { fixtureFiles, fixturesOf, isOAuth1 } from '../../fixtures/provider-fixtures.js';

for (const file of fixtureFiles) {
  for (const [name, tests] of Object.entries(fixturesOf(file))) {
    if (isOAuth1(tests)) describeOAuth1Provider(name, tests);
    else describeProvider(name, tests);
  }
}
