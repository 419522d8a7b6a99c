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
