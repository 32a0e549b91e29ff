"""Predicts with a saved model until git-model hangs up. git-model starts this; you need not touch it."""

import protocol


def main(channel, job):
    made = protocol.make_model(job, channel)
    # A load() that is a class method gives the model; one that is not fills it.
    loaded = made.load(job["model"])
    model = made if loaded is None else loaded
    channel.say({"event": "ready"})
    for request in channel.lines():
        channel.say(answer(model, job, request))


def answer(model, job, request):
    rows = protocol.rows_of(request["columns"], job["columns"])
    try:
        return {"id": request["id"], **predicted(model, job, rows)}
    except Exception as error:
        row, cause = first_at_fault(model, job, rows, error)
        return {"id": request["id"], "error": protocol.describe(cause), "row": row}


def predicted(model, job, rows):
    """A number a row; of a classification a probability a class, in the order of `classes`."""
    if job["task"] == "regression":
        return {"predictions": [protocol.number(value) for value in protocol.plain(model.predict(rows))]}
    if not hasattr(model, "predict_proba"):
        return {"predictions": [str(value) for value in protocol.plain(model.predict(rows))]}
    classes = getattr(model, "classes", None)
    classes = job["classes"] if classes is None else protocol.plain(classes)
    shares = [
        [protocol.number(share) for share in protocol.plain(row)]
        for row in protocol.plain(model.predict_proba(rows))
    ]
    return {"classes": [str(name) for name in classes], "probabilities": shares}


def first_at_fault(model, job, rows, error):
    """The first row that alone makes the model fail, by halving; None where it takes several."""
    start, end = 0, protocol.number_of_rows(rows)
    cause = error
    while end - start > 1:
        middle = (start + end) // 2
        found = None
        for first, last in ((start, middle), (middle, end)):
            try:
                predicted(model, job, protocol.some_rows(rows, first, last))
            except Exception as again:
                found, cause = (first, last), again
                break
        if found is None:
            return None, error
        start, end = found
    return start, cause


if __name__ == "__main__":
    channel, job = protocol.start()
    protocol.guarded(channel, lambda: main(channel, job))
