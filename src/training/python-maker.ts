// Models that the branch's own Python makes: fitted and served in processes of their own.

import { MODELS } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import { fitInProcess } from '../trainer/fit-in-process.ts';
import { type ServedModel, serveInProcess } from '../trainer/predict-in-process.ts';
import type { PythonProject } from '../trainer/python/prepare-python.ts';
import { openPythonCode } from '../trainer/python-code.ts';
import type { ModelMaker } from './model-maker.ts';

/** `folder` holds the branch's `src/`. Throws what `openPythonCode` throws. */
export async function openPythonMaker(
  configuration: Configuration,
  options: { folder: string; project: PythonProject; onOutput: (text: string) => void },
): Promise<ModelMaker> {
  const { python, code, task, columnsOf, close } = await openPythonCode(configuration, options);
  return {
    kind: 'python',
    path: `${MODELS}/${task.file}`,
    versions: { python: python.version, packages: python.packages },
    async prepare(table) {
      return { columns: columnsOf(table), warnings: [] };
    },
    async fit({ columns, target, weights, onProgress }) {
      const fitted = await fitInProcess({ code, task, columns, target, weights, onProgress });
      const classes = target.task === 'classification' ? target.classes : null;
      // What was saved is what is asked, in a process that knows nothing but the file: a model that cannot be loaded
      // again, or answers differently then, is found out before it is committed.
      let served: Promise<ServedModel> | null = null;
      return {
        kind: 'python',
        reported: fitted.reported,
        async predict(given, nameRow) {
          served ??= serveInProcess({ code, task, columns, kind: target.task, classes, model: fitted.model });
          return (await served).predict(given, nameRow);
        },
        featureImportance: () => fitted.featureImportance,
        save: () => fitted.model,
        async close() {
          await (await served?.catch(() => null))?.close();
        },
      };
    },
    async close() {
      close();
    },
  };
}
