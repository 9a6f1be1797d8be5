import type { ExplainedRegionName } from './explained-areas.ts';
import type { ExplainedMap, ExplainedRow, MapMethod, MethodSummary } from './explanation-document.ts';
import { meanOfDefined, randomisationVerdict } from './map-agreement.ts';

/**
 * What a method says over the rows of one decision. Shares of regions are means over a subject's rows first, so that each subject counts
 * once.
 *
 * @returns null where no row with this decision was explained by the method
 */
export function summariseMethod(
  method: MapMethod,
  decision: string,
  rows: readonly ExplainedRow[],
): MethodSummary | null {
  const explained = rows.flatMap((row) => {
    if (row.decision !== decision) return [];
    const map = row.maps.find((own) => own.method === method);
    return map ? [{ subject: row.subject ?? row.name, map }] : [];
  });
  if (explained.length === 0) return null;
  const ofSubjects = [...Map.groupBy(explained, ({ subject }) => subject).values()].map((own) =>
    meanShares(own.map(({ map }) => map)),
  );
  const regions = [...new Set(ofSubjects.flatMap((shares) => [...shares.keys()]))];
  const largest = ofSubjects.map(largestOf);
  return {
    method,
    decision,
    rows: explained.length,
    subjects: ofSubjects.length,
    regions: regions.map((region) => ({
      region,
      share: meanOf(ofSubjects.map((shares) => shares.get(region) ?? 0)),
      by_chance: meanOfDefined(
        explained.map(({ map }) => map.regions.find((own) => own.region === region)?.by_chance ?? null),
      ).mean,
      largest_in: largest.filter((own) => own === region).length,
    })),
    elsewhere: meanOf(explained.map(({ map }) => map.elsewhere)),
    checks: checksOf(explained.flatMap(({ map }) => map.checks ?? [])),
  };
}

/** The region with the largest share; null where all shares are 0. */
export function largestOf(shares: ReadonlyMap<ExplainedRegionName, number>): ExplainedRegionName | null {
  let largest: ExplainedRegionName | null = null;
  for (const [region, share] of shares) {
    if (share > (largest === null ? 0 : (shares.get(largest) ?? 0))) largest = region;
  }
  return largest;
}

function meanShares(maps: readonly ExplainedMap[]): ReadonlyMap<ExplainedRegionName, number> {
  const shares = new Map<ExplainedRegionName, number>();
  for (const { regions } of maps)
    for (const { region, share } of regions)
      shares.set(region, (shares.get(region) ?? 0) + share / maps.length);
  return shares;
}

function checksOf(checks: readonly NonNullable<ExplainedMap['checks']>[]): MethodSummary['checks'] {
  if (checks.length === 0) return null;
  const mean = (of: (check: (typeof checks)[number]) => number | null) => meanOfDefined(checks.map(of)).mean;
  return {
    better_than_random: meanOf(checks.map(({ better_than_random: better }) => (better ? 1 : 0))),
    under_noise: mean(({ under_noise }) => under_noise),
    over_folds: mean(({ over_folds }) => over_folds),
    shuffled_classifier: mean(({ shuffled_classifier }) => shuffled_classifier),
    untrained_network: mean(({ untrained_network }) => untrained_network),
    verdict: randomisationVerdict(checks.map(({ shuffled_classifier }) => shuffled_classifier)),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
