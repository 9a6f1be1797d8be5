import type { ListedCommand } from './listed-command.ts';

/** Every command, in the order of the help. */
export const commands: readonly ListedCommand[] = [
  {
    name: 'demo',
    description: "draw synthetic neonates and run the paper's experiment on them",
    fill: async (command) => (await import('./commands/demo.ts')).demoCommand(command),
  },
  {
    name: 'dataset',
    description: 'make a data set from a folder, check it, or remove a subject from it',
    fill: async (command) => (await import('./commands/dataset.ts')).datasetCommand(command),
  },
  {
    name: 'extract',
    description: 'find faces and compute features, a Parquet table for each family',
    fill: async (command) => (await import('./commands/extract.ts')).extractCommand(command),
  },
  {
    name: 'evaluate',
    description: 'evaluate a grid of features, selectors and classifiers with whole subjects left out',
    fill: async (command) => (await import('./commands/evaluate.ts')).evaluateCommand(command),
  },
  {
    name: 'audit',
    description: 'show what leaks, backgrounds and identities would do to the figures of an experiment',
    fill: async (command) => (await import('./commands/audit.ts')).auditCommand(command),
  },
  {
    name: 'report',
    description: 'print a run again, or by groups, and write its methods, tables and figures for a paper',
    fill: async (command) => (await import('./commands/report.ts')).reportCommand(command),
  },
  {
    name: 'compare',
    description: 'compare two runs: what differs, and their cells side by side, paired by subject',
    fill: async (command) => (await import('./commands/compare.ts')).compareCommand(command),
  },
  {
    name: 'pseudonymise',
    description: 'copy a run or a model for others, with names hashed and faces drawn or blurred',
    fill: async (command) => (await import('./commands/pseudonymise.ts')).pseudonymiseCommand(command),
  },
  {
    name: 'verify',
    description: 'tell whether a run is as it was written, and whether it comes out again',
    fill: async (command) => (await import('./commands/verify.ts')).verifyCommand(command),
  },
  {
    name: 'train',
    description: 'fit one cell of an experiment on all its subjects, and write it as one .wince file',
    fill: async (command) => (await import('./commands/train.ts')).trainCommand(command),
  },
  {
    name: 'predict',
    description: 'score pictures and videos with a trained model',
    fill: async (command) => (await import('./commands/predict.ts')).predictCommand(command),
  },
  {
    name: 'explain',
    description: 'show which parts of the face a decision rests on, and what each column gave',
    fill: async (command) => (await import('./commands/explain.ts')).explainCommand(command),
  },
  {
    name: 'export',
    description: 'write the classifier of a model as ONNX',
    fill: async (command) => (await import('./commands/export.ts')).exportCommand(command),
  },
  {
    name: 'networks',
    description: 'list, show, import, fetch and verify networks',
    fill: async (command) => (await import('./commands/networks.ts')).networksCommand(command),
  },
  {
    name: 'phantom',
    description: 'draw synthetic neonates with known truth, as a data set',
    fill: async (command) => (await import('./commands/phantom.ts')).phantomCommand(command),
  },
  {
    name: 'stress',
    description: 'score degraded pictures: blur, darkness, rotation, noise, covering, compression',
    fill: async (command) => (await import('./commands/stress.ts')).stressCommand(command),
  },
  {
    name: 'agreement',
    description: 'show how well raters agree: kappas, intraclass correlations, limits of agreement',
    fill: async (command) => (await import('./commands/agreement.ts')).agreementCommand(command),
  },
  {
    name: 'purpose',
    description: 'print what wince is for, and what harm it can do',
    fill: async (command) => (await import('./commands/purpose.ts')).purposeCommand(command),
  },
  {
    name: 'cry',
    description: 'find the breaths of a cry and their pitch in a recording, and draw its spectrogram',
    fill: async (command) => (await import('./commands/cry.ts')).cryCommand(command),
  },
  {
    name: 'pulse',
    description: 'find the heart rate over time in the colour of a face, and draw trace and spectrum',
    fill: async (command) => (await import('./commands/pulse.ts')).pulseCommand(command),
  },
  {
    name: 'serve',
    description: 'open the workbench: a page on this machine to check, label, run and predict',
    fill: async (command) => (await import('./commands/serve.ts')).serveCommand(command),
  },
  {
    name: 'accounts',
    description: 'choose who may sign in at the workbench of a project, and with which role',
    fill: async (command) => (await import('./commands/accounts.ts')).accountsCommand(command),
  },
  {
    name: 'cache',
    description: 'look after the cache: what it holds, whether it is whole, and making room',
    fill: async (command) => (await import('./commands/cache.ts')).cacheCommand(command),
  },
  {
    name: 'worker',
    description: 'do the work of extract and evaluate on this machine, for any machine: needs Redis',
    fill: async (command) => (await import('./commands/worker.ts')).workerCommand(command),
  },
  {
    name: 'queue',
    description: 'show what workers do, and give them work again that failed',
    fill: async (command) => (await import('./commands/queue.ts')).queueCommand(command),
  },
  {
    name: 'completion',
    description: 'print a script by which a shell completes commands, options and their words',
    fill: async (command) => (await import('./commands/completion.ts')).completionCommand(command, commands),
  },
];
