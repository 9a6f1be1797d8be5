import { z } from 'zod';
import { WinceError } from '../../errors.ts';
import type { MethodSpecification } from '../../method.ts';
import type { Family, PlannedFamily, Planning } from '../family.ts';
import type { Moment } from '../moment.ts';

/** A planned family that describes moments. */
export type MomentFamily = PlannedFamily & { readonly moment: Moment };

/** The entry of a family that is made of another: `ID:FAMILY`. */
export function defineOverTime({
  plan,
  ...entry
}: Pick<Family, 'id' | 'version' | 'title' | 'source' | 'unit'> & {
  plan(of: MomentFamily, planning: Planning): Pick<PlannedFamily, 'columns' | 'sinceReference' | 'open'>;
}): Family {
  const { id } = entry;
  return {
    ...entry,
    kind: null,
    needs: ['frames'],
    parameters: z.strictObject({}),
    example: `${id}:geometry`,
    async plan(specification, planning) {
      const of = await familyOfMoments(id, specification, planning);
      const own = plan(of, planning);
      return {
        ...own,
        record: {
          ...of.record,
          name: `${id}:${of.record.name}`,
          columns: own.columns.length,
          identity: JSON.stringify([id, of.record.identity]),
        },
        specification,
        needs: [...new Set([...entryNeeds, ...of.needs])],
        ...{ moment: null, table: null, regions: of.regions },
        byRegion: of.byRegion?.map((each) => overTime(id, each)) ?? null,
      };
    },
  };
}

/** The family of a family, as a user would write it. */
function overTime(id: string, of: MethodSpecification): MethodSpecification {
  return typeof of === 'string' ? `${id}:${of}` : { ...of, id: `${id}:${of.id}` };
}

const entryNeeds = ['frames'] as const;

/** @throws WinceError `bad-feature` where the name behind the colon is not a family that describes moments */
async function familyOfMoments(
  id: string,
  specification: MethodSpecification,
  planning: Planning,
): Promise<MomentFamily> {
  const text = typeof specification === 'string' ? specification : specification.id;
  const rest = text.slice(id.length + 1);
  const inner = typeof specification === 'string' ? rest : { ...specification, id: rest };
  const of = rest === '' ? null : await planning.plan(inner);
  if (of?.moment) return { ...of, moment: of.moment };
  throw new WinceError(
    'bad-feature',
    `"${text}" does not name a family that gives values for single frames.`,
    {
      hint: `Write ${id}:FAMILY with a family for single frames: ${id}:geometry, ${id}:faceres, ${id}:strain:frame.`,
    },
  );
}
