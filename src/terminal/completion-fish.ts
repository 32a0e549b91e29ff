// Completion for fish. One function decides for all three names what may stand at the cursor.

import {
  BRANCHES,
  type CompletedOption,
  type CompletedProgram,
  type Completes,
  ENVIRONMENTS,
  flagOf,
  valueCompletes,
} from './completed-command.ts';

export function fishCompletion({ commands, commonOptions }: CompletedProgram): string {
  const names = commands.map(({ name }) => name).join(' ');
  const describe = (pairs: string[][]) =>
    pairs.map(pair => `            echo ${pair.map(quoteForFish).join('\\t')}`);
  const optionPairs = (options: readonly CompletedOption[]) =>
    options.map(option => [flagOf(option), option.summary]);

  const valueCase = (command: string, option: CompletedOption) => {
    if (option.value === undefined) return [];
    const label = quoteForFish(`${command}:${flagOf(option)}`);
    return [`        case ${label}`, `            ${kindOf(valueCompletes(option), option.choices)}`];
  };
  const valueCases = [
    ...commands.flatMap(({ name, options }) => options.flatMap(option => valueCase(name, option))),
    ...commonOptions.flatMap(option => valueCase('*', option)),
  ];
  const operandCases = commands.flatMap(({ name, positionals }) =>
    positionals.flatMap(({ completes, repeats, choices }, i) => [
      `        case ${quoteForFish(`${name}:${repeats ? '*' : i}`)}`,
      `            ${kindOf(completes, choices)}`,
    ]),
  );
  const optionCases = commands.flatMap(({ name, options }) => [
    `        case ${name}`,
    ...describe(optionPairs(options)),
  ]);

  return `# fish completion for git-model, git model and mv. Made by: git-model completion fish
# What these functions print becomes candidates as it stands: names that others chose are expanded nowhere.

set -g __git_model_commands ${names}

# The words after the program; fails where the program is not ours, or waits for its first word (mv, git).
function __git_model_words
    set -l words (commandline -opc)
    set -l program (string replace -r '.*/' '' -- $words[1])
    set -e words[1]
    switch $program
        case git
            while set -q words[1]; and test "$words[1]" != model
                switch $words[1]
                    case -C -c
                        set -e words[1]
                    case '-*'
                    case '*'
                        return 1
                end
                set -e words[1]
            end
            set -q words[1]; or return 1
            set -e words[1]
        case mv
            contains -- "$words[1]" $__git_model_commands; or return 1
            # With a file of that name the operands are files; see \`mv help\`.
            if test -e "$words[1]"
                string match -q -- '-*' (commandline -ct); or return 1
            end
    end
    string join -- \\n $words
    return 0
end

function __git_model_first_word
    test (count (commandline -opc)) -eq 1
end

function __git_model_git
    set -l back (pwd)
    if set -q __git_model_folder[1]
        cd $__git_model_folder 2>/dev/null; or return
    end
    sh -c $argv[1] 2>/dev/null
    cd $back
end

function __git_model_offer
    switch $argv[1]
        case words
            string join -- \\n $argv[2..-1]
        case command
            string join -- \\n $__git_model_commands
        case branch
            __git_model_git ${quoteForFish(BRANCHES)}
        case environment
            __git_model_git ${quoteForFish(ENVIRONMENTS)}
        case file
            __fish_complete_path $__git_model_token
        case folder
            __fish_complete_directories $__git_model_token ''
    end
end

# Prints what the value of an option is; fails where it takes none.
function __git_model_value
    switch "$argv[1]:$argv[2]"
${valueCases.join('\n')}
        case '*'
            return 1
    end
    return 0
end

function __git_model_operand
    switch "$argv[1]:$argv[2]"
${operandCases.join('\n')}
    end
end

function __git_model_options
    switch "$argv[1]"
${optionCases.join('\n')}
    end
${describe(optionPairs(commonOptions))
  .map(line => line.slice(8))
  .join('\n')}
end

function __git_model_candidates
    set -l command ''
    set -l option ''
    set -l place 0
    set -g __git_model_folder
    set -g __git_model_token (commandline -ct)
    for word in (__git_model_words)
        if test -n "$option"
            test "$option" = -C; and set __git_model_folder (string replace -r '^~/' $HOME/ -- $word)
            set option ''
        else if string match -q -- '-*' $word
            string match -q -- '*=*' $word; or if __git_model_value "$command" $word >/dev/null
                set option $word
            end
        else if test -z "$command"
            set command $word
        else
            set place (math $place + 1)
        end
    end
    if test -n "$option"
        __git_model_offer (__git_model_value "$command" $option)
    else if string match -q -- '--*=*' $__git_model_token
        set -l flag (string replace -r '=.*' '' -- $__git_model_token)
        set __git_model_token (string replace -r '^[^=]*=' '' -- $__git_model_token)
        __git_model_offer (__git_model_value "$command" $flag) | string replace -r '^' -- "$flag="
    else if string match -q -- '-*' $__git_model_token
        if test -n "$command"
            __git_model_options $command
        else
            string join -- \\n -C --version --help
        end
    else if test -z "$command"
        __git_model_described
    else
        __git_model_offer (__git_model_operand $command $place)
    end
end

function __git_model_described
${describe(commands.map(({ name, summary }) => [name, summary]))
  .map(line => line.slice(8))
  .join('\n')}
end

complete -c git-model -f -a '(__git_model_candidates)'
complete -c git -n __git_model_words -f -a '(__git_model_candidates)'
complete -c git -n __git_model_first_word -f -a model -d 'version models as branches'
complete -c mv -n __git_model_words -f -a '(__git_model_candidates)'
complete -c mv -n __git_model_first_word -a '(__git_model_described)'
`;
}

function kindOf(completes: Completes, choices: readonly string[] = []): string {
  if (choices.length > 0) return `string join -- \\n words ${choices.map(quoteForFish).join(' ')}`;
  return `echo ${completes ?? 'nothing'}`;
}

/** A text as one word for fish, where a backslash in single quotes counts only before a quote or a backslash. */
function quoteForFish(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
