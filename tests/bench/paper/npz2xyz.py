"""npz2xyz.py FILE.npz: extended XYZ of a trajectory of MD17 or rMD17.

MD17 has the arrays z, R, E and perhaps F; rMD17 nuclear_charges, coords, energies, forces, and the energies and frame
numbers of MD17 as old_energies and old_indices. Units stay: angstrom, kcal/mol and kcal/mol/angstrom in both, which the
comment line repeats as units=kcal/mol.
"""

import sys
import numpy as np

# What is written: the arrays' names in MD17 and rMD17.
NAMES = dict(numbers=('z', 'nuclear_charges'), positions=('R', 'coords'), energy=('E', 'energies'),
             forces=('F', 'forces'), md17_energy=('old_energies',), md17_index=('old_indices',))
SYMBOLS = dict(enumerate('H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar'.split(), 1))


def read(path):
    with np.load(path) as data:
        found = {what: data[name] for what, names in NAMES.items() for name in names if name in data}
    for what in 'numbers', 'positions', 'energy':
        if what not in found:
            raise ValueError('none of the arrays ' + ', '.join(NAMES[what]))
    frames, atoms = found['positions'].shape[:2]
    for what, values in found.items():
        shape = dict(numbers=(atoms,), positions=(frames, atoms, 3), forces=(frames, atoms, 3)).get(what)
        if shape is None:
            found[what], shape = values.reshape(-1), (frames,)
        if found[what].shape != shape:
            raise ValueError(f'{what}: shape {values.shape} where {shape} was expected')
    return found


def write(data, out):
    symbols = [SYMBOLS[int(z)] for z in data['numbers']]
    columns = np.concatenate([data[what] for what in ('positions', 'forces') if what in data], axis=2)
    forces = ':forces:R:3' if 'forces' in data else ''
    for i, rows in enumerate(columns):
        values = ' '.join(f'{what}={float(data[what][i])!r}' for what in ('energy', 'md17_energy') if what in data)
        index = f' md17_index={int(data["md17_index"][i])}' if 'md17_index' in data else ''
        out.write(f'{len(symbols)}\nProperties=species:S:1:pos:R:3{forces} {values}{index} id={i + 1} units=kcal/mol pbc="F F F"\n')
        for symbol, row in zip(symbols, rows):
            out.write(symbol + ''.join(f' {float(x)!r}' for x in row) + '\n')


if len(sys.argv) != 2:
    sys.exit('usage: npz2xyz.py FILE.npz')
try:
    write(read(sys.argv[1]), sys.stdout)
except (KeyError, OSError, ValueError) as error:
    sys.exit(f'npz2xyz.py: {sys.argv[1]}: {error}')
