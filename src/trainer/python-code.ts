// A branch whose model Python makes, ready to run: its code in a folder, its interpreter, what it is to be given.

import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Column, Table } from '../data/table.ts';
import { inputColumns } from '../features/inputs.ts';
import { calendarOf, inputsOf } from '../project/input-columns.ts';
import { SOURCE } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import { removeWithUs } from './end-with-us.ts';
import type { ModelTask } from './fit-in-process.ts';
import { trainerLimits } from './limits.ts';
import type { ExaminedPython } from './python/examine-python.ts';
import { type PythonProject, preparePython } from './python/prepare-python.ts';
import { requireScripts } from './require-scripts.ts';
import type { TrainerCode } from './trainer-process.ts';

export type PythonCode = {
  python: ExaminedPython;
  code: TrainerCode;
  task: ModelTask;
  /** What the code is given of a table: its input columns, each time followed by the calendar that mv.yaml declares. */
  columnsOf(table: Table): Column[];
  /** From here on a signal no longer removes the folder. */
  close(): void;
};

/**
 * `folder` holds the branch's `src/`; a signal removes it. Throws what preparing Python throws, and UserError
 * `trainer-missing`.
 */
export async function openPythonCode(
  configuration: Configuration,
  { folder, project, onOutput }: { folder: string; project: PythonProject; onOutput: (text: string) => void },
): Promise<PythonCode> {
  const { model, problem, training } = configuration;
  if (model.kind !== 'python') throw new Error(`a ${model.kind} is not made by Python`);
  const close = removeWithUs(folder);
  try {
    const source = path.join(folder, SOURCE);
    await requireScripts(source);
    const python = await preparePython(project, source);
    return {
      python,
      code: {
        program: python.program,
        folder,
        seed: training.seed,
        threads: availableParallelism(),
        limits: trainerLimits(project.environment),
        onOutput,
      },
      task: { target: problem.target, parameters: model.parameters, file: model.file },
      columnsOf: table =>
        inputColumns({ table, inputs: inputsOf(configuration), calendar: calendarOf(configuration) }),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
