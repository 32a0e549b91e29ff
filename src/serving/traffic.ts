// Who answers a request: the model that it names, or the arm that its unit is assigned to; and what is noted of it.

import { randomUUID } from 'node:crypto';
import type { Table } from '../data/table.ts';
import type { Prediction } from '../models/learner.ts';
import type { Arms } from './arms.ts';
import { assignArm, type Weighted } from './assignment.ts';
import type { FollowedBranch } from './model/followed-branch.ts';
import type { ServedModel } from './model/open-served-model.ts';
import { type Received, unitOf } from './received.ts';
import { Rejection, shown } from './rejection.ts';

export type Experiment = {
  id: string;
  arms: Arms;
  /** The field of a request that names the unit; null where only the header does. */
  unit: string | null;
  /** Tells weights apart: the same number for the same ones, on every replica and after every start. */
  epoch: number;
};

/** What is noted of the rows of one request. */
export type Served = {
  model: ServedModel;
  role: 'answer' | 'shadow';
  id: string;
  table: Table;
  prediction: Prediction;
  assignment: { experiment: string; unit: string; arm: string; epoch: number } | null;
  /** From when its rows were there until its predictions were; null of a shadow, for which nobody waited. */
  milliseconds: number | null;
};

/** What is noted of a request that its model failed to answer, by whatever fault. */
export type FailedToServe = {
  model: ServedModel;
  /** The HTTP status that is answered. */
  failed: number;
  rows: number;
  assignment: Served['assignment'];
  milliseconds: number;
};

type Asked = {
  /** Null for whichever the unit is assigned to. */
  model: string | null;
  version: string | null;
  unitHeader: string | undefined;
};

type Answered = { model: ServedModel; id: string; prediction: Prediction };

export type Traffic = {
  /** Name of the model that splits by weight: the project's. */
  project: string;
  /** Branches that can be asked by name. */
  branches(): readonly string[];
  /** The models of a name: one of a branch, those of all arms of the project's. Empty where there is none. */
  named(name: string): ServedModel[];
  /** Who is to answer; throws Rejection 404. Nothing may be waited for before it is asked. */
  choose(
    asked: Asked,
    received: Received,
  ): { model: ServedModel; id: string; assignment: Served['assignment'] };
  answer(asked: Asked, received: Received, check?: (model: ServedModel) => void): Promise<Answered>;
  setExperiment(experiment: Experiment): void;
  experiment(): Experiment;
};

export type TrafficOptions = {
  project: string;
  experiment: Experiment;
  /** By branch; the shadow is among them. */
  followed: ReadonlyMap<string, FollowedBranch>;
  shadow: string | null;
  record(served: Served): void;
  recordFailure(failed: FailedToServe): void;
  /** Rows that the shadow was not asked for, because it was behind or the request lacked what it needs. */
  skipped(rows: number): void;
};

/** Rows that may wait for the shadow. */
const SHADOW_WAITING = 10_000;

export function openTraffic(options: TrafficOptions): Traffic {
  const { project, followed, shadow, record, recordFailure, skipped } = options;
  let { experiment } = options;
  const modelOf = ({ branch }: Weighted): ServedModel => followed.get(branch)!.current();
  const armNamed = (name: string) => experiment.arms.find(({ branch }) => branch === name);

  /** Columns of any model that is served, the target of its training and the unit: a client may send them all the same. */
  const knownColumns = remembered((models: readonly ServedModel[]) => {
    const known = new Set<string>(experiment.unit === null ? [] : [experiment.unit]);
    for (const { columns, signature, kept } of models) {
      for (const { name } of [...columns, ...(kept() ?? [])]) known.add(name);
      known.add(signature.target.name);
    }
    return known;
  });
  const known = () => knownColumns([...followed.values()].map(each => each.current()));

  const named = (name: string): ServedModel[] => {
    const arm = armNamed(name);
    if (arm) return [modelOf(arm)];
    return name === project ? experiment.arms.map(modelOf) : [];
  };
  const choose: Traffic['choose'] = (asked, received) => {
    const id = received.id ?? randomUUID();
    if (asked.model !== null && (asked.model !== project || armNamed(project))) {
      const [model] = named(asked.model);
      if (model === undefined) throw noModel(asked.model);
      if (asked.version !== null && asked.version !== model.commit)
        throw noVersion(asked.model, asked.version);
      return { model, id, assignment: null };
    }
    if (asked.version !== null) {
      const model = experiment.arms.map(modelOf).find(({ commit }) => commit === asked.version);
      if (model === undefined) throw noVersion(project, asked.version);
      return { model, id, assignment: null };
    }
    const unit = unitOf(received, experiment.unit, asked.unitHeader) ?? id;
    const arm = assignArm(experiment.id, unit, experiment.arms);
    const { id: name, epoch } = experiment;
    return { model: modelOf(arm), id, assignment: { experiment: name, unit, arm: arm.branch, epoch } };
  };
  const predictBeside = async (branch: string, id: string, received: Received): Promise<void> => {
    const model = followed.get(branch)!.current();
    if (model.waiting() + received.rows > SHADOW_WAITING) return skipped(received.rows);
    try {
      const table = model.cells.read(received, known());
      const prediction = await model.predict(table);
      record({
        ...{ model, role: 'shadow', id, prediction, assignment: null, milliseconds: null },
        table: withKeys(table, model, received),
      });
    } catch {
      skipped(received.rows);
    }
  };

  return {
    project,
    branches: () => experiment.arms.map(({ branch }) => branch),
    named,
    choose,
    async answer(asked, received, check) {
      const started = performance.now();
      const { model, id, assignment } = choose(asked, received);
      check?.(model);
      const { mostRows } = model;
      if (received.rows > mostRows) {
        throw new Rejection(
          400,
          `${received.rows} rows are more than the ${mostRows} that this model takes at once`,
        );
      }
      const table = model.cells.read(received, known());
      const answering = model.predict(table);
      if (shadow !== null && shadow !== model.branch) void predictBeside(shadow, id, received);
      let prediction: Prediction;
      try {
        prediction = await answering;
      } catch (error) {
        const failed = error instanceof Rejection ? error.status : 500;
        const milliseconds = performance.now() - started;
        recordFailure({ model, failed, rows: received.rows, assignment, milliseconds });
        throw error;
      }
      const milliseconds = performance.now() - started;
      record({
        ...{ model, role: 'answer', id, prediction, assignment, milliseconds },
        table: withKeys(table, model, received),
      });
      return { model, id, prediction };
    },
    setExperiment(next) {
      experiment = next;
    },
    experiment: () => experiment,
  };
}

function withKeys(table: Table, model: ServedModel, received: Received): Table {
  const keys = model.readKeys(received);
  return keys.length === 0 ? table : { ...table, columns: [...table.columns, ...keys] };
}

function noModel(name: string): Rejection {
  return new Rejection(404, `there is no model ${shown(name)}`);
}

function noVersion(name: string, version: string): Rejection {
  return new Rejection(404, `the model ${shown(name)} has no version ${shown(version)} at present`);
}

/** Worked out anew only where one of the models is another. */
function remembered<T>(make: (models: readonly ServedModel[]) => T): (models: readonly ServedModel[]) => T {
  let last: { models: readonly ServedModel[]; value: T } | null = null;
  return models => {
    if (last?.models.length !== models.length || last.models.some((model, at) => model !== models[at])) {
      last = { models, value: make(models) };
    }
    return last.value;
  };
}
