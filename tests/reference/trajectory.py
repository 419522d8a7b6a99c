"""trajectory.py FACTOR [SHIFT]: a trajectory of seven Lennard-Jones atoms as extended XYZ, their forces times FACTOR, and with
SHIFT (default 0) added to each component of the first atom."""
import sys

import numpy

factor, shift = float(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0


def energy_and_forces(x):
    d = x[:, None] - x[None]
    r2 = (d ** 2).sum(-1) + numpy.eye(len(x))
    s6 = (3.4 ** 6) / r2 ** 3 * (1 - numpy.eye(len(x)))
    energy = 0.0104 * 2 * (s6 ** 2 - s6).sum()
    return energy, 0.0104 * 24 * ((2 * s6 ** 2 - s6) / r2)[:, :, None].__mul__(d).sum(1)


x = 3.8 * numpy.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], float)
x += numpy.random.default_rng(0).normal(0, 0.1, x.shape)
v = numpy.zeros_like(x)
energy, f = energy_and_forces(x)
for frame in range(40):
    print(len(x), f'Properties=species:S:1:pos:R:3:forces:R:3 energy={energy:.12g} pbc="F F F"', sep="\n")
    for p, g in zip(x, factor * f + shift * (numpy.arange(len(x)) == 0)[:, None]):
        print("Ar", *(f"{a:.10f}" for a in (*p, *g)))
    for _ in range(8):
        v += 0.5 * 0.1 * f
        x = x + 0.1 * v
        energy, f = energy_and_forces(x)
        v += 0.5 * 0.1 * f
