// What was asked and what was answered, by number of the request; and what about it is not as promised.

/** Complaints that are kept in words; further ones are counted. */
const KEPT = 10;

export function complaintBook() {
  const words = [];
  let count = 0;
  return {
    add(what) {
      count++;
      if (words.length < KEPT) words.push(what);
    },
    count: () => count,
    words: () => words,
  };
}

/**
 * Answers by number: who answered and how, and when it was asked how many reloads had been told of.
 * @param {{ most: number, rows: number, complain: (what: string) => void }} options `most`: requests there can be
 */
export function answerBook({ most, rows, complain }) {
  /** The place of `<branch> <commit>` in `models`, from 1; 0 where there was no answer. */
  const model = new Uint16Array(most);
  const toldOf = new Uint32Array(most);
  const milliseconds = new Float32Array(most);
  const places = new Map();
  /** Of each model, what it answered to each row. */
  const models = [];
  const branchOfUnit = new Map();
  let count = 0;

  const modelOf = (branch, commit) => {
    const name = `${branch} ${commit}`;
    let place = places.get(name);
    if (place === undefined) {
      place = models.push({ branch, commit, answers: new Float64Array(rows).fill(Number.NaN) });
      places.set(name, place);
    }
    return place;
  };

  return {
    models,
    count: () => count,
    modelAt: number => (model[number] === 0 ? null : models[model[number] - 1]),
    toldOf: number => toldOf[number],
    /** @param {{ number: number, row: number, unit: string | null, asked: string | null, told: number, took: number }} request */
    add({ number, row, unit, asked, told, took }, { status, head, body }) {
      if (status !== 200) return complain(`request ${number}: ${status} ${body}`);
      const { id, model_version: commit, parameters, outputs } = JSON.parse(body);
      const { branch } = parameters;
      const [prediction] = outputs[0].data;
      if (!head.includes(`x-model-commit: ${commit}`))
        complain(`request ${number}: its head has another commit`);
      if (id !== `s${number}`) complain(`request ${number}: the answer is that of ${id}`);
      if (asked !== null && branch !== asked)
        complain(`request ${number}: asked ${asked}, ${branch} answered`);
      if (unit !== null) {
        const met = branchOfUnit.get(unit) ?? branch;
        branchOfUnit.set(unit, met);
        if (met !== branch) complain(`request ${number}: unit ${unit} met ${met} before, and now ${branch}`);
      }
      const place = modelOf(branch, commit);
      const known = models[place - 1].answers;
      if (Number.isNaN(known[row])) known[row] = prediction;
      if (known[row] !== prediction) {
        complain(
          `request ${number}: ${prediction} for row ${row}, which ${commit} answered ${known[row]} before`,
        );
      }
      [model[number], toldOf[number], milliseconds[number]] = [place, told, took];
      count++;
    },
    /** Milliseconds at shares of all requests that were answered. */
    latencies(...shares) {
      const sorted = milliseconds.filter((_, number) => model[number] > 0).sort();
      return shares.map(share => sorted[Math.floor(share * (sorted.length - 1))]);
    },
  };
}
