import { CONFIGURATION } from '../project/layout.ts';
import { version } from '../version.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';
import {
  type CommandSpec,
  commandNamed,
  commands,
  commonOptions,
  type OptionSpec,
  usageLine,
} from './specs.ts';

/** Help on the program, on a command, or on mv.yaml. */
export async function run({ colours }: Context, args: Arguments): Promise<Result> {
  const topic = textOf(args.positionals['topic']);
  if (topic === CONFIGURATION) {
    const { describeConfiguration } = await import('../project/describe-configuration.ts');
    const text = describeConfiguration();
    return { document: { topic, text }, text: () => text };
  }
  const text = topic === undefined ? overview(colours.bold) : commandHelp(commandNamed(topic), colours.bold);
  return { document: { topic: topic ?? null, version, text }, text: () => text };
}

function overview(bold: (text: string) => string): string {
  const width = Math.max(...commands.map(command => command.name.length));
  return [
    `${bold('git-model')} ${version}: a model is a branch`,
    '',
    `${bold('usage')}  mv <command> [options]   (the same: git model <command>, git-model <command>)`,
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    bold('begin'),
    '  mv init bikes --data hour.csv --target cnt --time dteday',
    '',
    `More on a command: mv help <command>; on mv.yaml: mv help ${CONFIGURATION}; the manual: git model --help`,
    "A first word that is none of these goes to the system's mv.",
  ].join('\n');
}

function commandHelp(spec: CommandSpec, bold: (text: string) => string): string {
  const options = [...spec.options, ...commonOptions];
  const written = ({ name, value }: OptionSpec) =>
    `${name.length === 1 ? `-${name}` : `--${name}`}${value ? ` ${value.startsWith('[') ? value : `<${value}>`}` : ''}`;
  const width = Math.max(
    ...options.map(option => written(option).length),
    ...spec.positionals.map(({ name }) => name.length + 2),
  );
  return [
    `${bold('usage')}  ${usageLine(spec)}`,
    '',
    `${spec.summary[0].toUpperCase()}${spec.summary.slice(1)}.`,
    '',
    ...spec.positionals.map(({ name, summary }) => `  ${`<${name}>`.padEnd(width)}  ${summary}`),
    ...options.map(
      option =>
        `  ${written(option).padEnd(width)}  ${option.summary}${option.choices ? `: ${option.choices.join(', ')}` : ''}`,
    ),
    '',
    bold('examples'),
    ...spec.examples.map(example => `  ${example}`),
    '',
    bold('exit'),
    '  0 done; 1 failed; 2 usage, configuration or input; 3 refused because stale or by a gate; 4 moved meanwhile, in the way, or a conflict; 5 drift or decay found, with --exit-code',
  ].join('\n');
}
