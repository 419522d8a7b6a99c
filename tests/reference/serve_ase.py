"""serve_ase.py WHAT MODEL FILE UNIT: what ASE makes of the forces of krr-serve, by its own calculator for sockets.

same       energies, forces and stress, of all structures of FILE, are those that krr-predict has written into it
relax      relaxes the first structure of FILE: the number of steps, and the largest force, eV/angstrom
nve        how much larger the energy error is with a step of twice the length
"""
import os
import subprocess
import sys

import numpy as np
from ase import units
from ase.calculators.socketio import SocketIOCalculator
from ase.io import read
from ase.md.velocitydistribution import MaxwellBoltzmannDistribution, Stationary
from ase.md.verlet import VelocityVerlet
from ase.optimize import BFGS

UNITS = {"eV": 1, "kcal/mol": units.kcal / units.mol}


def start(model, path, unit, name):
    return subprocess.Popen(["krr-serve", "-m", model, "--template", path, "--unix", name, "--energy-unit", unit])


def same(atoms, predicted, unit):
    """The units of ASE are some 1e-8 off."""
    for p in predicted:
        atoms.positions, atoms.cell = p.positions, p.cell
        assert abs(atoms.get_potential_energy() / (p.get_potential_energy() * unit) - 1) < 1e-7
        assert np.allclose(atoms.get_forces(), p.get_forces() * unit, rtol=1e-6, atol=1e-6)
        if p.pbc.all():
            assert np.allclose(atoms.get_stress(), p.get_stress() * unit, rtol=1e-6, atol=1e-8), (atoms.get_stress(), p.get_stress())
    print(len(predicted), "the same")


def relax(atoms):
    by = BFGS(atoms, logfile=None)
    by.run(fmax=0.005, steps=150)
    print(by.get_number_of_steps(), np.abs(atoms.get_forces()).max())


def energy_error(atoms, dt, time):
    MaxwellBoltzmannDistribution(atoms, temperature_K=300, rng=np.random.RandomState(1))
    Stationary(atoms)
    start, errors = atoms.get_total_energy(), []
    by = VelocityVerlet(atoms, dt * units.fs)
    for _ in range(int(time)):
        by.run(round(1 / dt))
        errors.append(atoms.get_total_energy() - start)
    return np.sqrt(np.mean(np.square(errors)))


def nve(atoms):
    place = atoms.positions.copy()
    errors = []
    for dt in 0.25, 0.125:
        atoms.positions = place
        errors.append(energy_error(atoms, dt, 40))
    print(errors[0] / errors[1], *errors)


def main():
    what, model, path, unit = sys.argv[1:]
    frames = read(path, ":")
    atoms, name = frames[0].copy(), f"test-{os.getpid()}"
    with SocketIOCalculator(unixsocket=name, timeout=60) as calculator:
        program = start(model, path, unit, name)
        atoms.calc = calculator
        if what == "same":
            same(atoms, frames, UNITS[unit])
        else:
            {"relax": relax, "nve": nve}[what](atoms)
    assert program.wait() == 0


main()
