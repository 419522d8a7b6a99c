"""Tensor streams in Python, and what the tests ask of them.

streams.py golden STREAM TABLE      largest deviation from a golden table, over the largest bin
streams.py compare A B FACTOR       the same of B's tensors from FACTOR times A's, record by record
streams.py disorder STREAM          how many records come before one whose id is not larger
streams.py largest A B              the largest difference of their bins, as it is
streams.py local ATOMS WHOLE        the same of the sum over atoms from the tensors of structures
streams.py atoms ATOM ELEMENT       the same of species: atom, added up by elements, from species: element
streams.py correlate A B FILE       the same of B from A's tensors (counting: ordered) times the matrix in FILE
streams.py drop KEY FROM TO         writes a stream without that key of its records
streams.py widen FROM TO            writes a stream whose header tells one bin more of the first term than the recipe
"""
import itertools
import sys

import numpy

from change import items, write


def tensors(path):
    """Per record a map from (term, key) to bins."""
    terms = None
    for item in items(path):
        terms = item.get("terms", terms)
        blocks = {}
        for i, (term, t) in enumerate(zip(terms, item.get("tensor", []))):
            keys = numpy.frombuffer(t["keys"].value, "<u2").reshape(-1, term["body"])
            bins = numpy.frombuffer(t["bins"].value, "<f8").reshape(-1, term["bins"])
            for key, row in zip(keys, bins):
                blocks[i, "-".join(map(str, key))] = row
        if "id" in item:
            yield blocks


def deviation(a, b):
    largest = max(abs(row).max() for row in a.values())
    return max(abs(a.get(k, 0 * b.get(k, 0)) - b.get(k, 0)).max() for k in set(a) | set(b)) / largest


def golden(stream, table):
    rows = (line.rstrip("\n").split("\t") for line in open(table))
    wanted = {(0, key): numpy.array(bins, float) for key, *bins in rows}
    (found,) = tensors(stream)
    return deviation(wanted, found)


def compare(a, b, factor):
    first, second = list(tensors(a)), list(tensors(b))
    assert len(first) == len(second) > 0
    return max(deviation({k: float(factor) * v for k, v in p.items()}, q) for p, q in zip(first, second))


def disorder(stream):
    ids = [item["id"] for item in items(stream) if "id" in item]
    return sum(a >= b for a, b in zip(ids, ids[1:]))


def largest(a, b):
    (first,), (second,) = tensors(a), tensors(b)
    return max(abs(first.get(k, 0) - second.get(k, 0)).max() for k in set(first) | set(second))


def add(to, key, row):
    to[key] = to.get(key, 0) + row


def local(atoms, whole):
    sums = {}
    for item, blocks in zip((i for i in items(atoms) if "id" in i), tensors(atoms)):
        structure, atom = item["id"].rsplit(":", 1)
        assert int(atom) == item["atom"]
        for key, row in blocks.items():
            add(sums.setdefault(structure, {}), key, row)
    names = [i["id"] for i in items(whole) if "id" in i]
    assert names == list(sums)
    return max(deviation(t, sums[name]) for name, t in zip(names, tensors(whole)))


def atoms(by_atom, by_element):
    numbers = next(items(by_atom))["species"]
    worst = 0
    for a, b in zip(tensors(by_atom), tensors(by_element)):
        sums = {}
        for (term, key), row in a.items():
            elements = [numbers[int(i) - 1] for i in key.split("-")]
            add(sums, (term, "-".join(map(str, min(elements, elements[::-1])))), row)
        worst = max(worst, deviation(b, sums))
    return worst


def correlate(a, b, path, of="structures"):
    """Of atoms: the atom's own place in a key, the middle of three and the first of others, stays as it is."""
    lines = [line.split() for line in open(path)]
    numbers = {"Al": 13, "N": 7, "O": 8, "Na": 11, "Cl": 17, "Ga": 31}
    z = [numbers[s] for s in lines[0][1:]]
    c = {(x, y): float(v) for x, row in zip(z, lines[1:]) for y, v in zip(z, row[1:])}
    worst = 0
    for first, second in zip(tensors(a), tensors(b)):
        wanted = {}
        for (term, key), row in first.items():
            old = [int(i) for i in key.split("-")]
            own = {"structures": None, "atoms": len(old) == 3}[of]
            for new in itertools.product(*(z if x in z and i != own else [x] for i, x in enumerate(old))):
                factor = numpy.prod([1.0 if i == own else c.get((p, q), 1.0) for i, (p, q) in enumerate(zip(new, old))])
                if factor != 0:
                    add(wanted, (term, "-".join(map(str, new))), factor * row)
        worst = max(worst, deviation(wanted, second))
    return worst


def drop(key, source, to):
    kept = [{k: v for k, v in item.items() if k != key} for item in items(source)]
    write(kept, to)


def widen(source, to):
    changed = list(items(source))
    changed[0]["terms"][0]["bins"] += 1
    write(changed, to)


if __name__ == "__main__":
    result = globals()[sys.argv[1]](*sys.argv[2:])
    if result is not None:
        print(result)
