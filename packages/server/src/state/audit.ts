import { createHash } from 'node:crypto';
import { auditEntry } from '@wince/workbench';
import { z } from 'zod';
import type { WorkbenchState } from './database.ts';

/** The log of what was changed, by whom and when. Each line holds a hash of itself and the line before it. */
export interface AuditLog {
  /** Adds a line. Inside `whole` of the state it is written with the change that it tells of, or not at all. */
  add(who: string, what: string, detail: unknown): void;
  /** The last lines, the newest first, and whether all lines are as they were written. */
  read(most?: number): AuditReading;
}

/** The log as it is read. */
export interface AuditReading {
  readonly entries: readonly z.infer<typeof auditEntry>[];
  readonly intact: boolean;
  /** The first line that is not as it was written; null where the chain holds. */
  readonly broken_at: number | null;
}

/** What the chain begins with. */
const BEGINNING = '0'.repeat(64);

const lines = z.array(auditEntry);

/** The log of a project. */
export function openAudit(state: WorkbenchState): AuditLog {
  const { database } = state;
  const last = database.prepare('SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1');
  const insert = database.prepare(
    'INSERT INTO audit (number, at, who, what, detail, hash) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const all = database.prepare('SELECT * FROM audit ORDER BY number');
  return {
    add(who, what, detail) {
      const write = () => {
        const before = z.object({ number: z.int(), hash: z.string() }).optional().parse(last.get());
        const line = {
          ...{ number: (before?.number ?? 0) + 1, at: new Date().toISOString(), who, what },
          detail: JSON.stringify(detail),
        };
        const hash = hashOf(before?.hash ?? BEGINNING, line);
        insert.run(line.number, line.at, who, what, line.detail, hash);
      };
      // A command may write a line at the same time: both must not follow the same one.
      if (database.isTransaction) write();
      else state.whole(write);
    },
    read(most = 200) {
      const read = lines.parse(all.all());
      let before = BEGINNING;
      let broken_at: number | null = null;
      for (const [i, line] of read.entries()) {
        if (line.number !== i + 1 || hashOf(before, line) !== line.hash) {
          broken_at = i + 1;
          break;
        }
        before = line.hash;
      }
      return { entries: read.slice(-most).toReversed(), intact: broken_at === null, broken_at };
    },
  };
}

type Line = Omit<z.infer<typeof auditEntry>, 'hash'>;

function hashOf(before: string, { number, at, who, what, detail }: Line): string {
  return createHash('sha256')
    .update(JSON.stringify([before, number, at, who, what, detail]))
    .digest('hex');
}
