"""Standard deviations of kernel models that predict from structures, by plain NumPy: derivatives of tensors are differences,
permutations are made of the files, covariances of everything are in one matrix.

  deviations.py KIND RECIPE TRAIN.xyz TEST.xyz OUT.xyz FUNCTION SIGMA LAMBDA PERMUTATION ...

KIND is what was learned: energies or forces. Structures may be of different atoms where there is no PERMUTATION. The baseline is
mean. Prints the largest relative difference of deviations of energies and of forces from those in OUT.xyz.
"""
import os
import re
import subprocess
import sys
import tempfile

import numpy as np

from kernel_forces import moved, slopes, with_derivatives


def read(path):
    """Of each frame the comment, species, and numbers of atoms."""
    lines = open(path).read().splitlines()
    while lines:
        n = int(lines[0])
        rows = [line.split() for line in lines[2:n + 2]]
        yield lines[1], [row[0] for row in rows], np.array([row[1:] for row in rows], float)
        lines = lines[n + 2:]


def derivatives(recipe, structures, group):
    """Of each structure, species and places, its tensor under each permutation, and how that changes with the places."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'all')
        with open(path + '.xyz', 'w') as out:
            for species, place in structures:
                for p in group:
                    for near in moved(place):
                        out.write(f'{len(species)}\n\n')
                        for name, x in zip(species, near[p]):
                            out.write(name + ' %.17g %.17g %.17g\n' % tuple(x))
        with open(path + '.mbtr', 'w') as out:
            subprocess.run(['xyz2mbtr', '-q', '-c', recipe, '-s', 'regression.forces=none', path + '.xyz'], stdout=out, check=True)
        subprocess.run(['mbtr-cat', '--npy', path + '.npy', path + '.mbtr'], check=True)
        x = np.load(path + '.npy')
    for _, place in structures:
        many = len(group) * (1 + 4 * place.size)
        yield list(zip(*with_derivatives(x[:many], place.size)))
        x = x[many:]


def covariance(one, other, function, sigma):
    """Of the energy and derivatives of a structure with those of another, whose permutations are summed over."""
    (x, jx), total = one, 0
    for y, jy in other:
        d = x - y
        k, first, second = slopes(function, sigma, d @ d)
        a, b = jx @ d, jy @ d
        total += np.block([[np.array([[k]]), -2 * first * b[None]],
                           [2 * first * a[:, None], -2 * first * jx @ jy.T - 4 * second * np.outer(a, b)]])
    return total


def found(path):
    """Deviations of energies and forces."""
    frames = list(read(path))
    return (np.array([float(re.search(r'energy_stddev=(\S+)', comment).group(1)) for comment, _, _ in frames]),
            np.concatenate([numbers[:, 6:9].ravel() for _, _, numbers in frames]))


def main(kind, recipe, train, test, out, function, sigma, ridge, *permutations):
    sigma, ridge = float(sigma), float(ridge)
    frames = list(read(train))
    m, structures = len(frames), [(species, numbers[:, :3]) for _, species, numbers in frames + list(read(test))]
    group = [slice(None)] + [[int(a) - 1 for a in p.split(',')] for p in permutations]
    orbit = list(derivatives(recipe, structures, group))
    k = np.block([[covariance(a[0], b, function, sigma) for b in orbit] for a in orbit])
    # Of each structure: its energy, then its derivatives.
    begin = np.cumsum([0] + [1 + place.size for _, place in structures])
    energies = begin[:-1]
    changes = np.delete(np.arange(len(k)), energies)
    if kind == 'energies':
        known, noise, sets = energies[:m], ridge, [[i] for i in range(m)]
        y = np.array([float(re.search(r'(?:^|\s)energy=(\S+)', comment).group(1)) for comment, _, _ in frames])
        y -= y.mean()
    else:
        known = changes[changes < begin[m]]
        noise, sets = ridge * k[known, known].mean(), np.split(np.arange(len(known)), (begin - np.arange(len(begin)))[1:m])
        y = -np.concatenate([numbers[:, 3:6].ravel() for _, _, numbers in frames])
    inverse = np.linalg.inv(k[np.ix_(known, known)] + noise * np.eye(len(known)))
    alpha = inverse @ y
    # Of structures that are left out, each as a whole.
    variance = sum(alpha[s] @ np.linalg.solve(inverse[np.ix_(s, s)], alpha[s]) for s in sets) / len(known)
    if kind == 'forces':
        # Energies are told beside the mean of those learned from.
        centre = np.eye(len(k))
        centre[np.ix_(energies, energies[:m])] -= 1 / m
        k = centre @ k @ centre.T
    posterior = np.diag(k) - np.einsum('ij,jk,ik->i', k[:, known], inverse, k[:, known])
    right = [np.sqrt(variance * (posterior[i] + extra))
             for i, extra in ((energies[m:], noise if kind == 'energies' else 0),
                              (changes[changes >= begin[m]], noise if kind == 'forces' else 0))]
    print('%.3g %.3g' % tuple(abs(a / b - 1).max() for a, b in zip(found(out), right)))


if __name__ == '__main__':
    main(*sys.argv[1:])
