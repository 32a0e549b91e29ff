# What `mv predict` is held against.
#   predict.py fit <train.csv> <model>       fits scikit-learn's forest of 100 trees to y
#   predict.py predict <model> <csv> <out>   reads, predicts and writes with pandas, on all cores
import sys

import joblib
import pandas

if sys.argv[1] == "fit":
    from sklearn.ensemble import RandomForestRegressor

    rows = pandas.read_csv(sys.argv[2])
    forest = RandomForestRegressor(100, n_jobs=-1, random_state=42)
    joblib.dump(forest.fit(rows.drop(columns="y"), rows["y"]), sys.argv[3])
else:
    model = joblib.load(sys.argv[2])
    rows = pandas.read_csv(sys.argv[3])
    rows["prediction"] = model.predict(rows)
    rows.to_csv(sys.argv[4], index=False)
