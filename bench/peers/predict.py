# What `mv predict` is held against.
#   predict.py fit <kind> <train.csv> <model>   fits scikit-learn's learner of that kind to y, with its defaults
#   predict.py predict <model> <csv> <out>      reads, predicts and writes with pandas, on all cores
import sys

import joblib
import pandas

if sys.argv[1] == "fit":
    from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor

    rows = pandas.read_csv(sys.argv[3])
    learner = {
        "random-forest": RandomForestRegressor(n_jobs=-1, random_state=42),
        "gradient-boosting": HistGradientBoostingRegressor(early_stopping=False, random_state=42),
    }[sys.argv[2]]
    joblib.dump(learner.fit(rows.drop(columns="y"), rows["y"]), sys.argv[4])
else:
    model = joblib.load(sys.argv[2])
    rows = pandas.read_csv(sys.argv[3])
    rows["prediction"] = model.predict(rows)
    rows.to_csv(sys.argv[4], index=False)
