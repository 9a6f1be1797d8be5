import { useState } from 'react';
import type { RunPlan } from '../../forms/run-forms.ts';
import { Problem, Waiting } from '../../parts/notices.tsx';
import { countWords } from '../../parts/words.ts';
import { address, useAnswer } from '../../server.ts';

/** What a run would cost, before it starts. */
export function Plan({ experiment }: { readonly experiment: string }) {
  const [isAsked, setAsked] = useState(false);
  const { answer: plan, refusal } = useAnswer<RunPlan>(
    isAsked ? address('/api/experiments/plan', { experiment }) : null,
  );
  if (!isAsked) {
    return (
      <button type="button" onClick={() => setAsked(true)}>
        What will it cost?
      </button>
    );
  }
  if (refusal) return <Problem refusal={refusal} />;
  if (!plan) return <Waiting what="the plan" />;
  const columns = plan.families.reduce((sum, family) => sum + family.columns, 0);
  return (
    <p role="status">
      {countWords(plan.rows, 'row')} of {countWords(plan.subjects, 'subject')} ({plan.left_out} left out),{' '}
      {countWords(columns, 'column')} of {plan.families.map(({ name }) => name).join(', ')}.{' '}
      {countWords(plan.cells.length, 'cell')} in {countWords(plan.folds, 'fold')}:{' '}
      <strong>{countWords(plan.fits, 'model')} to fit</strong>, and{' '}
      <strong>{countWords(plan.recordings, 'file')} to look at</strong> where none was looked at before.
    </p>
  );
}
