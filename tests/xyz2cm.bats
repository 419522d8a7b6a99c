load common
load reference/learn

setup()
{
    cd "$BATS_TEST_TMPDIR"
}

# within TOLERANCE WORD ...: what coulomb.py finds is at most that.
within()
{
    assert_at_most "$1" coulomb "${@:2}"
}

# some N: so many molecules.
some()
{
    xyz-split -n "$1" --seed 5 --train some.xyz --test /dev/null "$DATA/molecules/molecules.xyz"
}

# line N: so many hydrogen atoms, 1 angstrom apart.
line()
{
    awk -v n="$1" 'BEGIN {print n "\n"; for (i = 0; i < n; i++) print "H", i, 0, 0}'
}

matrices()
{
    xyz2cm --matrices | tail -n +2 | cut -f 1
}

@test "the numbers of another program, to the digits of its files" {
    need_data coulomb/coulomb_matrix_representation_unsorted.txt
    files=("$MBTR_DATA"/coulomb/01??.xyz)
    [ ${#files[@]} -eq 10 ]
    for pair in coulomb_unsorted:coulomb_matrix_representation_unsorted \
        coulomb:coulomb_matrix_representation_row-norm_sorted coulomb_eigenvalues:eigenvalue_coulomb_matrix_representation; do
        xyz2cm --matrix ${pair%%:*} "${files[@]}" > t
        within 5e-10 table t ${pair%%:*} "$MBTR_DATA/coulomb/${pair#*:}.txt"
    done
    xyz2cm --bob "${files[@]}" > t
    within 4e-15 table t bonds "$MBTR_DATA/coulomb/bob_representation.txt"
}

@test "every matrix is NumPy's" {
    [ "$(matrices | wc -l)" -ge 5 ]
    some 500
    for matrix in $(matrices); do
        xyz2cm --matrix $matrix some.xyz > t
        within 1e-12 twin t $matrix some.xyz
    done
}

@test "the order of atoms changes neither sorted matrices, eigenvalues nor bags" {
    some 300
    "$PYTHON" "$ROOT/tests/reference/coulomb.py" shuffle some.xyz > other.xyz
    run -1 cmp -s some.xyz other.xyz
    for matrix in coulomb coulomb_eigenvalues bonds; do
        xyz2cm --matrix $matrix some.xyz > a
        xyz2cm --matrix $matrix other.xyz > b
        within 1e-12 compare a b
    done
    # Others it does change: the check can fail.
    xyz2cm --matrix coulomb_unsorted some.xyz > a
    xyz2cm --matrix coulomb_unsorted other.xyz > b
    run ! within 1e-12 compare a b
}

@test "rows of one norm keep the order of the file, rounding or not" {
    for angle in 0 0.1 0.7 1.3; do
        "$PYTHON" - $angle > ring.xyz << 'END'
import math, sys
print("6\n")
for i in (3, 0, 5, 1, 4, 2):
    print("C", 1.4 * math.cos(float(sys.argv[1]) + i * math.pi / 3), 1.4 * math.sin(float(sys.argv[1]) + i * math.pi / 3), 0)
END
        xyz2cm ring.xyz > a
        xyz2cm --matrix coulomb_unsorted ring.xyz > b
        within 0 compare a b
    done
}

@test "one atom, and the most atoms and numbers that keys can tell apart" {
    line 1 > one.xyz
    for matrix in $(matrices); do
        xyz2cm --matrix $matrix one.xyz > t
        within 0 twin t $matrix one.xyz
    done
    line 65536 > many.xyz
    run -1 xyz2cm -o out many.xyz
    assert_output "xyz2cm: many.xyz:1: many: expected at most 65535 atoms, which a matrix can hold, found 65536"
    line 362 | xyz2cm --bob | mbtr-cat --check
    line 363 > many.xyz
    run -1 xyz2cm --bob -o out many.xyz
    assert_output "xyz2cm: many.xyz:1: many: its bag of H-H pairs: expected at most 65535 numbers, found more"
    xyz2cm many.xyz | mbtr-cat --check
    [ ! -e out ]
}

@test "periodic structures and two atoms at one place are refused" {
    run -1 xyz2cm -o out "$DATA/golden/slab-k2.xyz"
    assert_output --partial "slab-k2.xyz:1: "
    assert_output --partial "the structure is periodic, a Coulomb matrix is of molecules; xyz2mbtr takes both"
    printf '1\nLattice="9 0 0 0 9 0 0 0 9" pbc="F F F"\nH 0 0 0\n' | xyz2cm | mbtr-cat --check
    printf '3\n\nO 0 0 0\nH 1 0 0\nH 1 0 0.0001\n' > m.xyz
    run -1 xyz2cm --bob -o out m.xyz
    assert_output "xyz2cm: m.xyz:1: m: atoms 2 and 3 are at one place (0.0001 angstrom apart)"
    [ ! -e out ]
}

@test "the same bytes with one and two threads, from a file and from a pipe; streams join" {
    some 600
    for matrix in $(matrices); do
        xyz2cm -j 1 --matrix $matrix some.xyz > one
        xyz2cm -j 2 --matrix $matrix < some.xyz | cmp - one
    done
    xyz2cm some.xyz > a
    cat a a | mbtr-cat > both
    xyz2cm some.xyz some.xyz | cmp - both
    xyz2cm --bob some.xyz > b
    run -1 mbtr-cat a b -o out
}

@test "a recipe, --matrix and --bob say the same" {
    some 20
    xyz2cm some.xyz > a
    xyz2cm --matrix coulomb some.xyz | cmp - a
    echo 'representation: [{matrix: coulomb}]' > r.yaml
    xyz2cm -c r.yaml some.xyz | cmp - a
    xyz2cm --bob some.xyz > b
    xyz2cm -c r.yaml -s representation.1.matrix=bonds some.xyz | cmp - b
    echo 'representation: [{matrix: coulomb}, {matrix: bonds, scale: 0.5}]' > two.yaml
    xyz2cm -c two.yaml some.xyz > t
    "$PYTHON" - << 'END'
import os, sys
sys.path.insert(0, os.environ["ROOT"] + "/tests/reference")
from streams import tensors
both, a, b = map(list, map(tensors, "tab"))
assert len(both) == len(a) == len(b) == 20
for t, p, q in zip(both, a, b):
    assert t == {**p, **{(1, key): row for (_, key), row in q.items()}}
END
}

@test "a program refuses the other's recipes" {
    line 2 > m.xyz
    run -1 xyz2cm -c molecules -o out m.xyz
    assert_output "xyz2cm: molecules: its terms are tensors, which xyz2mbtr computes"
    run -1 xyz2mbtr -c coulomb -o out m.xyz
    assert_output "xyz2mbtr: coulomb: its terms are matrices, which xyz2cm computes"
    xyz2mbtr -c molecules m.xyz > tensors
    xyz2cm m.xyz > matrices
    run -1 mbtr-kernel -c coulomb tensors -o out
    assert_output "mbtr-kernel: coulomb: another recipe than that of tensors: representation has 'matrix: coulomb' here, 'body: 2' there; leave out -c, or give other values by -s"
    run -1 mbtr-kernel -c bonds matrices -o out
    assert_output "mbtr-kernel: bonds: another recipe than that of matrices: representation has 'matrix: bonds' here, 'matrix: coulomb' there; leave out -c, or give other values by -s"
    run -1 mbtr-plot tensor matrices -o out
    assert_output --partial "term 1 is the matrix coulomb: numbers, no distributions to draw"
    [ ! -e out ]
}

@test "species: atom needs the same atoms, and a matrix in their order" {
    some 2
    run -1 xyz2cm --matrix 1/distance -s species=atom some.xyz -o out
    assert_output --partial "needs the same atoms in the same order in every structure"
    run -1 xyz2cm -s species=atom some.xyz -o out
    assert_output "xyz2cm: --matrix: term 1 of the representation: 'species: atom' does not go with the matrix coulomb"
    line 3 > m.xyz
    xyz2cm --matrix 1/distance -s species=atom m.xyz m.xyz > t
    run -0 mbtr-cat --header t
    assert_line "species: the 3 atoms"
}

@test "as text and as arrays" {
    line 2 > m.xyz
    xyz2cm m.xyz > t
    run -0 mbtr-cat -t t
    assert_output "id	term	block	bin1
m	1	1-1	0.5
m	1	2-1	1
m	1	2-2	0.5"
    run -0 mbtr-cat --header t
    assert_line "term 1: a number for each key of 2"
    # So many keys that sorting them anew for each would take minutes.
    line 300 | xyz2cm > t
    mbtr-cat --npy t.npy t
    "$PYTHON" -c 'import numpy; assert numpy.load("t.npy").shape == (1, 45150)'
}

@test "the laplacian kernel of two streams is NumPy's on their arrays" {
    some 150
    xyz-split -n 100 --seed 1 --train train.xyz --test test.xyz some.xyz
    for name in coulomb bonds; do
        xyz2cm -c $name train.xyz > train
        xyz2cm -c $name test.xyz > test
        mbtr-kernel train > k
        assert_numpy kernel k train train
        mbtr-kernel -x train test > x
        assert_numpy kernel x test train
        cat train test | mbtr-cat --npy all.npy
        mbtr-cat --npy x.npy x
        "$PYTHON" - "$(mbtr-cat --header x | sed -n 's/^kernel: laplacian, sigma //p')" << 'END'
import sys
import numpy
from scipy.spatial.distance import cdist
all = numpy.load("all.npy")
assert abs(numpy.load("x.npy") - numpy.exp(-cdist(all[100:], all[:100], "cityblock") / float(sys.argv[1]))).max() < 1e-12
END
    done
}

@test "energies of molecules: bag of bonds does better than the Coulomb matrix" {
    some 1000
    xyz-split -n 800 --seed 1 --stratify natoms --keep-small 3 --train train.xyz --test test.xyz some.xyz
    for name in coulomb bonds; do
        xyz2cm -c $name train.xyz > train
        mbtr-kernel train | krr-train > model
        xyz2cm -c $name test.xyz | mbtr-kernel -x train | krr-predict -m model | krr-score |
            awk -v name=$name '$1 == "MAE" {print name, $2}' >> errors
    done
    cat errors
    # Least squares on the composition alone give 15 kcal/mol.
    awk '{mae[$1] = $2} END {exit !(0 < mae["bonds"] && mae["bonds"] < mae["coulomb"] / 1.5 && mae["coulomb"] < 10)}' errors
}

@test "properties travel with the matrix, ids by --id, bare numbers by --columns" {
    printf '1\n-417.96 2.5\nHe 0 0 0\n' | xyz2cm --columns energy,- > t
    "$PYTHON" -c 'import cbor2
f = open("t", "rb"); cbor2.load(f); assert cbor2.load(f)["properties"] == {"energy": -417.96}'
    printf '1\ncode=x7 pbc="F F F"\nHe 0 0 0\n' | xyz2cm --id code | mbtr-cat -t | grep '^x7'
}

@test "the man pages name every matrix" {
    for matrix in $(matrices); do
        grep -qx ".It Cm $matrix" "$ROOT/man/xyz2cm.1" || fail "xyz2cm(1) lacks $matrix"
        grep -qE "^\.Cm $matrix( |$)" "$ROOT/man/mbtr-recipe.5" || fail "mbtr-recipe(5) lacks $matrix"
    done
}

@test "help, version, wrong usage, full disk" {
    xyz2cm --help | grep -- '--bob'
    xyz2cm -V | grep 'mbtr-tools'
    run -2 xyz2cm --matrix nonsense
    assert_line "xyz2cm: --matrix: expected coulomb, coulomb_unsorted, coulomb_eigenvalues, 1/distance or bonds, found 'nonsense'"
    run -2 xyz2cm --bob --matrix coulomb
    assert_line "xyz2cm: --recipe, --matrix and --bob exclude each other"
    run -2 xyz2cm --bob -c bonds
    run -1 xyz2cm nothere.xyz
    assert_output --partial "nothere.xyz: No such file"
    line 2 > m.xyz
    run -1 bash -c 'xyz2cm m.xyz > /dev/full'
    assert_output --partial "No space left on device"
}

@test "QM7: all 7101 molecules, order kept" {
    need_speed
    need_data qm7/qm7.xyz.xz
    xz -dc "$MBTR_DATA/qm7/qm7.xyz.xz" | xyz2cm --bob > t
    run -0 mbtr-cat -v --check t
    assert_output --partial "whole: 7101 records"
    mbtr-cat -t t | cut -f 1 | tail -n +2 | uniq | sort -c
}
