import { z } from 'zod';

/** The schema itself without its defaults; of several forms the one that the value has. */
export function innerSchema(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly
  ) {
    return innerSchema(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodPipe) return innerSchema(schema.in, value);
  if (!(schema instanceof z.ZodUnion)) return schema;
  const forms = schema.options.map((option) => innerSchema(option, value));
  const isGroup = typeof value === 'object' && !Array.isArray(value);
  const fitting = forms.find((form) =>
    Array.isArray(value) ? form instanceof z.ZodArray : isGroup && form instanceof z.ZodObject,
  );
  return fitting ?? schema;
}
