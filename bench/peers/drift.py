# What the verdict on drift is held against: Evidently's preset with its defaults, on data frames that are in memory.
# drift.py <reference.csv> <current.csv>: a line of JSON with milliseconds by the clock and of the processor, megabytes, and how many columns it flags.
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
clock, busy = time.perf_counter(), time.process_time()
result = Report([DataDriftPreset()]).run(current, reference).dict()
milliseconds = 1000 * (time.perf_counter() - clock)
processor = 1000 * (time.process_time() - busy)
flagged = result["metrics"][0]["value"]["count"]
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
taken = {"milliseconds": milliseconds, "processor": processor, "import": imported, "megabytes": megabytes}
print(json.dumps({**taken, "flagged": flagged}))
