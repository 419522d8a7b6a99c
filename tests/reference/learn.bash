# Small training and test sets for the tests of mbtr-kernel, krr-train and krr-predict, and the comparison with NumPy.

load reference/answers

# By the recipe that comes along, but with a quarter of the bins: NumPy takes its time.
make_sets()
{
    xyz2mbtr -c molecules -s 'representation.1.grid=[0.1,1.2,25]' -s 'representation.2.grid=[-0.15,3.306,25]' --show-recipe \
        > few-bins.yaml
    xyz-split -n 700 --seed 3 --train some.xyz --test /dev/null "$DATA/molecules/molecules.xyz"
    xyz-split -n 600 --seed 3 --keep-small 3 --train train.xyz --test test.xyz some.xyz
    xyz2mbtr -c few-bins.yaml train.xyz > train.mbtr
    xyz2mbtr -c few-bins.yaml test.xyz > test.mbtr
}

# A small recipe of molecules, of distances and angles.
two_terms()
{
    cat << 'END'
representation:
  - {body: 2, geometry: 1/distance, weighting: 1/distance^2, sigma: 2^-4, grid: [0.1, 1.2, 40], scale: 0.8}
  - {body: 3, geometry: angle, weighting: 1/dotdotdot, sigma: 2^-2, grid: [-0.15, 3.3, 30], scale: 0.1}
kernel: {function: gaussian, sigma: 4}
regression: {property: energy, lambda: 1e-4, baseline: composition}
END
}

# assert_numpy WORD ...: what learn.py finds is at most 1e-9.
assert_numpy()
{
    assert_at_most 1e-9 learn "$@"
}
