import type { RefusedAnswer } from '../../forms/forms.ts';
import type { NewNetwork } from '../../forms/network-forms.ts';

/** A field of the form beside which a problem can stand. */
export type ImportField = 'file' | 'others' | 'name' | 'mean' | 'colour' | 'size' | 'rate';

/** Which field an error is about. */
const FIELDS: Readonly<Record<string, ImportField>> = {
  'unknown-network-format': 'file',
  'bad-network-file': 'file',
  'unsupported-layer': 'file',
  'network-self-test': 'file',
  'upload-too-large': 'file',
  'worker-ended': 'file',
  'no-such-file': 'others',
  'file-exists': 'others',
  'network-name-taken': 'name',
  'bad-mean': 'mean',
  'network-size': 'size',
};

/** The field of the form that a problem is about; null where it is about none. */
export function fieldOf(
  { code, message }: RefusedAnswer,
  kind: NewNetwork['input']['kind'],
): ImportField | null {
  if (code !== 'unclear-preprocessing') return FIELDS[code ?? ''] ?? null;
  if (kind === 'sound') return 'rate';
  return /channels|order/.test(message) ? 'colour' : 'mean';
}

/** What the form says: the files in the order in which they are sent, and the request that follows them. */
export function importRequest(
  form: FormData,
  upload: string,
): { readonly files: readonly File[]; readonly request: NewNetwork } {
  const file = filesOf(form, 'file')[0];
  const others = filesOf(form, 'others').filter(({ name }) => name !== file.name);
  const meanFile = filesOf(form, 'mean-file')[0];
  const shared = {
    ...{ upload, file: file.name, name: textOf(form, 'name'), scale: numberOf(form, 'scale') },
    ...{ replace: form.has('replace'), untrained: form.has('untrained') },
  };
  if (form.get('kind') === 'sound') {
    const input = {
      kind: 'sound' as const,
      rate: Number(form.get('rate')),
      ...{ seconds: numberOf(form, 'seconds'), hop: numberOf(form, 'hop') },
      mel: form.has('mel') ? ('speech-mel' as const) : null,
    };
    return { files: [file, ...others], request: { ...shared, input } };
  }
  const isNew = meanFile && ![file, ...others].some(({ name }) => name === meanFile.name);
  const files = [file, ...others, ...(isNew ? [meanFile] : [])];
  const input = {
    kind: 'pictures' as const,
    prototxt: others.find(({ name }) => /\.prototxt$/i.test(name))?.name ?? null,
    mean: meanOf(form, meanFile),
    colour: oneOf(form, 'colour', ['rgb', 'bgr', 'grey'] as const),
    size: sizeOf(form),
    domain: oneOf(form, 'domain', ['faces', 'objects'] as const),
  };
  return { files, request: { ...shared, input } };
}

type PictureInput = Extract<NewNetwork['input'], { kind: 'pictures' }>;

function meanOf(form: FormData, file: File | undefined): PictureInput['mean'] {
  switch (form.get('mean')) {
    case 'none':
      return 'none';
    case 'numbers':
      return (textOf(form, 'mean-numbers') ?? '').split(',').map(Number);
    case 'file':
      return file ? { file: file.name } : null;
    default:
      return null;
  }
}

function sizeOf(form: FormData): PictureInput['size'] {
  const [rows, columns] = (textOf(form, 'size') ?? '').split('x').map(Number);
  return rows > 0 && columns > 0 ? { rows, columns } : null;
}

function filesOf(form: FormData, name: string): readonly File[] {
  // A field without a choice gives a file without a name.
  return form.getAll(name).filter((each): each is File => each instanceof File && each.name !== '');
}

function textOf(form: FormData, name: string): string | null {
  const text = form.get(name);
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : null;
}

function numberOf(form: FormData, name: string): number | null {
  const text = textOf(form, name);
  return text === null ? null : Number(text);
}

function oneOf<Word extends string>(form: FormData, name: string, words: readonly Word[]): Word | null {
  return words.find((word) => word === form.get(name)) ?? null;
}
