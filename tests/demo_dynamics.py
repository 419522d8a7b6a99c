"""demo_dynamics.py MODEL TEMPLATE OUT.tsv: a picosecond at constant energy, by ASE with the forces of krr-serve: a table of time,
total and potential energy."""
import subprocess
import sys

import numpy as np
from ase import units
from ase.calculators.socketio import SocketIOCalculator
from ase.io import read
from ase.md.velocitydistribution import MaxwellBoltzmannDistribution, Stationary
from ase.md.verlet import VelocityVerlet

STEP, STEPS, EVERY = 0.5, 2000, 4


def main(model, template, out):
    atoms = read(template, 0)
    name = "mbtr-demo"
    with SocketIOCalculator(unixsocket=name, timeout=60) as calculator:
        command = ["krr-serve", "-q", "-m", model, "--template", template, "--unix", name, "--energy-unit", "kcal/mol"]
        served = subprocess.Popen(command)
        atoms.calc = calculator
        MaxwellBoltzmannDistribution(atoms, temperature_K=300, rng=np.random.RandomState(1))
        Stationary(atoms)
        by = VelocityVerlet(atoms, STEP * units.fs)
        meV = 1e-3
        start = atoms.get_total_energy()
        with open(out, "w") as table:
            table.write("time_fs\ttotal_meV\tpotential_meV\n")
            for step in range(0, STEPS, EVERY):
                row = step * STEP, (atoms.get_total_energy() - start) / meV, (atoms.get_potential_energy() - start) / meV
                table.write("%g\t%.6g\t%.6g\n" % row)
                by.run(EVERY)
    served.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
