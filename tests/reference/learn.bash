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

# assert_numpy WORD ...: what learn.py finds is at most 1e-9.
assert_numpy()
{
    assert_at_most 1e-9 learn "$@"
}
