import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describeProvider, type ProviderTests } from '../../lib/testing/index.js';

const folder = path.join(__dirname, '../../fixtures/providers');

for (const file of readdirSync(folder).sort()) {
  const fixture = jest.requireActual<Record<string, ProviderTests>>(path.join(folder, file));
  for (const [name, tests] of Object.entries(fixture)) describeProvider(name, tests);
}
