import { Nonces } from '../../../lib/oauth2/dpop/dpop-nonces.js';

describe('the nonces of servers (RFC 9449 §8.2)', () => {
  it('are remembered of the hundred that gave one last', () => {
    const nonces = new Nonces();
    const origin = (n: number) => `https://${String(n)}.example`;
    for (let n = 0; n < 100; n++) nonces.learn(origin(n), `nonce-${String(n)}`, undefined);
    nonces.learn(origin(0), 'newer', 'nonce-0');
    nonces.learn(origin(100), 'nonce-100', undefined);
    expect([0, 1, 2, 100].map((n) => nonces.of(origin(n)))).toEqual(['newer', undefined, 'nonce-2', 'nonce-100']);
  });
});
