"""Structures with predictions and references, and their errors by NumPy.

predicted.py write FILE FRAMES         molecules, crystals and slabs, some numbers of which lack a reference
             scores FILE TABLE UNIT    fails unless the table has the errors of that file
             worst FILE TABLE NAME N   fails unless the table has its N largest errors of that quantity
             drawn FILE SVG NAME UNIT  fails unless the picture has the points of that quantity
             table FILE                prints its energies as a table of predictions
"""
import re
import sys
import xml.etree.ElementTree as tree

import numpy as np

ELEMENTS = ["H", "C", "O", "Cu"]
VOIGT = [0, 4, 8, 5, 2, 1]


def text(numbers):
    return " ".join(repr(float(x)) for x in np.ravel(numbers))


def symmetric(rng):
    x = rng.normal(0, 1, (3, 3))
    return x + x.T


def frame(rng, i):
    n, periodic = rng.integers(1, 12), i % 3 == 0
    energy, forces, stress = rng.normal(-100, 9) * n, rng.normal(0, 2, (n, 3)), symmetric(rng)
    more = {"energy": energy + rng.normal(0, 0.3)}
    if i % 4:
        more["ref_energy"] = energy
    if i % 5 == 0:
        more.update({"U0": i, "ref_U0": i + rng.normal(0, 1)})
    if periodic:
        more.update({"stress": stress + 0.1 * symmetric(rng), "Lattice": 9 * np.eye(3)})
        if i % 2:
            more["ref_stress"] = stress if i % 9 else stress[np.triu_indices(3)][[0, 3, 5, 4, 2, 1]]
    comment = " ".join(f'{key}="{text(value)}"' for key, value in more.items())
    with_reference = i % 7 != 3
    columns = ":ref_forces:R:3" if with_reference else ""
    yield f"{n}\n{comment} Properties=species:S:1:pos:R:3:forces:R:3{columns} name=m{i}\n"
    for force in forces:
        predicted = force + rng.normal(0, 0.2, 3)
        if rng.random() < 0.05:
            force = [np.nan, 1, np.nan]
        yield f"{rng.choice(ELEMENTS)} {text(rng.normal(0, 3, 3))} {text(predicted)}"
        yield f" {text(force)}\n" if with_reference else "\n"


def write(path, frames):
    with open(path, "w") as out:
        for i in range(int(frames)):
            out.writelines(frame(np.random.default_rng(int(frames) + i), i))


def read(path):
    """Of each frame its values and columns, as arrays."""
    lines = iter(open(path).read().splitlines())
    for line in lines:
        n, comment, rows = int(line), next(lines), []
        values = {}
        for key, value in (pair.split("=", 1) for pair in comment.replace('" ', '"\t').replace("3 name", "3\tname").split("\t")):
            values[key] = value.strip('"')
        rows = [next(lines).split() for _ in range(n)]
        numbers = {k: np.array(v.split(), dtype=float) for k, v in values.items() if k not in ("name", "Properties")}
        for key in ("stress", "ref_stress"):
            if len(numbers.get(key, [])) == 9:
                numbers[key] = numbers[key][VOIGT]
        atoms = np.array([row[4:] for row in rows], dtype=float)
        yield values["name"], [row[0] for row in rows], numbers, atoms[:, :3], atoms[:, 3:]


def scores(reference, predicted):
    y, p = np.ravel(reference), np.ravel(predicted)
    e = p - y
    return [len(e), abs(e).mean(), np.sqrt((e**2).mean()), abs(e).max(), 1 - (e**2).sum() / ((y - y.mean())**2).sum()]


def cosine(reference, predicted):
    length = np.linalg.norm(reference, axis=1)
    cosines = (reference * predicted).sum(axis=1) / length / np.linalg.norm(predicted, axis=1)
    return [np.average(cosines, weights=length)]


def quantities(path):
    """Name: pairs of reference and prediction, and for each whose it is."""
    found = {name: ([], [], []) for name in ("energy", "U0", "forces", "stress")}
    for name, elements, numbers, predicted, reference in read(path):
        for key in ("energy", "U0", "stress"):
            if "ref_" + key in numbers:
                for to, what in zip(found[key], (numbers["ref_" + key], numbers[key], (name, len(elements)))):
                    to.append(what)
        for a in range(len(elements) if reference.size else 0):
            if not np.isnan(reference[a]).any():
                for to, what in zip(found["forces"], (reference[a], predicted[a], (name, a + 1, elements[a]))):
                    to.append(what)
    return {key: (np.array(r), np.array(p), of) for key, (r, p, of) in found.items()}


def rows_of(path):
    return [line.split("\t") for line in open(path).read().splitlines()]


def check_scores(path, table, unit):
    q = quantities(path)
    right = {}
    for name in ("U0", "energy"):
        y, p, of = q[name]
        n = np.array([[w[1]] for w in of])
        right[name], right[name + "_per_atom"] = scores(y, p), scores(y / n, p / n)
    y, p, of = q["forces"]
    for element in ["", *ELEMENTS]:
        these = [element in ("", w[2]) for w in of]
        right["forces" + "_" * (element != "") + element] = scores(y[these], p[these]) + cosine(y[these], p[these])
    right["stress"] = scores(*q["stress"][:2])
    names, *rows = rows_of(table)
    assert names == ["quantity", "n", "MAE", "RMSE", "max", "R2", "cosine", "unit"], names
    assert [r[0] for r in rows] == list(right), rows
    for name, *numbers, of in rows:
        assert of == unit + {"f": "/A", "s": "/A^3"}.get(name[0], ""), (name, of)
        assert (numbers[5] == "-") == (name[0] != "f"), name
        found = [float(x) for x in numbers if x != "-"]
        assert np.allclose(found, right[name], rtol=6e-6), (name, found, right[name])


def check_worst(path, table, name, n):
    y, p, of = quantities(path)[name]
    weight = [1, 1, 1, 2, 2, 2][:y.shape[1]]

    def norm(x):
        return np.sqrt((weight * x**2).sum(axis=1))
    error = norm(p - y)
    order = np.argsort(-error, kind="stable")[:int(n)]
    names, *rows = rows_of(table)
    kind = ["atom", "element"] if name == "forces" else ["formula", "atoms"]
    number = name in ("energy", "U0")
    assert names == ["id", *kind, name if number else "reference", "predicted", "error"], names
    assert len(rows) == int(n)
    for i, row in zip(order, rows):
        assert row[0] == of[i][0] and (row[1:3] == [str(of[i][1]), of[i][2]] if name == "forces" else int(row[2]) == of[i][1])
        right = [y[i, 0], p[i, 0], p[i, 0] - y[i, 0]] if number else [norm(y)[i], norm(p)[i], error[i]]
        assert np.allclose([float(x) for x in row[3:]], right, rtol=6e-6), (row, right)


def check_drawn(path, svg, name, unit):
    y, p = (x.ravel() for x in quantities(path)[name][:2])
    root = tree.parse(svg).getroot()
    texts = ["".join(t.itertext()).strip() for t in root.iter() if t.tag.endswith("}text")]
    label = f" {name} ({unit})" if unit else f" {name}"
    assert {"reference" + label, "predicted" + label, str(len(y))} <= set(texts), texts
    uses = [e for e in root.iter() if e.tag.endswith("}use") and "gpPt6" in e.get("{http://www.w3.org/1999/xlink}href")]
    at = np.array([re.search(r"translate\(([-\d.]+),([-\d.]+)\)", e.get("transform")).groups() for e in uses], float)
    assert len(at) == len(y), (len(at), len(y))
    for pixels, values in (at[:, 0], y), (at[:, 1], p):
        assert abs(np.polyval(np.polyfit(values, pixels, 1), values) - pixels).max() < 0.1


def print_table(path):
    print("id\tformula\tatoms\tenergy\tpredicted")
    for name, elements, numbers, *_ in read(path):
        reference = repr(float(numbers["ref_energy"][0])) if "ref_energy" in numbers else ""
        print(name, "X", len(elements), reference, float(numbers["energy"][0]), sep="\t")


{"write": write, "scores": check_scores, "worst": check_worst, "drawn": check_drawn, "table": print_table}[sys.argv[1]](*sys.argv[2:])
