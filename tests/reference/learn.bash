# Small training and test sets for the tests of mbtr-kernel, krr-train and krr-predict, and the comparison with NumPy.

make_sets()
{
    xyz-split -n 700 --seed 3 --train some.xyz --test /dev/null "$DATA/molecules/molecules.xyz"
    xyz-split -n 600 --seed 3 --keep-small 3 --train train.xyz --test test.xyz some.xyz
    xyz2mbtr -c molecules train.xyz > train.mbtr
    xyz2mbtr -c molecules test.xyz > test.mbtr
}

# assert_numpy WORD ...: what learn.py prints is at most 1e-9.
assert_numpy()
{
    run "$PYTHON" "$ROOT/tests/reference/learn.py" "$@"
    assert_success
    "$PYTHON" -c 'import sys; sys.exit(not float(sys.argv[1]) <= 1e-9)' "$output" || fail "$*: off by $output"
}
