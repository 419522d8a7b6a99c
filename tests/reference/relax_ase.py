"""relax_ase.py MODEL [HOW START RELAXED ...]: relaxes a structure by ASE, HOW being atoms or cell, with the energies, forces and
stress that krr-predict tells, and prints by how much that of xyz-relax differs at most: energy, distances between atoms, lengths
and angles of the cell. Fails where ASE does not read it as relaxed, or with other atoms fixed."""
import subprocess
import sys
import tempfile

import numpy
from ase.calculators.calculator import Calculator, all_changes
from ase.constraints import ExpCellFilter
from ase.io import read, write
from ase.optimize import BFGS

FORCE = 1e-3


class Predicted(Calculator):
    implemented_properties = ["energy", "forces", "stress"]

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        bare = self.atoms.copy()
        bare.set_constraint()
        with tempfile.NamedTemporaryFile(suffix=".xyz") as file:
            write(file.name, bare, format="extxyz")
            text = subprocess.run(["krr-predict", "-q", "-j", "1", "-m", sys.argv[1], "--xyz", file.name], check=True,
                                  stdout=subprocess.PIPE)
            file.seek(0)
            file.truncate()
            file.write(text.stdout)
            file.flush()
            self.results = read(file.name, format="extxyz").calc.results


def fixed_of(atoms):
    return sorted(i for c in atoms.constraints for i in numpy.ravel(c.get_indices()))


def distances(atoms):
    return numpy.sort(atoms.get_all_distances(mic=atoms.pbc.any()), axis=None)


def compare(how, start, ours):
    assert ours.info["relaxed"] is True and fixed_of(ours) == fixed_of(start)
    start.calc = Predicted()
    assert BFGS(ExpCellFilter(start) if how == "cell" else start, logfile=None).run(fmax=FORCE, steps=300)
    for difference in (start.get_potential_energy() - ours.get_potential_energy(), distances(start) - distances(ours),
                       start.cell.cellpar() - ours.cell.cellpar()):
        print(abs(numpy.array(difference)).max(), end=" ")
    print()


for job in zip(*[iter(sys.argv[2:])] * 3, strict=True):
    compare(job[0], read(job[1]), read(job[2], format="extxyz"))
