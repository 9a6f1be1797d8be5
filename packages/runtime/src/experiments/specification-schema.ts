import {
  calibrators,
  classifiers,
  experimentSpecification,
  families,
  keysInSnakeCase,
  nameInFiles,
  protocols,
  selectors,
} from '@wince/core';
import { featureNetworks } from '@wince/networks';
import { z } from 'zod';

/** What can be named where an experiment file names methods. Tables and networks that were imported can be named as features, too. */
export const namedMethods = {
  features: [...families.ids, ...featureNetworks()],
  selection: selectors.ids,
  classifiers: classifiers.ids,
  calibration: ['none', ...calibrators.ids],
  protocol: protocols.ids,
} as const;

/** The JSON Schema of the experiment file, for editors: it describes every key, and lists the methods that can be named. */
export function specificationSchema(): unknown {
  const schema = z.toJSONSchema(experimentSpecification, { io: 'input' });
  const properties: Record<string, unknown> = { ...schema.properties };
  for (const [key, ids] of Object.entries(namedMethods)) {
    const own = z.looseObject({ type: z.string().optional() }).parse(properties[key]);
    const named = methodNamed(ids, key === 'features');
    const { anyOf: _, ...rest } = own;
    properties[key] = own.type === 'array' ? { ...rest, items: named } : { ...rest, ...named };
  }
  return inFiles({ ...schema, properties });
}

/** A JSON Schema whose properties, and whose defaults, are spelled as files spell them. */
function inFiles(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(inFiles);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (key === 'default') return [key, keysInSnakeCase(value)];
      if (key === 'required') return [key, z.array(z.string()).parse(value).map(nameInFiles)];
      if (key !== 'properties') return [key, inFiles(value)];
      const own = z.record(z.string(), z.unknown()).parse(value);
      return [
        key,
        Object.fromEntries(Object.entries(own).map(([name, below]) => [nameInFiles(name), inFiles(below)])),
      ];
    }),
  );
}

/** @param isOpen whether there are others than the ids that the program knows */
function methodNamed(ids: readonly string[], isOpen: boolean) {
  const known = { enum: ids };
  const any = { type: 'string', minLength: 1 };
  return {
    anyOf: [
      known,
      isOpen ? any : { ...any, pattern: `^(${ids.join('|')})([?].*)?$` },
      {
        type: 'object',
        properties: {
          id: {
            description: 'The name of the method. Its parameters are further keys beside it.',
            ...(isOpen ? { anyOf: [known, any] } : known),
          },
        },
        required: ['id'],
        additionalProperties: {},
      },
    ],
  };
}
