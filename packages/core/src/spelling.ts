import { z } from 'zod';
import { innerSchema } from './inner-schema.ts';

/** A name as files write it: `maximumYaw` becomes `maximum_yaw`. */
export function nameInFiles(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, (_, before: string, capital: string) => {
    return `${before}_${capital.toLowerCase()}`;
  });
}

/**
 * Plain data as files hold it: every key in snake_case, at every depth.
 *
 * @param ofData keys that hold names of the data as keys, which stay as they are. Default: none
 */
export function keysInSnakeCase(value: unknown, ofData: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((each) => keysInSnakeCase(each, ofData));
  if (!isPlain(value)) return value;
  return mapped(value, (key, below) => [
    nameInFiles(key),
    ofData.includes(key) ? below : keysInSnakeCase(below, ofData),
  ]);
}

/**
 * What a file gives, with its keys as a schema spells them. Files have snake_case, and what is read in this program may have
 * capitals: a key counts in either spelling. A key that the schema does not know, or that stands there in both spellings, stays.
 */
export function keysOfSchema(schema: z.core.$ZodType, value: unknown): unknown {
  const shape = innerSchema(schema, value);
  if (Array.isArray(value)) {
    return shape instanceof z.ZodArray ? value.map((each) => keysOfSchema(shape.element, each)) : value;
  }
  if (!isPlain(value)) return value;
  if (shape instanceof z.ZodRecord) {
    return mapped(value, (key, below) => [key, keysOfSchema(shape.valueType, below)]);
  }
  if (!(shape instanceof z.ZodObject)) return value;
  const own = new Map(Object.keys(shape.shape).map((key) => [nameInFiles(key), key]));
  return mapped(value, (key, below) => {
    const known = own.get(nameInFiles(key));
    const name = known === undefined || (known !== key && Object.hasOwn(value, known)) ? key : known;
    return [name, Object.hasOwn(shape.shape, name) ? keysOfSchema(shape.shape[name], below) : below];
  });
}

function mapped(
  value: Readonly<Record<string, unknown>>,
  change: (key: string, below: unknown) => readonly [string, unknown],
): unknown {
  return Object.fromEntries(Object.entries(value).map(([key, below]) => change(key, below)));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
