"""Linear models of forces by NumPy, from tensors of displaced structures; and what is true of all forces.

Questions that answers.py takes; those that write answer 0, others the largest deviation over the largest number:

displace FROM TO               each structure, then what becomes of it a little along each coordinate and strain
weights MODEL TRAIN MOVED      weights, deviations and baseline against least squares; MOVED: tensors of displaced structures
predicted OUT MODEL MOVED      energies, forces and stress against weights and such tensors of OUT's structures
uncertain OUT MODEL TRAIN MOVED OUT_MOVED  standard deviations against those of least squares
differences OUT MOVED          forces and stress against differences of the energies of MOVED, which is OUT displaced
make KIND N TO                 molecules, wires, slabs or crystals of two elements with energies, forces and stress
moved HOW FROM TO              each structure turned, repeated (2 x 1 x 3, as far as it is periodic), or with atoms exchanged
alike HOW OUT MOVED            predictions of the one against those of the other
balanced OUT                   the sum of forces, and of molecules their torque
"""
import itertools
import re

import numpy

import learn
import streams

STEP = 2e-5  # so short, for a taper begins with a jump of the second derivative
OFFSETS = (-2, -1, 1, 2)
VOIGT = ((0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1))
TURN = numpy.linalg.qr(numpy.random.RandomState(5).normal(size=(3, 3)))[0]
TURN *= numpy.linalg.det(TURN)
REPEAT = (2, 1, 3)


def numbers(text):
    return numpy.array(text.split(), float).reshape(3, 3)


def frames(path):
    """Structures as these tests and krr-predict write them: symbols, places, lattice, pbc, and what else there is."""
    found = []
    with open(path) as file:
        for line in file:
            comment = next(file)
            pairs = {k: a or b for k, a, b in re.findall(r'([\w]+)=(?:"([^"]*)"|(\S+))', comment)}
            words = [next(file).split() for _ in range(int(line))]
            columns = pairs["Properties"].split(":")[6::3]
            rest = numpy.array([w[4:] for w in words], float).reshape(len(words), -1, 3)
            found.append({"symbols": [w[0] for w in words], "x": numpy.array([w[1:4] for w in words], float),
                          "cell": numbers(pairs["Lattice"]) if "Lattice" in pairs else None,
                          "pbc": [p == "T" for p in pairs.get("pbc", "T T T" if "Lattice" in pairs else "F F F").split()],
                          "energy": float(pairs.get("energy", "nan")), "name": pairs.get("name"),
                          "stress": numbers(pairs["stress"]) if "stress" in pairs else None,
                          "energy_stddev": float(pairs.get("energy_stddev", "nan")),
                          "stress_stddev": numbers(pairs["stress_stddev"]) if "stress_stddev" in pairs else None,
                          **{name: rest[:, i] for i, name in enumerate(columns)}})
    return found


def text(values):
    return " ".join(repr(float(v)) for v in numpy.ravel(values))


def write(path, structures):
    with open(path, "w") as file:
        for i, s in enumerate(structures):
            lattice = "" if s["cell"] is None else f'Lattice="{text(s["cell"])}" '
            stress = "" if s.get("stress") is None else f'stress="{text(s["stress"])}" '
            forces = s.get("forces")
            print(len(s["x"]), file=file)
            print(f'{lattice}Properties=species:S:1:pos:R:3{"" if forces is None else ":forces:R:3"} {stress}'
                  f'energy={s["energy"]!r} pbc="{" ".join("FT"[p] for p in s["pbc"])}" name={i}', file=file)
            for a, symbol in enumerate(s["symbols"]):
                print(symbol, text(s["x"][a]), "" if forces is None else text(forces[a]), file=file)


def is_filled(s):
    return all(s["pbc"])


def coordinates(s):
    return 3 * len(s["x"]) + (6 if is_filled(s) else 0)


def displaced(s, i, h):
    moved = {**s, "x": s["x"].copy(), "stress": None, "forces": None}
    if i < s["x"].size:
        moved["x"].flat[i] += h
        return moved
    strain = numpy.zeros((3, 3))
    strain[VOIGT[i - s["x"].size]] = h
    strain = numpy.eye(3) + (strain + strain.T) / 2
    return {**moved, "x": s["x"] @ strain, "cell": s["cell"] @ strain}


def displace(source, to):
    def all_of(s):
        yield {**s, "stress": None, "forces": None}
        for i, o in itertools.product(range(coordinates(s)), OFFSETS):
            yield displaced(s, i, o * STEP)
    write(to, (m for s in frames(source) for m in all_of(s)))
    return 0


def slope(values):
    """The derivative, from values at OFFSETS."""
    return (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * STEP)


def rows_of(path, sizes):
    """Tensors of displaced structures as rows, without the scales of terms."""
    ends = numpy.cumsum(list(sizes.values()))
    place = {k: slice(end - sizes[k], end) for k, end in zip(sizes, ends)}
    rows = []
    for t in streams.tensors(path):
        row = numpy.zeros(ends[-1])
        for k in t.keys() & place.keys():
            row[place[k]] = t[k]
        rows.append(row)
    return iter(rows)


def derivatives(rows, s):
    """The next structure's own row, and those of its derivatives."""
    own = next(rows)
    return own, numpy.array([slope([next(rows) for _ in OFFSETS]) for _ in range(coordinates(s))]).reshape(-1, len(own))


def structures_of(path):
    """Structures with forces and stress, None where there are none; without coordinates where they are not told."""
    def numbers_of(r, key, default=None):
        return numpy.frombuffer(r[key].value, "<f8") if key in r else default
    for r in learn.records(path):
        if r.get("atom", 1) > 1:
            continue
        told = r.get("structure", {})
        s = {key: numbers_of(told, key, numpy.zeros(0)).reshape(-1, 3) for key in ("positions", "cell")}
        yield {"x": s["positions"], "cell": s["cell"], "pbc": told.get("pbc", [False])}, *(
            numbers_of(r, key) for key in ("forces", "stress"))


def number_of(head, key):
    """A number of the recipe's regression section; nan: there is none."""
    found = re.search(rf"\b{key}: ([^,}}]*)", head["recipe"])
    return float(found[1]) if found else numpy.nan


def factors(head, atoms):
    """What observations of the property, of forces and of the virial are multiplied by."""
    noise = numpy.array([number_of(head, "noise_energy") * atoms, number_of(head, "noise_forces"),
                         number_of(head, "noise_stress") * atoms])
    energy = numpy.sqrt(head["regression"]["lambda"] / number_of(head, "lambda_energy"))
    default = [1 if numpy.isnan(energy) else energy, 1, 1]
    return numpy.where(numpy.isnan(noise), default, 1 / noise)


def observed(s, forces, stress):
    """The derivatives that were observed, forces and the virial: their coordinates and values."""
    n = s["x"].size
    if forces is not None:
        yield slice(n), -forces
    if stress is not None:
        yield slice(n, n + 6), abs(numpy.linalg.det(s["cell"])) * numpy.array([stress.reshape(3, 3)[v] for v in VOIGT])


def equations(head, train, rows):
    """Weighted observations of the property, then of its derivatives: rows of unknowns, with those of the free baseline behind,
    and values; and how many unknowns there are before the baseline's."""
    regression, first = head["regression"], [r for r in learn.records(train) if r.get("atom", 1) == 1]
    counts = learn.features(first, regression)[0] if regression["baseline"] != "none" else numpy.zeros((len(first), 0))
    above, below, y, z = [], [], [], []
    for record, count, s in zip(first, counts, structures_of(train)):
        row, change = derivatives(rows, s[0])
        energy, force, virial = factors(head, record["atoms"])
        above.append(energy * numpy.append(row, count))
        y.append(energy * record["properties"][regression["property"]])
        for where, values in observed(*s):
            by = virial if where.start else force
            below.append(by * numpy.pad(change[where], ((0, 0), (0, len(count)))))
            z.append(by * values)
    above = numpy.array(above)
    return above, numpy.concatenate([above[:0], *below]), numpy.concatenate([y, *z]), above.shape[1] - counts.shape[1]


def kinds(train):
    """Of each of these observations whether it is of the property, 0, forces, 1, or the virial, 2."""
    all_of = [[(2 if where.start else 1, len(values)) for where, values in observed(*s)] for s in structures_of(train)]
    return numpy.concatenate([numpy.zeros(len(all_of), int), *(numpy.full(n, kind) for one in all_of for kind, n in one)])


def regularised(head, train, rows):
    """All rows at once, the free baseline among them and the ridge last, and right sides, by no normal equations; and how many
    unknowns there are before the baseline's, which is how many rows of the ridge there are."""
    above, below, values, n = equations(head, train, rows)
    free = above[:, n:]
    left = above[:, :n] - free @ numpy.linalg.lstsq(free, above[:, :n], rcond=1e-8)[0] if free.size else above
    diagonal = (left ** 2).sum(0) + (below[:, :n] ** 2).sum(0)
    ridge = head["regression"]["lambda"] * diagonal[diagonal > 1e-10 * diagonal.max()].mean()
    system = numpy.vstack([above, below, numpy.sqrt(ridge) * numpy.eye(n, above.shape[1])])
    return system, numpy.concatenate([values, numpy.zeros(n)]), n


def least_squares(head, train, rows):
    """Unknowns, and coefficients of the baseline."""
    system, y, n = regularised(head, train, rows)
    x = numpy.linalg.lstsq(system, y, rcond=1e-13)[0]
    return x[:n], x[n:]


def roots(model, sizes):
    """What each bin is multiplied by."""
    factors = learn.factors_of(learn.header(model))
    return numpy.sqrt(numpy.concatenate([numpy.full(n, factors[term]) for (term, _), n in sizes.items()]))


def blocks_of(model):
    """The model's weights, one after the other, and the sizes of their blocks."""
    weights = list(streams.tensors(model))[0]
    return numpy.concatenate(list(weights.values())), {k: len(v) for k, v in weights.items()}


def coefficients_of(model):
    coefficients = learn.header(model)["regression"]["coefficients"]
    return numpy.array([coefficients[k] for k in sorted(coefficients)])


def deviations(model, train, sizes):
    """Standard deviations of bins over structures."""
    found = numpy.concatenate(list(list(streams.tensors(model))[1].values()))
    return learn.relative(found, numpy.array(list(rows_of(train, sizes))).std(0))


def weights(model, train, moved):
    found, sizes = blocks_of(model)
    factor = roots(model, sizes)
    rows = (factor * row for row in rows_of(moved, sizes))
    wanted, coefficients = least_squares(learn.header(model), train, rows)
    wanted = factor * wanted
    assert len(coefficients) == len(coefficients_of(model))
    return max(learn.relative(found, wanted), deviations(model, train, sizes),
               *(learn.relative(coefficients_of(model), coefficients) for _ in coefficients[:1]), 0)


def stress_of(s, virial):
    """A symmetric matrix, of derivatives by each strain of VOIGT."""
    matrix = numpy.zeros((3, 3))
    for v, value in zip(VOIGT, virial):
        matrix[v] = matrix[v[::-1]] = value / abs(numpy.linalg.det(s["cell"]))
    return matrix


def results(s, slopes):
    """Forces and stress by the derivatives of the energy."""
    n = s["x"].size
    return {"forces": -slopes[:n], "stress": stress_of(s, slopes[n:]) if is_filled(s) else None}


def compare(found, wanted):
    """The largest deviations of energies, of forces, and of stress; each over the largest."""
    assert len(found) == len(wanted) > 0
    worst = 0
    for key in ("energy", "forces", "stress"):
        pairs = [(f[key], w[key]) for f, w in zip(found, wanted)]
        assert all((f is None) == (w is None) for f, w in pairs), key
        pairs = [(numpy.ravel(f), numpy.ravel(w)) for f, w in pairs if f is not None]
        if pairs:
            worst = max(worst, learn.relative(*map(numpy.concatenate, zip(*pairs))))
    return worst


def predicted(out, model, moved):
    found, wanted = frames(out), []
    w, sizes = blocks_of(model)
    regression, rows, base = learn.header(model)["regression"], rows_of(moved, sizes), coefficients_of(model)
    samples = iter(learn.records(moved))
    for s in found:
        own = [next(samples) for _ in range(1 + len(OFFSETS) * coordinates(s))][0]
        row, change = derivatives(rows, s)
        slopes = change @ w
        constant = learn.features([own], regression)[0][0] @ base if len(base) else 0
        wanted.append({"energy": row @ w + constant, **results(s, slopes)})
    return compare(found, wanted)


def deviations_of(out, head, train, rows, new, new_rows):
    """Standard deviations in a file against those of least squares; new_rows: of its structures displaced, whose tensors are in
    new."""
    system, y, m = regularised(head, train, rows)
    covariance = numpy.linalg.inv(system.T @ system)
    n = len(y) - m
    left = y[:n] - system[:n] @ numpy.linalg.lstsq(system, y, rcond=1e-13)[0]
    unused, kind = 1 - numpy.einsum("ij,jk,ik->i", system[:n], covariance, system[:n]), kinds(train)
    variances = numpy.array([left[k] @ left[k] / unused[k].sum() for k in (kind == i if unused[kind == i].sum() >= 3 else
                                                                          kind >= 0 for i in range(3))])
    regression, samples, worst = head["regression"], iter([r for r in learn.records(new) if r.get("atom", 1) == 1]), 0
    for s in frames(out):
        own = [next(samples) for _ in range(1 + len(OFFSETS) * coordinates(s))][0]
        row, change = derivatives(new_rows, s)
        counts = learn.features([own], regression)[0][0] if regression["baseline"] != "none" else []
        energy, force, virial = 1 / factors(head, own["atoms"])
        change = numpy.vstack([numpy.append(row, counts), numpy.pad(change, ((0, 0), (0, len(counts))))])
        noise, variance = (numpy.repeat(of, [1, s["x"].size, len(change) - 1 - s["x"].size])
                           for of in ([energy, force, virial], variances))
        found = numpy.sqrt(variance * (noise**2 + numpy.einsum("ij,jk,ik->i", change, covariance, change)))
        assert (s["stress_stddev"] is not None) == is_filled(s)
        pairs = [(s["energy_stddev"], found[0]), (s["forces_stddev"], found[1:1 + s["x"].size].reshape(-1, 3))]
        if is_filled(s):
            pairs.append((s["stress_stddev"], stress_of(s, found[1 + s["x"].size:])))
        worst = max(worst, *(abs(a / b - 1).max() for a, b in pairs))
    return worst


def uncertain(out, model, train, moved, out_moved):
    head, (_, sizes) = learn.header(model), blocks_of(model)
    factor = roots(model, sizes)
    rows, new_rows = ((factor * row for row in rows_of(path, sizes)) for path in (moved, out_moved))
    return deviations_of(out, head, train, rows, out_moved, new_rows)


def differences(out, moved):
    found, wanted, energies = frames(out), [], iter([s["energy"] for s in frames(moved)])
    for s in found:
        energy = next(energies)
        slopes = numpy.array([slope([next(energies) for _ in OFFSETS]) for _ in range(coordinates(s))])
        wanted.append({"energy": energy, **results(s, slopes)})
    return compare(found, wanted)


def morse(s):
    """Energy, forces and stress by pairs; the images that count are always the same, so that derivatives are exact."""
    energy, forces, virial = 0, numpy.zeros_like(s["x"]), numpy.zeros((3, 3))
    images = itertools.product(*(range(-2, 3) if p else [0] for p in s["pbc"]))
    for image in images:
        shift = numpy.zeros(3) if s["cell"] is None else numpy.array(image) @ s["cell"]
        for i, j in itertools.product(range(len(s["x"])), repeat=2):
            d = s["x"][j] + shift - s["x"][i]
            r = numpy.linalg.norm(d)
            if r < 1e-9:
                continue
            depth = {0: 1, 1: 1.4, 2: 0.7}[(s["symbols"][i] == "Pt") + (s["symbols"][j] == "Pt")]
            e = numpy.exp(-1.2 * (r - 2.6))
            pull = depth * 1.2 * (e - e * e) * d / r
            energy += depth * (e * e - 2 * e) / 2
            forces[i] += 2 * pull
            virial += numpy.outer(pull, d)
    return {**s, "energy": float(energy), "forces": forces,
            "stress": virial / abs(numpy.linalg.det(s["cell"])) if is_filled(s) else None}


PERIODIC = {"molecule": 0, "wire": 1, "slab": 2, "crystal": 3}


def make(kind, n, to):
    random, periodic, made = numpy.random.RandomState(PERIODIC[kind]), PERIODIC[kind], []
    corners = 2.6 * numpy.array([[0, 0, 0], [0.6, 0.7, 0.6], [0.1, 0.9, 1.3], [1.1, 0.2, 0.9]])
    for i in range(int(n)):
        count = 2 + i % 3
        cell = 3.6 * numpy.eye(3) + random.uniform(-0.3, 0.3, (3, 3)) if periodic else None
        made.append(morse({"symbols": ["Cu" if a % 2 else "Pt" for a in range(count)], "cell": cell,
                           "x": corners[:count] + random.uniform(-0.25, 0.25, (count, 3)),
                           "pbc": [d < periodic for d in range(3)]}))
    write(to, made)
    return 0


def turned(s):
    """Rotated; vectors and tensors, if it has any, with it."""
    return {**s, **{key: s[key] @ TURN for key in ("x", "cell", "forces") if s.get(key) is not None},
            **({} if s.get("stress") is None else {"stress": TURN.T @ s["stress"] @ TURN})}


def repeated(s):
    by = [m if p else 1 for m, p in zip(REPEAT, s["pbc"])]
    images = list(itertools.product(*map(range, by)))
    forces = s.get("forces")
    return {**s, "symbols": s["symbols"] * len(images), "cell": numpy.array(by)[:, None] * s["cell"],
            "x": numpy.concatenate([s["x"] + numpy.array(image) @ s["cell"] for image in images]),
            "forces": None if forces is None else numpy.tile(forces, (len(images), 1)),
            "energy": s["energy"] * len(images)}


def exchanged(s):
    """The atoms of each element in the reversed order, where elements stay in their places."""
    order = list(range(len(s["symbols"])))
    for symbol in set(s["symbols"]):
        places = [a for a in order if s["symbols"][a] == symbol]
        for a, b in zip(places, places[::-1]):
            order[a] = b
    return {**s, "x": s["x"][order], "forces": None if s.get("forces") is None else s["forces"][order]}


HOW = {"turned": turned, "repeated": repeated, "exchanged": exchanged}


def moved(how, source, to):
    write(to, [HOW[how](s) for s in frames(source)])
    return 0


def alike(how, out, moved_out):
    return compare(frames(moved_out), [HOW[how](s) for s in frames(out)])


def balanced(out):
    worst = 0
    for s in frames(out):
        net = [abs(s["forces"].sum(0)).max()]
        if not any(s["pbc"]):
            net.append(abs(numpy.cross(s["x"], s["forces"]).sum(0)).max())
        worst = max(worst, max(net) / abs(s["forces"]).max())
    return worst
