import { ServerClocks } from '../../lib/server-calls/server-clocks.js';

describe('the clocks of servers', () => {
  it('are remembered of a hundred, so that no list of servers fills the memory', () => {
    const clocks = new ServerClocks();
    for (let n = 0; n <= 100; n++) clocks.of(`https://${String(n)}.example`).offset = 60;
    expect(clocks.known('https://0.example')).toBeUndefined();
    expect(clocks.offsetOf('https://0.example')).toBe(0);
    for (let n = 1; n <= 100; n++) expect(clocks.offsetOf(`https://${String(n)}.example`)).toBe(60);
  });
});
