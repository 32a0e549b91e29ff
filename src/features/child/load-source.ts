// The modules of src/, linked by ourselves: the only way to be sure, on every Node, that a model is made of nothing
// but the committed tree. Modules are named `src/features.js`, so that stacks and syntax errors say so too.

import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { FeatureProblem, problemOf } from './problem.ts';
import { syntaxProblem } from './syntax.ts';

/** `row` to the features of that row; what it returns is not to be trusted yet. */
export type FeatureFunction = (row: object) => unknown;

const ENTRY = 'features.js';

/** Loads `features.js` of the folder and gives its function `features`. Throws FeatureProblem. */
export async function loadFeatures(folder: string): Promise<FeatureFunction> {
  const root = realpathSync(folder);
  const modules = sourceModules(root);
  const file = path.join(root, ENTRY);
  if (!isInside(root, realpathSync(file))) {
    throw new FeatureProblem({
      code: 'features-import',
      message: 'src/features.js is a link to a file outside src/',
      hint: 'Put the file itself there: what a model is made of must be in its branch.',
    });
  }
  const entry = modules.open(file);
  try {
    await entry.link(modules.link);
    await entry.evaluate();
  } catch (error) {
    if (error instanceof FeatureProblem) throw error;
    throw (
      modules.missingExport(error) ??
      new FeatureProblem(problemOf(error, { rows: [], during: 'it was loaded' }))
    );
  }
  const { features } = entry.namespace as { features?: unknown };
  if (typeof features !== 'function') throw noFunction(Object.keys(entry.namespace));
  return features as FeatureFunction;
}

type Linker = (
  specifier: string,
  referrer: { identifier: string },
  extra?: { attributes?: { type?: string } },
) => Promise<vm.Module>;

type SourceModules = {
  open(file: string): vm.Module;
  link: Linker;
  /** V8 says which name is missing in which import, but not where that import stands. */
  missingExport(error: unknown): FeatureProblem | null;
};

function sourceModules(root: string): SourceModules {
  const byFile = new Map<string, vm.Module>();
  const builtins = new Map<string, Promise<vm.Module>>();
  const imports: { importer: string; specifier: string }[] = [];

  function open(file: string): vm.Module {
    const known = byFile.get(file);
    if (known) return known;
    const identifier = `src/${path.relative(root, file).split(path.sep).join('/')}`;
    const source = readFileSync(file, 'utf8');
    const module = file.endsWith('.json')
      ? jsonModule(source, identifier)
      : sourceModule(source, identifier, file);
    byFile.set(file, module);
    return module;
  }

  function sourceModule(source: string, identifier: string, file: string): vm.Module {
    try {
      return new vm.SourceTextModule(source, {
        identifier,
        initializeImportMeta(meta) {
          Object.assign(meta, { url: pathToFileURL(file).href, filename: file, dirname: path.dirname(file) });
        },
        async importModuleDynamically(specifier, referrer, attributes) {
          const module = await link(specifier, referrer as unknown as vm.Module, { attributes });
          if (module.status === 'unlinked') await module.link(link);
          await module.evaluate();
          return module;
        },
      });
    } catch (error) {
      throw error instanceof SyntaxError ? syntaxProblem(error, { file: identifier, source }) : error;
    }
  }

  const link: Linker = async (specifier, { identifier }, extra) => {
    const importer = path.join(root, identifier.slice('src/'.length));
    imports.push({ importer, specifier });
    if (isBuiltin(specifier)) {
      const builtin = builtins.get(specifier) ?? builtinModule(specifier);
      builtins.set(specifier, builtin);
      return builtin;
    }
    const place = `${identifier}${lineOfImport(importer, specifier)}`;
    const file = fileInside(root, importer, specifier, place);
    if (file.endsWith('.json') && extra?.attributes?.type !== 'json') {
      throw new FeatureProblem({
        code: 'features-import',
        message: `${place} imports "${specifier}" without saying that it is JSON`,
        hint: `import … from '${specifier}' with { type: 'json' }`,
      });
    }
    return open(file);
  };

  function missingExport(error: unknown): FeatureProblem | null {
    if (!(error instanceof SyntaxError)) return null;
    const [, specifier, name] =
      /^The requested module '(.*)' does not provide an export named '(.*)'/.exec(error.message) ?? [];
    const importers = imports.filter(one => one.specifier === specifier).map(one => one.importer);
    const importer = importers.find(file => readFileSync(file, 'utf8').includes(name)) ?? importers[0];
    if (!importer) return null;
    const file = `src/${path.relative(root, importer).split(path.sep).join('/')}`;
    return new FeatureProblem({
      code: 'features-syntax',
      message: `${file}${lineOfImport(importer, specifier)} imports ${name} from "${specifier}", which exports no ${name}`,
      details: { file },
    });
  }

  return { open, link, missingExport };
}

async function builtinModule(specifier: string): Promise<vm.Module> {
  const exported = await import(specifier);
  const names = Object.keys(exported);
  return new vm.SyntheticModule(
    names,
    function (this: vm.SyntheticModule) {
      for (const name of names) this.setExport(name, exported[name]);
    },
    { identifier: specifier },
  );
}

function jsonModule(source: string, identifier: string): vm.Module {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    throw new FeatureProblem({
      code: 'features-syntax',
      message: `${identifier}: ${(error as Error).message}`,
      details: { file: identifier },
    });
  }
  return new vm.SyntheticModule(
    ['default'],
    function (this: vm.SyntheticModule) {
      this.setExport('default', value);
    },
    { identifier },
  );
}

/** The file that an import means. Throws where it is a package, outside `src/`, not there, or not of a kind we read. */
function fileInside(root: string, importer: string, specifier: string, place: string): string {
  const refuse = (message: string, hint: string | null): FeatureProblem =>
    new FeatureProblem({
      code: 'features-import',
      message: `${place} imports "${specifier}", ${message}`,
      hint,
    });
  const outside = () =>
    refuse(
      "but code in src/ may import only its own files and Node's modules",
      'Copy what is needed into src/: what a model is made of must be in its branch.',
    );
  if (!/^\.\.?\//.test(specifier)) throw outside();
  const file = fileURLToPath(new URL(specifier, pathToFileURL(importer)));
  if (!isInside(root, file)) throw outside();
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    const withEnding = statSync(`${file}.js`, { throwIfNoEntry: false })?.isFile();
    throw refuse(
      `and there is no file src/${path.relative(root, file).split(path.sep).join('/')}`,
      withEnding
        ? `Write "${specifier}.js".`
        : 'Is it ignored by .gitignore? Only files that Git has are there.',
    );
  }
  if (!isInside(root, realpathSync(file))) throw outside();
  if (!/\.(js|mjs|json)$/.test(file)) {
    throw refuse('but features can be made of .js, .mjs and .json files only', 'Write it as an ES module.');
  }
  return file;
}

function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}

/** `:3` for the line that first quotes the specifier; nothing where it is put together at run time. */
function lineOfImport(importer: string, specifier: string): string {
  const lines = readFileSync(importer, 'utf8').split('\n');
  const index = lines.findIndex(line => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`));
  return index < 0 ? '' : `:${index + 1}`;
}

function noFunction(exported: string[]): FeatureProblem {
  const has = exported.length === 0 ? 'it exports nothing' : `it exports ${exported.join(', ')}`;
  return new FeatureProblem({
    code: 'features-missing',
    message: `src/features.js exports no function named features: ${has}`,
    hint: 'export function features(row) { return { ...row }; }',
  });
}
