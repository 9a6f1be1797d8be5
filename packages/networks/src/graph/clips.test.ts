import { expect, test } from 'vitest';
import { joinClips } from './clips.ts';
import { cutBehind } from './cut.ts';
import type { Graph } from './graph.ts';

const graph: Graph = {
  input: 'x',
  inputShape: [1, 2, 2],
  layers: [
    { name: 'relu', inputs: ['x'], operation: { kind: 'relu' } },
    { name: 'most', inputs: ['relu'], operation: { kind: 'clip', most: 6 } },
    { name: 'least', inputs: ['most'], operation: { kind: 'clip', least: 0 } },
    { name: 'end', inputs: ['least'], operation: { kind: 'sigmoid' } },
    { name: 'side', inputs: ['x'], operation: { kind: 'sigmoid' } },
  ],
};

test('clips in a row become one', () => {
  expect(joinClips(cutBehind(graph, ['end']), new Set(['end'])).layers).toEqual([
    { name: 'least', inputs: ['x'], operation: { kind: 'clip', least: 0, most: 6 } },
    graph.layers[3],
  ]);
});

test('what is tapped or read twice stays', () => {
  const names = (taps: readonly string[]) =>
    joinClips(cutBehind(graph, taps), new Set(taps)).layers.map((layer) => layer.name);
  expect(names(['end', 'relu'])).toEqual(['relu', 'least', 'end']);
  expect(names(['most', 'end'])).toEqual(['most', 'least', 'end']);
});

test('a cut leaves out what no tap needs', () => {
  expect(cutBehind(graph, ['most', 'side']).layers.map((layer) => layer.name)).toEqual([
    'relu',
    'most',
    'side',
  ]);
  expect(() => cutBehind(graph, ['sid'])).toThrow('Did you mean "side"?');
});
