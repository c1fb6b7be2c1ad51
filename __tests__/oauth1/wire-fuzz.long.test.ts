import { fuzz } from '../../fixtures/oauth1/fuzz.js';

it.each(['http', 'fetch'] as const)(
  '2,500 random requests over %s arrive with a signature that the RFC’s text alone verifies',
  async (adapter) => {
    const { verified, 'not sent': notSent } = await fuzz(2500, adapter);
    expect(verified).toBeGreaterThan(notSent * 4);
  },
  120_000,
);
