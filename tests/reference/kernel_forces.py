"""Kernel models of forces by plain NumPy: derivatives of tensors are differences, permutations are made of the files.

  kernel_forces.py RECIPE TRAIN.xyz TEST.xyz OUT.xyz FUNCTION SIGMA LAMBDA PERMUTATION ...

PERMUTATION is a comma-separated list of atoms from 1, all of the group but the identity. OUT.xyz are the frames of TEST.xyz with
what krr-predict --xyz predicts; prints the largest deviations of energies and forces, relative to the largest force.
"""
import os
import re
import subprocess
import sys
import tempfile

import numpy as np

STEP = 1e-4


def read(path):
    """Species, and of each frame positions, energy and forces."""
    frames = []
    with open(path) as lines:
        for count in lines:
            comment = next(lines)
            energy = float(re.search(r'(?:^|\s)energy=(\S+)', comment).group(1))
            rows = [next(lines).split() for _ in range(int(count))]
            numbers = np.array([[float(x) for x in row[1:7]] for row in rows])
            frames.append((numbers[:, :3], energy, numbers[:, 3:]))
    return [row[0] for row in rows], frames


def tensors(recipe, species, places):
    """Tensors of all these places, rows of one array."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'all')
        with open(path + '.xyz', 'w') as out:
            for place in places:
                out.write(f'{len(species)}\n\n')
                for name, x in zip(species, place):
                    out.write(name + ' %.17g %.17g %.17g\n' % tuple(x))
        with open(path + '.mbtr', 'w') as out:
            subprocess.run(['xyz2mbtr', '-q', '-c', recipe, '-s', 'regression.forces=none', path + '.xyz'], stdout=out, check=True)
        subprocess.run(['mbtr-cat', '--npy', path + '.npy', path + '.mbtr'], check=True)
        return np.load(path + '.npy')


def moved(place):
    """The place, and for each coordinate four that are near it."""
    yield place
    for i in range(place.size):
        for step in (-2, -1, 1, 2):
            other = place.copy()
            other.flat[i] += step * STEP
            yield other


def with_derivatives(x, n):
    """Rows of moved() of one place after the other, each of n coordinates: tensors and their derivatives."""
    x = x.reshape(-1, 1 + 4 * n, x.shape[1])
    near = x[:, 1:].reshape(len(x), n, 4, -1)
    return x[:, 0], (near[:, :, 0] - 8 * near[:, :, 1] + 8 * near[:, :, 2] - near[:, :, 3]) / (12 * STEP)


def slopes(function, sigma, s):
    """Value of the kernel of a squared distance, and its first two derivatives."""
    if function == 'gaussian':
        k = np.exp(-s / (2 * sigma**2))
        return k, -k / (2 * sigma**2), k / (4 * sigma**4)
    q = 5 / sigma**2
    a = np.sqrt(q * s)
    return (1 + a + a * a / 3) * np.exp(-a), -q / 6 * (1 + a) * np.exp(-a), q * q / 12 * np.exp(-a)


def main(recipe, train, test, out, function, sigma, ridge, *permutations):
    sigma, ridge = float(sigma), float(ridge)
    species, frames = read(train)
    others = read(test)[1]
    n = 3 * len(species)
    group = [list(range(len(species)))] + [[int(a) - 1 for a in p.split(',')] for p in permutations]
    places = [p for f in frames for g in group for m in moved(f[0]) for p in [m[g]]] + [m for f in others for m in moved(f[0])]
    x, jacobian = with_derivatives(tensors(recipe, species, places), n)
    many = len(frames) * len(group)
    orbit, changes = (a[:many].reshape(len(frames), len(group), *a.shape[1:]) for a in (x, jacobian))
    new, new_changes = x[many:], jacobian[many:]

    def between(x, jx, i, g):
        d = x - orbit[i, g]
        _, first, second = slopes(function, sigma, d @ d)
        jy = changes[i, g]
        return -2 * first * jx @ jy.T - 4 * second * np.outer(jx @ d, jy @ d)

    def energy(x, alpha):
        total = 0
        for i in range(len(frames)):
            for g in range(len(group)):
                d = x - orbit[i, g]
                total -= 2 * slopes(function, sigma, d @ d)[1] * (changes[i, g] @ d) @ alpha[i]
        return total

    k = np.block([[sum(between(orbit[i, 0], changes[i, 0], j, g) for g in range(len(group))) for j in range(len(frames))]
                  for i in range(len(frames))])
    alpha = np.linalg.solve(k + ridge * np.diag(k).mean() * np.eye(len(k)), -np.concatenate([f[2].ravel() for f in frames]))
    alpha = alpha.reshape(len(frames), n)
    constant = np.mean([f[1] - energy(orbit[i, 0], alpha) for i, f in enumerate(frames)])
    worst_energy = worst_force = largest = 0
    for x, jx, (_, found, forces) in zip(new, new_changes, read(out)[1]):
        force = -sum(between(x, jx, i, g) @ alpha[i] for i in range(len(frames)) for g in range(len(group)))
        worst_energy = max(worst_energy, abs(energy(x, alpha) + constant - found))
        worst_force = max(worst_force, np.abs(force - forces.ravel()).max())
        largest = max(largest, np.abs(force).max())
    print('%.3g %.3g' % (worst_energy / largest, worst_force / largest))


if __name__ == '__main__':
    main(*sys.argv[1:])
