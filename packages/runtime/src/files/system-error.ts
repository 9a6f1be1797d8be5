/** The system's word for what went wrong (`ENOENT`, `ENOSPC`, ...), where there is one. */
export function systemCode(cause: unknown): string | undefined {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return undefined;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is a file',
  EISDIR: 'it is a folder',
  EACCES: 'you have no permission',
  EPERM: 'the system does not permit it',
  EROFS: 'the disk can only be read',
  EEXIST: 'it exists already',
  ENOTEMPTY: 'the folder is not empty',
  EBUSY: 'another program uses it',
  ETXTBSY: 'another program uses it',
  EIO: 'the disk or the network share reports an error',
  ESTALE: 'the network share has changed',
  ETIMEDOUT: 'the network share does not answer',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EXDEV: 'it is on another disk',
};

/** Why the system could not read, write or remove, in words; its own word where there is no better one. */
export function systemReason(cause: unknown): string {
  const code = systemCode(cause);
  return code === undefined ? String(cause) : (WORDS[code] ?? code);
}
