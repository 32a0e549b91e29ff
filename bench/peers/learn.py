# What our learners are held against: scikit-learn on the same rows, features and threads. Each line on standard input
# is one fit, answered by a line of JSON. learn.py <job>, the job as in bench/rows/learners.js.
import json
import os
import sys

job = json.loads(sys.argv[1])
os.environ["OMP_NUM_THREADS"] = str(job["threads"])
# Threads that wait do not spin: on a busy machine they would keep the others from ending.
os.environ["OMP_WAIT_POLICY"] = "PASSIVE"

import resource
import time

import numpy
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)

rows, training = job["rows"], job["training"]
columns = numpy.fromfile(os.path.join(job["folder"], "features.bin"))
features = numpy.ascontiguousarray(columns.reshape(job["features"], rows).T)
del columns
target = numpy.fromfile(os.path.join(job["folder"], "target.bin"))
trees = job["parameters"]["trees"]


def make():
    if job["kind"] == "gradient-boosting":
        kind = HistGradientBoostingClassifier if job["classes"] else HistGradientBoostingRegressor
        return kind(max_iter=trees, early_stopping=False)
    kind = RandomForestClassifier if job["classes"] else RandomForestRegressor
    return kind(trees, n_jobs=job["threads"], random_state=1)


for _ in sys.stdin:
    clock = time.perf_counter()
    processor = time.process_time()
    model = make().fit(features[:training], target[:training])
    milliseconds = 1000 * (time.perf_counter() - clock)
    processor = 1000 * (time.process_time() - processor)
    score = model.score(features[training:], target[training:])
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer = {"milliseconds": milliseconds, "processor": processor, "score": score, "megabytes": megabytes}
    print(json.dumps(answer), flush=True)
