import { classifiers, parseExperiment, protocols, selectors } from '@wince/core';
import { networks } from '@wince/networks';
import { namedMethods, specificationSchema } from '@wince/runtime';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { EXPERIMENT_PAGE, experimentPage } from '../scripts/experiment-page.ts';
import { readPage, tableUnder } from './markdown.ts';

const page = await readPage(EXPERIMENT_PAGE);

test('the page on experiment files is made from the schema', () => {
  expect(page).toBe(experimentPage());
});

test.each(tableUnder(page, 'Keys').map(([key, , meaning, example]) => [key, meaning, example]))(
  '%s has a meaning and an example that is accepted',
  (key, meaning, example) => {
    expect(meaning).not.toBe('');
    const [name, value] = [key, example].map((cell) => cell.replaceAll('`', ''));
    const given = { dataset: 'ward', classifiers: ['knn'], [name]: parse(value) };
    expect(() => parseExperiment(given, 'the example')).not.toThrow();
  },
);

const node = z.looseObject({
  description: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).default([]),
});

/** Every key of a schema, at every level, with its description. */
function keysOf(schema: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof schema !== 'object') return [];
  const { properties, items, anyOf } = node.parse(schema);
  return [
    ...Object.entries(properties).flatMap(([name, own]): readonly (readonly [string, string])[] => {
      const key = `${path}.${name}`;
      return [[key, node.parse(own).description ?? ''], ...keysOf(own, key)];
    }),
    ...[...anyOf, ...(items === undefined ? [] : [items])].flatMap((each) => keysOf(each, path)),
  ];
}

test('the schema describes every key, at every level', () => {
  const keys = keysOf(specificationSchema());
  expect(keys.length).toBeGreaterThan(100);
  expect(keys.filter(([, description]) => description === '').map(([key]) => key)).toEqual([]);
});

test('the schema lists the methods that can be named, as the page does', () => {
  const { properties } = node.parse(specificationSchema());
  const listed = (key: string) => {
    const own = node.parse(properties[key]);
    const [first] = node.parse(own.items ?? own).anyOf;
    return z.looseObject({ enum: z.array(z.string()) }).parse(first).enum;
  };
  expect(listed('classifiers')).toEqual(classifiers.ids);
  expect(listed('selection')).toEqual(selectors.ids);
  expect(listed('protocol')).toEqual(protocols.ids);
  expect(listed('features')).toEqual(expect.arrayContaining(['hog', 'strain', 'faceres']));
  for (const id of listed('features')) expect(page).toContain(`\`${id}\``);
});

test('nothing is listed as a feature that is none: detectors find faces', () => {
  const detectors = networks.ids.filter((id) => /blazeface|facemesh/.test(id));
  expect(detectors.length).toBeGreaterThan(3);
  expect(namedMethods.features.filter((id) => detectors.includes(id))).toEqual([]);
  expect(page.match(/blazeface|facemesh/)).toBeNull();
});
