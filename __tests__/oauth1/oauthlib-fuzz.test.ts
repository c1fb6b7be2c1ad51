import { fuzzWithOAuthlib } from '../../fixtures/oauth1/oauthlib-fuzz.js';
import { describeWithOAuthlib } from '../../fixtures/oauth1/oauthlib-provider.js';

describeWithOAuthlib(() => {
  it.each(['http', 'fetch'] as const)(
    'lets in random requests over %s, and finds no other difference than its own departures from the RFC',
    async (adapter) => {
      const { verified, departed } = await fuzzWithOAuthlib(300, adapter);
      expect(verified).toBeGreaterThan(departed);
    },
    180_000,
  );
});
