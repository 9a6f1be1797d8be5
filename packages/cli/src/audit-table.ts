import { type AuditDocument, type AuditedCell, auditProtocol, estimateWords } from '@wince/core';
import { CAUTION } from './caution.ts';

/** An audit for a terminal: what to read first, the main cell under every protocol, the controls, and what is known of the data. */
export function auditTable(audit: AuditDocument): string {
  const { cells, controls, identity, main } = audit;
  return [
    `${audit.task}: ${audit.samples} samples of ${audit.subjects} subjects, ${audit.protocol}`,
    ...(audit.dataset.synthetic ? ['Synthetic; not an accuracy on neonates.'] : []),
    '',
    ...audit.findings.map((finding) => `read first: ${finding}`),
    ...(audit.findings.length > 0 ? [''] : []),
    ...cells.flatMap((cell) => [...cellLines(cell, cell.cell === main), '']),
    'nuisance controls under the strict protocol: AUC; the main cell less the control',
    ...aligned(
      controls.map(({ title, metrics, main_less_control, reason, above_chance }) => [
        `  ${title}`,
        metrics ? estimateWords(metrics.auc) : reason,
        main_less_control ? estimateWords(main_less_control.auc, true) : '',
        above_chance ? 'above chance' : '',
      ]),
    ),
    '',
    'is the nearest row one of the same subject, or of the same session?',
    ...aligned(
      identity.map(({ family, subject, session }) => [
        `  ${family}`,
        `subject ${probeWords(subject)}`,
        `session ${probeWords(session)}`,
      ]),
    ),
    ...audit.warnings.map((warning) => `warning: ${warning}`),
    `Figures of protocols that leak are not results of a model. ${CAUTION}`,
  ].join('\n');
}

function cellLines({ cell, failed, strict, leaks }: AuditedCell, isMain: boolean): readonly string[] {
  const title = `${cell}${isMain ? ' (the main cell)' : ''}: AUC and its 95 % interval; the difference from the strict protocol`;
  if (!strict) return [`failed: ${cell}: ${failed}`];
  return [
    title,
    ...aligned([
      ['  (a) strict', estimateWords(strict.auc)],
      ...leaks.map(({ protocol, metrics, difference, reason }) => {
        const { letter, title: words } = auditProtocol(protocol);
        const name = `  (${letter}) ${words}`;
        return metrics && difference
          ? [name, estimateWords(metrics.auc), estimateWords(difference.auc, true)]
          : [name, reason];
      }),
    ]),
  ];
}

function probeWords(probe: AuditDocument['identity'][number]['subject']): string {
  if (!probe) return 'cannot be probed';
  return `${(100 * probe.accuracy).toFixed(0)} % (chance ${(100 * probe.chance).toFixed(0)} %)`;
}

/** Rows with their columns one below the other. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((text, column) => {
      widths[column] = Math.max(widths[column] ?? 0, text.length);
    });
  }
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column]))
      .join('   ')
      .trimEnd(),
  );
}
