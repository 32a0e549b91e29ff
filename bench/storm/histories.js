// Where branches have stood, and what the models of their commits say of rows.

/** Commits that a branch stood at, in order: its reflog. */
function stoodAt(git, branch) {
  return git(['log', '--walk-reflogs', '--format=%H', `refs/heads/${branch}`, '--'])
    .split('\n')
    .reverse();
}

/**
 * Complains of answers by a commit that its branch never stood at, by one that had been replaced before it was asked,
 * and of answers that are not those of `predict` with that commit.
 * @param {{ reloads: { branch: string, to: string }[], predict: (commit: string) => number[] }} options `reloads` in the order in which they were told
 */
export function checkAnswers({ answers, asked, reloads, git, predict, complain }) {
  const places = new Map();
  for (const branch of new Set(answers.models.map(model => model.branch))) {
    places.set(branch, new Map(stoodAt(git, branch).map((commit, place) => [commit, place])));
  }
  for (const { branch, commit } of answers.models) {
    if (!places.get(branch).has(commit))
      complain(`${commit} answered for ${branch}, which never stood there`);
  }
  // After so many reloads that were told of, the least place of each branch.
  const least = [new Map()];
  for (const { branch, to } of reloads) {
    least.push(new Map(least.at(-1)).set(branch, places.get(branch)?.get(to) ?? 0));
  }
  for (let number = 0; number < asked; number++) {
    const model = answers.modelAt(number);
    if (model === null) continue;
    const place = places.get(model.branch).get(model.commit);
    if (place < (least[answers.toldOf(number)].get(model.branch) ?? 0)) {
      complain(`request ${number}: ${model.commit} answered, which had been replaced`);
    }
  }
  const known = new Map();
  for (const { commit, answers: answered } of answers.models) {
    // Same objects, same answers: a rollback holds what the release before did.
    const objects = git(['rev-parse', `${commit}:models/model.json`, `${commit}:src`]);
    if (!known.has(objects)) known.set(objects, predict(commit));
    const expected = known.get(objects);
    answered.forEach((value, row) => {
      if (!Number.isNaN(value) && value !== expected[row]) {
        complain(`${commit} answered ${value} for row ${row}, predict says ${expected[row]}`);
      }
    });
  }
  return { models: known.size };
}
