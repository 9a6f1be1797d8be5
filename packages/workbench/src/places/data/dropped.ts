/** A file with its place in what was dropped or chosen. */
export interface BroughtFile {
  /** With forward slashes: `S01/rest.jpg`. */
  readonly path: string;
  readonly file: File;
}

/** The files of what was dropped, those of folders with the names of their folders in front. */
export async function filesOfDrop({ items, files }: DataTransfer): Promise<readonly BroughtFile[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  // What a program has dropped has no entries.
  if (entries.length === 0) return filesOfInput(files);
  return (await Promise.all(entries.map((entry) => filesUnder(entry, '')))).flat();
}

/** The files that were chosen; of a folder, with its name in front. */
export function filesOfInput(files: FileList): readonly BroughtFile[] {
  return [...files].filter(isSeen).map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function filesUnder(entry: FileSystemEntry, folder: string): Promise<readonly BroughtFile[]> {
  const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return isSeen(file) ? [{ path, file }] : [];
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const found: BroughtFile[] = [];
  for (;;) {
    // A reader gives a hundred at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    found.push(...(await Promise.all(some.map((each) => filesUnder(each, path)))).flat());
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** Programs leave hidden files in folders (`.DS_Store`): nobody means them. */
function isSeen({ name }: File): boolean {
  return !name.startsWith('.');
}
