"""The same structure written differently: transform.py KIND FILE [SEED] prints FILE's structure as extended XYZ.

KIND: supercell (2 x 1 x 3), shift, basis (a random unimodular one), permute, rotate.
"""
import re
import sys

import numpy


def read(path):
    lines = open(path).read().splitlines()
    n = int(lines[0])
    lattice = re.search(r'Lattice="([^"]*)"', lines[1])
    cell = numpy.array(lattice.group(1).split(), float).reshape(3, 3) if lattice else None
    pbc = re.search(r'pbc="([^"]*)"', lines[1]).group(1)
    atoms = [line.split() for line in lines[2:2 + n]]
    return cell, pbc, [a[0] for a in atoms], numpy.array([a[1:4] for a in atoms], float)


def write(cell, pbc, species, positions):
    print(len(species))
    lattice = 'Lattice="%s" ' % " ".join(repr(float(x)) for x in cell.flat) if cell is not None else ""
    print('%sProperties=species:S:1:pos:R:3 pbc="%s"' % (lattice, pbc))
    for s, p in zip(species, positions):
        print(s, *(repr(float(x)) for x in p))


def unimodular(random, periodic):
    m = numpy.eye(3, dtype=int)
    for _ in range(12):
        i, j = random.choice([k for k in range(3) if periodic[k]], 2, replace=False)
        m[i] += random.choice([-1, 1]) * m[j]
    return m


def main(kind, path, seed=17):
    random = numpy.random.default_rng(int(seed))
    cell, pbc, species, positions = read(path)
    if kind == "supercell":
        steps = [(i, 0, k) for i in range(2) for k in range(3)]
        positions = numpy.concatenate([positions + numpy.array(s) @ cell for s in steps])
        species = species * len(steps)
        cell = numpy.diag([2, 1, 3]) @ cell
    elif kind == "shift":
        positions = positions + random.normal(0, 10, 3)
        if cell is not None:
            whole = random.integers(-3, 4, positions.shape) * [p == "T" for p in pbc.split()]
            positions = positions + whole @ cell
    elif kind == "basis":
        cell = unimodular(random, [p == "T" for p in pbc.split()]) @ cell
    elif kind == "permute":
        order = random.permutation(len(species))
        species, positions = [species[i] for i in order], positions[order]
    elif kind == "rotate":
        q, _ = numpy.linalg.qr(random.normal(size=(3, 3)))
        positions = positions @ q
        cell = cell @ q if cell is not None else None
    write(cell, pbc, species, positions)


main(*sys.argv[1:])
