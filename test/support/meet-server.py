# What clients that others wrote say of a server: one process for all of them, since each takes seconds to import.
#   meet-server.py <host:port> <branch> <commit> <CSV of rows>     prints one JSON document
import io
import json
import sys
import types

import numpy as np
import pandas as pd
import requests
import tritonclient.http as http
from mlflow.deployments import PredictionsResponse
from mlflow.pyfunc.scoring_server.client import ScoringServerClient

# MLflow's client asks whether there is a scipy.sparse, and fails where there is no scipy at all.
if "scipy" not in sys.modules:
    sys.modules["scipy"] = types.ModuleType("scipy")
    sys.modules["scipy"].__path__ = []

host, branch, commit, csv = sys.argv[1:5]
frame = pd.read_csv(io.StringIO(csv), keep_default_na=False, na_values={"temp": [""]})
rows = len(frame)
found = {}


def tensors(binary, temp="FP64"):
    kinds = {"FP64": np.float64, "FP32": np.float32}
    inputs = []
    for name in frame.columns:
        datatype, kind = (temp, kinds[temp]) if name == "temp" else ("BYTES", object)
        tensor = http.InferInput(name, [rows], datatype)
        tensor.set_data_from_numpy(frame[name].to_numpy(dtype=kind), binary_data=binary)
        inputs.append(tensor)
    return inputs


def outputs(**binary):
    return [http.InferRequestedOutput(name, binary_data=each) for name, each in binary.items()]


def told(answer):
    text = [value.decode() if isinstance(value, bytes) else value for value in answer.as_numpy("prediction")]
    return [text, answer.as_numpy("probability").tolist()]


def refusal(act):
    try:
        act()
    except Exception as error:
        return f"{getattr(error, 'status', lambda: None)()} {error}"
    return "taken"


with http.InferenceServerClient(host, concurrency=4) as client:
    found["live"] = [client.is_server_live(), client.is_server_ready()]
    found["ready"] = [client.is_model_ready(branch), client.is_model_ready(branch, commit)]
    found["absent"] = [client.is_model_ready("absent"), client.is_model_ready(branch, "0" * 40)]
    found["server"] = client.get_server_metadata()
    found["model"] = client.get_model_metadata(branch)
    found["version"] = client.get_model_metadata(branch, commit)["versions"]
    found["index"] = client.get_model_repository_index()

    both = outputs(prediction=True, probability=True)
    ways = {
        "binary": client.infer(branch, tensors(True), outputs=both),
        "json": client.infer(branch, tensors(False), outputs=outputs(prediction=False, probability=False)),
        "mixed": client.infer(branch, tensors(True), outputs=outputs(probability=True, prediction=False)),
        # Without outputs it asks for all of them, binary.
        "all": client.infer(branch, tensors(True)),
        "version": client.infer(branch, tensors(True), model_version=commit),
        "single": client.infer(branch, tensors(True, "FP32"), outputs=both),
        "gzip": client.infer(
            branch, tensors(True), request_compression_algorithm="gzip", response_compression_algorithm="gzip"
        ),
        "deflate": client.infer(
            branch,
            tensors(False),
            request_compression_algorithm="deflate",
            response_compression_algorithm="deflate",
        ),
    }
    found["told"] = told(ways["json"])
    found["differ"] = [name for name, answer in ways.items() if told(answer) != found["told"]]
    one = client.infer(
        branch, tensors(True), request_id="r-1", outputs=outputs(probability=True), parameters={"customer": "ada"}
    )
    found["one"] = [one.get_response()[key] for key in ("id", "model_name", "model_version", "parameters")]
    found["not asked for"] = one.as_numpy("prediction") is None
    asked = [client.async_infer(branch, tensors(True), request_id=f"r-{n}", outputs=both) for n in range(20)]
    answers = [each.get_result() for each in asked]
    found["together"] = [answer.get_response()["id"] for answer in answers] == [f"r-{n}" for n in range(20)]
    found["together"] &= all(told(answer) == found["told"] for answer in answers)
    found["refusals"] = [
        refusal(lambda: client.infer("absent", tensors(True))),
        refusal(lambda: client.infer(branch, tensors(True)[1:])),
        refusal(lambda: client.infer(branch, tensors(True), outputs=outputs(nothing=True))),
    ]

scoring = ScoringServerClient(*host.split(":"))
scoring.wait_server_ready(timeout=5)
scoring.ping()
found["mlflow version"] = scoring.get_version()
records = frame.astype(object).where(frame.notna(), None).to_dict(orient="records")
columns = {name: [record[name] for record in records] for name in frame.columns}


def posted(data, kind="application/json"):
    answer = requests.post(f"http://{host}/invocations", data=data, headers={"Content-Type": kind}, timeout=10)
    assert answer.status_code == 200, answer.text
    return PredictionsResponse.from_json(answer.text)


forms = {
    "dataframe_split": scoring.invoke(frame),
    "dataframe_split, other order": scoring.invoke(frame[frame.columns[::-1]]),
    "inputs, records": scoring.invoke(records),
    "inputs, rows": scoring.invoke([list(record.values()) for record in records]),
    "inputs, array": scoring.invoke(frame.to_numpy(dtype=object)),
    "params": scoring.invoke(frame, params={"customer": "ada"}),
    "inputs, columns": scoring.invoke(json.dumps({"inputs": columns})),
    "instances": scoring.invoke(json.dumps({"instances": records})),
    "dataframe_records": scoring.invoke(json.dumps({"dataframe_records": records})),
    "csv": posted(frame.to_csv(index=False), "text/csv"),
}
found["forms"] = sorted(forms)
found["forms differ"] = [
    name
    for name, answer in forms.items()
    if answer.get_predictions("ndarray").tolist() != found["told"][0]
    or answer.get_predictions("dataframe")[0].tolist() != found["told"][0]
]
found["mlflow refusal"] = refusal(lambda: scoring.invoke(frame[["temp"]]))
print(json.dumps(found))

# Then schemathesis, which ends this process with a code of its own.
sys.stdout.flush()
from schemathesis.cli import schemathesis

schemathesis(["run", f"http://{host}/openapi.json", *sys.argv[5:]])
