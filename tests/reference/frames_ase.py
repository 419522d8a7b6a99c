"""frames_ase.py FILE.xyz PROPERTY: fails unless ASE reads of it what tests/unit/xyz_frame.c makes, as the results of a
calculator and, of the references, beside them; prints the ids."""
import sys

import numpy
from ase.io import read


def made(k):
    return (k * 7919 % 10007 - 5003) / 977


def check(k, prefix, name, atoms):
    reference = prefix != ""
    n = len(atoms)
    energy = atoms.get_potential_energy() if name == "energy" and not reference else atoms.info[prefix + name]
    assert energy == made(k), (prefix + name, energy, made(k))
    forces = atoms.arrays["ref_forces"] if reference else atoms.get_forces()
    assert (forces == [[made(k + 10 + 3 * a + c) for c in range(3)] for a in range(n)]).all(), prefix + "forces"
    if atoms.pbc.all():
        stress = atoms.info["ref_stress"].reshape(3, 3) if reference else atoms.get_stress(voigt=False)
        assert (stress == [[made(k + 1 + i + j + (i * j > 0)) for j in range(3)] for i in range(3)]).all(), prefix + "stress"
    else:
        assert prefix + "stress" not in {**atoms.info, **atoms.calc.results}


path, name = sys.argv[1:]
for f, frame in enumerate(read(path, ":", format="extxyz")):
    assert numpy.isfinite(frame.cell.array).all()
    check(1000 * f, "", name, frame)
    check(1000 * f + 500, "ref_", name, frame)
    print(frame.info["name"])
