import axios, { type InternalAxiosRequestConfig } from 'axios';
import fc from 'fast-check';
import { randomCases } from '../../fixtures/random-cases.js';
import { wireUrl } from '../../lib/sending/origin.js';
import { plainQuery } from '../../lib/sending/plain-query.js';

const texts = fc.oneof(
  fc.constantFrom('a', 'page', 'x_1', '', 'a b', '~', 'a[]', 'é', '1+1', 'a{}', '%41'),
  fc.string(),
);
const names = fc.oneof(fc.constantFrom('a', 'page', 'constructor', 'prototype', 'toString', '__proto__'), texts);
const values = fc.oneof(
  texts,
  fc.double(),
  fc.integer(),
  fc.constantFrom(null, undefined, true, new Date(0), [1, 2], { b: 1 }),
);
const urls = fc.constantFrom('/items', '/items?b=2', '/items#part', '/a/b.c', 'items', '/é ü');

it('the URL that is signed is the one that axios makes, whatever the params', () => {
  fc.assert(
    fc.property(urls, fc.array(fc.tuple(names, values), { maxLength: 4 }), (url, pairs) => {
      const config = { baseURL: 'https://api.example.com/v1', url, params: Object.fromEntries(pairs) };
      const ours = wireUrl(config as unknown as InternalAxiosRequestConfig).href;
      expect(ours).toBe(new URL(axios.getUri(config)).href);
    }),
    randomCases(2000),
  );
});

it('params that need no encoding are not given to axios once more, all others are', () => {
  expect(plainQuery({ page: 2, sort: 'name', empty: '' })).toBe('?page=2&sort=name&empty=');
  expect(plainQuery({})).toBe('');
  const others = [
    { a: 'b c' },
    { 'a[]': '1' },
    { a: [1] },
    { a: null },
    { a: 1e21 },
    { a: true },
    new URLSearchParams(),
  ];
  expect(others.map(plainQuery)).toEqual(others.map(() => undefined));
});
