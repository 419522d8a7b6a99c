"""charges.py < FILE.xyz > FILE.xyz: gives each atom of extended XYZ its charge by equalised electronegativity (W. J. Mortier,
S. K. Ghosh, S. Shankar, J. Am. Chem. Soc. 108, 4315, 1986), a closed form: of all charges with sum 0 those with the smallest
sum of A q + B q^2 + half of all q q' / distance."""
import re
import sys

import numpy

# Electronegativity and hardness, of the size that fits to charges of molecules give.
OF = {"H": (2.38, 0.65), "C": (2.45, 0.52), "N": (2.50, 0.55), "O": (2.62, 0.62), "F": (2.68, 0.90), "S": (2.45, 0.42),
      "P": (2.42, 0.45), "Cl": (2.52, 0.68), "B": (2.38, 0.55), "Si": (2.36, 0.42)}
KAPPA = 0.44


def charges(symbols, positions):
    n = len(symbols)
    matrix = numpy.ones((n + 1, n + 1))
    matrix[n, n] = 0
    distance = numpy.linalg.norm(positions[:, None] - positions, axis=2)
    numpy.fill_diagonal(distance, 1)
    matrix[:n, :n] = KAPPA / distance
    for i, symbol in enumerate(symbols):
        matrix[i, i] = 2 * OF[symbol][1]
    right = numpy.array([-OF[symbol][0] for symbol in symbols] + [0.0])
    return numpy.linalg.solve(matrix, right)[:n]


lines = iter(sys.stdin.read().splitlines())
for count in lines:
    comment = re.sub(r"Properties=\S+", "Properties=species:S:1:pos:R:3:charge:R:1", next(lines))
    atoms = [next(lines).split()[:4] for _ in range(int(count))]
    q = charges([a[0] for a in atoms], numpy.array([a[1:] for a in atoms], float))
    print(count, comment, *(" ".join([*a, f"{x:.8f}"]) for a, x in zip(atoms, q)), sep="\n")
