// Completion for bash 3.2 and later, with or without the package bash-completion.

import {
  BRANCHES,
  type CompletedProgram,
  ENVIRONMENTS,
  flagOf,
  quoteForShell,
  valueCompletes,
} from './completed-command.ts';

export function bashCompletion({ commands, commonOptions }: CompletedProgram): string {
  const names = commands.map(({ name }) => name).join(' ');
  const flags = (options: typeof commonOptions) => options.map(flagOf).join(' ');
  const optionLines = commands.map(
    ({ name, options }) => `    ${name}) echo ${quoteForShell(flags(options))} ;;`,
  );

  const valueLine = (command: string, option: (typeof commonOptions)[number]) => {
    if (option.value === undefined) return [];
    return [`    ${command}:${flagOf(option)}) ${kindOf(valueCompletes(option), option.choices)} ;;`];
  };
  const valueLines = [
    ...commonOptions.flatMap(option => valueLine('*', option)),
    ...commands.flatMap(({ name, options }) => options.flatMap(option => valueLine(name, option))),
  ];
  const operandLines = commands.flatMap(({ name, positionals }) =>
    positionals.map(({ completes, repeats, choices }, i) => {
      const place = repeats ? '*' : String(i);
      return `    ${name}:${place}) ${kindOf(completes, choices)} ;;`;
    }),
  );

  return `# bash completion for git-model, git model and mv. Made by: git-model completion bash
# Names that others chose (branches) are quoted, and nowhere expanded.

__git_model_commands='${names}'

__git_model_options() {
  case $1 in
${optionLines.join('\n')}
  esac
  echo ${quoteForShell(flags(commonOptions))}
}

# Sets kind to what the value of an option is; fails where it takes none.
__git_model_value() {
  case $1:$2 in
${valueLines.join('\n')}
    *) return 1 ;;
  esac
}

__git_model_operand() {
  kind=()
  case $1:$2 in
${operandLines.join('\n')}
  esac
}

__git_model_branches() { ${BRANCHES}; }

__git_model_environments() {
  ${ENVIRONMENTS}
}

__git_model_in_folder() {
  if [[ $directory ]]; then (CDPATH='' cd -- "$directory" && "$@"); else "$@"; fi 2>/dev/null
}

__git_model_offer() {
  local names='' name quoted open=''
  case $1 in
    words) names=$(printf '%s\\n' "\${@:2}") ;;
    branch) names=$(__git_model_in_folder __git_model_branches) ;;
    environment) names=$(__git_model_in_folder __git_model_environments) ;;
    file) compopt -o bashdefault -o default 2>/dev/null; return 0 ;;
    folder) compopt -o dirnames 2>/dev/null; return 0 ;;
  esac
  case $cur in [\\"\\']*) open=yes; cur=\${cur:1} ;; esac
  while IFS= read -r name; do
    [[ $name ]] || continue
    printf -v quoted %q "$name"
    # Inside of an open quote only a name that needs no quoting is sure to stay one.
    if [[ $open && $name != "$quoted" ]]; then continue; fi
    if [[ $name == "$cur"* || $quoted == "$cur"* ]]; then COMPREPLY+=("$quoted"); fi
  done <<<"$names"
}

# $1: the index of the program among the words. Uses cur, words and cword of its caller.
__git_model_complete() {
  local i word command='' option='' place=0 directory='' kind
  for ((i = $1 + 1; i < cword; i++)); do
    word=\${words[i]}
    [[ $word == '=' ]] && continue
    if [[ $option ]]; then
      [[ $option == -C ]] && directory=\${word/#\\~\\//$HOME/}
      option=''
    elif [[ $word == -* ]]; then
      if [[ $word != *=* ]] && __git_model_value "$command" "$word"; then option=$word; fi
    elif [[ ! $command ]]; then
      command=$word
    else
      place=$((place + 1))
    fi
  done
  [[ $cur == '=' ]] && cur=''
  if [[ ! $option && $cur == --*=* ]]; then
    option=\${cur%%=*}
    cur=\${cur#*=}
  fi
  if [[ $option ]]; then
    __git_model_value "$command" "$option" && __git_model_offer "\${kind[@]}"
  elif [[ $cur == -* ]]; then
    # Words of ours, without a character that the shell would touch.
    if [[ $command ]]; then __git_model_offer words $(__git_model_options "$command")
    else __git_model_offer words -C --version --help; fi
  elif [[ ! $command ]]; then
    __git_model_offer words $__git_model_commands
  else
    __git_model_operand "$command" "$place"
    __git_model_offer "\${kind[@]}"
  fi
}

_git_model_program() {
  local cur=\${COMP_WORDS[COMP_CWORD]} cword=$COMP_CWORD words
  words=("\${COMP_WORDS[@]}")
  COMPREPLY=()
  __git_model_complete 0
}

# Called by git's own completion for \`git model\`.
_git_model() {
  local cur=\${COMP_WORDS[COMP_CWORD]} cword=$COMP_CWORD words start=1
  words=("\${COMP_WORDS[@]}")
  while [[ \${words[start]} != model && $start -lt $cword ]]; do start=$((start + 1)); done
  COMPREPLY=()
  __git_model_complete "$start"
}

_git_model_mv() {
  local cur=\${COMP_WORDS[COMP_CWORD]} cword=$COMP_CWORD words first=\${COMP_WORDS[1]} name
  words=("\${COMP_WORDS[@]}")
  COMPREPLY=()
  if [[ $cword -gt 1 && " $__git_model_commands " == *" $first "* ]]; then
    # With a file of that name the operands are files; see \`mv help\`.
    if [[ $cur == -* || ! -e $first ]]; then __git_model_complete 0; fi
    return 0
  fi
  if [[ $cur == -* ]]; then
    if declare -F _comp_complete_longopt >/dev/null; then _comp_complete_longopt "$@"
    elif declare -F _longopt >/dev/null; then _longopt "$@"; fi
    return 0
  fi
  [[ $cword -eq 1 ]] || return 0
  __git_model_offer words $__git_model_commands
  # No candidate: bash completes files by itself. Otherwise they stand beside the commands.
  if [[ $COMPREPLY ]]; then
    while IFS= read -r name; do
      [[ $name ]] && COMPREPLY+=("$name")
    done <<<"$(compgen -f -- "$cur")"
    compopt -o filenames 2>/dev/null
  fi
}

complete -F _git_model_program git-model
complete -o bashdefault -o default -F _git_model_mv mv
`;
}

function kindOf(completes: string | null, choices: readonly string[] = []): string {
  if (choices.length > 0) return `kind=(words ${choices.map(quoteForShell).join(' ')})`;
  if (completes === null) return 'kind=()';
  return completes === 'command' ? 'kind=(words $__git_model_commands)' : `kind=(${completes})`;
}
