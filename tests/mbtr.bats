# The library by its public face, lib/mbtr.h, beside the programs.
load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
    awk 'left == 0 {left = $1 + 2; n++} n > 6 {exit} {print; left--}' "$DATA/molecules/molecules.xyz" > m.xyz
}

# same RECIPE MAKER: tensors as a dense array and kernels are the bits that programs give.
same()
{
    xyz2mbtr -c "$1" --show-recipe > recipe.yaml
    "$UNIT/mbtr" recipe.yaml m.xyz > face
    "$2" -c "$1" m.xyz -o t
    mbtr-cat --npy t.npy t
    "$PYTHON" -c '
import numpy
for name, row in zip(open("t.npy.tsv").read().split("\n")[1:], numpy.load("t.npy")):
    print(name.split("\t")[2], *("%.17g" % x for x in row), sep="\t")' > programs
    mbtr-kernel -x t t | mbtr-cat --text | sed 1d >> programs
    cmp face programs
}

@test "calls that fail leave a message and go on; tensors and kernels are those of the programs" {
    same molecules xyz2mbtr
}

@test "the same for matrices" {
    xyz2mbtr -c bonds -s 'kernel={function: laplacian, sigma: 10}' --show-recipe > bonds.yaml
    same ./bonds.yaml xyz2cm
}

# predicted MODEL: its predictions for m.xyz are those of krr-predict.
predicted()
{
    "$UNIT/mbtr_model" "$1" m.xyz > face
    krr-predict -m "$1" --xyz m.xyz | sed -n 's/.* energy=\([^ ]*\).*/\1/p' > programs
    paste face programs | awk '{ d = $1 / $2 - 1; if (!(d * d < 1e-20)) exit 1 } END { exit NR != 6 }'
}

@test "models that predict from structures: sums, averages, environments, and those that hold what they learned from" {
    xyz2mbtr -c molecules -s regression.baseline=none -s kernel.sigma=20 --show-recipe > r.yaml
    for kernel in '{function: linear}' '{atoms: sum, function: linear}' '{atoms: average, function: linear}'; do
        xyz2mbtr -c r.yaml -s "kernel=$kernel" m.xyz -o t
        mbtr-kernel t | krr-train --primal t -o m.krr
        predicted m.krr
    done
    xyz2mbtr -c r.yaml m.xyz -o t
    mbtr-kernel t | krr-train --with t -o m.krr
    predicted m.krr
    for atoms in sum average; do
        xyz2mbtr -c r.yaml -s "kernel={atoms: $atoms, environments: 9}" m.xyz -o t
        krr-train --with t -o m.krr
        predicted m.krr
    done
}
