"""relaxed.py WHAT FILE ...: structures beside those that xyz-relax made of them, without any of its code.

fractions A B      the largest change of the fractions of the lattice vectors at which atoms lie that may not move
strained A B       writes to B the structure of A and 256 others: the first, then each small strain of it
fcc X FROM TO N B  writes to B N cells of one atom with lattice constants of that range
crystals B         writes to B crystals, rounded, each in its cell and in two of them, and prints their space groups
results A B        the largest differences of forces and of stress
supercell A B      writes to B the cell of A three times along its second vector
steps A            how many steps a path has, how far atoms went at most beside the strain, and the largest strain of a step
kept A B           what repeats and changed, after a check that all else did not
"""
import itertools
import sys

import numpy


def read(path):
    lines = iter(open(path))
    frames = []
    for count in lines:
        comment = next(lines)
        rows = [next(lines).split() for _ in range(int(count))]
        lattice = comment.partition('Lattice="')[2].partition('"')[0]
        cell = numpy.array(lattice.split(), float).reshape(3, 3) if lattice else None
        frames.append((comment, cell, rows, numpy.array([r[1:4] for r in rows], float)))
    return frames


def write(path, frames):
    with open(path, "w") as out:
        for cell, symbols, places in frames:
            lattice = " ".join(repr(float(x)) for x in cell.ravel())
            out.write(f'{len(symbols)}\nLattice="{lattice}" pbc="T T T"\n')
            out.writelines(f"{s} {x!r} {y!r} {z!r}\n" for s, (x, y, z) in zip(symbols, places.tolist()))


def fractions(a, b):
    changes = []
    for (_, ca, rows, xa), (_, cb, _, xb) in zip(read(a), read(b)):
        change = xa @ numpy.linalg.inv(ca) - xb @ numpy.linalg.inv(cb)
        changes.append(abs(change[[r[-1] == "F" for r in rows]]).max(axis=0))
    print(*(f"{x:.9f}".rstrip("0").rstrip(".") for x in numpy.max(changes, axis=0)))


def strained(a, b):
    _, cell, rows, places = read(a)[0]
    strains = numpy.random.default_rng(0).normal(0, 1, (256, 3, 3))
    every = [numpy.eye(3)] + [numpy.eye(3) + 0.01 * (s + s.T) / numpy.linalg.norm(s + s.T) for s in strains]
    write(b, [(cell @ f, [r[0] for r in rows], places @ f) for f in every])


def fcc(symbol, first, last, n, b):
    half = numpy.array([[0, 1, 1], [1, 0, 1], [1, 1, 0]]) / 2
    write(b, [(a * half, [symbol], numpy.zeros((1, 3))) for a in numpy.linspace(float(first), float(last), int(n))])


def supercell(a, b):
    _, cell, rows, places = read(a)[0]
    write(b, [(cell * [[1], [3], [1]], 3 * [r[0] for r in rows], numpy.vstack([places + i * cell[1] for i in range(3)]))])


# Space group, cell, fractions at which copper lies, and gold: rutile, wurtzite, pyrite, and a screw axis with a glide plane.
CRYSTALS = [
    (136, [[5.1, 0, 0], [0, 5.1, 0], [0, 0, 3.3]], [(0, 0, 0), (.5, .5, .5)],
     [(.305, .305, 0), (-.305, -.305, 0), (.195, -.195, .5), (-.195, .195, .5)]),
    (186, [[4.4, 0, 0], [-2.2, 3.8105, 0], [0, 0, 7.1]], [(1 / 3, 2 / 3, 0), (2 / 3, 1 / 3, .5)],
     [(1 / 3, 2 / 3, .38), (2 / 3, 1 / 3, .88)]),
    (205, [[6.1, 0, 0], [0, 6.1, 0], [0, 0, 6.1]], [(0, 0, 0), (0, .5, .5), (.5, 0, .5), (.5, .5, 0)],
     [(.385, .385, .385), (.115, .615, .885), (.615, .885, .115), (.885, .115, .615), (.615, .615, .615), (.885, .385, .115),
      (.385, .115, .885), (.115, .885, .385)]),
    (14, [[5, 0, 0], [0, 5.5, 0], [-.8, 0, 4.7]], [(.1, .2, .3), (-.1, .7, .2), (-.1, -.2, -.3), (.1, .3, .8)],
     [(0, 0, 0), (0, .5, .5)]),
]


def crystals(b):
    frames = []
    for group, rows, copper, gold in CRYSTALS:
        cell, symbols = numpy.array(rows), ["Cu"] * len(copper) + ["Au"] * len(gold)
        places = (numpy.array(copper + gold) @ cell).round(4)
        frames += [(cell, symbols, places),
                   (numpy.array([cell[1], cell[2] + cell[0], 2 * cell[0]]), 2 * symbols, numpy.vstack([places, places + cell[0]]))]
        print(group, group, sep="\n")
    write(b, frames)


def results(a, b):
    forces, stress = [], []
    for (ca, _, ra, _), (cb, _, rb, _) in zip(read(a), read(b)):
        forces.append(abs(numpy.array([r[4:7] for r in ra], float) - numpy.array([r[4:7] for r in rb], float)).max())
        sa, sb = (numpy.array(c.partition('stress="')[2].partition('"')[0].split(), float) for c in (ca, cb))
        stress.append(abs(sa - sb).max())
    print(max(forces), max(stress))


def steps(a):
    frames = read(a)
    first, longest, largest = frames[0], 0, 0
    strain = [numpy.linalg.solve(first[1], f[1]) for f in frames]
    inside = [f[3] @ numpy.linalg.inv(s) for f, s in zip(frames, strain)]
    for s, t in itertools.pairwise(strain):
        largest = max(largest, numpy.linalg.norm(t - s))
    for x, y in itertools.pairwise(inside):
        longest = max(longest, numpy.linalg.norm(y - x, axis=1).max())
    print(len(frames) - 1, longest, largest)


def kept(a, b):
    for (comment, ca, _, _), (_, cb, _, _) in zip(read(a), read(b)):
        if ca is None:
            assert cb is None
            print("no cell")
        elif 'pbc="T T F"' in comment:
            assert abs(ca[2] - cb[2] - numpy.linalg.lstsq(ca[:2].T, ca[2] - cb[2], rcond=None)[0] @ ca[:2]).max() < 1e-12
            assert abs(ca[:2] - cb[:2]).max() > 1e-3 and abs(cb[:2, 2]).max() < 1e-12
            print("in the plane")
        else:
            along = ca[0] / numpy.linalg.norm(ca[0])
            change = cb - ca
            assert abs(change - numpy.outer(change @ along, along)).max() < 1e-12 and abs(change[0]).max() > 1e-3
            print("along the wire")


globals()[sys.argv[1]](*sys.argv[2:])
