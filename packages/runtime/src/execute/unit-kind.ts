import type { CatalogueEntry } from '@wince/core';
import type { z } from 'zod';
import { sha256Of } from '../files/hash.ts';
import type { Store, StoreName } from '../store/index.ts';
import type { Holder } from './resource.ts';
import type { Unit, UnitInput } from './unit.ts';

/** What a unit finds around it where it runs. */
export interface UnitContext {
  readonly store: Store;
  /** Holds what is opened once for many units and closed at the end; see `defineResource`. */
  readonly holder: Holder;
  /** Whether the whole work is to stop: a long unit asks now and then, and throws `interrupted`. */
  stopped(): boolean;
}

/** One kind of work: how its units are carried out. */
export interface UnitKind<Parameters> extends CatalogueEntry {
  readonly parameters: z.ZodType<Parameters>;
  /**
   * Does the work. The bytes depend on the inputs and the parameters alone.
   *
   * @throws WinceError what the user can put right; anything else is a defect
   */
  run(
    work: { readonly inputs: readonly UnitInput[]; readonly parameters: Parameters },
    context: UnitContext,
  ): Uint8Array | Promise<Uint8Array>;
  /** Whether a result is to be kept: one that tells of a failure may be another the next time. Default: each is. */
  lasts?(result: Uint8Array): boolean;
}

/** A kind of units whose parameters are not known any more: an entry of the catalogue. */
export interface AnyUnitKind extends CatalogueEntry {
  carryOut(unit: Unit, context: UnitContext): Promise<Uint8Array>;
  lasts?(result: Uint8Array): boolean;
}

/** Every kind of work that a worker carries out, by its id. */
export type UnitKinds = ReadonlyMap<string, AnyUnitKind>;

/** Lists kinds of units. @throws Error when two share an id: a defect of the program, not of its input. */
export function unitKindsOf(...kinds: readonly AnyUnitKind[]): UnitKinds {
  const byId = new Map(kinds.map((kind) => [kind.id, kind]));
  if (byId.size < kinds.length) throw new Error('two kinds of units have the same id');
  return byId;
}

/** Carries out a unit where it is. @throws Error for a kind that is not in the list: a defect, too */
export async function carryOut(unit: Unit, kinds: UnitKinds, context: UnitContext): Promise<Uint8Array> {
  const kind = kinds.get(unit.kind);
  if (!kind) throw new Error(`there is no kind of units called "${unit.kind}"`);
  return kind.carryOut(unit, context);
}

/**
 * Declares a kind of units.
 *
 * @param kind `version` rises when the bytes change for the same inputs and parameters
 */
export function defineUnitKind<Parameters>(kind: UnitKind<Parameters>): UnitKind<Parameters> & AnyUnitKind {
  return {
    ...kind,
    carryOut: async ({ inputs, parameters }, context) =>
      kind.run({ inputs, parameters: kind.parameters.parse(parameters) }, context),
  };
}

/**
 * A unit of a kind, with its key.
 *
 * @param keep the name under which the result is kept, made from the key; without it the result is not kept
 */
export function unitOf<Parameters>(
  kind: UnitKind<Parameters>,
  work: { readonly inputs?: readonly UnitInput[]; readonly parameters: Parameters },
  keep?: (key: string) => StoreName,
): Unit {
  const { inputs = [], parameters } = work;
  const contents = inputs.map((input) => (input.of === 'file' ? ['file', input.sha256] : input));
  const key = sha256Of(JSON.stringify([kind.id, kind.version, contents, parameters]));
  return { kind: kind.id, key, inputs, parameters, result: keep?.(key) ?? null };
}
