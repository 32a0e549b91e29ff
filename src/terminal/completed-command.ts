// What completion needs to know of a command, and what follows from it for every shell.

/** What stands at a place of the command line; null where there is nothing to offer. */
export type Completes = 'branch' | 'environment' | 'file' | 'folder' | 'command' | null;

export type CompletedOption = {
  name: string;
  summary: string;
  /** Text that stands for the value; absent for a switch. */
  value?: string;
  choices?: readonly string[];
};

/** A command as the command table has it; what completion does not need may be there too. */
export type CompletedCommand = {
  name: string;
  summary: string;
  positionals: readonly {
    name: string;
    completes: Completes;
    repeats?: boolean;
    choices?: readonly string[];
  }[];
  options: readonly CompletedOption[];
};

export type CompletedProgram = {
  commands: readonly CompletedCommand[];
  /** Options of every command. */
  commonOptions: readonly CompletedOption[];
};

/** `--json`, or `-C` for a name of one letter. */
export function flagOf(option: CompletedOption): string {
  return option.name.length === 1 ? `-${option.name}` : `--${option.name}`;
}

/** What the value of an option is, from the word that stands for it: `--from <branch>`. */
export function valueCompletes({ value }: CompletedOption): Completes {
  const word = value?.replace(/[[\]<>]/g, '');
  if (word === 'branch' || word === 'environment' || word === 'folder' || word === 'file') return word;
  return word === 'source' ? 'file' : null;
}

/** A text as one word for a POSIX shell and for zsh. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Prints the local branches, one a line. */
export const BRANCHES = "git for-each-ref --format='%(refname:lstrip=2)' refs/heads";

/**
 * Prints the environments that mv.yaml lists and that are branches; all branches where there is none. In sh. Folder
 * and names come from others: they travel as data, through the environment and a pipe.
 */
export const ENVIRONMENTS = `${BRANCHES} | MV_YAML=$(git rev-parse --show-toplevel)/mv.yaml awk '
  BEGIN {
    while ((getline line < ENVIRON["MV_YAML"]) > 0) {
      if (line ~ /^environments:/) inside = 1
      else if (line ~ /^[^ \\t#-]/) inside = 0
      if (!inside) continue
      sub(/^environments:|[ \\t]#.*/, "", line)
      gsub(/["\\047,\\[\\]]|^[ \\t]*- /, " ", line)
      count = split(line, words, /[ \\t\\r]+/)
      for (i = 1; i <= count; i++) listed[words[i]] = 1
    }
  }
  { all = all $0 "\\n" }
  $0 in listed { some = some $0 "\\n" }
  END { printf "%s", some == "" ? all : some }'`;
