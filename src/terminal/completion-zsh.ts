// Completion for zsh: a file `_git-model` in the fpath, or a script to source after compinit.

import {
  BRANCHES,
  type CompletedCommand,
  type CompletedOption,
  type CompletedProgram,
  type Completes,
  ENVIRONMENTS,
  flagOf,
  quoteForShell,
  valueCompletes,
} from './completed-command.ts';

const ACTIONS: Record<NonNullable<Completes>, string> = {
  branch: '__git_model_branches',
  environment: '__git_model_environments',
  file: '_files',
  folder: '_files -/',
  command: '__git_model_commands',
};

export function zshCompletion({ commands, commonOptions }: CompletedProgram): string {
  const names = commands.map(({ name }) => name).join('|');
  const described = commands.map(({ name, summary }) => `    ${quoteForShell(`${name}:${summary}`)}`);
  const cases = commands.map(
    command => `    ${command.name}) _arguments $common ${argumentsOf(command).join(' ')} ;;`,
  );
  return `#compdef git-model mv
# zsh completion for git-model, git model and mv. Made by: git-model completion zsh

__git_model_commands() {
  local -a commands=(
${described.join('\n')}
  )
  _describe -t git-model-commands 'git-model command' commands
}

# compadd quotes what it inserts: names that others chose stay text.
__git_model_branches() {
  local -a branches=(\${(f)"$(__git_model_in_folder __git_model_list_branches)"})
  compadd "$@" -a branches
}

__git_model_environments() {
  local -a environments=(\${(f)"$(__git_model_in_folder __git_model_list_environments)"})
  compadd "$@" -a environments
}

__git_model_list_branches() { ${BRANCHES} }

__git_model_list_environments() {
  ${ENVIRONMENTS}
}

__git_model_in_folder() {
  ( [[ -z $git_model_folder ]] || cd -q -- $git_model_folder >/dev/null && "$@" ) 2>/dev/null
}

# words[1] is the program.
__git_model_program() {
  local git_model_folder=
  while (( CURRENT > 3 )) && [[ $words[2] == -C ]]; do
    git_model_folder=\${\${(Q)words[3]}/#\\~\\//$HOME/}
    words=($words[1] "\${(@)words[4,-1]}")
    (( CURRENT -= 2 ))
  done
  if (( CURRENT == 2 )) || [[ $words[2] == -C ]]; then
    _arguments -A '-*' ${[
      ...commonOptions.filter(option => flagOf(option) === '-C').map(specOf),
      quoteForShell('--version[show the version]'),
      quoteForShell('--help[show help]'),
      quoteForShell('1:command:__git_model_commands'),
    ].join(' ')}
    return
  fi
  shift words
  (( CURRENT-- ))
  local -a common=(
${commonOptions.map(option => `    ${specOf(option)}`).join('\n')}
  )
  case $words[1] in
${cases.join('\n')}
    *) _message 'no command of git-model' ;;
  esac
}

_git-model() {
  if [[ $service != mv ]]; then
    __git_model_program
  elif (( CURRENT > 2 )) && [[ $words[2] == (${names}) && ( $words[CURRENT] == -* || ! -e $words[2] ) ]]; then
    # With a file of that name the operands are files; see \`mv help\`.
    __git_model_program
  else
    local ret=1
    if (( CURRENT == 2 )) && [[ $words[CURRENT] != -* ]]; then __git_model_commands && ret=0; fi
    _mv "$@" && ret=0
    return ret
  fi
}

zstyle ':completion:*:*:git:*' user-commands ${quoteForShell('model:version models as branches')}
if [[ $funcstack[1] == _git-model ]]; then
  _git-model "$@"
elif (( $+functions[compdef] )); then
  autoload -Uz _mv
  compdef _git-model git-model mv
fi
`;
}

function argumentsOf({ positionals, options }: CompletedCommand): string[] {
  return [
    ...positionals.map(({ name, completes, repeats, choices }, i) =>
      quoteForShell(`${repeats ? '*' : i + 1}:${escapeSpec(name)}:${actionOf(completes, choices)}`),
    ),
    ...options.map(specOf),
  ];
}

function specOf(option: CompletedOption & { repeats?: boolean }): string {
  const value =
    option.value === undefined
      ? ''
      : `:${escapeSpec(option.value.replace(/[[\]]/g, ''))}:${actionOf(valueCompletes(option), option.choices)}`;
  const assign = option.value === undefined || option.name.length === 1 ? '' : '=';
  return quoteForShell(
    `${option.repeats ? '*' : ''}${flagOf(option)}${assign}[${escapeSpec(option.summary)}]${value}`,
  );
}

function actionOf(completes: Completes, choices: readonly string[] = []): string {
  if (choices.length > 0) return `(${choices.join(' ')})`;
  return completes === null ? ' ' : ACTIONS[completes];
}

function escapeSpec(text: string): string {
  return text.replace(/[\\:[\]]/g, '\\$&');
}
