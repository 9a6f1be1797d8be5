import { WinceError } from '@wince/core';
import { Command } from 'commander';
import type { ListedCommand } from '../listed-command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** What can stand behind a command: its subcommands and its options, with the words that an option takes. */
interface CompletedCommand {
  /** `dataset create`, without `wince`. */
  readonly path: string;
  readonly description: string;
  readonly subcommands: readonly string[];
  readonly options: readonly {
    readonly flag: string;
    readonly description: string;
    readonly choices: readonly string[];
  }[];
}

/** `wince completion`: a script by which a shell completes commands, options and their words. */
export function completionCommand(command: Command, listed: readonly ListedCommand[]): void {
  command
    .argument('<SHELL>', `the shell: ${SHELLS.join(', ')}`)
    .addHelpText('after', USE)
    .action(async (shell: string) => {
      const all = await completedCommands(listed);
      if (shell === 'bash') console.log(bash(all));
      else if (shell === 'zsh') console.log(`autoload -U +X bashcompinit && bashcompinit\n${bash(all)}`);
      else if (shell === 'fish') console.log(fish(all));
      else {
        throw new WinceError('bad-option', `There is no completion for the shell "${shell}".`, {
          hint: `Give one of: ${SHELLS.join(', ')}.`,
        });
      }
    });
}

const USE = `
How to use it:
  bash  wince completion bash >> ~/.bashrc
  zsh   wince completion zsh >> ~/.zshrc
  fish  wince completion fish > ~/.config/fish/completions/wince.fish`;

async function completedCommands(listed: readonly ListedCommand[]): Promise<readonly CompletedCommand[]> {
  const found: CompletedCommand[] = [
    { path: '', description: '', subcommands: listed.map(({ name }) => name), options: [] },
  ];
  for (const { name, description, fill } of listed) {
    const command = new Command(name).description(description);
    await fill(command);
    found.push(...commandsFrom(command, name));
  }
  return found;
}

function commandsFrom(command: Command, path: string): readonly CompletedCommand[] {
  return [
    {
      path,
      description: command.description(),
      subcommands: command.commands.map((child) => child.name()),
      options: command.options.flatMap(({ long, description, argChoices }) =>
        long ? [{ flag: long, description, choices: argChoices ?? [] }] : [],
      ),
    },
    ...command.commands.flatMap((child) => commandsFrom(child, `${path} ${child.name()}`)),
  ];
}

/** Words that stand in single quotes in a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function bash(all: readonly CompletedCommand[]): string {
  const words = all.map(
    ({ path, subcommands, options }) =>
      `    ${quoted(path)}) words=${quoted([...subcommands, ...options.map(({ flag }) => flag)].join(' '))} ;;`,
  );
  const choices = all.flatMap(({ path, options }) =>
    options
      .filter((option) => option.choices.length > 0)
      .map(
        (option) => `    ${quoted(`${path} ${option.flag}`)}) words=${quoted(option.choices.join(' '))} ;;`,
      ),
  );
  return `# Completion of wince.
_wince() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" path="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case " ${all.flatMap(({ path }) => (path === '' ? [] : [path.split(' ').at(-1)])).join(' ')} " in
      *" \${COMP_WORDS[i]} "*) path="\${path:+$path }\${COMP_WORDS[i]}" ;;
      *) break ;;
    esac
  done
  case "$path $before" in
${choices.join('\n')}
  esac
  if [ -z "$words" ]; then
    case "$path" in
${words.join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _wince wince`;
}

function fish(all: readonly CompletedCommand[]): string {
  const lines = all.flatMap(({ path, subcommands, options }) => {
    const condition =
      path === ''
        ? '__fish_use_subcommand'
        : path
            .split(' ')
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join('; and ');
    return [
      ...subcommands.map((name) => {
        const child = all.find((each) => each.path === `${path === '' ? '' : `${path} `}${name}`);
        return `complete -c wince -f -n ${quoted(condition)} -a ${name} -d ${quoted(child?.description ?? '')}`;
      }),
      ...options.map(({ flag, description, choices }) =>
        [
          `complete -c wince -n ${quoted(condition)} -l ${flag.slice(2)} -d ${quoted(description)}`,
          ...(choices.length > 0 ? [`-x -a ${quoted(choices.join(' '))}`] : []),
        ].join(' '),
      ),
    ];
  });
  return `# Completion of wince.\n${lines.join('\n')}`;
}
