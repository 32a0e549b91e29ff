// The graph of the modules of src/, linked by ourselves: the only way to be sure, on every Node, that a model is made
// of nothing but the committed tree. Modules are named `src/features.js`, so that stacks and messages say so too.

import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { FeatureProblem } from './problem.ts';
import { fileInside, lineOfImport, nameInSource } from './resolve-import.ts';
import { syntaxProblem } from './syntax.ts';

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

/** An empty graph of the modules below `root`, a real path; a module joins it when it is opened or imported. */
export function sourceModules(root: string): SourceModules {
  const byFile = new Map<string, vm.Module>();
  const builtins = new Map<string, Promise<vm.Module>>();
  const imports: { importer: string; specifier: string }[] = [];

  function open(file: string): vm.Module {
    const known = byFile.get(file);
    if (known) return known;
    const identifier = nameInSource(root, file);
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
    const file = nameInSource(root, importer);
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
