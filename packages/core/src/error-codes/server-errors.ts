import type { ErrorKind } from './error-kind.ts';

/** Errors of the workbench: the server of `wince serve`, and the page that it shows. */
export const serverErrors = {
  'bad-account': {
    status: 2,
    meaning: 'An account cannot be added or changed so: its name, its password, or the last administrator.',
    whatToDo: 'Correct what the message names; `wince accounts list` shows all accounts.',
  },
  'bad-certificate': {
    status: 2,
    meaning: 'The certificate or the key of the server cannot be used.',
    whatToDo: 'Give PEM files that belong together, are valid now, and whose key only its owner can read.',
  },
  'bad-request': {
    status: 2,
    meaning: 'A request to the server does not have the form that its address takes.',
    whatToDo: 'Correct the field that the message names; /api/openapi.json describes each address.',
  },
  'changed-meanwhile': {
    status: 1,
    meaning: 'The same rater labelled the same item at another place meanwhile.',
    whatToDo: 'Look at the label that is there, and label the item again where it is wrong.',
  },
  'damaged-state': {
    status: 1,
    meaning: 'The file in which the workbench keeps labels and runs cannot be used.',
    whatToDo: 'Restore .wince/workbench.sqlite of the project from a copy, or move it away to begin again.',
  },
  'file-exists': {
    status: 2,
    meaning: 'A file that is sent to the project has the name of one that is there.',
    whatToDo: 'Give the file or its folder another name: what is there is never replaced.',
  },
  'foreign-request': {
    status: 2,
    meaning: 'A request came from another page, or under another name of this machine.',
    whatToDo: 'Open the address that `wince serve` printed, exactly as it is.',
  },
  'no-accounts': {
    status: 2,
    meaning:
      'The workbench cannot listen to other machines, or let anybody sign in: the project has no accounts.',
    whatToDo:
      'Add one with `wince accounts add NAME --role admin`, or leave --host out and use an SSH tunnel: ssh -L PORT:127.0.0.1:PORT HOST.',
  },
  'no-such-address': {
    status: 2,
    meaning: 'The server has nothing at this address.',
    whatToDo: 'Correct the address; /api/openapi.json lists all of them.',
  },
  'no-tls': {
    status: 2,
    meaning: 'The workbench cannot listen to other machines without TLS.',
    whatToDo: 'Give --tls-cert and --tls-key, or --without-tls where a proxy has TLS.',
  },
  'not-allowed': {
    status: 2,
    meaning: 'The role of an account does not allow this, or it uses the name of another account.',
    whatToDo: 'Sign in with another account, or have an administrator give this one another role.',
  },
  'not-in-project': {
    status: 2,
    meaning: 'A request names something that is not in the project, or that leads out of its folder.',
    whatToDo: 'Name something that the lists of the project show, or copy it into the folder of the project.',
  },
  'not-signed-in': {
    status: 2,
    meaning: 'A request has no valid session.',
    whatToDo: 'Open the address that `wince serve` printed, or sign in.',
  },
  'port-in-use': {
    status: 2,
    meaning: 'Another program listens on the port.',
    whatToDo: 'Give another one with --port, or leave the option out: a free port is then taken.',
  },
  'project-in-use': {
    status: 2,
    meaning: 'Another server has opened the project.',
    whatToDo: 'Use that server, or end it first.',
  },
  'too-many-jobs': {
    status: 1,
    meaning: 'More runs and checks wait than the server takes.',
    whatToDo: 'Wait until one of them is done, or stop one.',
  },
  'too-many-requests': {
    status: 1,
    meaning: 'More requests came than the server answers in this time.',
    whatToDo: 'Wait a few seconds, and try again.',
  },
  'upload-too-large': {
    status: 2,
    meaning: 'A file or a request is larger or longer than the server takes.',
    whatToDo: 'Send a smaller file or a shorter clip, or use the command line, which has no such limit.',
  },
  'worker-ended': {
    status: 1,
    meaning: 'The process that read a file ended: the file needs too much memory or time, or is damaged.',
    whatToDo: 'Check the file. Other work goes on.',
  },
  'wrong-password': {
    status: 1,
    meaning: 'The name or the password of an account is wrong.',
    whatToDo: 'Try again, or set another password with `wince accounts password NAME`.',
  },
  'wrong-upload': {
    status: 2,
    meaning: 'The body of a request is of another kind than its address takes.',
    whatToDo:
      'Send JSON as application/json, and recordings as application/octet-stream, without compression.',
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;
