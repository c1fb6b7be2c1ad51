import { fuzzWithOAuthlib } from '../../fixtures/oauth1/oauthlib-fuzz.js';
import { describeWithOAuthlib } from '../../fixtures/oauth1/oauthlib-provider.js';

describeWithOAuthlib(() => {
  it.each(['http', 'fetch'] as const)(
    'lets in 2,500 random requests over %s, and finds no other difference than its own departures from the RFC',
    async (adapter) => {
      const { verified, departed } = await fuzzWithOAuthlib(2500, adapter);
      expect(verified).toBeGreaterThan(departed);
    },
    300_000,
  );
});
