# What `mv serve` is held against: scikit-learn's forest behind the servers that people start from pip.
#   serve.py fit <train.csv> <folder>     fits 100 trees of depth 10 to y and saves them as MLServer and as MLflow read them
#   serve.py one-row <folder> <seconds>   prints how many milliseconds predict of one row takes in this process, its median
import json
import sys
import time
from pathlib import Path

import joblib

folder = Path(sys.argv[-1] if sys.argv[1] == "fit" else sys.argv[2])

if sys.argv[1] == "fit":
    import mlflow.sklearn
    import pandas
    from sklearn.ensemble import RandomForestRegressor

    rows = pandas.read_csv(sys.argv[2])
    forest = RandomForestRegressor(n_estimators=100, max_depth=10, random_state=42, n_jobs=-1)
    forest.fit(rows.drop(columns="y"), rows["y"])
    # A row is too small to be shared among threads: with more than one it would be slower, and we are not to be held
    # against that.
    forest.set_params(n_jobs=1)
    mlflow.sklearn.save_model(forest, folder / "mlflow", serialization_format="cloudpickle", pip_requirements=[])
    server = folder / "mlserver"
    server.mkdir()
    # By position: MLServer gives it an array.
    del forest.feature_names_in_
    joblib.dump(forest, server / "forest.joblib")
    settings = {
        "name": "forest",
        "implementation": "mlserver_sklearn.SKLearnModel",
        "parameters": {"uri": "./forest.joblib"},
    }
    (server / "model-settings.json").write_text(json.dumps(settings))
else:
    import numpy

    forest = joblib.load(folder / "mlserver" / "forest.joblib")
    row = numpy.arange(20).reshape(1, 20) / 21
    times = []
    until = time.perf_counter() + float(sys.argv[3])
    while time.perf_counter() < until:
        began = time.perf_counter()
        forest.predict(row)
        times.append(time.perf_counter() - began)
    print(json.dumps({"milliseconds": 1000 * sorted(times)[len(times) // 2]}))
