import { howMany } from '@wince/core';
import { exportModel } from '@wince/runtime';
import type { Command } from 'commander';
import { CAUTION } from '../caution.ts';

interface ExportFlags {
  readonly onnx: string;
  readonly json?: boolean;
}

/** `wince export`: the classifier of a model in a form that others read. */
export function exportCommand(command: Command): void {
  command
    .argument('<MODEL>', 'a .wince file')
    .requiredOption('--onnx <FILE>', 'the ONNX file to write')
    .option('--json', 'print what was written as one JSON document')
    .action(async (model: string, { onnx, json }: ExportFlags) => {
      const written = await exportModel(model, onnx);
      if (json) return console.log(JSON.stringify({ file: onnx, ...written }, null, 2));
      const { cell, families, columns, abstains } = written;
      const parts = families.map(({ name, columns: own }) => `${name} (${own})`).join(', ');
      console.log(`${onnx}: ${cell}; the input "features" has ${howMany(columns, 'column')}: ${parts}`);
      if (abstains) console.log('The file gives scores and decisions alone. It has no answer "cannot tell".');
      console.log(CAUTION);
    });
}
