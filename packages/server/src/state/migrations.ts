/** Refuses to change or remove a row of a table. */
const appendOnly = (table: string) => `
CREATE TRIGGER ${table}_never_changes BEFORE UPDATE ON ${table}
  BEGIN SELECT RAISE(ABORT, 'rows of ${table} never change'); END;
CREATE TRIGGER ${table}_never_go BEFORE DELETE ON ${table}
  BEGIN SELECT RAISE(ABORT, 'rows of ${table} are never removed'); END;
`;

/** The forms of the state, each made of the one before it. What stands here never changes: a new form is a new entry. */
export const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE annotations (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  dataset TEXT NOT NULL,
  sample TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('label', 'exclusion')),
  scale TEXT,
  value TEXT NOT NULL
) STRICT;
CREATE INDEX annotations_by_dataset ON annotations (dataset, kind, number);
${appendOnly('annotations')}
CREATE TABLE audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
${appendOnly('audit')}
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  about TEXT NOT NULL,
  state TEXT NOT NULL,
  began TEXT NOT NULL,
  ended TEXT,
  folder TEXT,
  failure TEXT
) STRICT;
CREATE TABLE faces (
  dataset TEXT NOT NULL,
  sample TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (dataset, sample)
) STRICT;
CREATE TABLE findings (
  dataset TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
`,
  // Onset and end of what a rater saw in a clip.
  'ALTER TABLE annotations ADD COLUMN marks TEXT',
  // The row of an account that was removed stays, so that nobody else gets its name.
  `
CREATE TABLE accounts (
  key TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('rater', 'researcher', 'admin')),
  password TEXT NOT NULL,
  stamp TEXT NOT NULL,
  added TEXT NOT NULL,
  removed TEXT
) STRICT;
`,
  // The last self-test of each network; what it was then is told by its identity.
  `
CREATE TABLE network_tests (
  network TEXT PRIMARY KEY,
  identity TEXT NOT NULL,
  value TEXT NOT NULL
) STRICT;
`,
];
