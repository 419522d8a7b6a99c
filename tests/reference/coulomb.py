"""Coulomb matrices and bag of bonds by NumPy, against the streams of xyz2cm.

coulomb.py twin STREAM MATRIX FILE.xyz      largest deviation from the definition, relative to the number or 1
coulomb.py table STREAM MATRIX TABLE        the same from a table of rows padded with zeros
coulomb.py compare A B                      largest relative deviation between two streams
coulomb.py shuffle FILE.xyz                 prints the molecules with their atoms in another order
"""
import sys

import numpy

from streams import items, tensors

NUMBER = {"H": 1, "C": 6, "N": 7, "O": 8, "F": 9, "S": 16}


def molecules(path):
    with open(path) as file:
        for line in file:
            next(file)
            atoms = [next(file).split() for _ in range(int(line))]
            yield (numpy.array([NUMBER[a[0]] for a in atoms], float),
                   numpy.array([[float(x) for x in a[1:4]] for a in atoms]))


def coulomb_unsorted(z, r):
    d = numpy.linalg.norm(r[:, None] - r, axis=2) + numpy.eye(len(z))
    return numpy.outer(z, z) / d * (1 - numpy.eye(len(z))) + numpy.diag(0.5 * z ** 2.4)


def coulomb(z, r):
    c = coulomb_unsorted(z, r)
    order = numpy.argsort(-numpy.linalg.norm(c, axis=1).round(10), kind="stable")
    return c[order][:, order]


def triangle(c):
    return {f"{i + 1}-{j + 1}": c[i, j] for i in range(len(c)) for j in range(i + 1)}


def eigenvalues(z, r):
    e = numpy.linalg.eigvalsh(coulomb_unsorted(z, r))
    signed = [("1", e[e > 0][::-1]), ("2", e[e < 0])]
    return {f"{sign}-{i + 1}": x for sign, values in signed for i, x in enumerate(values)}


def inverse_distances(z, r):
    return {f"{i + 1}-{j + 1}": 1 / numpy.linalg.norm(r[i] - r[j]) for j in range(len(z)) for i in range(j)}


def bonds(z, r):
    c, bags = coulomb_unsorted(z, r), {}
    for i in range(len(z)):
        bags.setdefault(f"0-{z[i]:g}", []).append(c[i, i])
        for j in range(i):
            bags.setdefault("{:g}-{:g}".format(*sorted((z[i], z[j]))), []).append(c[i, j])
    return {f"{name}-{i + 1}": x for name, bag in bags.items() for i, x in enumerate(sorted(bag, reverse=True))}


MATRICES = {"coulomb": lambda z, r: triangle(coulomb(z, r)),
            "coulomb_unsorted": lambda z, r: triangle(coulomb_unsorted(z, r)),
            "coulomb_eigenvalues": eigenvalues, "1/distance": inverse_distances, "bonds": bonds}


def numbers(path):
    """Per record a map from key to number."""
    return [{key: float(row[0]) for (_, key), row in t.items()} for t in tensors(path)]


def deviation(found, wanted):
    assert found.keys() == wanted.keys(), (found.keys(), wanted.keys())
    return max((abs(found[k] - wanted[k]) / max(abs(wanted[k]), 1) for k in wanted), default=0)


def twin(stream, matrix, path):
    found, wanted = numbers(stream), [MATRICES[matrix](*m) for m in molecules(path)]
    assert len(found) == len(wanted) > 0
    return max(map(deviation, found, wanted))


def compare(a, b):
    first, second = numbers(a), numbers(b)
    assert len(first) == len(second) > 0
    return max(map(deviation, first, second))


def shuffle(path):
    random = numpy.random.default_rng(1)
    with open(path) as file:
        for line in file:
            print(line, next(file), sep="", end="")
            print(*random.permutation([next(file) for _ in range(int(line))]), sep="", end="")


def padded_triangle(blocks):
    return [blocks.get(f"{i + 1}-{j + 1}", 0) for i in range(17) for j in range(i + 1)]


def padded_eigenvalues(blocks):
    positive = [blocks[f"1-{i + 1}"] for i in range(sum(k[0] == "1" for k in blocks))]
    negative = [blocks[f"2-{i + 1}"] for i in range(sum(k[0] == "2" for k in blocks))]
    return positive + [0] * (17 - len(blocks)) + negative[::-1]


def padded_bags(blocks):
    """N, C, H with room for 2, 5 and 12: each element's diagonal, its own pairs, those with the elements that follow."""
    size, found = {7: 2, 6: 5, 1: 12}, []
    for i, a in enumerate(size):
        found += [blocks.get(f"0-{a}-{k + 1}", 0) for k in range(size[a])]
        for b in list(size)[i:]:
            room = size[a] * (size[a] - 1) // 2 if a == b else size[a] * size[b]
            found += [blocks.get(f"{min(a, b)}-{max(a, b)}-{k + 1}", 0) for k in range(room)]
    return found


PADDED = {"coulomb": padded_triangle, "coulomb_unsorted": padded_triangle, "coulomb_eigenvalues": padded_eigenvalues,
          "bonds": padded_bags}


def table(stream, matrix, path):
    wanted, found = numpy.loadtxt(path), numpy.array([PADDED[matrix](blocks) for blocks in numbers(stream)])
    assert found.shape == wanted.shape, (found.shape, wanted.shape)
    assert (found[wanted == 0] == 0).all()
    return (abs(found - wanted)[wanted != 0] / abs(wanted[wanted != 0])).max()


if __name__ == "__main__":
    result = globals()[sys.argv[1]](*sys.argv[2:])
    if result is not None:
        print(result)
