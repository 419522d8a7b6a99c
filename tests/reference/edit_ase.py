"""edit_ase.py BEFORE AFTER WHAT ... [/ BEFORE AFTER WHAT ...]: whether ASE reads in AFTER what is to come of the structures
that it reads in BEFORE.

WHAT, one after the other: OLD=NEW renames, NAME*FACTOR multiplies, NAME*FACTOR/atom divides by the number of atoms too, A-B
subtracts, NAME:CSV takes a column by the id, name. All else has to be the same; numbers are to 1e-14."""
import csv
import itertools
import re
import sys

import numpy as np
from ase.io import read


def values(atoms):
    """All that was in the comment and in columns: ASE takes some of it for results."""
    found = {**atoms.info, **atoms.arrays, "Lattice": atoms.cell.array, "pbc": atoms.pbc}
    found["pos"] = found.pop("positions")
    results = dict(atoms.calc.results) if atoms.calc else {}
    # What ASE makes of its results beside them.
    results.pop("free_energy", None)
    return {**found, **results}


def same(a, b):
    """ASE takes tensors in two ways, and for results of the shape 6 under some names."""
    if np.shape(a) == (6,) and np.shape(b) == (3, 3):
        b = b[[0, 1, 2, 1, 0, 0], [0, 1, 2, 2, 2, 1]]
    if np.asarray(a).dtype.kind not in "fi":
        return np.array_equal(a, b)
    return np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=1e-14, atol=0, equal_nan=True)


def change(found, what, natoms):
    if match := re.fullmatch(r"(\w+)=(\w+)", what):
        found[match[2]] = found.pop(match[1])
    elif match := re.fullmatch(r"(\w+)\*([\d.e+-]+)(/atom)?", what):
        found[match[1]] = np.asarray(found[match[1]]) * float(match[2]) / (natoms if match[3] else 1)
    elif match := re.fullmatch(r"(\w+)-(\w+)", what):
        found[match[1]] = np.asarray(found[match[1]]) - found[match[2]]
    else:
        name, path = what.split(":")
        with open(path, newline="", encoding="utf-8") as file:
            # ASE takes an id of digits for a number.
            row = {row["id"].lstrip("0"): row[name] for row in csv.DictReader(file)}.get(str(found["name"]), "")
        if row not in ("", "NA", "nan"):
            try:
                found[name] = float(row)
            except ValueError:
                found[name] = row


def check(before, after, *changes):
    before, after = read(before, ":"), read(after, ":")
    assert len(before) == len(after) > 0
    for one, other in zip(before, after):
        wanted, found = values(one), values(other)
        for what in changes:
            change(wanted, what, len(one))
        assert wanted.keys() == found.keys(), wanted.keys() ^ found.keys()
        for key in wanted:
            assert same(wanted[key], found[key]), (key, wanted[key], found[key])


for last, words in itertools.groupby(sys.argv[1:], "/".__eq__):
    if not last:
        check(*words)
