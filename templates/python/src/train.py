"""Fits the model of src/model.py. git-model starts this; you need not touch it."""

import os

import protocol


def main(channel, job):
    channel.end_with_host()
    model = protocol.make_model(job, channel)
    channel.say({"event": "ready", "weights": protocol.takes_weights(model)})
    rows = protocol.read_rows(job["rows"], job["columns"])
    target = protocol.read_target(job["targets"], job["task"], job["target"])
    if "weights" in job:
        model.fit(rows, target, sample_weight=protocol.read_weights(job["weights"]))
    else:
        model.fit(rows, target)
    model.save(job["model"])
    if not os.path.isfile(job["model"]):
        raise protocol.Invalid("Model.save(path) wrote no file at the path that it was given")
    importance = getattr(model, "feature_importance", dict)()
    metrics = getattr(model, "training_metrics", dict)()
    channel.say(
        {
            "event": "done",
            "feature_importance": {str(name): protocol.number(share) for name, share in importance.items()},
            "metrics": {str(name): protocol.number(value) for name, value in metrics.items()},
        }
    )


if __name__ == "__main__":
    channel, job = protocol.start()
    protocol.guarded(channel, lambda: main(channel, job))
