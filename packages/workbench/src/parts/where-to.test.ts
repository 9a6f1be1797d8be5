import { expect, it } from 'vitest';
import { whereTo } from './where-to.ts';

it.each([
  ['http://127.0.0.1:8080/#data', 'Nothing leaves this machine.'],
  ['http://localhost:8080/', 'Nothing leaves this machine.'],
  [
    'https://ward.example:8443/',
    'Pictures come from ward.example:8443 to this browser, and go nowhere else.',
  ],
])('a page of %s says where its pictures go', (address, words) => {
  expect(whereTo(new URL(address))).toBe(words);
});
