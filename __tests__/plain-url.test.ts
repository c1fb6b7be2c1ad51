import fc from 'fast-check';
import { randomCases } from '../fixtures/random-cases.js';
import { isPlainUrl } from '../lib/plain-url.js';

const hosts = fc.oneof(
  fc.constantFrom('a.example', 'xn--a', 'xn--mnchen-3ya.de', 'a.0x1', '1.2.3.4', '1', 'a.1', 'a.b-1', 'a-.b', '-a.b'),
  fc.constantFrom('A.example', 'a_b.example', 'a..b', 'a.', 'a.example:80', 'u:p@a.example', '[::1]', 'a--b.c', '%61'),
  { arbitrary: fc.domain(), weight: 3 },
  fc.string({ unit: fc.constantFrom(...'ax-.09é'), minLength: 1, maxLength: 6 }),
);
const plainCharacter = fc.constantFrom(...'aZ09_-.~/');
const anyCharacter = fc.oneof(fc.constantFrom(...'%2e\\;:@!$&\'()*+,=^`{|}"<>?# é\t'), fc.constantFrom('%2e', '..'));
const text = fc
  .array(fc.oneof({ arbitrary: plainCharacter, weight: 15 }, anyCharacter), { maxLength: 6 })
  .map((all) => all.join(''));
const schemes = fc.oneof({ arbitrary: fc.constant('https'), weight: 9 }, fc.constantFrom('http', 'HTTPS', 'ftp'));
const urls = fc
  .tuple(schemes, hosts, fc.constantFrom('/', '/', ''), text, text)
  .map(([scheme, host, slash, path, query]) => `${scheme}://${host}${slash}${path}${query && `?${query}`}`);

it('what is taken for a plain URL, `new URL` leaves as it is', () => {
  let plain = 0;
  fc.assert(
    fc.property(urls, (url) => {
      if (!isPlainUrl(url)) return;
      plain++;
      const { href, username, password, port, hash } = new URL(url);
      expect([href, username, password, port, hash]).toEqual([url, '', '', '', '']);
    }),
    randomCases(30_000),
  );
  expect(plain).toBeGreaterThan(1000);
});

it.each([
  'https://api.example.com/',
  'https://api.example.com/v1/items/1',
  'http://localhost/a.b/~c/',
  'https://api.eu-2.example.com/v1/items?page=2&sort=-name&q=a%20b+c',
])('%s is one', (url) => {
  expect(isPlainUrl(url)).toBe(true);
});

it.each([
  'https://a.example', // gets its slash
  'https://a.example/./b',
  'https://a.example/%2e%2e/b',
  'https://a.example/b#c',
  'https://u@a.example/b',
  'https://a.example:443/b',
  'https://1.2.3/b',
  'https://xn--a/b',
  'wss://a.example/b',
  'https://a.example/b?c d',
  'https://a.example/b\n',
])('%j is none', (url) => {
  expect(isPlainUrl(url)).toBe(false);
});

it('a long one is judged at once', () => {
  expect(isPlainUrl(`https://a.example${'/a-b.c'.repeat(20_000)} `)).toBe(false);
  expect(isPlainUrl(`https://${'a-'.repeat(50_000)}`)).toBe(false);
});
