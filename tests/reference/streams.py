"""Tensor streams in Python, and what the tests ask of them.

streams.py golden STREAM TABLE      largest deviation from a golden table, over the largest bin
streams.py compare A B FACTOR       the same of B's tensors from FACTOR times A's, record by record
"""
import sys

import cbor2
import numpy


def items(path):
    with open(path, "rb") as file:
        while file.peek(1):
            yield cbor2.load(file)


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


if __name__ == "__main__":
    print({"golden": golden, "compare": compare}[sys.argv[1]](*sys.argv[2:]))
