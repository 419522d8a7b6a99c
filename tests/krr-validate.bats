# krr-validate: what it predicts is what the programs predict one after the other.
load common
load reference/learn

setup_file()
{
    cd "$BATS_FILE_TMPDIR"
    xyz-split -n 90 --seed 2 --keep-small 2 --train mol.xyz --test rest.xyz "$DATA/molecules/molecules.xyz"
    head -n 220 "$DATA/ethanol-md/ethanol-md.xyz" > md.xyz
    awk '/Properties/ { sub(/pos:R:3/, "&:charge:R:1"); print; next } NF == 4 { $5 = $2 + 0.5 * $3 * $3 } 1' mol.xyz > charges.xyz
    two_terms > r.yaml
    xyz2mbtr -c forces -s kernel.sigma=8 --show-recipe > forces.yaml
    part='{function: linear, weight: 0.5}, {function: gaussian, sigma: 5}'
    xyz2mbtr -c forces-linear -s "kernel={atoms: sum, match: element, environments: 20, sum: [$part]}" --show-recipe > environments.yaml
}

setup()
{
    cd "$BATS_FILE_TMPDIR"
}

# pipeline WAY FORM TRAIN TEST OPTION ...: predictions by the programs, a model of WAY (--with, --primal).
pipeline()
{
    local way=$1 form=$2 train=$3 test=$4
    shift 4
    xyz2mbtr -q "$@" "$train" > t.mbtr
    if [ "$form" = --xyz ]; then
        krr-train -q "$way" t.mbtr > m.krr
        krr-predict -q -m m.krr --xyz "$test"
    else
        mbtr-kernel -q t.mbtr | krr-train -q "$way" t.mbtr > m.krr
        krr-predict -q -m m.krr "$test"
    fi
}

# same A B: two tables, or files of structures, whose numbers are the same to 1e-7 and all else too.
same()
{
    "$PYTHON" - "$1" "$2" << 'END'
import re, sys
number = re.compile(r'-?\d+\.\d+(?:[eE][-+]?\d+)?')
a, b = (open(path).read() for path in sys.argv[1:])
assert number.sub('#', re.sub(r'-?\d+\.?\d*(e[-+]\d+)?', '#.#', a)) == number.sub('#', re.sub(r'-?\d+\.?\d*(e[-+]\d+)?', '#.#', b))
number = re.compile(r'-?\d+\.?\d*(?:e[-+]\d+)?')
pairs = list(zip(map(float, number.findall(a)), map(float, number.findall(b))))
assert len(pairs) > 20
worst = max(abs(x - y) / (1 + abs(y)) for x, y in pairs)
assert worst < 1e-7, worst
END
}

@test "predictions are those of the programs: of properties, sums over atoms, properties of atoms, forces" {
    charge='regression={property: charge, of: atoms, lambda: 1e-4, baseline: mean}'
    while IFS='|' read -r file hold form way options; do
        eval "set -- $options"
        krr-validate -q "$@" --holdout "$hold" --seed 3 $form "$file" > got
        xyz-info -q --table "$file" | cut -f 1 | sed 1d > ids
        # Frames and rows have the id of their structure; that of an atom is followed by its number.
        if [ "$form" = --xyz ]; then sed -n 's/.* name=\([^ ]*\).*/\1/p' got; else sed -e 1d -e 's/[:\t].*//' got | uniq; fi > held
        assert_equal "$(wc -l < held)" "$hold"
        grep -vxFf held ids > kept
        xyz-edit -q --ids kept "$file" > train.xyz
        xyz-edit -q --ids held "$file" > test.xyz
        if [ "$way" = rows ]; then
            xyz2mbtr -q "$@" train.xyz > t.mbtr
            xyz2mbtr -q "$@" test.xyz > p.mbtr
            mbtr-kernel -q t.mbtr | krr-train -q > m.krr
            mbtr-kernel -q -x t.mbtr p.mbtr | krr-predict -q -m m.krr > wanted
        else
            pipeline "$way" "$form" train.xyz test.xyz "$@" > wanted
        fi
        same got wanted
    done << END
mol.xyz|30||--with|-c r.yaml
mol.xyz|30||--with|-c r.yaml -s regression.per=atom -s kernel.function=laplacian
mol.xyz|30||--with|-c r.yaml -s 'kernel={atoms: sum, match: element, function: gaussian, sigma: 3}'
charges.xyz|30||rows|-c r.yaml -s '$charge'
md.xyz|6|--xyz|--with|-c forces.yaml
md.xyz|6|--xyz|--primal|-c forces-linear
md.xyz|6|--xyz|--with|-c environments.yaml
END
}

@test "cross-validation predicts each once, in their order, by the folds of krr-tune" {
    krr-validate -q -c r.yaml --cv 3 --seed 5 mol.xyz > got
    xyz-info -q --table mol.xyz | cut -f 1,4 | cmp - <(cut -f 1,4 got)
    krr-tune -q -c r.yaml -s 'search={kernel.sigma: {start: 4, factor: 2, min: 4, max: 4}}' --cv 3 --seed 5 --folds folds --log tuned mol.xyz > best
    assert_equal "$(krr-score got | awk '$1 == "RMSE" || $1 == "MAE" { print $1, $2 }')" \
        "$(awk 'NR == 2 { printf "MAE %.6g\nRMSE %.6g\n", $4, $3 }' tuned)"
    awk '$2 == 2 { print $1 }' folds > held
    grep -vxFf held <(sed -e 1d -e 's/\t.*//' folds) > kept
    xyz-edit -q --ids kept mol.xyz > train.xyz
    xyz-edit -q --ids held mol.xyz > test.xyz
    pipeline --with '' train.xyz test.xyz -c r.yaml > wanted
    awk 'NR == FNR { held[$1]; next } FNR == 1 || $1 in held' held got > part
    same part wanted
    # No thread changes a byte.
    for threads in 1 2; do krr-validate -q -j $threads -c r.yaml --cv 3 --seed 5 mol.xyz | cmp - got; done
}

@test "a curve has the errors of the programs with what xyz-split chooses" {
    krr-validate -q -c r.yaml --curve 20,40 --holdout 25 --seed 7 --repeats 2 mol.xyz > curve
    printf 'model\tn\tseed\tMAE\tRMSE\tatom_MAE\tatom_RMSE\n' > wanted
    for seed in 7 8; do
        xyz-split -q -n 25 --seed $seed --train test.xyz --test pool.xyz mol.xyz
        for n in 20 40; do
            xyz-split -q -n $n --seed $seed --train train.xyz --test others.xyz pool.xyz
            pipeline --with '' train.xyz test.xyz -c r.yaml > predicted
            krr-score predicted | awk -v OFS='\t' -v n=$n -v seed=$seed '
                $1 == "MAE" { mae = $2; atoms = $3 } $1 == "RMSE" { print "r", n, seed, mae, $2, atoms, $3 }'
        done
    done >> wanted
    run diff curve wanted
    assert_success
    krr-validate -q -c r.yaml --curve '31%,61.5%' --holdout 25 --seed 7 --repeats 2 mol.xyz | cmp - curve
    # Structures of another file, and those to learn from of a pool.
    krr-validate -q -c r.yaml --curve 20,40 --predict test.xyz --seed 8 --repeats 1 pool.xyz | cmp - <(sed -n '1p; 4,5p' curve)
    krr-validate -q -c r.yaml --predict test.xyz train.xyz > got
    same got predicted
    krr-validate -q -c r.yaml --predict test.xyz - < train.xyz | cmp - got
    krr-validate -q -c r.yaml --predict test.xyz < train.xyz | cmp - got
}

@test "how errors fall, and when they reach a goal, is what NumPy finds by the larger half of the sizes" {
    krr-validate -c r.yaml --curve 10,20,40,60 --goal MAE=1.5 --repeats 2 mol.xyz > curve 2> said
    run "$PYTHON" - curve << 'END'
import sys, numpy as np
rows = [line.split('\t') for line in open(sys.argv[1]).read().splitlines()[1:]]
n, e = (np.array([float(r[k]) for r in rows]).reshape(2, 4)[:, 1:] for k in (1, 3))
def fit(errors):
    slope, at = np.polyfit(np.log(n[0]), np.log(errors), 1)
    return slope, np.exp((np.log(1.5) - at) / slope)
def rounded(x):
    return float(f'{x:.1e}')
slope, goal = fit(e.mean(axis=0))
ones = sorted(fit(x)[1] for x in e)
print(f'krr-validate: MAE falls as n^{slope:.2f}')
print(f'krr-validate: MAE 1.5: with about {rounded(goal):.0f} structures to learn from '
      f'({rounded(ones[0]):.0f} to {rounded(ones[1]):.0f} by single seeds)')
END
    assert_success
    assert_output "$(cat said)"
    run -0 krr-validate -c r.yaml --curve 10,20 --goal RMSE=1e-9 --repeats 1 -o curve mol.xyz
    assert_line 'krr-validate: RMSE 1e-09: more than 1000 times as many structures would be needed as there were: expected another recipe'
    run -0 krr-validate -c r.yaml -s kernel.sigma=1e-3 -s regression.baseline=none --curve 10,20 --stratify energy --repeats 1 -o curve mol.xyz
    assert_output 'krr-validate: MAE does not fall with the number of structures'
    # Forces have columns, and are what is told of.
    run -0 krr-validate -c forces-linear --curve 4,8 --goal forces_RMSE=9 --holdout 2 --repeats 1 -o curve md.xyz
    assert_line --partial 'krr-validate: forces_RMSE 9: with about '
    run -0 head -n 1 curve
    assert_output $'model\tn\tseed\tMAE\tRMSE\tatom_MAE\tatom_RMSE\tforces_MAE\tforces_RMSE'
    mbtr-plot curve --ascii --error forces_MAE curve > picture
}

@test "a trial that the log has is not made again" {
    krr-validate -q -c r.yaml --cv 3 --log log mol.xyz > right
    # Of the second part nothing is known, of the third something else.
    awk -F '\t' -v OFS='\t' '$2 == 3 { gsub(/[-0-9.e]+,/, "-1,", $3) } $2 != 2' log > other
    krr-validate -q -c r.yaml --cv 3 --log other mol.xyz > got
    assert_equal "$(join <(sort right) <(sort got) | awk '$5 == $9' | wc -l)" "$((61))"
    sed 's/,$//' log > cut
    run -1 krr-validate -c r.yaml --cv 3 --log cut mol.xyz
    assert_output --partial 'cut: trial 1: expected 30 numbers, each with a comma behind'
}
