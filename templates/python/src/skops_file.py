"""A scikit-learn model as a file of data: loading it runs nothing of it. Never pickle, which runs what it holds."""

import io
import json
import re
import zipfile

import skops.io


def save_skops(estimator, path):
    """Writes the estimator. The same model makes the same bytes: what skops writes of memory addresses and of the clock
    is replaced, so that a model trained again is no new file in Git."""
    with zipfile.ZipFile(io.BytesIO(skops.io.dumps(estimator))) as written:
        contents = {name: written.read(name) for name in written.namelist()}
    schema = contents.pop("schema.json").decode()
    numbers = {}
    for address in re.findall(r'"__id__": (\d+)|"(\d+)\.npy"|"(\d+)\.npz"', schema):
        numbers.setdefault("".join(address), str(len(numbers) + 1))
    schema = re.sub(
        r'("__id__": )(\d+)|(")(\d+)(\.npy"|\.npz")',
        lambda found: (found[1] or found[3]) + numbers[found[2] or found[4]] + (found[5] or ""),
        schema,
    )
    # The indentation is half of the file.
    small = json.dumps(json.loads(schema), separators=(",", ":"))
    files = {"schema.json": small.encode()}
    for name, content in contents.items():
        stem, point, ending = name.partition(".")
        files[numbers.get(stem, stem) + point + ending] = content
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])


def load_skops(path, trusted=()):
    """The estimator. A type in the file that is neither harmless by skops' own list nor in `trusted` is an error."""
    unknown = sorted(set(skops.io.get_untrusted_types(file=path)) - set(trusted))
    if unknown:
        raise ValueError(f"the model file holds types that TRUSTED in src/model.py does not name: {', '.join(unknown)}")
    return skops.io.load(path, trusted=list(trusted))
