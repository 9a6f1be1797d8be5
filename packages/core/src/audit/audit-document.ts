import { z } from 'zod';
import { AUDIT_PROTOCOLS } from './audit-protocols.ts';

/** The form of `audit.json`. */
export const AUDIT_SCHEMA = 1;

const bounds = z.tuple([z.number(), z.number()]).readonly().nullable();
const estimate = z.object({ value: z.number().nullable(), ci95: bounds });
const estimates = z.object({ auc: estimate, balanced_accuracy: estimate, accuracy: estimate });

const leak = z.object({
  protocol: z.enum(AUDIT_PROTOCOLS.map(({ id }) => id)),
  /** `unchanged`: the protocol changes nothing for this cell. `not-applicable`: the data have not what it needs. */
  status: z.enum(['scored', 'unchanged', 'not-applicable', 'failed']),
  /** Why it is not scored; empty where it is. */
  reason: z.string(),
  metrics: estimates.nullable(),
  /** The protocol less the strict one. */
  difference: estimates.nullable(),
});

const auditedCell = z.object({
  cell: z.string(),
  /** Why there is no result under the strict protocol; empty where there is one. */
  failed: z.string(),
  strict: estimates.nullable(),
  leaks: z.array(leak),
});

const control = z.object({
  id: z.string(),
  title: z.string(),
  columns: z.int(),
  status: z.enum(['scored', 'not-applicable', 'failed']),
  reason: z.string(),
  samples: z.int(),
  metrics: estimates.nullable(),
  /** The main cell less the control, on the same rows. */
  main_less_control: estimates.nullable(),
  /** The AUC is at least this large, with all controls asked together and chance as the question. */
  least_auc: z.number().nullable(),
  above_chance: z.boolean(),
});

const probe = z.object({ accuracy: z.number(), chance: z.number(), ci95: bounds, rows: z.int() }).nullable();

/** `audit.json`: the document of an audit. */
export const auditDocument = z.object({
  kind: z.literal('wince audit'),
  schema: z.literal(AUDIT_SCHEMA),
  version: z.string(),
  dataset: z.object({ name: z.string().nullable(), sha256: z.string(), synthetic: z.boolean() }),
  task: z.string(),
  /** The strict protocol. */
  protocol: z.string(),
  folds: z.int(),
  seed: z.int(),
  samples: z.int(),
  subjects: z.int(),
  subjects_with_both_labels: z.int(),
  /** The cell that the controls are held against. */
  main: z.string(),
  /** Whether it was declared before the results were known. */
  declared: z.boolean(),
  protocols: z.array(z.object({ id: z.string(), letter: z.string(), title: z.string(), words: z.string() })),
  cells: z.array(auditedCell),
  controls: z.array(control),
  best_control: z.string().nullable(),
  identity: z.array(z.object({ family: z.string(), subject: probe, session: probe })),
  near_duplicates: z.array(
    z.object({
      first: z.string(),
      second: z.string(),
      subjects: z.tuple([z.string(), z.string()]),
      bits: z.int(),
    }),
  ),
  /** Rows of different subjects with all but the same values. */
  copied_rows: z
    .array(
      z.object({
        family: z.string(),
        first: z.string(),
        second: z.string(),
        subjects: z.tuple([z.string(), z.string()]),
      }),
    )
    .default([]),
  /** Columns that could have been made from the labels. */
  label_columns: z
    .array(z.object({ family: z.string(), column: z.string(), like: z.string(), auc: z.number() }))
    .default([]),
  /** What a reader must know first, the gravest on top. */
  findings: z.array(z.string()),
  /** What is to be known of the data beside. */
  warnings: z.array(z.string()),
  /** A paragraph to put into a paper. */
  paragraph: z.string(),
});
/** The document of an audit; see `auditDocument`. */
export type AuditDocument = z.infer<typeof auditDocument>;
/** A cell of an audit under every protocol. */
export type AuditedCell = z.infer<typeof auditedCell>;
/** A control of an audit: how far something tells the label that should not. */
export type AuditControl = z.infer<typeof control>;
