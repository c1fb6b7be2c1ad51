import { fuzz } from '../../fixtures/oauth1/fuzz.js';

it.each(['http', 'fetch'] as const)(
  'random requests over %s arrive with a signature that the RFC’s text alone verifies',
  async (adapter) => {
    const { verified, 'not sent': notSent } = await fuzz(400, adapter);
    expect(verified).toBeGreaterThan(notSent * 4);
  },
  60_000,
);
