import { type FilePlace, networkError } from '../network-error.ts';

export const FORMAT = 'Caffe network';

/** Numbers of a blob as they stand in the file: little-endian pieces, to be joined. */
export interface RawNumbers {
  readonly width: 4 | 8;
  readonly bytes: Uint8Array;
}

export type Value = number | string | RawNumbers | Message;

/** A message of the file, binary or text: fields by name, each with all its values in their order. */
export interface Message {
  /** Where it starts in its file. */
  readonly place: FilePlace;
  readonly fields: ReadonlyMap<string, readonly Value[]>;
}

export function isMessage(value: Value): value is Message {
  return typeof value === 'object' && 'fields' in value;
}

/** All numbers of a field. A text may hold a word where a number should be: that is an error. */
export function numbersIn(message: Message, field: string): readonly number[] {
  return (message.fields.get(field) ?? []).map((value) => {
    const number = typeof value === 'string' ? WORDS.get(value) : value;
    if (typeof number === 'number') return number;
    throw caffeError(`the field "${field}" is not a number.`, message.place);
  });
}

/** The last number of a field, as protocol buffers have it, or what is given where there is none. */
export function numberIn(message: Message, field: string, otherwise: number): number {
  return numbersIn(message, field).at(-1) ?? otherwise;
}

export function flag(message: Message, field: string, otherwise: boolean): boolean {
  return numberIn(message, field, otherwise ? 1 : 0) !== 0;
}

export function texts(message: Message, field: string): readonly string[] {
  return (message.fields.get(field) ?? []).filter((value) => typeof value === 'string');
}

export function messages(message: Message, field: string): readonly Message[] {
  return (message.fields.get(field) ?? []).filter(isMessage);
}

/** The last message of a field, or one without fields. It belongs to the layer that the message belongs to. */
export function submessage({ place, fields }: Message, field: string): Message {
  const found = messages({ place, fields }, field).at(-1);
  return found
    ? { place: { ...found.place, layer: place.layer }, fields: found.fields }
    : { place, fields: new Map() };
}

/** The word of an enumeration: as text has it, or by its number. */
export function enumWord<Word extends string>(message: Message, field: string, words: readonly Word[]): Word {
  const value = message.fields.get(field)?.at(-1) ?? 0;
  const found = typeof value === 'number' ? words[value] : words.find((known) => known === value);
  if (found !== undefined) return found;
  throw caffeError(
    `the field "${field}" is "${String(value)}", but it must be one of these: ${words.join(', ')}.`,
    message.place,
  );
}

const WORDS = new Map([
  ['true', 1],
  ['false', 0],
]);

export function caffeError(message: string, place: FilePlace = {}, cause?: unknown) {
  return networkError('bad-network-file', FORMAT, message, place, cause);
}

export function unknownToCaffe(message: string, place: FilePlace = {}) {
  return networkError('unsupported-layer', FORMAT, message, place);
}
