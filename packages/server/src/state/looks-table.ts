import { type CheckedFace, type CheckedFinding, checkedFinding, seenFace } from '@wince/workbench';
import { z } from 'zod';
import type { WorkbenchState } from './database.ts';

/** What was seen when somebody had a data set checked. */
export interface LooksTable {
  putFace(dataset: string, sample: string, face: CheckedFace): void;
  faces(dataset: string): ReadonlyMap<string, CheckedFace>;
  putFindings(dataset: string, findings: readonly CheckedFinding[]): void;
  /** Null where nobody has had it checked. */
  findings(dataset: string): readonly CheckedFinding[] | null;
}

const faceRow = z.object({ sample: z.string(), value: z.string() });
const findingsRow = z.object({ value: z.string() }).optional();

/** The table of a project. */
export function openLooksTable({ database }: WorkbenchState): LooksTable {
  const putFace = database.prepare('INSERT OR REPLACE INTO faces (dataset, sample, value) VALUES (?, ?, ?)');
  const faces = database.prepare('SELECT sample, value FROM faces WHERE dataset = ?');
  const putFindings = database.prepare('INSERT OR REPLACE INTO findings (dataset, value) VALUES (?, ?)');
  const findings = database.prepare('SELECT value FROM findings WHERE dataset = ?');
  return {
    putFace: (dataset, sample, face) => void putFace.run(dataset, sample, JSON.stringify(face)),
    faces: (dataset) =>
      new Map(
        faces.all(dataset).map((each) => {
          const { sample, value } = faceRow.parse(each);
          return [sample, seenFace.parse(JSON.parse(value))];
        }),
      ),
    putFindings: (dataset, found) => void putFindings.run(dataset, JSON.stringify(found)),
    findings(dataset) {
      const found = findingsRow.parse(findings.get(dataset));
      return found ? z.array(checkedFinding).parse(JSON.parse(found.value)) : null;
    },
  };
}
