"""emt.py: reads cells from standard input, and writes them with energy, forces and stress by ASE's effective medium theory. In the
place of EMT() any other calculator of ASE does."""
import io
import sys

from ase.calculators.emt import EMT
from ase.io import read

for cell in read(io.StringIO(sys.stdin.read()), ":", format="extxyz"):
    name = cell.info["name"]
    cell.calc = EMT()
    forces, stress = cell.get_forces(), cell.get_stress(voigt=False)
    lattice, stress = (" ".join(f"{x:.12g}" for x in m.ravel()) for m in (cell.cell.array, stress))
    print(len(cell))
    print(f'Lattice="{lattice}" Properties=species:S:1:pos:R:3:forces:R:3 energy={cell.get_potential_energy():.12g} stress="{stress}" '
          f'pbc="T T T" name={name}')
    for symbol, place, force in zip(cell.symbols, cell.positions, forces):
        print(symbol, *(f"{x:.12g}" for x in (*place, *force)))
