# What the tensor promises beyond the golden numbers: identities, symmetries, sizes.
load common
load reference/answers

setup()
{
    cd "$BATS_TEST_TMPDIR"
}

# at_most LIMIT WORD ...: what streams.py finds.
at_most()
{
    assert_at_most "$1" streams "${@:2}"
}

# term BODY GEOMETRY WEIGHTING [MORE]: a recipe of one term.
term()
{
    echo "representation: [{body: $1, geometry: $2, weighting: $3, sigma: 0.1, grid: [-1, 7, 60]$4}]"
}

few_molecules()
{
    awk 'left == 0 {left = $1 + 2; n++} n > 40 {exit} n > 30 {print} {left--}' "$DATA/molecules/molecules.xyz"
}

@test "tensors of atoms add up to the structure's" {
    few_molecules > m.xyz
    for t in '1 atomic_number unity' '2 distance unity' '3 angle 1/dotdotdot' '3 cos_angle 1/normnorm' \
        '4 dihedral 1/normnormnorm'; do
        set -- $t
        term $1 $2 $3 > r.yaml
        [ "$1" -eq 3 ] || term $1 $2 $3 ', counting: ordered' > whole.yaml
        [ "$1" -ne 3 ] || cp r.yaml whole.yaml
        xyz2mbtr -c whole.yaml m.xyz > whole
        xyz2mbtr --local -c r.yaml m.xyz > atoms
        at_most 1e-12 local atoms whole
    done
}

@test "tensors of the atoms of crystals add up, k = 2, 3 and 4" {
    file=$DATA/golden/triclinic-k4
    for t in '2 distance' '3 angle' '4 dihedral'; do
        set -- $t
        term $1 $2 exp ', length: 1.5, cutoff: 1e-3' > r.yaml
        [ "$1" -eq 3 ] || term $1 $2 exp ', length: 1.5, cutoff: 1e-3, counting: ordered' > whole.yaml
        [ "$1" -ne 3 ] || cp r.yaml whole.yaml
        xyz2mbtr -c whole.yaml $file.xyz > whole
        xyz2mbtr --local -c r.yaml $file.xyz > atoms
        at_most 1e-12 local atoms whole
    done
}

@test "species: atom, added up by elements, is species: element" {
    "$PYTHON" - > m.xyz << 'END'
import random
random.seed(4)
lines = open("%s/golden/ethanol-k4-cos.xyz" % __import__("os").environ["DATA"]).read().split("\n")
for frame in range(5):
    print("\n".join(lines[:2]))
    for line in lines[2:2 + int(lines[0])]:
        s, *x = line.split()
        print(s, *(float(c) + random.gauss(0, 0.05) for c in x))
END
    for t in '1 count unity' '2 1/distance unity' '3 angle 1/dotdotdot' '4 dihedral 1/dotdotdot'; do
        set -- $t
        term $1 $2 $3 > r.yaml
        xyz2mbtr -c r.yaml m.xyz > element
        xyz2mbtr -c r.yaml -s species=atom m.xyz > atom
        [ "$1" -eq 1 ] || at_most 1e-12 atoms atom element
        mbtr-kernel -s 'kernel={function: gaussian, sigma: 1}' atom | mbtr-cat --check
    done
}

@test "species: atom wants the same atoms in the same order, everywhere" {
    printf '3\nid=a\nO 0 0 0\nH 0 0 1\nH 0 1 0\n' > a.xyz
    printf '3\nid=b\nH 0 0 1\nO 0 0 0\nH 0 1 0\n' > b.xyz
    term 2 distance unity > r.yaml
    run -1 xyz2mbtr -c r.yaml -s species=atom a.xyz b.xyz -o out
    assert_output --partial "b.xyz:1: b: species: atom needs the same atoms in the same order"
    [ ! -e out ]
    xyz2mbtr -c r.yaml -s species=atom a.xyz > a
    xyz2mbtr -c r.yaml -s species=atom b.xyz > b
    run -1 mbtr-cat a b -o out
    assert_output --partial "cannot follow"
    run -1 mbtr-kernel -s 'kernel={function: linear}' -x a b -o out
    assert_output --partial "of other atoms"
}

@test "element correlation is a product with the matrix, index by index" {
    printf 'element\tAl\tN\tGa\nAl\t1\t0.2\t0.5\nN\t0.1\t1\t0\nGa\t0.5\t-0.3\t1\n' > c.tsv
    for k in 2 3 4; do
        file=$DATA/golden/triclinic-k$k
        xyz2mbtr -c $file.yaml -s representation.1.counting=ordered $file.xyz > plain
        xyz2mbtr -c $file.yaml -s representation.1.counting=ordered -s 'correlation={file: c.tsv}' $file.xyz > ordered
        at_most 1e-12 correlate plain ordered c.tsv
        # Once is ordered with one of two mirrors, and half of what is its own.
        xyz2mbtr -c $file.yaml -s 'correlation={file: c.tsv}' $file.xyz > once
        mbtr-cat -t once | tail -n +2 | cut -f 3 | "$PYTHON" -c 'import sys
keys = [[int(z) for z in line.split("-")] for line in sys.stdin]
assert keys == sorted(keys) and all(k <= k[::-1] for k in keys)'
        mbtr-cat -t once > once.tsv
        mbtr-cat -t ordered > ordered.tsv
        "$PYTHON" - << 'END'
import csv
once, ordered = ({r[2]: [float(x) for x in r[3:]] for r in list(csv.reader(open(f), delimiter="\t"))[1:]}
                 for f in ("once.tsv", "ordered.tsv"))
for key, row in once.items():
    factor = 0.5 if key.split("-") == key.split("-")[::-1] else 1
    assert max(abs(factor * x - y) for x, y in zip(ordered[key], row)) < 1e-12 * max(map(abs, row)) + 1e-18
END
    done
}

@test "a factor is a matrix of fewer rows; of atoms, the others' elements alone are correlated" {
    printf 'element\tAl\tN\tGa\nAl\t1\t0.2\t0.5\nN\t0.1\t1\t-0.3\nGa\t0\t0\t0\n' > c.tsv
    factor='correlation={elements: [Al, N, Ga], factor: [[1, 0.2, 0.5], [0.1, 1, -0.3]]}'
    for k in 2 3 4; do
        file=$DATA/golden/triclinic-k$k
        for of in structures atoms; do
            set -- -c $file.yaml -s representation.1.counting=ordered
            [ $of = structures ] || set -- "$@" --local
            xyz2mbtr "$@" $file.xyz > plain
            xyz2mbtr "$@" -s "$factor" $file.xyz > reduced
            at_most 1e-12 correlate plain reduced c.tsv $of
        done
    done
}

@test "of the rank of the matrix, scalar products are those with the matrix, of fewer as near as eigenvalues tell" {
    matrix='matrix: [[1, 0.2, 0.5], [0.1, 1, 0], [0.5, -0.3, 1]]'
    linear='kernel={function: linear}'
    npy()
    {
        xyz2mbtr "${@:2}" -s "$linear" both.xyz | mbtr-kernel | mbtr-cat --npy "$1"
    }
    for k in 2 3 4; do
        file=$DATA/golden/triclinic-k$k
        sed 's/N /Ga /' $file.xyz | cat $file.xyz - > both.xyz
        for counting in ordered once; do
            for local in '' --local; do
                set -- -c $file.yaml -s representation.1.counting=$counting $local
                npy $counting$local.full.npy "$@" -s "correlation={elements: [Al, N, Ga], $matrix}"
                npy $counting$local.3.npy "$@" -s "correlation={elements: [Al, N, Ga], $matrix, rank: 3}"
                npy $counting$local.2.npy "$@" -s "correlation={elements: [Al, N, Ga], $matrix, rank: 3}" -s correlation.rank=2
            done
        done
        BODY=$k "$PYTHON" - << 'END'
import os
import numpy as np

def load(name):
    return np.load(name + ".npy")

def off(a, b):
    return np.abs(a - b).max() / np.abs(b).max()

body = int(os.environ["BODY"])
for local in ("", "--local"):
    full = load(f"ordered{local}.full")
    assert off(load(f"ordered{local}.3"), full) < 1e-12
    # Half of each direction; atoms' keys but for k=3 have one direction alone.
    share = 1 / 4 if not local or body == 3 else 1
    assert off(load(f"once{local}.3"), share * full) < 1e-12
    assert 1e-6 < off(load(f"ordered{local}.2"), full) < 0.5
END
    done
    for bad in 'rank: 4' 'rank: 0'; do
        run -1 xyz2mbtr -c $file.yaml -s "correlation={elements: [Al, N, Ga], $matrix, $bad}" both.xyz
        assert_output --partial rank
    done
    run -1 xyz2mbtr -c $file.yaml -s "correlation={elements: [Al, N], factor: [[1, 0], [0, 1]]}" both.xyz
    assert_output --partial 'fewer rows than there are elements'
    run -1 xyz2mbtr -c $file.yaml -s "correlation={elements: [Al, N], factor: [[1, 0]], rank: 1}" both.xyz
    assert_output --partial "not with 'factor'"
}

@test "the identity as correlation changes nothing, the periodic table's is as documented" {
    file=$DATA/golden/triclinic-k3
    xyz2mbtr -c $file.yaml $file.xyz > plain
    xyz2mbtr -c $file.yaml -s 'correlation={elements: [Al, N], matrix: [[1, 0], [0, 1]]}' $file.xyz > same
    at_most 1e-13 compare plain same 1
    # Al and N, between which and others stand at the ends of the table, by what mbtr-recipe(5) says of their places.
    matrix=$("$PYTHON" - << 'END'
import math
place = [(13, 3), (15, 2), (18, 5), (3, 6), (1, 1), (18, 1)]
print([[math.exp(-math.dist(p, q) / 2) for q in place] for p in place])
END
    )
    elements='elements: [Al, N, Xe, Lu, H, He]'
    xyz2mbtr -c $file.yaml -s "correlation={$elements, length: 1}" -s correlation.length=2 $file.xyz > by-length
    xyz2mbtr -c $file.yaml -s "correlation={$elements, matrix: $matrix}" $file.xyz > by-matrix
    at_most 1e-13 compare by-length by-matrix 1
    xyz2mbtr -c $file.yaml -s "correlation={$elements, length: 1}" $file.xyz > other
    run -1 mbtr-kernel -s kernel.function=linear -x by-length other
    assert_output --partial "its tensors were made by another recipe: correlation differs"
    run -1 xyz2mbtr -c $file.yaml -s "correlation={$elements, matrix: $matrix}" -s correlation.length=2 --show-recipe
    assert_output --partial "the recipe has no 'correlation.length'"
    run -1 xyz2mbtr -c $file.yaml -s 'correlation={elements: [Al, Al], length: 2}' --show-recipe
    assert_output --partial "a list of different elements"
    run -1 xyz2mbtr -c $file.yaml -s 'correlation={elements: [Al, N], matrix: [[1, 0]]}' --show-recipe
    assert_output --partial "a row of numbers per element"
    printf 'element\tAl\tN\nN\t1\t1\n' > c.tsv
    run -1 xyz2mbtr -c $file.yaml -s 'correlation={file: c.tsv}' --show-recipe
    assert_output --partial "c.tsv:2: expected the elements of the header line in their order"
}

@test "with a taper nothing jumps where an edge crosses the reach" {
    for t in '2 distance unity' '3 angle 1/normnormnorm' '3 cos_angle 1/normnorm' '4 dihedral unity'; do
        set -- $t
        term $1 $2 $3 ', reach: 3, taper: 1' > r.yaml
        for z in 2.9999995 2.9999999995 1.9999995; do
            printf '5\n\nO 0 0 0\nH 0.9 0 %s\nC 0 1.2 1\nN 1.1 0.2 0.8\nC 0 0 %s\n' 0.1 $z > a.xyz
            printf '5\n\nO 0 0 0\nH 0.9 0 %s\nC 0 1.2 1\nN 1.1 0.2 0.8\nC 0 0 %s\n' 0.1 "$("$PYTHON" -c "print($z + 1e-6)")" > b.xyz
            xyz2mbtr -c r.yaml a.xyz > a
            xyz2mbtr -c r.yaml b.xyz > b
            at_most 2e-5 largest a b
        done
        # Without, it does: the check can fail.
        term $1 $2 $3 ', reach: 3' > r.yaml
        printf '5\n\nO 0 0 0\nH 0.9 0 %s\nC 0 1.2 1\nN 1.1 0.2 0.8\nC 0 0 %s\n' 0.1 2.9999995 > a.xyz
        printf '5\n\nO 0 0 0\nH 0.9 0 %s\nC 0 1.2 1\nN 1.1 0.2 0.8\nC 0 0 %s\n' 0.1 3.0000005 > b.xyz
        xyz2mbtr -c r.yaml a.xyz > a
        xyz2mbtr -c r.yaml b.xyz > b
        run ! at_most 2e-5 largest a b
    done
}

@test "terms that differ in weighting alone have the tensors that each has by itself, whatever stands between them" {
    cosines='body: 3, geometry: cos_angle, reach: 4, sigma: 0.25, grid: [-1.5, 1.5, 24]'
    terms=("$cosines, taper: 2, weighting: exp_legs, length: 0.7"
        'body: 2, geometry: distance, reach: 4, taper: 2, sigma: 0.3, grid: [1, 5, 24]'
        "$cosines, taper: 2, weighting: exp_legs, length: 2"
        "$cosines, taper: 2, weighting: exp, length: 2"
        "$cosines, taper: 2, weighting: 1/normnorm"
        "$cosines, taper: 2, weighting: unity_legs"
        "$cosines, taper: 2, weighting: exp_legs, length: 1"
        "$cosines, taper: 1, weighting: exp_legs, length: 1")
    for of in '' --local; do
        printf 'representation:\n' > r.yaml
        printf -- '  - {%s}\n' "${terms[@]}" >> r.yaml
        xyz2mbtr $of -c r.yaml "$DATA/golden/triclinic-k3.xyz" | mbtr-cat -t | tail -n +2 > together
        for i in "${!terms[@]}"; do
            printf 'representation: [{%s}]\n' "${terms[i]}" > r.yaml
            xyz2mbtr $of -c r.yaml "$DATA/golden/triclinic-k3.xyz" | mbtr-cat -t | tail -n +2 > alone
            awk -F '\t' -v OFS='\t' -v term=$((i + 1)) '$2 == term {$2 = 1; print}' together | cmp - alone
        done
    done
}

@test "ten random bases of a lattice, hexagonal cells at 60 and 120 degrees: one tensor" {
    need_speed
    for k in 2 3 4; do
        file=$DATA/golden/triclinic-k$k
        xyz2mbtr -c $file.yaml $file.xyz > a
        for seed in 1 2 3 4 5 6 7 8 9 10; do
            "$PYTHON" "$ROOT/tests/reference/transform.py" basis $file.xyz $seed > other.xyz
            xyz2mbtr -c $file.yaml other.xyz > b
            at_most 1e-10 compare a b 1
        done
    done
    printf '2\nLattice="3.2 0 0 1.6 2.771281292110203 0 0 0 5.1"\nZn 0 0 0\nO 1.6 0.923760430703401 2.0\n' > a.xyz
    printf '2\nLattice="3.2 0 0 -1.6 2.771281292110203 0 0 0 5.1"\nZn 0 0 0\nO 1.6 0.923760430703401 2.0\n' > b.xyz
    for k in '2 1/distance' '3 angle' '4 dihedral'; do
        set -- $k
        term $1 $2 exp ', length: 1, cutoff: 1e-4' > r.yaml
        xyz2mbtr -c r.yaml a.xyz > a
        xyz2mbtr -c r.yaml b.xyz > b
        at_most 1e-10 compare a b 1
    done
}

@test "one atom, an atom far from its cell, a cell thinner than a tenth of the reach" {
    printf '1\n\nHe 0 0 0\n' > m.xyz
    xyz2mbtr -c molecules m.xyz | mbtr-cat --check
    printf '1\nLattice="3 0 0 0 3 0 0 0 3"\nCu 0 0 0\n' > a.xyz
    printf '1\nLattice="3 0 0 0 3 0 0 0 3"\nCu 3000 -600003 12.5\n' > b.xyz
    xyz2mbtr -c crystals a.xyz > a
    xyz2mbtr -c crystals b.xyz > b
    at_most 1e-9 compare a b 1
    # The same crystal in a cell of 0.6 angstrom height.
    printf '1\nLattice="3 0 0 0 3 0 15 15 0.6"\nCu 0 0 0\n' > a.xyz
    printf '5\nLattice="3 0 0 0 3 0 75 75 3"\nCu 0 0 0\nCu 15 15 0.6\nCu 30 30 1.2\nCu 45 45 1.8\nCu 60 60 2.4\n' > b.xyz
    term 2 distance unity ', reach: 6.5' > r.yaml
    xyz2mbtr -c r.yaml a.xyz > a
    xyz2mbtr -c r.yaml b.xyz > b
    at_most 1e-10 compare a b 5
}

@test "2000 atoms and all elements at once, in sane memory" {
    "$PYTHON" - > big.xyz << 'END'
print(2000)
print('Lattice="%g 0 0 0 %g 0 0 0 %g"' % ((2.6 * 10,) * 2 + (2.6 * 20,)))
for i in range(2000):
    print(1 + i % 118, 2.6 * (i % 10), 2.6 * (i // 10 % 10), 2.6 * (i // 100))
END
    term 2 distance exp ', length: 1, cutoff: 1e-3' > r.yaml
    memory_limit 2000000
    xyz2mbtr -j 1 -c r.yaml big.xyz > t
    run -0 mbtr-cat -v --check t
    assert_output --partial "whole: 1 records"
    term 3 angle exp ', length: 1, cutoff: 1e-4' > r.yaml
    xyz2mbtr -j 1 -c r.yaml big.xyz | mbtr-cat --check
}

@test "a term that would take too long warns with the number of tuples" {
    "$PYTHON" - > big.xyz << 'END'
print('1\nLattice="1 0 0 0 1 0 0 0 1"\nCu 0 0 0')
END
    term 4 dihedral unity ', reach: 9' > r.yaml
    run -124 timeout 3 xyz2mbtr -c r.yaml -o out big.xyz
    assert_output --partial "xyz2mbtr: warning: big.xyz:1: big: the k=4 term may look at 1e+10 tuples"
}

@test "what a cutoff leaves out does not count as tuples to look at" {
    need_speed
    awk 'BEGIN { print 401 "\nname=a\nH 0.1 0 0"; for (i = 0; i < 400; i++) print "H", 9 * (i % 9), 9 * (int(i / 9) % 9), 9 * int(i / 81) }' > a.xyz
    run timeout 120 xyz2mbtr -c <(term 4 dihedral 1/dotdotdot ', cutoff: 1e-4') -o out a.xyz
    assert_success
    assert_output ''
}

# structure ATOMS: as many, a simple cubic crystal of them in one cell.
structure()
{
    awk -v n="$1" 'BEGIN { print n "\nLattice=\"" 2 * n " 0 0 0 2 0 0 0 2\" e=1"; for (i = 0; i < n; i++) print "H", 2 * i, 0, 0 }'
}

@test "all programs with --max-tuples refuse a structure with more, and tell how many they are" {
    for n in 1 2 3 4; do structure $n; done > s.xyz
    structure 5 >> s.xyz
    # Six neighbours each; at k=4 a bound is told, which has chains that come back to where they began.
    for what in '2 distance 15' '3 angle 90' '4 dihedral 540'; do
        set -- $what
        { term $1 $2 unity ', reach: 2.5' && echo 'kernel: {function: linear}' && echo 'regression: {property: e, lambda: 1}' &&
            echo 'search: {regression.lambda: {start: 1, factor: 2, min: 1, max: 1}}'; } > r.yaml
        for program in $(cd "$MBTR_BUILD/bin" && ls); do
            "$program" --help | grep -- --max-tuples > help || continue
            case $program in
                xyz-info) arguments='--grid' ;;
                xyz2mbtr) arguments='-c r.yaml' ;;
                krr-tune | krr-validate) arguments='-c r.yaml --cv 2' ;;
                hull-search) arguments='-c r.yaml --energies known' ;;
                *) fail "$program is not tried" ;;
            esac
            run -1 "$program" $arguments --max-tuples $(($3 - 1)) -o out s.xyz
            [ "$program" = xyz-info ] ||
                assert_line --partial "$program: s.xyz:19: 5: the k=$1 term has about $3 tuples of its 5 atoms to look at"
            assert_output --partial "(--max-tuples): give the term a"
            [ ! -e out ]
        done
        xyz2mbtr -c r.yaml --max-tuples $3 s.xyz | mbtr-cat --check
    done
}

@test "help, man page and recipe check know the same functions" {
    xyz2mbtr --functions | tail -n +2 | while read -r name _; do
        grep -q -- "$name" "$ROOT/man/mbtr-recipe.5" || fail "mbtr-recipe(5) lacks $name"
    done
    [ "$(xyz2mbtr --functions | grep -c geometry)" -ge 10 ]
}
