"""Tensors as other programs define them, by plain loops, against a stream of ours.

conventions.py NAME FILE.xyz STREAM     largest deviation, over the largest number of theirs
NAME: dscribe-distance, dscribe-angle, qmmlpack-full (the recipes of mbtr-tools(7)).
"""
import itertools
import math
import re
import sys

from streams import tensors

NUMBER = {"H": 1, "C": 6, "N": 7, "O": 8, "Na": 11, "Al": 13, "Cl": 17}


def read(path):
    """Atomic numbers and places of the cell's atoms, and the lattice vectors (none: a molecule)."""
    lines = open(path).read().split("\n")
    cell = re.search('Lattice="([^"]*)"', lines[1])
    cell = [float(x) for x in cell.group(1).split()] if cell else []
    atoms = [line.split() for line in lines[2:2 + int(lines[0])]]
    vectors = [cell[i:i + 3] for i in (0, 3, 6) if cell]
    return [NUMBER[a[0]] for a in atoms], [tuple(map(float, a[1:4])) for a in atoms], vectors


def extended(z, r, cell, copies):
    """All atoms of the copies of a cell: number of the copy (0: the cell itself), atomic number, place."""
    shifts = sorted(itertools.product(range(-copies, copies + 1), repeat=len(cell)), key=lambda t: [abs(x) for x in t])
    for c, t in enumerate(shifts):
        for number, place in zip(z, r):
            yield c, number, tuple(p + sum(n * v[i] for n, v in zip(t, cell)) for i, p in enumerate(place))


def gaussian(row, centre, weight, start, dx, sigma):
    phi = [0.5 * math.erf((start + i * dx - centre) / (sigma * math.sqrt(2))) for i in range(len(row) + 1)]
    for i in range(len(row)):
        row[i] += weight * (phi[i + 1] - phi[i])


def dscribe(path, k, low, high, n, sigma, scale, threshold):
    """Grid points are centres, values densities; a tuple over m copies of the cell counts 1/m, at least one of its
    atoms being in the cell; angles in degrees; exp over the pair's distance or the triple's perimeter."""
    z, r, cell = read(path)
    most = -math.log(threshold) / scale
    atoms = list(extended(z, r, cell, 4 if k == 2 else 3))
    dx = (high - low) / (n - 1)
    out = {}
    near = lambda a, b: math.dist(a[2], b[2])
    minus = lambda a, b: [x - y for x, y in zip(a[2], b[2])]

    def take(chain, length, value):
        if length > most:
            return
        key = [a[1] for a in chain]
        row = out.setdefault((0, "-".join(map(str, min(key, key[::-1])))), [0.0] * n)
        gaussian(row, value, math.exp(-scale * length) / len({a[0] for a in chain}) / dx, low - dx / 2, dx, sigma)
    for i, a in enumerate(atoms):
        close = [(j, b) for j, b in enumerate(atoms) if j != i and near(a, b) <= (most if k == 2 else most / 2)]
        if k == 2:
            for j, b in close:
                if j > i and 0 in (a[0], b[0]):
                    take((a, b), near(a, b), near(a, b))
            continue
        for (j, b), (l, c) in itertools.combinations(close, 2):
            if 0 in (a[0], b[0], c[0]):
                ab, ac, bc = near(a, b), near(a, c), near(b, c)
                # By W. Kahan, right to all digits; an arc cosine loses half of them at 180 degrees.
                half = math.hypot(*(x / ab - y / ac for x, y in zip(minus(b, a), minus(c, a))))
                other = math.hypot(*(x / ab + y / ac for x, y in zip(minus(b, a), minus(c, a))))
                take((b, a, c), ab + ac + bc, math.degrees(2 * math.atan2(half, other)))
    return out


def qmmlpack(path, xmin, dx, n, sigma):
    """All ordered pairs of different atoms, each to its own block; bins between edges; weight value^2."""
    z, r, cell = read(path)
    assert not cell
    out = {}
    for i, j in itertools.permutations(range(len(z)), 2):
        value = 1 / math.dist(r[i], r[j])
        gaussian(out.setdefault((0, f"{z[i]}-{z[j]}"), [0.0] * n), value, value ** 2, xmin, dx, sigma)
    return out


THEIRS = {
    "dscribe-distance": (lambda p: dscribe(p, 2, 0, 5, 51, 0.1, -math.log(0.001) / 5, 0.001), 1),
    "dscribe-angle": (lambda p: dscribe(p, 3, 0, 180, 61, 5, 0.5, 0.001), math.pi / 180),
    "qmmlpack-full": (lambda p: qmmlpack(p, 0.1, 0.011, 100, 2 ** -4.5), 1),
}


def main(name, path, stream):
    theirs, factor = THEIRS[name]
    wanted = theirs(path)
    (ours,) = tensors(stream)
    assert wanted and set(wanted) == set(ours), (sorted(wanted), sorted(ours))
    largest = max(max(row) for row in wanted.values())
    print(max(abs(x - factor * y) for k in wanted for x, y in zip(wanted[k], ours[k])) / largest)


if __name__ == "__main__":
    main(*sys.argv[1:])
