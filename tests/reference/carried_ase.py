"""carried_ase.py write FILE.xyz|read FILE.xyz [virial]: structures with forces and stress that ASE writes; and what ASE reads
of such a file, as carried.py prints it: with virial, the stress is that of the key virial."""
import json
import sys

import numpy
from ase import Atoms
from ase.build import bulk
from ase.calculators.emt import EMT
from ase.calculators.singlepoint import SinglePointCalculator
from ase.io import read, write
from ase.stress import voigt_6_to_full_3x3_stress


def crystals():
    """EMT's energies, forces and stress of strained and rattled copper, and its virial; a slab; a molecule."""
    for i in range(4):
        atoms = bulk("Cu", cubic=i % 2 == 0)
        strain = numpy.random.default_rng(i).normal(0, 0.02, (3, 3))
        atoms.set_cell(atoms.cell @ (numpy.eye(3) + strain), scale_atoms=True)
        if i == 3:
            atoms = atoms.repeat((2, 1, 1))
            atoms.pbc = [True, True, False]
        atoms.rattle(0.05, seed=i)
        yield atoms
    yield Atoms("CO", [[0, 0, 0], [0, 0, 1.2]])


def made():
    for atoms in crystals():
        atoms.calc = EMT()
        results = {"energy": atoms.get_potential_energy(), "forces": atoms.get_forces()}
        if atoms.cell.rank == 3:
            results["stress"] = atoms.get_stress()
            atoms.info["virial"] = -atoms.get_volume() * voigt_6_to_full_3x3_stress(results["stress"])
        atoms.calc = SinglePointCalculator(atoms, **results)
        yield atoms


def carried(atoms, virial):
    found = {"positions": atoms.positions, "cell": atoms.cell.array, "forces": atoms.get_forces()}
    if atoms.pbc.all():
        stress = atoms.get_stress(voigt=False)
        found["stress"] = -atoms.info["virial"] / atoms.get_volume() if virial else stress
    found = {key: value.ravel().tolist() for key, value in found.items()}
    return {**found, "numbers": atoms.numbers.tolist(), "pbc": atoms.pbc.tolist()}


what, path, *virial = sys.argv[1:]
if what == "write":
    write(path, list(made()), format="extxyz")
else:
    for frame in read(path, ":", format="extxyz"):
        print(json.dumps(carried(frame, virial), sort_keys=True))
