"""Models that are linear in the tensors of atoms and hold environments, by NumPy, from tensors of displaced structures.

Questions that answers.py takes; TRAIN: what the model was trained on, MOVED: tensors of its structures displaced (that of
linear_forces.py; TRAIN itself where energies alone are learned), NEW: the same of the structures of OUT:

learned OUT MODEL TRAIN MOVED NEW   energies, forces and stress against those of a model that is learned here
predicted OUT MODEL TRAIN NEW       the same against those of the model's own weights
weights MODEL TRAIN MOVED           the model's weights, deviations and baseline against those that are learned here
uncertain OUT MODEL TRAIN MOVED NEW standard deviations against those of least squares
same OUT OUT                        predictions in a file against those in another
Environments must be those that farthest point sampling chooses.
"""
import numpy
import scipy.linalg
import scipy.spatial

import learn
import linear_forces

JITTER = 1e-10


class Basis:
    """The unknowns: of environments, which are chosen here, then of bins."""

    def __init__(self, model, train):
        self.head = learn.header(model)
        self.how, _, parts = learn.kernel_of(self.head)
        scales = learn.scales_of(self.head)
        curved = [p for p in parts if p["function"] != "linear"]
        factors = learn.factors_of(self.head)
        sizes = {k: len(v) for t in learn.tensors(train) for k, v in t.items()}
        self.sizes = {k: n for k, n in sizes.items() if factors[k[0]] > 0}
        self.by_bin = spread(self.sizes, numpy.sqrt(factors))
        self.pivots = []
        if curved:
            self.part, = curved
            terms = self.part.get("terms", range(1, len(scales) + 1))
            self.scales = [s if t in terms else 0 for t, s in enumerate(scales, 1)]
            self.choose(train)

    def choose(self, train):
        """Environments of each element, of which a share is chosen, and the factor of the kernel among them."""
        records, x = learn.records(train), rows_of(train, all_of(train))
        elements = self.elements(train)
        for z in sorted(set(elements)):
            own = numpy.flatnonzero(elements == z)
            most = max(1, int(self.how["environments"] * len(own) / len(x) + 0.5))
            scaled = x[own] * spread(all_of(train), self.scales)
            chosen = own[farthest(scaled, most)]
            self.pivots.append({"element": z, "id": [records[i]["id"] for i in chosen],
                                "tensor": [learn.tensors(train)[i] for i in chosen]})
        for p in self.pivots:
            k = self.kernel(p["tensor"], p) + JITTER * numpy.eye(len(p["id"]))
            p["factor"] = numpy.linalg.cholesky(k) / numpy.sqrt(self.part.get("weight", 1))

    def elements(self, path):
        records = learn.records(path)
        return numpy.array([r["element"] if self.how["match"] == "element" else 0 for r in records])

    def kernel(self, tensors, p):
        sizes = {k: len(v) for t in [*tensors, *p["tensor"]] for k, v in t.items()}
        x, z = (dense(t, sizes) * spread(sizes, self.scales) for t in (tensors, p["tensor"]))
        metric, function = learn.FUNCTIONS[self.part["function"]]
        return function(scipy.spatial.distance.cdist(x, z, metric), self.part["sigma"])

    def rows(self, path, whiten=True):
        """Of each structure."""
        records, tensors, elements = learn.records(path), learn.tensors(path), self.elements(path)
        blocks = []
        for p in self.pivots:
            k = self.kernel(tensors, p) * (elements == p["element"])[:, None]
            blocks.append(scipy.linalg.solve_triangular(p["factor"], k.T, lower=True).T if whiten else k)
        each = numpy.hstack([*blocks, rows_of(path, self.sizes) * (self.by_bin if whiten else 1)])
        first = [i for i, r in enumerate(records) if r.get("atom", 1) == 1]
        total = numpy.add.reduceat(each, first)
        return total / numpy.diff([*first, len(records)])[:, None] if self.how["atoms"] == "average" else total

    def weights(self, unknown):
        """Of environments and bins, for rows that are not whitened."""
        at, weights = 0, []
        for p in self.pivots:
            n = len(p["id"])
            weights.append(scipy.linalg.solve_triangular(p["factor"].T, unknown[at:at + n]))
            at += n
        return numpy.concatenate([*weights, unknown[at:] * self.by_bin])


def spread(sizes, of_terms):
    return numpy.concatenate([numpy.zeros(0), *(numpy.full(n, of_terms[term]) for (term, _), n in sizes.items())])


def dense(tensors, sizes):
    ends = numpy.cumsum([0, *sizes.values()])
    place = dict(zip(sizes, ends))
    rows = numpy.zeros((len(tensors), ends[-1]))
    for row, t in zip(rows, tensors):
        for k in t.keys() & sizes.keys():
            row[place[k]:place[k] + sizes[k]] = t[k]
    return rows


def rows_of(path, sizes):
    return dense(learn.tensors(path), sizes)


def all_of(path):
    return {k: len(v) for t in learn.tensors(path) for k, v in t.items()}


def farthest(x, most):
    """The first, and those far from all before; none that is one of these again."""
    chosen, distance = [0], ((x - x[0]) ** 2).sum(1)
    while len(chosen) < most and distance.max() > 1e-12:
        chosen.append(int(distance.argmax()))
        distance = numpy.minimum(distance, ((x - x[chosen[-1]]) ** 2).sum(1))
    return chosen


def own_weights(model, basis):
    """The model's, of environments and bins in the order of the basis; its environments must be those."""
    records, tensors = learn.records(model), learn.tensors(model)
    pivots = records[:-2]
    assert [r["id"] for r in pivots] == [i for p in basis.pivots for i in p["id"]]
    assert [r.get("element", 0) for r in pivots] == [p["element"] for p in basis.pivots for _ in p["id"]]
    assert tensors[-2].keys() == basis.sizes.keys()
    return numpy.concatenate([[r["alpha"] for r in pivots], *(tensors[-2][k] for k in basis.sizes)])


def solved(model, train, moved):
    basis = Basis(model, train)
    own_weights(model, basis)
    unknown, baseline = linear_forces.least_squares(basis.head, train, iter(basis.rows(moved)))
    return basis, basis.weights(unknown), baseline


def compare(out, head, baseline, values, new):
    """Predictions in a file against values of its structures displaced."""
    found, wanted, values = linear_forces.frames(out), [], iter(values[:, None])
    first = iter([r for r in learn.records(new) if r.get("atom", 1) == 1])
    for s in found:
        (value,), slopes = linear_forces.derivatives(values, s)
        own = [next(first) for _ in range(1 + len(linear_forces.OFFSETS) * linear_forces.coordinates(s))][0]
        constant = learn.features([own], head["regression"])[0][0] @ baseline if len(baseline) else 0
        wanted.append({"energy": value + constant, **linear_forces.results(s, slopes[:, 0])})
    return linear_forces.compare(found, wanted)


def learned(out, model, train, moved, new):
    basis, weights, baseline = solved(model, train, moved)
    return compare(out, basis.head, baseline, basis.rows(new, False) @ weights, new)


def predicted(out, model, train, new):
    basis = Basis(model, train)
    values = basis.rows(new, False) @ own_weights(model, basis)
    return compare(out, basis.head, linear_forces.coefficients_of(model), values, new)


def weights(model, train, moved):
    basis, wanted, baseline = solved(model, train, moved)
    found, n = own_weights(model, basis), sum(len(p["id"]) for p in basis.pivots)
    pairs = [(found[:n], wanted[:n]), (found[n:], wanted[n:]), (linear_forces.coefficients_of(model), baseline)]
    deviations = numpy.concatenate([found[:0], *(learn.tensors(model)[-1][k] for k in basis.sizes)])
    pairs.append((deviations, basis.rows(train, False)[:, n:].std(0)))
    return max(learn.relative(a, b) for a, b in pairs if len(b))


def uncertain(out, model, train, moved, new):
    basis = Basis(model, train)
    own_weights(model, basis)
    return linear_forces.deviations_of(out, basis.head, train, iter(basis.rows(moved)), new, iter(basis.rows(new)))


def same(out, other):
    return linear_forces.compare(linear_forces.frames(out), linear_forces.frames(other))
