#!/bin/sh
# Installs what `npm run bench` holds itself against, into a folder of this user's cache: needs Python 3 with pip.
# Without it the rows of peers say that they were skipped.
set -eu
folder=${GIT_MODEL_BENCH_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/git-model-bench}
mkdir -p "$folder"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'dvc==3.67.1' 'scikit-learn==1.9.1' 'pandas==3.1.1'
"$folder/venv/bin/dvc" --version
"$folder/venv/bin/python" -c 'import sklearn, pandas; print("scikit-learn", sklearn.__version__, "pandas", pandas.__version__)'
# Evidently asks for an older pandas: it has an environment of its own.
python3 -m venv "$folder/evidently"
"$folder/evidently/bin/pip" install --quiet --disable-pip-version-check 'evidently==0.7.23' 'pandas==2.3.3'
"$folder/evidently/bin/python" -c 'import evidently; print("evidently", evidently.__version__)'
# The servers of models, each in an environment of its own: MLServer asks for an older FastAPI than MLflow. Its workers do
# not start with a newer uvloop ("There is no current event loop"), which its own requirements would take.
python3 -m venv "$folder/mlserver"
"$folder/mlserver/bin/pip" install --quiet --disable-pip-version-check 'mlserver==1.7.1' 'mlserver-sklearn==1.7.1' 'uvloop==0.21.0' 'scikit-learn==1.9.1' 'pandas==3.1.1'
"$folder/mlserver/bin/python" -c 'import importlib.metadata as m; print("mlserver", m.version("mlserver"))'
python3 -m venv "$folder/mlflow"
"$folder/mlflow/bin/pip" install --quiet --disable-pip-version-check 'mlflow==3.17.2' 'scikit-learn==1.9.1' 'pandas==3.1.1'
"$folder/mlflow/bin/python" -c 'import importlib.metadata as m; print("mlflow", m.version("mlflow"))'
