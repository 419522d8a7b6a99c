"""Kernels, weights and predictions by NumPy and SciPy, from the streams that the programs wrote.

Questions that answers.py takes:

kernel KERNEL ROWS COLUMNS     kernel stream against the tensors of its rows and columns
sum KERNEL ROWS COLUMNS        the same, of kernels that are sums, or means, over pairs of atoms
definite KERNEL                symmetric kernel stream: its largest negative eigenvalue
train MODEL KERNEL             model against the symmetric kernel stream it was trained on
primal MODEL KERNEL TENSORS    model in primal form, and deviations, against kernel and tensors it was trained on
same TABLE TABLE               predictions in a table against those in another
predict TABLE MODEL KERNEL     table of predictions against model and rows
loo TABLE MODEL KERNEL         leave-one-out table against models of all structures but one
suspect TABLE MODEL KERNEL N   the same without the N most doubtful structures
stddev TABLE MODEL KERNEL TRAIN  standard deviations in a table of predictions against those of a Gaussian process
novelty TABLE KERNEL ROWS COLUMNS  distances to the training set in a table, squared, of rows against the tensors
self KERNEL ROWS               the kernel of each structure with itself
selfsum KERNEL ROWS            the same, of kernels that are sums over atoms
condition NUMBER MODEL KERNEL  condition number in the 1-norm, as LAPACK estimates it
Each finds the largest deviation, relative to the largest number.
"""
import csv
import functools
import json
import os
import re

import numpy
import scipy.linalg
import scipy.spatial

import streams


def state(argument):
    """Of a file, what changes when it is written."""
    if not isinstance(argument, str) or not os.path.exists(argument):
        return argument
    about = os.stat(argument)
    return about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns


def once(function):
    """The function, called once as long as its arguments and the files among them stay as they are."""
    kept = {}

    def keep(*arguments):
        key = tuple(map(state, arguments))
        if key not in kept:
            kept[key] = function(*arguments)
        return kept[key]
    return keep


items, tensors = once(lambda path: list(streams.items(path))), once(lambda path: list(streams.tensors(path)))


def records(path):
    return [of_atom(item) for item in items(path) if "id" in item]


def of_atom(record):
    """A record of an atom with properties of its own, as if it were a structure."""
    if "of_atom" not in record:
        return record
    return {**record, "atoms": 1, "composition": {record["element"]: 1}, "properties": record["of_atom"]}


def header(path):
    return items(path)[0]


def without_own(k):
    """The key of an atom's block without the atom's own element: the middle of three, the first of others."""
    key = k[1].split("-")
    key[len(key) == 3] = "*"
    return k[0], "-".join(key)


@once
def compared(path, match):
    """The tensors of a stream, their keys as a kernel compares them."""
    if match != "correlation":
        return tensors(path)
    return [{without_own(k): v for k, v in t.items()} for t in tensors(path)]


def places(paths, terms, match):
    """Of each block of these terms, where its bins begin among those of all, and how many bins there are."""
    sizes = {k: len(v) for path in paths for t in compared(path, match) for k, v in t.items() if k[0] in terms}
    ends = numpy.cumsum([sizes[k] for k in sorted(sizes)], dtype=int)
    return {k: end - sizes[k] for k, end in zip(sorted(sizes), ends)}, ends[-1] if len(ends) else 0


def dense(path, places, columns, scales, match):
    x = numpy.zeros((len(records(path)), columns))
    for row, blocks in zip(x, compared(path, match)):
        for k in blocks.keys() & places.keys():
            row[places[k]:places[k] + len(blocks[k])] = scales[k[0]] * blocks[k]
    return x


@once
def measure(rows, columns, scales, terms, metric, match):
    """Scalar products ("dot") or distances of the tensors in two streams."""
    where = places((rows, columns), terms, match)
    x, y = (dense(path, *where, scales, match) for path in (rows, columns))
    return x @ y.T if metric == "dot" else scipy.spatial.distance.cdist(x, y, metric)


def rows_of(path):
    return [numpy.frombuffer(r["row"].value, "<f8") for r in records(path)]


def whole(path):
    rows = rows_of(path)
    k = numpy.zeros((len(rows), len(rows)))
    for i, row in enumerate(rows):
        assert len(row) == i + 1
        k[i, :i + 1] = k[:i + 1, i] = row
    return k


def relative(found, wanted):
    return numpy.abs(numpy.array(found) - wanted).max() / numpy.abs(wanted).max()


def kernel(path, rows, columns):
    head = header(path)
    assert head["columns"] == [r["id"] for r in records(columns)]
    if head["symmetric"]:
        assert "linear" in head["kernel"]["function"] or (numpy.diag(whole(path)) == at_distance_0(head)).all()
    return relative(whole(path) if head["symmetric"] else rows_of(path), between(head, rows, columns))


def sum(path, rows, columns):
    names = [[r["id"].rsplit(":", 1)[0] for r in records(p)] for p in (rows, columns)]
    add = [numpy.array([[n == m for m in name] for n in dict.fromkeys(name)], float) for name in names]
    head = header(path)
    assert head["columns"] == list(dict.fromkeys(names[1]))
    add = [a / a.sum(1, keepdims=True) if averages(head) else a for a in add]
    return relative(whole(path) if head["symmetric"] else rows_of(path), add[0] @ between(head, rows, columns) @ add[1].T)


def averages(head):
    return kernel_of(head)[0]["atoms"] == "average"


def between(head, rows, columns):
    scales = scales_of(head)
    values = []
    how, form, parts = kernel_of(head)
    for part in parts:
        terms = tuple(t - 1 for t in part.get("terms", range(1, len(scales) + 1)))
        metric, function = FUNCTIONS[part["function"]]
        values.append(part.get("weight", 1) * function(measure(rows, columns, scales, terms, metric, how["match"]),
                                                         part.get("sigma")))
    value = numpy.prod(values, axis=0) if form == "product" else numpy.sum(values, axis=0)
    return value if how["match"] == "any" else value * matches(head, how["match"], rows, columns)


def matches(head, match, rows, columns):
    """1 where two atoms are of one element, else 0 or the cosine of the elements' columns of the matrix."""
    z, y = ([r["element"] for r in records(path)] for path in (rows, columns))
    same = numpy.equal.outer(z, y).astype(float)
    if match == "element":
        return same
    elements, matrix = re.search(r"correlation: {elements: (\[.*?\]), (?:matrix|factor): (\[\[.*?\]\])", head["recipe"]).groups()
    column = dict(zip(json.loads(elements), numpy.array(json.loads(matrix)).T))
    unit = {NUMBERS[symbol]: c / numpy.linalg.norm(c) for symbol, c in column.items()}
    return numpy.array([[unit[a] @ unit[b] if a in unit and b in unit else s for b, s in zip(y, row)] for a, row in zip(z, same)])


def kernel_of(head):
    """Which atoms it is of; sum or product, and its parts; a plain kernel is a sum of one. Words of the label need quotes to
    be JSON."""
    label = head["kernel"]["function"]
    if "{" not in label:
        return {"atoms": "none", "match": "any"}, "sum", [head["kernel"]]
    keys = json.loads(re.sub(r"(?<![\w.])([a-z]\w*)", r'"\1"', label))
    how = {"atoms": keys.pop("atoms", "none"), "match": keys.pop("match", "any"), "environments": keys.pop("environments", 0)}
    return how, *(("sum", [keys]) if "function" in keys else keys.popitem())


def at_distance_0(head):
    _, form, parts = kernel_of(head)
    return 1 if form == "product" else numpy.sum([part.get("weight", 1) for part in parts])


def definite(path):
    values = numpy.linalg.eigvalsh(whole(path))
    return max(0, -values[0]) / values[-1]


NUMBERS = {"H": 1, "C": 6, "N": 7, "O": 8, "F": 9, "S": 16}
FUNCTIONS = {
    "linear": ("dot", lambda x, sigma: x),
    "gaussian": ("euclidean", lambda x, sigma: numpy.exp(-x ** 2 / (2 * sigma ** 2))),
    "laplacian": ("cityblock", lambda x, sigma: numpy.exp(-x / sigma)),
    "matern32": ("euclidean", lambda x, sigma: matern32(numpy.sqrt(3) * x / sigma)),
    "matern52": ("euclidean", lambda x, sigma: matern52(numpy.sqrt(5) * x / sigma)),
}


def matern32(a):
    return (1 + a) * numpy.exp(-a)


def matern52(a):
    return (1 + a + a ** 2 / 3) * numpy.exp(-a)


def features(samples, regression):
    elements = sorted(k for k in regression["coefficients"])
    each = [s["atoms"] if regression["per"] == "atom" else 1 for s in samples]
    if regression["baseline"] == "mean":
        return numpy.ones((len(samples), 1)), numpy.array(each)
    counts = [[s["composition"].get(z, 0) for z in elements] for s in samples]
    return numpy.array(counts, float).reshape(len(samples), -1) / numpy.array(each)[:, None], numpy.array(each)


def solve(model, path):
    regression = header(model)["regression"]
    samples = records(path)
    x, each = features(samples, regression)
    y = numpy.array([s["properties"][regression["property"]] for s in samples]) / each
    if regression["baseline"] != "none":
        y = y - x @ numpy.linalg.lstsq(x, y, rcond=None)[0]
    k = whole(path) + regression["lambda"] * numpy.eye(len(samples))
    return scipy.linalg.cho_solve(scipy.linalg.cho_factor(k, lower=True), y)


def train(model, path):
    return relative([r["alpha"] for r in records(model)], solve(model, path))


def primal(model, path, train):
    alpha = solve(model, path)
    factors = factors_of(header(path))
    names = [r["id"].rsplit(":", 1)[0] if "atom" in r else r["id"] for r in records(train)]
    found = {r["id"]: t for r, t in zip(records(model), tensors(model))}
    sizes = {k: len(v) for t in tensors(train) for k, v in t.items() if factors[k[0]] != 0}
    assert list(found) == ["weight", "deviation"] and list(found["weight"]) == list(found["deviation"]) == sorted(sizes, key=order)
    x = {k: numpy.zeros((len(alpha), n)) for k, n in sizes.items()}
    place = {name: i for i, name in enumerate(dict.fromkeys(names))}
    for name, t in zip(names, tensors(train)):
        for k in sizes.keys() & t.keys():
            x[k][place[name]] += t[k]
    wanted = {"weight": {k: factors[k[0]] * (alpha @ x[k]) for k in x}, "deviation": {k: x[k].std(0) for k in x}}
    return max(streams.deviation(wanted[name], found[name]) for name in found)


def order(key):
    return key[0], [int(z) for z in key[1].split("-")]


def scales_of(head):
    """Of each term."""
    return tuple(float(s) for s in re.findall(r"scale: ([^,}]*)", head["recipe"]))


def factors_of(head):
    """Of each term: what the linear part of a kernel multiplies x.y by."""
    scales = scales_of(head)
    every = range(1, len(scales) + 1)
    parts = [part for part in kernel_of(head)[2] if part["function"] == "linear"]
    return [numpy.sum([part.get("weight", 1) * scale ** 2 for part in parts if t in part.get("terms", every)])
            for t, scale in enumerate(scales, 1)]


def same(table, other):
    a, b = (list(csv.DictReader(open(t), delimiter="\t")) for t in (table, other))
    without = lambda rows: [{k: v for k, v in r.items() if k != "predicted"} for r in rows]
    assert without(a) == without(b) and a
    return relative([float(r["predicted"]) for r in a], [float(r["predicted"]) for r in b])


def predict(table, model, path):
    regression = header(model)["regression"]
    samples = records(path)
    x, each = features(samples, regression)
    alpha = numpy.array([r["alpha"] for r in records(model)])
    wanted = numpy.array(rows_of(path)) @ alpha
    if regression["baseline"] != "none":
        wanted = wanted + x @ [regression["coefficients"][z] for z in sorted(regression["coefficients"])]
    rows = list(csv.DictReader(open(table), delimiter="\t"))
    assert [r["id"] for r in rows] == [s["id"] for s in samples]
    for r, s in zip(rows, samples):
        assert float(r[regression["property"]]) == s["properties"][regression["property"]]
    return relative([float(r["predicted"]) for r in rows], wanted * each)


def residuals(model, path):
    regression = header(model)["regression"]
    samples = records(path)
    x, each = features(samples, regression)
    y = numpy.array([s["properties"][regression["property"]] for s in samples]) / each
    if regression["baseline"] != "none":
        y = y - x @ [regression["coefficients"][z] for z in sorted(regression["coefficients"])]
    k = whole(path)
    return samples, regression, each, y, k, regression["lambda"]


def without(k, shift, y, out, i):
    """Prediction of i and its variance over s^2 by all structures that are not left out."""
    keep = numpy.setdiff1d(numpy.arange(len(y)), [*out, i])
    a = k[numpy.ix_(keep, keep)] + shift * numpy.eye(len(keep))
    solved = numpy.linalg.solve(a, numpy.column_stack([y[keep], k[keep, i]]))
    return k[i, keep] @ solved[:, 0], k[i, i] + shift - k[i, keep] @ solved[:, 1]


def leave(k, shift, y, out):
    found = numpy.array([without(k, shift, y, out, i) for i in range(len(y))])
    rest = numpy.setdiff1d(numpy.arange(len(y)), out)
    square = (y - found[:, 0]) ** 2 / found[:, 1]
    return found[:, 0], numpy.sqrt(square[rest].mean() * found[:, 1]), square


def compare(table, samples, regression, each, y, predicted, deviation):
    rows = list(csv.DictReader(open(table), delimiter="\t"))
    assert list(rows[0]) == ["id", "formula", "atoms", regression["property"], "predicted", "stddev"]
    assert [r["id"] for r in rows] == [s["id"] for s in samples]
    known = numpy.array([s["properties"][regression["property"]] for s in samples])
    assert ([float(r[regression["property"]]) for r in rows] == known).all()
    return max(relative([float(r["predicted"]) for r in rows], known + (predicted - y) * each),
               relative([float(r["stddev"]) for r in rows], deviation * each))


def loo(table, model, path):
    return suspect(table, model, path, 0)


def suspect(table, model, path, n):
    samples, regression, each, y, k, shift = residuals(model, path)
    out = []
    for _ in range(int(n)):
        square = leave(k, shift, y, out)[2]
        square[out] = 0
        out.append(square.argmax())
    predicted, deviation, _ = leave(k, shift, y, out)
    return compare(table, samples, regression, each, y, predicted, deviation)


def stddev(table, model, path, train):
    _, regression, _, y, k, shift = residuals(model, train)
    factor = scipy.linalg.cho_factor(k + shift * numpy.eye(len(y)), lower=True)
    inverse = numpy.diag(scipy.linalg.cho_solve(factor, numpy.eye(len(y))))
    variance = (scipy.linalg.cho_solve(factor, y) ** 2 / inverse).mean()
    samples = records(path)
    rows = numpy.array(rows_of(path))
    own = numpy.array([s["self"] for s in samples]) + shift - (rows.T * scipy.linalg.cho_solve(factor, rows.T)).sum(0)
    each = features(samples, regression)[1]
    found = [float(r["stddev"]) for r in csv.DictReader(open(table), delimiter="\t")]
    return max(relative(found, numpy.sqrt(variance * own) * each), predict(table, model, path))


def novelty(table, path, rows, columns):
    head = header(path)
    how, _, (part,) = kernel_of(head)
    distance = distances(head, how, part, rows, columns).min(1)
    atoms = how["atoms"] != "none"
    found = list(csv.DictReader(open(table), delimiter="\t"))
    assert list(found[0])[-1 - atoms:] == ["novelty", "atom"][:1 + atoms]
    of = [r["id"].rsplit(":", 1)[0] if atoms else r["id"] for r in records(rows)]
    each = {name: distance[[n == name for n in of]] for name in of}
    assert [r["id"] for r in found] == list(each)
    squares = numpy.array([(float(r["novelty"]), each[r["id"]].max(), each[r["id"]][int(r.get("atom", 1)) - 1]) for r in found]) ** 2
    finite = numpy.isfinite(squares[:, 0])
    assert (numpy.isfinite(squares) == finite[:, None]).all() and finite.any()
    return max(relative(squares[finite, 0], squares[finite, 1]), relative(squares[finite, 2], squares[finite, 1]))


def distances(head, how, part, rows, columns):
    """In units of sigma; infinite between atoms that do not match, else that at which a gaussian is what the correlation of their
    elements left of it."""
    scales = scales_of(head)
    x = measure(rows, columns, scales, tuple(range(len(scales))), FUNCTIONS[part["function"]][0], how["match"]) / part["sigma"]
    if how["match"] == "any":
        return x
    match = matches(head, how["match"], rows, columns)
    assert how["match"] == "element" or part["function"] == "gaussian"
    return numpy.sqrt(x ** 2 - 2 * numpy.log(match, out=numpy.full_like(match, -numpy.inf), where=match > 0))


def self(path, rows):
    own = numpy.diag(between(header(path), rows, rows))
    return relative([r["self"] for r in records(path)], own)


def selfsum(path, rows):
    name = [r["id"].rsplit(":", 1)[0] for r in records(rows)]
    add = numpy.array([[n == m for m in name] for n in dict.fromkeys(name)], float)
    add = add / add.sum(1, keepdims=True) if averages(header(path)) else add
    return relative([r["self"] for r in records(path)], numpy.diag(add @ between(header(path), rows, rows) @ add.T))


def condition(number, model, path):
    """LAPACK's estimate by the norm that NumPy has, at most the condition number itself, to the two digits that are printed."""
    matrix = whole(path) + header(model)["regression"]["lambda"] * numpy.eye(len(records(path)))
    estimate = 1 / scipy.linalg.lapack.dpocon(scipy.linalg.cholesky(matrix), numpy.linalg.norm(matrix, 1))[0]
    assert 0.1 < estimate / numpy.linalg.cond(matrix, 1) < 1 + 1e-9
    return 0 if number == f"{estimate:.1e}" else abs(float(number) / estimate - 1)
