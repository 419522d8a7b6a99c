load common
load reference/learn

setup_file()
{
    cd "$BATS_FILE_TMPDIR"
    make_sets
    mbtr-kernel train.mbtr > train.k
    mbtr-kernel -x train.mbtr test.mbtr > test.k
    krr-train train.k > model
}

setup()
{
    cd "$BATS_FILE_TMPDIR"
}

@test "predictions are NumPy's for every baseline, per structure and per atom" {
    for baseline in none mean composition; do
        for per in structure atom; do
            krr-train -s regression.lambda=1e-3 -s regression.baseline=$baseline -s regression.per=$per train.k > m
            krr-predict -m m test.k > p.tsv
            assert_numpy predict p.tsv m test.k
        done
    done
}

@test "the columns are id, formula, atoms, the property, predicted; unknown properties stay empty" {
    krr-predict -m model test.k | sed -n 1p > names
    printf 'id\tformula\tatoms\tenergy\tpredicted\n' | cmp - names
    printf '3\n\nO 0 0 0.119\nH 0 0.763 -0.477\nH 0 -0.763 -0.477\n' | xyz2mbtr -c few-bins.yaml |
        mbtr-kernel -x train.mbtr | krr-predict -m model > water.tsv
    run -0 tail -n 1 water.tsv
    assert_output --regexp $'^1\tH2O\t3\t\t-[0-9.]+$'
}

@test "the model reproduces what it learned from" {
    mbtr-kernel -x train.mbtr train.mbtr | krr-predict -m model | krr-score > score
    awk '$1 == "MAE" {exit !($2 < 0.05)}' score
}

@test "a sum of kernels from structures to errors" {
    sed '/^kernel:/,$d' few-bins.yaml > sum.yaml
    cat >> sum.yaml << 'END'
kernel: {sum: [{function: gaussian, sigma: 40}, {function: matern52, sigma: 16, terms: [1], weight: 0.5}]}
regression: {property: energy, lambda: 2^-28, baseline: composition}
END
    xyz2mbtr -c sum.yaml train.xyz > sum.mbtr
    mbtr-kernel sum.mbtr | krr-train > sum.krr
    mbtr-cat --header sum.krr | grep '^kernel: {sum: '
    xyz2mbtr -c sum.yaml test.xyz | mbtr-kernel -x sum.mbtr | krr-predict -m sum.krr > sum.tsv
    krr-predict -m model test.k > plain.tsv
    mae() { krr-score "$1" | awk '$1 == "MAE" {print $2}'; }
    awk -v sum="$(mae sum.tsv)" -v plain="$(mae plain.tsv)" 'BEGIN {exit !(sum > 0 && sum < 1.2 * plain)}'
    run -1 krr-predict -m sum.krr test.k
    assert_output --partial "another kernel (gaussian, sigma 40; the model's is {sum: [{function: gaussian, sigma: 40, weight: 1}"
}

@test "rows of another training set, kernel or kind are refused" {
    xyz2mbtr -c few-bins.yaml test.xyz | mbtr-kernel -x test.mbtr > other
    run -1 krr-predict -m model other
    assert_output --partial "these rows are not the model's"
    mbtr-kernel -s kernel.sigma=7 -x train.mbtr test.mbtr > other
    run -1 krr-predict -m model other
    assert_output --partial "gaussian, sigma 7; the model's is gaussian, sigma 40"
    run -1 krr-predict -m model train.k
    assert_output --partial "mbtr-kernel -x TRAIN"
    run -1 krr-predict -m train.k test.k
    assert_output --partial "expected a stream that holds a model, found a kernel"
    run -2 krr-predict test.k
}

@test "an element that the baseline lacks is named" {
    printf '2\n\nH 0 0 0\nF 0 0 0.92\n' | xyz2mbtr -c few-bins.yaml | mbtr-kernel -x train.mbtr > hf.k
    run -1 krr-predict -m model hf.k
    assert_output --partial "record 1 (1): it holds F, which is in no training structure"
}

@test "a table from cut rows is not mistaken for a result" {
    size=$(wc -c < test.k)
    for part in 3 4 5; do
        head -c $((size * part / 6)) test.k > cut
        run -1 --separate-stderr krr-predict -m model cut
        assert_regex "$stderr" 'cut: byte'
        echo "$output" > p.tsv
        run -1 krr-score p.tsv
    done
}

@test "QM7, 5000 to learn from: mean error of the other 2101 below 0.6 kcal/mol" {
    need_speed
    need_data qm7/qm7.xyz.xz
    xz -dc "$MBTR_DATA/qm7/qm7.xyz.xz" |
        xyz-split -n 5000 --stratify natoms --keep-small 4 --train train7.xyz --test test7.xyz
    xyz2mbtr -c molecules train7.xyz > train7.mbtr
    mbtr-kernel -c molecules train7.mbtr | krr-train -c molecules > qm7.krr
    xyz2mbtr -c molecules test7.xyz | mbtr-kernel -x train7.mbtr | krr-predict -m qm7.krr | krr-score > score
    awk '$1 == "n" {n = $2} $1 == "MAE" {mae = $2} END {exit !(n == 2101 && mae < 0.6)}' score || fail "$(cat score)"
}

@test "--stddev: standard deviations are those of a Gaussian process, per structure and per atom" {
    for kernel in '{function: linear}' '{function: gaussian, sigma: 8}' '{function: laplacian, sigma: 100}'; do
        mbtr-kernel -s "kernel=$kernel" train.mbtr > k
        mbtr-kernel -s "kernel=$kernel" -x train.mbtr test.mbtr > x
        for per in structure atom; do
            krr-train -s regression.lambda=1e-2 -s regression.per=$per --factor f k > m
            krr-predict -m m --stddev f x > p.tsv
            assert_numpy stddev p.tsv m x k
            krr-predict -m m x | cmp - <(cut -f 1-5 p.tsv)
        done
    done
}

@test "--stddev with kernels that are sums over atoms" {
    awk 'left == 0 {left = $1 + 2; n++} n > 25 {exit} {print; left--}' train.xyz | xyz2mbtr --local -c few-bins.yaml > atoms.mbtr
    awk 'left == 0 {left = $1 + 2; n++} n > 10 {exit} {print; left--}' test.xyz | xyz2mbtr --local -c few-bins.yaml > others.mbtr
    mbtr-kernel --sum -s kernel.sigma=2 atoms.mbtr > k
    mbtr-kernel --sum -s kernel.sigma=2 -x atoms.mbtr others.mbtr > x
    krr-train -s regression.lambda=1e-3 --factor f k > m
    krr-predict -m m --stddev f x > p.tsv
    assert_numpy stddev p.tsv m x k
}

@test "--stddev: the same bytes with one and two threads, from a file and a pipe" {
    krr-train --factor factor train.k > /dev/null
    mbtr-kernel -x train.mbtr train.mbtr > x
    krr-predict -j 1 -m model --stddev factor x > one
    krr-predict -j 2 -m model --stddev factor < x | cmp - one
}

@test "factors of another run, cut ones and rows of an older version are refused" {
    krr-train --factor factor train.k > /dev/null
    for other in regression.lambda=1e-5 regression.property=gap regression.per=atom regression.baseline=mean; do
        krr-train -s $other --factor f train.k > /dev/null
        run -1 krr-predict -m model --stddev f test.k
        assert_output "krr-predict: f: this factor is not the model's: it is of another run of krr-train"
    done
    mbtr-kernel test.mbtr | krr-train --factor f > /dev/null
    run -1 krr-predict -m model --stddev f test.k
    assert_output --partial "this factor is not the model's"
    head -c 700000 factor > cut
    run -1 krr-predict -m model --stddev cut test.k
    assert_output --partial "cut: byte"
    run -1 krr-predict -m model --stddev model test.k
    assert_output --partial "expected a stream that holds a factor, found a model"
    "$PYTHON" "$ROOT/tests/reference/streams.py" drop self test.k old.k
    krr-predict -m model old.k | cmp - <(krr-predict -m model test.k)
    run -1 krr-predict -m model --stddev factor old.k
    assert_output --partial "record 1 ("
    assert_output --partial "does not tell the kernel of the structure with itself"
}

@test "tables with standard deviations are scored and drawn like others" {
    krr-train --factor factor --loo loo.tsv train.k > /dev/null
    krr-predict -m model --stddev factor test.k > p.tsv
    for table in p.tsv loo.tsv; do
        krr-score $table | sed -n 1,6p | cmp - <(cut -f 1-5 $table | krr-score)
        mbtr-plot parity $table -o with.svg
        cut -f 1-5 $table | mbtr-plot parity -o without.svg
        cmp with.svg without.svg
    done
}

# few N FROM: the first N structures of a file.
few()
{
    awk -v most="$1" 'left == 0 {left = $1 + 2; n++} n > most {exit} {print; left--}' "$2"
}

# assert_novel COLUMNS ROWS SETTING ...: novelty of these tensors, by the kernel of these settings, is NumPy's.
assert_novel()
{
    local sets=()
    for setting in search={} "${@:3}"; do sets+=(-s "$setting"); done
    mbtr-kernel "${sets[@]}" "$1" | krr-train -s search={} -s regression.baseline=none -s regression.lambda=1e-3 > m
    mbtr-kernel "${sets[@]}" -x "$1" "$2" > x
    krr-predict -m m --novelty x > p.tsv
    assert_at_most 1e-11 learn novelty p.tsv x "$2" "$1"
    krr-predict -m m x | cmp - <(cut -f 1-5 p.tsv)
}

@test "--add: a property of each structure comes to what was learned without it" {
    xyz-edit -r -100 --subtract energy=polarizability train.xyz |
        xyz2mbtr -c few-bins.yaml -s kernel.function=linear > less.mbtr
    xyz2mbtr -c few-bins.yaml -s kernel.function=linear test.xyz > whole.mbtr
    mbtr-kernel less.mbtr > less.k
    mbtr-kernel -x less.mbtr whole.mbtr > whole.k
    krr-train --factor less.factor less.k > less.krr
    krr-train --primal less.mbtr less.k > primal.krr
    for how in '-m less.krr --stddev less.factor whole.k' '-m primal.krr whole.mbtr'; do
        krr-predict $how > less.tsv
        krr-predict $how --add polarizability > more.tsv
        "$PYTHON" - << 'END'
import re
less, more = ([line.rstrip("\n").split("\t") for line in open(name)][1:] for name in ("less.tsv", "more.tsv"))
added = [float(x) for x in re.findall(r" polarizability=(\S+)", open("test.xyz").read())]
assert len(less) == len(more) == len(added) == 100
for a, b, x in zip(less, more, added):
    assert a[:4] + a[5:] == b[:4] + b[5:] and abs(float(b[4]) - float(a[4]) - x) < 3e-11, (a, b, x)
END
    done
    run -1 krr-predict -m less.krr --add cheap whole.k
    assert_line --partial "whole.k: record 1 (0047): there is no property 'cheap' to be added; there is: energy, pol"
}

@test "--novelty: the distance to the nearest training structure is NumPy's" {
    few 20 train.xyz | cat test.xyz - > both.xyz
    xyz2mbtr -c few-bins.yaml both.xyz > both.mbtr
    for kernel in 'gaussian, sigma: 40' 'laplacian, sigma: 500' 'matern32, sigma: 20' 'matern52, sigma: 60'; do
        assert_novel train.mbtr both.mbtr "kernel={function: $kernel}"
        run -0 sed -n 1p p.tsv
        assert_output $'id\tformula\tatoms\tenergy\tpredicted\tnovelty'
        tail -n 20 p.tsv | awk '!($6 < 1e-4) {exit 1}'
    done
}

@test "--novelty: the atom that is most unlike all training atoms, and its distance, are NumPy's" {
    few 25 train.xyz > few.xyz
    printf '3\nid=alien energy=1\nH 0 0 0\nF 0 0 1\nF 0 1.6 1.6\n' > alien.xyz
    { few 2 few.xyz; cat alien.xyz; few 10 test.xyz; } > mixed.xyz
    local how
    for set in few mixed; do xyz2mbtr -c few-bins.yaml -s kernel.match=element $set.xyz > $set.mbtr; done
    for how in 'atoms: sum, match: element' 'atoms: average, match: element' 'atoms: sum, match: any' 'atoms: average, match: any'; do
        for kernel in 'gaussian, sigma: 2' 'laplacian, sigma: 20' 'matern32, sigma: 2' 'matern52, sigma: 2'; do
            assert_novel few.mbtr mixed.mbtr "kernel={$how, function: $kernel}"
            run -0 sed -n 4p p.tsv
            if [[ $how == *element ]]; then assert_output --regexp $'^alien\t.*\tinf\t2$'; else refute_output --partial inf; fi
        done
    done
    for correlation in 'elements: [C, N, O], matrix: [[1, 0.5, 0.3], [0.5, 1, 0.5], [0.3, 0.5, 1]]' \
        'elements: [H, C, N, O], factor: [[1, 0.2, 0, 0], [0, 1, 0.8, -0.4]]'; do
        for set in few mixed; do
            xyz2mbtr -c few-bins.yaml -s "correlation={$correlation}" -s kernel.match=correlation $set.xyz > $set.mbtr
        done
        assert_novel few.mbtr mixed.mbtr 'kernel={atoms: sum, match: correlation, function: gaussian, sigma: 2}'
    done
}

@test "--novelty: an element that correlates with one of the training set is that much farther" {
    printf '1\nid=%s energy=1\n%s 0 0 0\n' c C o O n N f F > ones.xyz
    few 1 ones.xyz > one.xyz
    echo 'representation: [{body: 1, geometry: count, sigma: 0.01, grid: [0.5, 2.5, 2]}]
correlation: {elements: [C, N, O], matrix: [[1, -0.5, 0.6], [-0.5, 1, 0], [0.6, 0, 1]]}
kernel: {atoms: sum, match: correlation, function: gaussian, sigma: 2}
regression: {property: energy, lambda: 1, baseline: none}' > one.yaml
    for set in one ones; do xyz2mbtr -c one.yaml $set.xyz > $set.mbtr; done
    assert_novel one.mbtr ones.mbtr kernel.sigma=2
    run -0 cut -f 6,7 p.tsv
    assert_line --index 1 $'0\t1'
    assert_line --index 2 --regexp $'^[0-9.]+\t1$'
    assert_line --index 3 $'inf\t1'
    assert_line --index 4 $'inf\t1'
}

@test "--novelty: the same bytes with one and two threads, beside standard deviations, from joined rows" {
    few 200 train.xyz | xyz2mbtr -c few-bins.yaml -s kernel.match=element > columns.mbtr
    xyz2mbtr -c few-bins.yaml -s kernel.match=element test.xyz > rows.mbtr
    local kernel='kernel={atoms: sum, match: element, function: gaussian, sigma: 2}'
    mbtr-kernel -s search={} -s "$kernel" columns.mbtr | krr-train -s search={} --factor f > m
    mbtr-kernel -j 1 -s search={} -s "$kernel" -x columns.mbtr rows.mbtr > x
    mbtr-kernel -j 2 -s search={} -s "$kernel" -x columns.mbtr < rows.mbtr | cmp - x
    krr-predict -j 1 -m m --novelty --stddev f x > p.tsv
    krr-predict -j 2 -m m --novelty --stddev f < x | cmp - p.tsv
    run -0 sed -n 1p p.tsv
    assert_output $'id\tformula\tatoms\tenergy\tpredicted\tstddev\tnovelty\tatom'
    krr-predict -m m --stddev f x | cmp - <(cut -f 1-6 p.tsv)
    krr-predict -m m --novelty x | cmp - <(cut -f 1-5,7- p.tsv)
    mbtr-cat -r 31- x > b
    mbtr-cat -r -30 x | cat - b | krr-predict -m m --novelty --stddev f | cmp - p.tsv
    krr-score p.tsv | cmp - <(cut -f 1-6 p.tsv | krr-score)
}

# kernels TRAIN TEST KERNEL: pk among TRAIN, px of TEST against it.
kernels()
{
    local sum=
    [[ $3 == *atoms:* ]] || [ "$(mbtr-cat --header "$1" | grep -c 'a record per atom')" -eq 0 ] || sum=--sum
    mbtr-kernel $sum -s search={} -s "kernel=$3" "$1" > pk
    mbtr-kernel $sum -s search={} -s "kernel=$3" -x "$1" "$2" > px
}

# primal TRAIN TEST [OPTION ...]: what a linear model of these kernels predicts in primal form is what it predicts in dual form.
primal()
{
    krr-train -s regression.lambda=1e-4 "${@:3}" pk > dual
    krr-train -s regression.lambda=1e-4 "${@:3}" --primal "$1" pk > primal
    krr-predict -m dual px > dual.tsv
    krr-predict -m primal "$2" > primal.tsv
    assert_numpy same primal.tsv dual.tsv
}

linear='{function: linear}'
some='{sum: [{function: linear, weight: 0.3}, {function: linear, terms: [2], weight: 5}]}'

@test "primal form predicts what dual form does, for every baseline, per structure and per atom" {
    for kernel in "$linear" "$some"; do
        kernels train.mbtr test.mbtr "$kernel"
        for baseline in none mean composition; do
            for per in structure atom; do
                primal train.mbtr test.mbtr -s regression.baseline=$baseline -s regression.per=$per
            done
        done
    done
}

@test "primal form: crystals, sums over atoms, matrices" {
    xyz-split -n 200 --train alloy.xyz --test others.xyz "$DATA/alloy/cupt-emt.xyz"
    xyz2mbtr -c crystals alloy.xyz > alloy.mbtr
    xyz2mbtr -c crystals others.xyz > others.mbtr
    kernels alloy.mbtr others.mbtr "$linear"
    primal alloy.mbtr others.mbtr
    kernels alloy.mbtr others.mbtr "$some"
    primal alloy.mbtr others.mbtr -s regression.per=structure -s regression.baseline=mean
    for set in train test; do
        awk 'left == 0 {left = $1 + 2; n++} n > 40 {exit} {print; left--}' $set.xyz > some-$set.xyz
        xyz2mbtr --local -c few-bins.yaml some-$set.xyz > atoms-$set.mbtr
        xyz2cm -c coulomb $set.xyz > cm-$set.mbtr
    done
    kernels atoms-train.mbtr atoms-test.mbtr "$some"
    primal atoms-train.mbtr atoms-test.mbtr
    kernels atoms-train.mbtr atoms-test.mbtr "$linear"
    primal atoms-train.mbtr atoms-test.mbtr -s regression.per=atom
    for how in 'atoms: sum, match: element' 'atoms: average, match: element' 'atoms: average'; do
        kernels atoms-train.mbtr atoms-test.mbtr "{$how, function: linear}"
        primal atoms-train.mbtr atoms-test.mbtr
        primal atoms-train.mbtr atoms-test.mbtr -s regression.per=atom -s regression.baseline=mean
    done
    xyz2mbtr -c few-bins.yaml -s 'correlation={elements: [H, C, N, O, S], length: 1}' \
        -s 'kernel={atoms: sum, match: correlation, function: linear}' some-train.xyz > atoms-train.mbtr
    mbtr-kernel atoms-train.mbtr > pk
    run -1 krr-train --primal atoms-train.mbtr pk
    assert_output --partial 'pk: --primal needs a linear kernel without match: correlation, or a sum of such'
    kernels cm-train.mbtr cm-test.mbtr "$linear"
    primal cm-train.mbtr cm-test.mbtr -s regression.lambda=1
}

@test "primal form: blocks that no training structure has count zero, elements that the baseline lacks are named" {
    printf '2\nenergy=1\nH 0 0 0\nF 0 0 0.92\n' | xyz2mbtr -c few-bins.yaml > hf.mbtr
    kernels train.mbtr hf.mbtr "$linear"
    primal train.mbtr hf.mbtr -s regression.baseline=mean
    krr-train --primal train.mbtr -s regression.baseline=none pk > m
    [ "$(krr-predict -m m hf.mbtr | tail -n 1)" = $'1\tFH\t2\t1\t0' ]
    printf '3\nenergy=1\nH 0 0 0\nF 0 0 0.92\nH 0 1.75 0\n' | xyz2mbtr -c few-bins.yaml > hhf.mbtr
    kernels train.mbtr hhf.mbtr "$linear"
    primal train.mbtr hhf.mbtr -s regression.baseline=none
    [ "$(tail -n 1 primal.tsv | cut -f 5)" != 0 ]
    krr-train --primal train.mbtr pk > m
    run -1 krr-predict -m m hf.mbtr
    assert_output --partial 'krr-predict: hf.mbtr: record 1 (1): it holds F, which is in no training structure'
}

@test "primal form: the same bytes with one and two threads, from a file and a pipe" {
    kernels train.mbtr test.mbtr "$linear"
    primal train.mbtr test.mbtr
    krr-predict -j 1 -m primal test.mbtr | cmp - primal.tsv
    xyz2mbtr -c few-bins.yaml test.xyz | krr-predict -j 2 -m primal | cmp - primal.tsv
}

@test "primal form: tensors of another recipe or other atoms, rows, factors and cut streams are refused" {
    kernels train.mbtr test.mbtr "$linear"
    primal train.mbtr test.mbtr
    run -1 krr-predict -m primal px
    assert_output 'krr-predict: px: expected a stream that holds a tensor, found a kernel: xyz2mbtr makes tensors of structures'
    run -1 krr-predict -m dual test.mbtr
    assert_output 'krr-predict: test.mbtr: expected a stream that holds a kernel, found a tensor: mbtr-kernel makes kernels of tensors'
    krr-train --primal train.mbtr --factor f pk > m
    run -1 krr-predict -m m --stddev f test.mbtr
    assert_output --partial 'm: a model in primal form knows no standard deviation'
    xyz2mbtr -c few-bins.yaml -s representation.1.sigma=0.1 test.xyz > other
    run -1 krr-predict -m primal other
    assert_output 'krr-predict: other: its tensors were made by another recipe: representation.1.sigma differs'
    "$PYTHON" "$ROOT/tests/reference/streams.py" widen test.mbtr wide
    run -1 krr-predict -m primal wide
    assert_output 'krr-predict: wide: its recipe and the terms in its header do not agree'
    "$PYTHON" "$ROOT/tests/reference/streams.py" widen primal wide
    run -1 mbtr-plot weights wide -o out
    run -1 krr-predict -m wide test.mbtr -o out
    [ ! -e out ]
    xyz2mbtr --local -c few-bins.yaml test.xyz > atoms
    run -1 krr-predict -m primal atoms
    assert_output 'krr-predict: atoms: its tensors are of other atoms than those of primal'
    head -c 200000 test.mbtr > cut
    run -1 --separate-stderr krr-predict -m primal cut
    assert_regex "$stderr" 'cut: byte'
    echo "$output" > p.tsv
    run -1 krr-score p.tsv
    head -c 20000 primal > cut
    run -1 krr-predict -m cut test.mbtr
    assert_output --partial 'cut: byte'
    run -1 mbtr-cat -r 2 primal
    assert_output --partial 'belong together'
    kernels atoms atoms "$linear"
    primal atoms atoms
    mbtr-cat -r -7 atoms > short
    run -1 krr-predict -m primal short
    assert_output --regexp 'krr-predict: short: record 7 .*: the structure has [0-9]+ atoms, the stream ends after'
}

@test "a supercell of m cells has m times what a sum over atoms predicts, and the same average" {
    cd "$BATS_TEST_TMPDIR"
    for k in 2 3 4; do
        sed "2s/\$/ energy=-$k.5/" "$DATA/golden/triclinic-k$k.xyz" >> cells.xyz
    done
    "$PYTHON" "$ROOT/tests/reference/transform.py" supercell "$DATA/golden/triclinic-k3.xyz" | sed '2s/$/ name=big energy=0/' > big.xyz
    correlation='correlation={elements: [Al, N, O], length: 2, rank: 2}'
    for how in 'sum 6' 'average 1'; do
        set -- -c crystals -s regression.baseline=none -s regression.per=structure -s normalize=none -s "$correlation" \
            -s "kernel={atoms: ${how% *}, match: element, function: gaussian, sigma: 1}"
        xyz2mbtr "$@" cells.xyz > cells.mbtr
        mbtr-kernel cells.mbtr | krr-train -s regression.lambda=1e-3 > model
        cat cells.xyz big.xyz | xyz2mbtr "$@" - | mbtr-kernel -x cells.mbtr | krr-predict -m model > predictions.tsv
        "$PYTHON" - "${how#* }" << 'END'
import csv, sys
row = {r["id"]: float(r["predicted"]) for r in csv.DictReader(open("predictions.tsv"), delimiter="\t")}
assert abs(row["big"] / row["triclinic-k3"] - float(sys.argv[1])) < 1e-9 * float(sys.argv[1]), row
END
    done
}
