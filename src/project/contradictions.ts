// What the schema cannot say of mv.yaml because it takes two keys, or another rule, to see it.

import { compileTimeFormat } from '../data/time/time-format.ts';
import { UserError } from '../errors.ts';
import { type Complaint, nameOf, shorten } from './explain-issue.ts';
import { gateContradictions } from './gate-contradictions.ts';
import { guardrailContradictions } from './guardrail-contradictions.ts';
import { monitoringContradictions } from './monitoring-contradictions.ts';
import { nearName } from './near-name.ts';
import { halfLifeDays, windowDays } from './recency.ts';
import type { Configuration } from './schema.ts';

export function contradictions(configuration: Configuration): Complaint[] {
  return [
    ...inName(configuration),
    ...inColumns(configuration),
    ...inProblem(configuration),
    ...inExclude(configuration),
    ...inKey(configuration),
    ...inTraining(configuration),
    ...inEnvironments(configuration),
    ...gateContradictions(configuration),
    ...guardrailContradictions(configuration),
    ...inModel(configuration),
    ...inSources(configuration),
    ...inPrivacy(configuration),
    ...monitoringContradictions(configuration),
  ];
}

function inName({ name }: Configuration): Complaint[] {
  if (!/[\u0000-\u001f\u007f]/.test(name)) return [];
  return [
    { path: ['name'], message: '"name" holds a control character', hint: 'a name is one line of text' },
  ];
}

function inColumns({ features }: Configuration): Complaint[] {
  return Object.entries(features.columns).flatMap(([name, declared]) => {
    if (typeof declared === 'string') return [];
    const path = ['features', 'columns', name, 'format'];
    try {
      compileTimeFormat(declared.format);
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [{ path, message: `"${nameOf(path)}": ${error.message}`, hint: error.hint }];
    }
  });
}

function inProblem({ problem, features }: Configuration): Complaint[] {
  const complaints = [
    ...requireDeclared(problem.target, ['problem', 'target'], features),
    ...(problem.time === undefined ? [] : requireDeclared(problem.time, ['problem', 'time'], features)),
  ];
  if (complaints.length > 0) return complaints;
  const typeOf = (name: string) => {
    const declared = features.columns[name];
    return typeof declared === 'string' ? declared : declared.type;
  };
  const { target, time, task } = problem;
  if (task === 'regression' && typeOf(target) !== 'numeric') {
    complaints.push({
      path: ['problem', 'task'],
      message: `a regression predicts a number, but the target "${target}" is ${typeOf(target)}`,
      hint: 'write task: classification, or correct the type of the column',
    });
  }
  if (time === undefined) return complaints;
  const path = ['problem', 'time'];
  if (time === target) {
    complaints.push({ path, message: `"problem.time" names the target "${target}"`, hint: null });
  } else if (typeOf(time) !== 'time') {
    complaints.push({
      path,
      message: `"problem.time" names "${time}", which is ${typeOf(time)} and not a time`,
      hint: `under features.columns write: ${time}: {type: time, format: yyyy-MM-dd}`,
    });
  }
  return complaints;
}

function inExclude({ problem, features }: Configuration): Complaint[] {
  return features.exclude.flatMap((name, index) => {
    const path = ['features', 'exclude', index];
    if (name !== problem.target) return requireDeclared(name, path, features);
    const hint = 'take it out of the list: the model never sees its target';
    return [{ path, message: `the target "${name}" is excluded`, hint }];
  });
}

function inKey({ data, features }: Configuration): Complaint[] {
  return (data.key ?? []).flatMap((name, index) => requireDeclared(name, ['data', 'key', index], features));
}

function inTraining({ training, problem }: Configuration): Complaint[] {
  const { window, half_life: halfLife } = training;
  const complaints: Complaint[] = [];
  const add = (key: string, message: string, hint: string) => {
    const path = ['training', key];
    complaints.push({ path, message: `"${nameOf(path)}" ${message}`, hint });
  };
  if (window !== undefined && windowDays(window) === null)
    add('window', `cannot be "${window}": it must be a number of days`, 'for example last-365-days');
  if (halfLife !== undefined && halfLifeDays(halfLife) === null)
    add('half_life', `cannot be "${halfLife}": it must be a number of days`, 'for example 180d');
  if (problem.time === undefined && (window ?? halfLife) !== undefined)
    add(
      window === undefined ? 'half_life' : 'window',
      'needs to know the time of a row',
      'name the column that orders the rows under problem.time',
    );
  return complaints;
}

function inSources({ sources }: Configuration): Complaint[] {
  return sources.flatMap(({ name, url, command }, index): Complaint[] => {
    const path = ['sources', index];
    if ((url === undefined) === (command === undefined)) {
      const hint = 'name one of the two';
      return [{ path, message: `the source "${name}" needs a url or a command`, hint }];
    }
    if (/[\u0000-\u001f\u007f]/.test(name)) {
      return [{ path, message: 'the name of a source holds a control character', hint: null }];
    }
    if (sources.findIndex(other => other.name === name) === index) return [];
    return [{ path, message: `two sources are called "${name}"`, hint: 'rename one of them' }];
  });
}

function inPrivacy({ privacy, features }: Configuration): Complaint[] {
  return Object.keys(privacy.columns).flatMap(name =>
    requireDeclared(name, ['privacy', 'columns', name], features),
  );
}

function requireDeclared(
  name: string,
  path: PropertyKey[],
  { columns }: Configuration['features'],
): Complaint[] {
  if (Object.hasOwn(columns, name)) return [];
  const names = Object.keys(columns);
  const near = nearName(name, names);
  return [
    {
      path,
      message: `"${nameOf(path)}" names a column "${name}" that is not under "features.columns"`,
      hint: near ? `did you mean "${near}"?` : `columns: ${shorten(names.join(', ')) || 'none'}`,
    },
  ];
}

/** Files of these kinds run code when they are loaded. */
const RUNS_CODE = /\.(pkl|pickle|p|joblib|dill|cloudpickle)$/i;
/** Written beside the model, by us. */
const TAKEN = /^(provenance\.json|readme\.md)$/i;

function inModel({ model }: Configuration): Complaint[] {
  if (model.kind !== 'python') return [];
  const { file, parameters } = model;
  const path = ['model', 'file'];
  const wrong = RUNS_CODE.test(file) && {
    message: `"model.file" names a pickle, ${JSON.stringify(file)}: loading one runs what it holds`,
    hint: 'keep the model as data: skops, ONNX, safetensors, or the own format of the framework',
  };
  const unusable = (TAKEN.test(file) || !/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/.test(file)) && {
    message: `"model.file" ${JSON.stringify(file)} cannot be the name of the model file`,
    hint: 'letters, digits, "-", "_" and ".", such as model.skops; no folder, and not what stands in models/ already',
  };
  const named = Object.keys(parameters).filter(name => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  return [
    ...[wrong, unusable].flatMap(each => (each ? [{ path, ...each }] : [])).slice(0, 1),
    ...named.map(name => ({
      path: ['model', 'parameters', name],
      message: `"model.parameters" names ${JSON.stringify(name)}, which cannot be an argument in Python`,
      hint: 'letters, digits and "_"',
    })),
  ];
}

/** The rules of `git check-ref-format`, and words that Git keeps for itself. */
const NO_BRANCH = /^[-/]|\.\.|[\u0000-\u0020~^:?*[\\\u007f]|@\{|\/\/|[/.]$|\.lock(\/|$)|(^|\/)\.|^@$|^HEAD$/;

function inEnvironments({ environments }: Configuration): Complaint[] {
  return environments.flatMap((name, index) => {
    const path = ['environments', index];
    const of = (message: string, hint: string | null = null) => [{ path, message, hint }];
    if (NO_BRANCH.test(name)) {
      return of(
        `the environment ${JSON.stringify(name)} cannot be a branch: Git refuses the name`,
        'letters, digits, "-", "_", "." and "/" are safe: for example staging',
      );
    }
    if (environments.indexOf(name) < index) return of(`the environment "${name}" is listed twice`);
    const nested = environments.find(other => name.startsWith(`${other}/`));
    if (nested === undefined) return [];
    return of(
      `the environments "${nested}" and "${name}" cannot both be branches: Git keeps refs as files and folders`,
      `rename one, for example "${nested}" to "${nested}-main"`,
    );
  });
}
