import type { ErrorKind } from './error-kind.ts';

/** Errors of work on several machines. */
export const queueErrors = {
  'bad-bucket': {
    status: 2,
    meaning: 'What was given as a bucket of S3-compatible storage is not one, or cannot be used.',
    whatToDo: 'Give `s3://BUCKET/PREFIX`, and set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.',
  },
  'bad-redis-address': {
    status: 2,
    meaning: 'What was given as the address of a Redis server is not one.',
    whatToDo: 'Give `redis://HOST:PORT`, `rediss://HOST:PORT` for TLS, or `unix:/PATH`.',
  },
  'bad-shard': {
    status: 2,
    meaning: 'What was given with `--shard` is not a share of the work.',
    whatToDo: 'Give `I/N` with I from 0 to N - 1, for example `--shard 3/16`.',
  },
  'file-outside-data': {
    status: 2,
    meaning: 'A recording is not in the folder of data that the workers share.',
    whatToDo: 'Name a folder above all recordings with `--data`.',
  },
  'lost-entry': {
    status: 1,
    meaning:
      'An entry of the cache that work needs was removed or damaged while the work went on, again and again.',
    whatToDo: 'Run the same command again: it makes the entry again. `wince cache verify` looks for more.',
  },
  'no-such-recording': {
    status: 1,
    meaning: 'A worker does not find a recording in its folder of data, or finds another file there.',
    whatToDo: 'Start the worker with `--data DIR`, the folder of the recordings on its machine.',
  },
  'password-in-call': {
    status: 2,
    meaning: 'The call of a command contains the password of a server.',
    whatToDo: 'Give the password in `WINCE_REDIS_PASSWORD` or in a file: `--redis-password-file FILE`.',
  },
  'redis-lost': {
    status: 1,
    meaning: 'The Redis server went away and did not come back.',
    whatToDo: 'Start the server, then the same command again: it continues from what the store holds.',
  },
  'redis-unreachable': {
    status: 1,
    meaning: 'The Redis server cannot be reached, or does not let this user in.',
    whatToDo: 'Check the address, that the server runs, and user and password.',
  },
  'store-not-shared': {
    status: 1,
    meaning: 'A worker does not find in its store what the submitter has put into its own.',
    whatToDo: 'Name the same store for both: `wince worker --store DIR`, `wince evaluate --store DIR`.',
  },
  'store-unreachable': {
    status: 1,
    meaning: 'A bucket did not answer, or refused, although it was tried several times.',
    whatToDo: 'Check bucket, endpoint and keys, and run the command again: it continues from what is there.',
  },
  'unit-set-aside': {
    status: 1,
    meaning: 'A piece of the work has ended its worker so often that it was set aside.',
    whatToDo: 'Look at the recording that the message names; `wince queue retry` gives it to workers again.',
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;
