import { File, ready } from 'h5wasm';

type Module = Awaited<typeof ready>;

/** More of a text than says what went wrong: a damaged file can be wrong at many places. */
const LONGEST = 65_536;

/** An HDF5 file that is open while it is read. */
export interface OpenHdf5 {
  readonly file: File;
  /**
   * Asks the file something: every call into HDF5 goes through here.
   *
   * @throws Error with what HDF5 writes of its errors, also where it answers in spite of them
   */
  ask<Answer>(question: () => Answer): Answer;
}

/**
 * Opens bytes as an HDF5 file, and closes it behind the reading whatever happens.
 *
 * HDF5 gives back what it holds only where its own functions return. An exception out of its error handler would jump over them
 * and leave the file open for good, with its caches, its bytes and its part of C's stack. So errors are only
 * written down while HDF5 runs, and thrown when it has returned.
 */
export async function readHdf5<Result>(
  bytes: Uint8Array,
  read: (opened: OpenHdf5) => Result,
): Promise<Result> {
  const module = await ready;
  const { FS } = module;
  const name = `wince-${crypto.randomUUID()}.h5`;
  // The bytes are handed over, not copied: nobody writes to the file.
  FS.createDataFile('/', name, bytes, true, false, true);
  const outcome: { result?: { readonly value: Result }; cause?: unknown } = {};
  try {
    // From here to the end nothing waits, so nobody else uses HDF5 meanwhile.
    restoringStack(module, () => {
      try {
        outcome.result = { value: withErrors(module, (ask) => opened(`/${name}`, ask, read)) };
      } catch (cause) {
        outcome.cause = cause;
      }
    });
  } finally {
    FS.unlink(`/${name}`);
  }
  if (!outcome.result) throw outcome.cause;
  return outcome.result.value;
}

function opened<Result>(name: string, ask: OpenHdf5['ask'], read: (opened: OpenHdf5) => Result): Result {
  const file = ask(() => new File(name, 'r'));
  try {
    return read({ file, ask });
  } finally {
    file.close();
  }
}

/** Runs something with all that HDF5 writes of errors caught, which would go to standard error. */
function withErrors<Result>(module: Module, run: (ask: OpenHdf5['ask']) => Result): Result {
  const { FS } = module;
  const { write } = FS;
  let errors = '';
  // Files are read only, so that whatever is written is of an error.
  FS.write = (_stream, { buffer, byteOffset }, offset, length) => {
    if (errors.length < LONGEST) {
      errors += new TextDecoder().decode(new Uint8Array(buffer, byteOffset + offset, length));
    }
    return length;
  };
  module.deactivate_throwing_error_handler();
  try {
    return run((question) => {
      errors = '';
      try {
        const answer = question();
        if (errors === '') return answer;
      } catch (cause) {
        if (errors === '') throw cause;
      }
      throw new Error(errors);
    });
  } finally {
    FS.write = write;
  }
}

/**
 * Runs something and puts C's stack back to where it stood. h5wasm's own functions throw where they find nothing, over their
 * own frames on that stack; `ccall` saves and restores it around a call that passes a text.
 *
 * @param run must not throw
 */
function restoringStack(module: Module, run: () => void): void {
  Object.assign(module, { _wince_read: run });
  try {
    module.ccall('wince_read', null, ['string'], ['']);
  } finally {
    // What the module still knew would be held with all that was read.
    Reflect.deleteProperty(module, '_wince_read');
  }
}
