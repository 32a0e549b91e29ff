# What the verdict on drift is held against: Evidently's preset with its defaults, on data frames that are in memory.
# drift.py <reference.csv> <current.csv>: a line of JSON with milliseconds, megabytes, and how many columns it flags.
import json
import resource
import sys
import time
import warnings

import pandas

warnings.filterwarnings("ignore")
clock = time.perf_counter()
from evidently import Report
from evidently.presets import DataDriftPreset

imported = 1000 * (time.perf_counter() - clock)
reference, current = pandas.read_csv(sys.argv[1]), pandas.read_csv(sys.argv[2])
clock = time.perf_counter()
result = Report([DataDriftPreset()]).run(current, reference).dict()
milliseconds = 1000 * (time.perf_counter() - clock)
flagged = result["metrics"][0]["value"]["count"]
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"milliseconds": milliseconds, "import": imported, "megabytes": megabytes, "flagged": flagged}))
