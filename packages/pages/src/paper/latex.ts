import { printable } from '../html/html.ts';

/** Characters that LaTeX takes for a command, or prints as something else, with what prints them. */
const COMMANDS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  _: '\\_',
  '%': '\\%',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\char34{}',
  // Behind the end of a row of a table, these two would belong to it.
  '[': '{[}',
  ']': '{]}',
  '*': '{*}',
  '\u00a0': '~',
  '\u202f': '\\,',
  '−': '$-$',
  '–': '--',
  '…': '\\ldots{}',
  '×': '$\\times$',
  '†': '$\\dagger$',
  '’': "'",
  '“': '``',
  '”': "''",
  '\ufffd': '?',
};

const SPECIAL = /[[\]*\\{}$&#_%~^<>|"\u00a0\u202f−–…×†’“”\ufffd]|-(?=-)|'(?=')|`(?=`)|[?!](?=`)/gu;

/**
 * Text for LaTeX: every character that would be a command, and every pair that would be joined to another sign, stands for itself.
 * Letters with marks are composed (NFC), because LaTeX knows `ü`, but not `u` with a mark behind it.
 */
export function latexText(text: string): string {
  return printable(text)
    .normalize('NFC')
    .replace(SPECIAL, (character) => COMMANDS[character] ?? `${character}{}`)
    .replaceAll(/\s*\n\s*/g, ' ');
}

/** Letters without a joint above which a name may be broken anywhere: that of a hash. */
const LONGEST = 24;

/** A name as the program writes it, which may be broken behind its joints. */
export function latexName(text: string): string {
  const parts = printable(text)
    .split(/(?<=[-/+@:_.])/u)
    .flatMap((part) => (part.length > LONGEST ? (part.match(/.{1,8}/gu) ?? []) : [part]));
  return parts.map(latexText).join('\\allowbreak{}');
}
