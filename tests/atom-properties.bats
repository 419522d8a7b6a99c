# Properties of atoms, from structures to errors: charges that have a closed form.
load common
load reference/learn

# charged FILE.xyz: the same with a charge for each atom.
charged()
{
    "$PYTHON" "$ROOT/tests/reference/charges.py" < "$1"
}

setup_file()
{
    cd "$BATS_FILE_TMPDIR"
    cat > r.yaml << 'END'
representation:
  - {body: 2, geometry: 1/distance, weighting: exp, length: 0.74, sigma: 2^-5, grid: [0.05, 1.25, 30], scale: 1}
  - {body: 3, geometry: angle, weighting: exp, length: 0.8, sigma: 0.5, grid: [-0.15, 3.306, 12], scale: 8}
kernel: {match: element, function: gaussian, sigma: 1}
regression: {property: charge, of: atoms, lambda: 1e-4, baseline: composition}
END
    xyz-split -n 80 --seed 3 --keep-small 2 --train some.xyz --test rest.xyz "$DATA/molecules/molecules.xyz"
    charged some.xyz > train.xyz
    xyz-split -n 20 --seed 3 --train some.xyz --test /dev/null rest.xyz
    charged some.xyz > test.xyz
    xyz2mbtr -c r.yaml -o train.mbtr train.xyz
    xyz2mbtr -c r.yaml -o test.mbtr test.xyz
    mbtr-kernel -o train.k train.mbtr
    mbtr-kernel -x train.mbtr -o test.k test.mbtr
    krr-train --factor train.factor -o model train.k
    krr-predict -m model --stddev train.factor -o p.tsv test.k
}

setup()
{
    cd "$BATS_FILE_TMPDIR"
}

@test "a row for each atom, with its element, and the atom's value as in the file" {
    awk 'NF == 5 {print $5 + 0}' test.xyz > right
    [ "$(wc -l < right)" -gt 100 ]
    sed 1d p.tsv | awk -F '\t' '{print $4 + 0}' | cmp right -
    awk 'NF == 5 {print $1, 1}' test.xyz > right
    sed 1d p.tsv | cut -f 2,3 | tr '\t' ' ' | cmp right -
    run -0 head -n 1 p.tsv
    assert_output $'id\tformula\tatoms\tcharge\tpredicted\tstddev'
    run -0 sed -n 2p p.tsv
    assert_output --regexp '^[0-9]+:1'
}

@test "kernel, weights, predictions, those of leave-one-out and deviations are NumPy's" {
    assert_numpy kernel train.k train.mbtr train.mbtr
    assert_numpy kernel test.k test.mbtr train.mbtr
    for baseline in none mean composition; do
        krr-train -s regression.baseline=$baseline -o m train.k
        assert_numpy train m train.k
        krr-predict -m m -o q.tsv test.k
        assert_numpy predict q.tsv m test.k
    done
    xyz2mbtr -c r.yaml --elements N,O train.xyz | mbtr-kernel -o few.k
    krr-train --loo loo.tsv -o m few.k
    assert_numpy loo loo.tsv m few.k
    assert_numpy stddev p.tsv model test.k train.k
}

@test "charges are learned, and --by tells how well those of each element are" {
    krr-score p.tsv > all
    awk '$1 == "R2" {found = 1; if ($2 < 0.93) exit 1} END {exit !found}' all
    krr-score --by formula -u e p.tsv > elements
    run -0 "$PYTHON" - << 'END'
import csv
rows = list(csv.DictReader(open('p.tsv'), delimiter='\t'))
found = list(csv.DictReader(open('elements'), delimiter='\t'))
assert [f['formula'] for f in found] == sorted({r['formula'] for r in rows})
for f in found:
    off = [abs(float(r['predicted']) - float(r['charge'])) for r in rows if r['formula'] == f['formula']]
    square = sum(x * x for x in off) / len(off)
    assert int(f['n']) == len(off) and f['unit'] == 'e'
    for x, y in ((f['MAE'], sum(off) / len(off)), (f['RMSE'], square ** 0.5), (f['max'], max(off))):
        assert abs(float(x) - y) < 1e-5 * y, (f, y)
END
    run -1 krr-score --by nonsense p.tsv
    assert_output --partial "nonsense"
}

@test "--elements: the rows of these atoms alone, as they are among all" {
    xyz2mbtr -c r.yaml --elements N,O test.xyz > few.mbtr
    mbtr-kernel -x train.mbtr few.mbtr | krr-predict -m model > few.tsv
    awk -F '\t' -v OFS='\t' '$2 == "N" || $2 == "O" || NR == 1 {print $1, $2, $3, $4, $5}' p.tsv | cmp - few.tsv
    [ "$(wc -l < few.tsv)" -gt 10 ]
    xyz2mbtr -c r.yaml --elements o train.xyz > o.mbtr
    mbtr-kernel o.mbtr | krr-train > o.krr
    mbtr-kernel -x o.mbtr few.mbtr > o.k
    run -1 krr-predict -m o.krr o.k
    assert_output --partial 'it holds N, which is in no training structure'
}

@test "a property is found by its name whatever else stands in the columns, and is missing where it is no number" {
    cat > columns.xyz << 'END'
3
Properties=species:S:1:flag:L:1:pos:R:3:tag:I:1:forces:R:3:charge:R:1:charge:R:1:name:S:1 energy=1
O T 0 0 0  7  1 2 3  -0.8 5 a
H T 0.9 0 0  8  1 2 3  0.4 5 b
H F 0 0.9 0  9  1 2 3  *** 5 c
END
    run -0 xyz-info columns.xyz
    assert_line $'atom_property\ttag\t3\t7\t8\t9\t0.8164965809'
    assert_line $'atom_property\tcharge\t2\t-0.8\t-0.2\t0.4\t0.6'
    assert_line $'atom_missing\tcharge\t1\t\t\t\t'
    refute_line --partial $'atom_property\tforces'
    refute_output --partial flag
    xyz2mbtr -c r.yaml columns.xyz | mbtr-kernel -x train.mbtr | krr-predict -m model > all.tsv
    run -0 cut -f 1-4 all.tsv
    assert_line --index 1 $'columns:1\tO\t1\t-0.8'
    assert_line --index 3 $'columns:3\tH\t1\t'
}

@test "streams of atoms without properties are as they were" {
    xyz2mbtr -c r.yaml some.xyz > without
    run -1 grep -a -c of_atom without
    xyz2mbtr -c r.yaml test.xyz > with
    run -0 grep -a -c of_atom with
}
