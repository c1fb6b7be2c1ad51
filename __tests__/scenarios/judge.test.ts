import { TokenLog, type TokenRequestFacts } from '../../fixtures/servers/token-log.js';

describe('the judge of the scenarios', () => {
  const log = (...times: { receivedAt: number; endedAt?: number; answered?: boolean }[]): TokenLog => {
    const made = new TokenLog();
    for (const { receivedAt, endedAt, answered = false } of times)
      Object.assign(made.begin({ grant: 'ann', receivedAt } as TokenRequestFacts), { endedAt, answered });
    return made;
  };

  it('sees two refreshes at once, whether they are answered, given up or still under way', () => {
    expect(log({ receivedAt: 0, endedAt: 20, answered: true }, { receivedAt: 10 }).mostInFlight()).toBe(2);
    expect(log({ receivedAt: 0, endedAt: 900 }, { receivedAt: 10, endedAt: 15 }).mostInFlight()).toBe(2);
    expect(log({ receivedAt: 0 }, { receivedAt: 10 }, { receivedAt: 20 }).mostInFlight()).toBe(3);
  });

  it('takes one after the other for what it is, also when it hears late that a client has gone', () => {
    expect(log({ receivedAt: 0, endedAt: 20, answered: true }, { receivedAt: 20 }).mostInFlight()).toBe(1);
    expect(log({ receivedAt: 0, endedAt: 530 }, { receivedAt: 505 }).mostInFlight()).toBe(1);
    expect(log().mostInFlight()).toBe(0);
  });
});
