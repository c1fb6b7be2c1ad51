import { parsedUrl } from '../lib/parsed-url.js';

describe('a parsed URL', () => {
  it('is right however often it is asked for, also for letters such as ü', () => {
    const hosts = new Set(Array.from({ length: 20_000 }, () => parsedUrl('https://bücher.example')?.host));
    expect([...hosts]).toEqual(['xn--bcher-kva.example']);
  });

  it('is none for what is no URL, and relative to a base where there is one', () => {
    expect(parsedUrl('/path')).toBeUndefined();
    expect(parsedUrl('/path', 'https://api.example')?.href).toBe('https://api.example/path');
  });
});
