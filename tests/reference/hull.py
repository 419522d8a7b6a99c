"""Tables of hull-filter held against linear programs by HiGHS (scipy.optimize.linprog).

hull.py ENERGY [convex] TABLE ...: ENERGY is the column of energies per structure, "per atom" before it if they are per
atom; references are the lowest elements. Checks formation energies, distances, decompositions and vertices.
convex: that scipy.spatial.ConvexHull has the same vertices, too."""
import csv
import re
import sys

import numpy as np
from scipy.optimize import linprog
from scipy.spatial import ConvexHull

TOLERANCE = 1e-9


def read_formula(text):
    """Atoms by element of a formula without brackets."""
    count = {}
    for symbol, number in re.findall(r"([A-Z][a-z]?)[:=]?([\d./]*)", text):
        above, _, below = number.partition("/")
        count[symbol] = count.get(symbol, 0) + (float(above) if above else 1) / (float(below) if below else 1)
    return count


def hull_energy(x, points, energies):
    tight = dict(primal_feasibility_tolerance=1e-10, dual_feasibility_tolerance=1e-10)
    result = linprog(energies, A_eq=points.T, b_eq=x, method="highs", options=tight)
    assert result.status == 0, result.message
    return result.fun


def read(path, column):
    rows = list(csv.DictReader(open(path), delimiter="\t", quoting=csv.QUOTE_NONE))
    counts = [read_formula(r["formula"]) for r in rows]
    elements = sorted({s for c in counts for s in c})
    x = np.array([[c.get(s, 0) for s in elements] for c in counts], dtype=float).reshape(-1, len(elements))
    atoms = x.sum(1)
    x = x / atoms[:, None]
    name, per_atom = column.removeprefix("per atom "), column.startswith("per atom ")
    if not per_atom and rows and "atoms" in rows[0]:
        atoms = np.array([float(r["atoms"]) for r in rows])
    e = np.array([float(r[name]) for r in rows]) / (1 if per_atom else atoms)
    reference = np.array([e[x[:, i] == 1].min() for i in range(len(elements))])
    return rows, elements, x, e - x @ reference


def check_phases(row, rows, elements, x, f, index):
    """Composition and energy of the decomposition, which holds nothing but vertices."""
    total, energy, mean = 0, 0, np.zeros(len(elements))
    for part in row["decomposition"].split(" + "):
        amount, phase = part.split(" ", 1)
        amount = float(amount)
        assert 0 < amount <= 1
        total += amount
        formula, name = phase[:-1].split("[", 1)
        i = index[name]
        assert rows[i]["formula"] == formula and rows[i]["vertex"] == "yes"
        mean += amount * x[i]
        energy += amount * f[i]
    assert abs(total - 1) < TOLERANCE
    return mean, energy


def check_vertex(row, i, x, f, points, energies):
    """A vertex is the first of the lowest with its composition, and below what all other compositions reach."""
    k = x.shape[1]
    same = np.abs(x - x[i]).max(1) < 1e-12
    lowest = f[same].min()
    first = i == np.flatnonzero(same & (f <= lowest + 1e-14))[0]
    if x[i].max() == 1:
        assert (row["vertex"] == "yes") == first, row
        return
    if not first:
        assert row["vertex"] == "no", row
        return
    others = np.append(~same, np.ones(k, dtype=bool))
    below = hull_energy(x[i], points[others], energies[others]) - lowest
    if row["vertex"] == "yes":
        assert below > -TOLERANCE, (row, below)
    else:
        assert below < TOLERANCE, (row, below)


def check_convex(rows, x, f):
    k = x.shape[1]
    low = np.flatnonzero((f < -1e-12) | (x.max(1) == 1))
    high = np.append(np.full(k - 1, 1 / k), 1)  # a point that makes elements alone a body
    hull = ConvexHull(np.vstack([np.column_stack([x[low, 1:], f[low]]), high]))
    lower = {low[v] for s, n in zip(hull.simplices, hull.equations) if n[k - 1] < -1e-9 for v in s}
    assert lower == {i for i, row in enumerate(rows) if row["vertex"] == "yes"}


def check(path, column, convex):
    rows, elements, x, f = read(path, column)
    index = {r["id"]: i for i, r in enumerate(rows)}
    k = len(elements)
    points, energies = np.vstack([x, np.eye(k)]), np.concatenate([f, np.zeros(k)])
    hulls = {}
    for i, row in enumerate(rows):
        composition = tuple(x[i])
        if composition not in hulls:
            hulls[composition] = hull_energy(x[i], points, energies)
        hull = hulls[composition]
        assert abs(float(row["formation"]) - f[i]) < TOLERANCE, row
        assert abs(float(row["above"]) - (f[i] - hull)) < TOLERANCE, (row, f[i] - hull)
        assert float(row["above"]) >= 0
        mean, energy = check_phases(row, rows, elements, x, f, index)
        assert np.allclose(mean, x[i], rtol=0, atol=TOLERANCE), row
        assert abs(energy - hull) < TOLERANCE, (row, energy, hull)
        check_vertex(row, i, x, f, points, energies)
    if convex:
        check_convex(rows, x, f)
    return len(rows)


def main():
    words = sys.argv[1:]
    convex = words[1] == "convex"
    assert all([check(path, words[0], convex) for path in words[1 + convex:]])


if __name__ == "__main__":
    main()
