// A Python with the clients of servers that others wrote. It takes a minute to make, which `.ci/run` spends before the
// tests; elsewhere GIT_MODEL_CLIENTS_PYTHON names one.

import { foundPython, type KeptPython, keptPython } from './kept-python.ts';

const CLIENTS: KeptPython = {
  name: 'serving-clients',
  // mlflow-skinny has the client of MLflow's server, and pandas, numpy and requests are what that imports.
  requirements: `tritonclient[http]==2.73.0
mlflow-skinny==3.17.2
schemathesis==4.32.5
numpy
pandas
requests
`,
  imported: 'import tritonclient.http, schemathesis.cli, pandas, mlflow.pyfunc.scoring_server.client',
  seconds: 300,
};

/** The interpreter; null where there is none, or none can be made, and then it is said. */
export function servingClients({ make = false } = {}): string | null {
  const named = process.env['GIT_MODEL_CLIENTS_PYTHON'] ?? foundPython(CLIENTS);
  if (named !== null) return named;
  const made = make ? keptPython(CLIENTS) : { missing: 'they are not here' };
  if ('python' in made) return made.python;
  console.log(`(tritonclient, MLflow's client and schemathesis are skipped: ${made.missing})`);
  return null;
}
