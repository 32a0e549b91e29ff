"""What git-model and this code say to each other. You need not touch this file; src/model.py is yours.

git-model starts train.py or serve.py with `--channel <descriptor> <job.json>`. Over the channel, which is neither
standard input nor standard output, go lines of JSON: so a print() anywhere is no fault. Version 1 of the protocol is
described in git-model's docs/trainer-protocol.md. Only Python's standard library is needed here; rows are pandas
DataFrames where pandas is installed, else dictionaries of lists.
"""

import csv
import importlib
import inspect
import json
import math
import os
import signal
import socket
import sys
import threading
import traceback
from datetime import datetime

PROTOCOL = 1
SOURCE = os.path.dirname(os.path.realpath(__file__))


class Setup:
    """What a model is told when it is made.

    task        "regression" or "classification"
    target      name of the column to predict
    columns     {name: "numeric", "categorical" or "time"} of the columns that rows have
    classes     of a classification: the texts that the target may be, sorted
    seed        whole number: all that is random should come from it
    threads     how many threads to compute with
    progress    a function to call with the share of the fit that is done, 0 to 1
    """

    def __init__(self, job, channel):
        self.task = job["task"]
        self.target = job["target"]
        self.columns = {column["name"]: column["type"] for column in job["columns"]}
        self.classes = job["classes"]
        self.seed = job["seed"]
        self.threads = job["threads"]
        self.progress = lambda share: channel.say({"event": "progress", "share": float(share)})


class Invalid(Exception):
    """The model gave something that the protocol does not know."""


class Channel:
    """Lines of JSON to and from git-model."""

    def __init__(self, descriptor):
        os.set_inheritable(descriptor, False)
        self._socket = socket.socket(fileno=descriptor)
        self._lock = threading.Lock()

    def say(self, message):
        line = json.dumps(message, allow_nan=False, separators=(",", ":")).encode() + b"\n"
        with self._lock:
            self._socket.sendall(line)

    def lines(self):
        """Requests, until git-model hangs up."""
        with self._socket.makefile("rb") as stream:
            for line in stream:
                yield json.loads(line)

    def end_with_host(self):
        """While nothing is read from the channel: should git-model be killed, this process ends, and all it started."""

        def watch():
            try:
                while self._socket.recv(4096):
                    pass
            except OSError:
                pass
            end_group()

        threading.Thread(target=watch, daemon=True).start()


def end_group():
    """Ends this process and those that it started, such as the workers of joblib."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


def start():
    """The channel and the job of this process; a person who starts it by hand is told how it is meant."""
    arguments = sys.argv[1:]
    if len(arguments) != 3 or arguments[0] != "--channel":
        name = os.path.basename(sys.argv[0])
        sys.exit(f"src/{name} is started by git-model: mv train. What you write is in src/model.py.")
    # Ctrl-C reaches git-model, which then ends this process: it must not look like a fault of the model.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = Channel(int(arguments[1]))
    channel.say({"event": "hello", "protocol": PROTOCOL, "python": sys.version.split()[0]})
    with open(arguments[2], encoding="utf-8") as file:
        job = json.load(file)
    if job["protocol"] != PROTOCOL:
        raise SystemExit(f"git-model speaks protocol {job['protocol']}, src/protocol.py {PROTOCOL}")
    return channel, job


def make_model(job, channel):
    """The class Model of src/model.py, made with the parameters that mv.yaml names."""
    module = importlib.import_module("model")
    if not hasattr(module, "Model"):
        raise Invalid("src/model.py has no class Model")
    return module.Model(Setup(job, channel), **job["parameters"])


def guarded(channel, work):
    """Runs `work`; whatever it raises is told, with the lines of src/ that led there."""
    try:
        work()
    except BaseException as error:  # SystemExit and KeyboardInterrupt too: they end the work as well
        try:
            channel.say({"event": "failed", "error": describe(error)})
        except OSError:
            pass
        flush()
        os._exit(1)
    flush()
    # At once: threads and destructors that somebody's library left behind can neither hang nor fail any more.
    os._exit(0)


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            pass


def describe(error):
    """An exception as JSON: its type, its words, the lines of src/ that led to it, and all of the trace."""
    frames = [
        {"file": own, "line": frame.lineno, "function": frame.name, "code": frame.line or ""}
        for frame in traceback.extract_tb(error.__traceback__)
        if (own := own_file(frame.filename)) and own not in GIVEN
    ]
    if isinstance(error, SyntaxError) and error.filename and own_file(error.filename):
        frames.append(
            {
                "file": own_file(error.filename),
                "line": error.lineno or 0,
                "function": "",
                "code": (error.text or "").strip(),
            }
        )
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return {
        "type": type(error).__name__,
        "message": said[:4000],
        "module": getattr(error, "name", None) if isinstance(error, ModuleNotFoundError) else None,
        "frames": frames[-20:],
        "trace": trace.replace(SOURCE + os.sep, "src/")[-20000:],
    }


GIVEN = ("src/protocol.py", "src/train.py", "src/serve.py")


def own_file(filename):
    """`src/model.py` of a file of this folder, None of any other."""
    path = os.path.realpath(filename)
    if not path.startswith(SOURCE + os.sep):
        return None
    return "src/" + os.path.relpath(path, SOURCE).replace(os.sep, "/")


def read_rows(file, columns):
    """The rows of a CSV: an empty field is missing, a time is ISO 8601 in UTC."""
    try:
        import pandas
    except ImportError:
        with open(file, newline="", encoding="utf-8") as stream:
            reader = csv.reader(stream)
            names = next(reader)
            cells = list(zip(*reader)) or [()] * len(names)
        lists = {name: [cell if cell != "" else None for cell in column] for name, column in zip(names, cells)}
        return typed(lists, columns)
    frame = pandas.read_csv(
        file,
        dtype={column["name"]: "float64" if column["type"] == "numeric" else object for column in columns},
        keep_default_na=False,
        na_values=[""],
        skip_blank_lines=False,
        float_precision="round_trip",
        encoding="utf-8",
    )
    return framed(pandas, frame, columns)


def rows_of(lists, columns):
    """The same from lists of JSON values, a column each: null is missing."""
    try:
        import pandas
    except ImportError:
        return typed(lists, columns)
    frame = pandas.DataFrame(
        {
            column["name"]: pandas.Series(
                lists[column["name"]], dtype="float64" if column["type"] == "numeric" else object
            )
            for column in columns
        }
    )
    return framed(pandas, frame, columns)


def framed(pandas, frame, columns):
    """Numbers are float64, texts "str" or object, times datetime64 in UTC; missing is what pandas calls missing."""
    for column in columns:
        name = column["name"]
        if column["type"] == "time":
            times = pandas.to_datetime(frame[name], format="ISO8601", utc=True)
            frame[name] = times.dt.tz_localize(None)
        elif column["type"] == "categorical":
            # The same type however many are missing; None where one is.
            frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    return frame


def typed(lists, columns):
    """Without pandas: numbers are float (nan where missing), texts str, times datetime in UTC (None where missing)."""
    convert = {
        "numeric": lambda cell: math.nan if cell is None else float(cell),
        "categorical": lambda cell: cell,
        "time": lambda cell: None if cell is None else datetime.fromisoformat(cell.replace("Z", "")),
    }
    return {
        column["name"]: [convert[column["type"]](cell) for cell in lists[column["name"]]] for column in columns
    }


def read_target(file, task, name):
    """The target: numbers, or texts of a classification; a pandas Series where pandas is installed."""
    with open(file, encoding="utf-8") as stream:
        values = [json.loads(line) for line in stream]
    if task == "regression":
        values = [float(value) for value in values]
    try:
        import pandas
    except ImportError:
        return values
    return pandas.Series(values, name=name, dtype="float64" if task == "regression" else object)


def takes_weights(model):
    """Whether fit can be told what each row counts."""
    return "sample_weight" in inspect.signature(model.fit).parameters


def read_weights(file):
    """What each row counts; a numpy array where pandas is installed."""
    with open(file, encoding="utf-8") as stream:
        values = [float(line) for line in stream]
    try:
        import pandas
    except ImportError:
        return values
    return pandas.Series(values).to_numpy()


def number_of_rows(rows):
    return len(rows) if hasattr(rows, "iloc") else len(next(iter(rows.values())))


def some_rows(rows, start, end):
    if hasattr(rows, "iloc"):
        return rows.iloc[start:end].reset_index(drop=True)
    return {name: values[start:end] for name, values in rows.items()}


def plain(values):
    """Numbers and texts of Python from what a model answers: a list, an array, a Series."""
    if hasattr(values, "tolist"):
        values = values.tolist()
    return list(values)


def number(value):
    """A number as JSON can hold it; None where it is none, which git-model refuses with the row."""
    try:
        value = float(value)
    except (TypeError, ValueError) as error:
        raise Invalid(f"a prediction is no number: {value!r}") from error
    return value if math.isfinite(value) else None
