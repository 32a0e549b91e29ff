"""The model: this is the file to edit. Then: mv train.

git-model makes one `Model`, calls `fit` and `save`, and later, in another process, `load` and `predict`. Which rows are
held out is decided outside: what is scored was never seen here. Any framework will do.
"""

import numpy
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder

from skops_file import load_skops, save_skops

# Types that may be in the model file beside those that skops knows to be harmless. Add one only after looking at it:
# skops says which were found, and loads nothing else.
TRUSTED = [
    "functools.partial",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.utils.validation.check_array",
]


def make_features(rows):
    """What the model sees of the rows: called when training and when predicting, so the two cannot differ.

    rows.temp       numbers, NaN where missing
    rows.season     texts, None where missing
    rows.day        times in UTC, NaT where missing: left out below, for a date only ever grows
    rows.day_month  the calendar features that mv.yaml declares for a time column: numbers

    Add your own behind them: `features["feels_colder"] = rows.atemp - rows.temp`.
    """
    features = rows.select_dtypes(exclude="datetime").copy()
    return features


class Model:
    def __init__(self, setup, max_iter=100, learning_rate=0.1, max_leaf_nodes=31, min_samples_leaf=20):
        """`setup`: what git-model knows (see protocol.py); the rest are the `parameters` of mv.yaml and their defaults."""
        self.setup = setup
        self.settings = {
            "max_iter": max_iter,
            "learning_rate": learning_rate,
            "max_leaf_nodes": max_leaf_nodes,
            "min_samples_leaf": min_samples_leaf,
            "random_state": setup.seed,
        }

    def fit(self, rows, target, sample_weight=None):
        """Fits to a DataFrame of rows and a Series of the target: numbers, or texts of a classification.

        sample_weight   what each row counts, where mv.yaml has training.half_life
        """
        features = make_features(rows)
        # A column without any value teaches nothing, and scikit-learn refuses it.
        known = [name for name in features if features[name].notna().any()]
        texts = [name for name in known if features[name].dtype == object]
        columns = ColumnTransformer(
            [
                ("texts", encoder(), texts),
                ("numbers", "passthrough", [name for name in known if name not in texts]),
            ]
        )
        kind = HistGradientBoostingRegressor if self.setup.task == "regression" else HistGradientBoostingClassifier
        learner = kind(categorical_features=list(range(len(texts))), **self.settings)
        # Under the name of the step, as pipelines pass things on.
        weights = {} if sample_weight is None else {f"{kind.__name__.lower()}__sample_weight": sample_weight}
        self.estimator = make_pipeline(columns, learner).fit(features, target, **weights)

    def predict(self, rows):
        """A number a row."""
        return self.estimator.predict(make_features(rows))

    def predict_proba(self, rows):
        """Of a classification: rows x classes, in the order of `classes`."""
        return self.estimator.predict_proba(make_features(rows))

    @property
    def classes(self):
        return self.estimator.classes_

    def save(self, path):
        save_skops(self.estimator, path)

    def load(self, path):
        self.estimator = load_skops(path, TRUSTED)


def encoder():
    """Categories as numbers; missing ones, and those never seen, as missing. The rarest of more than 254 are one."""
    return OrdinalEncoder(
        handle_unknown="use_encoded_value",
        unknown_value=numpy.nan,
        encoded_missing_value=numpy.nan,
        max_categories=254,
    )
