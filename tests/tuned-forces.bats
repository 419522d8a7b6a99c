# krr-tune where forces, a stress or environments are learned: its errors are those of krr-train, krr-predict --xyz and krr-score.
load common

setup_file()
{
    cd "$BATS_FILE_TMPDIR"
    cat > atoms.yaml << 'YAML'
representation:
  - {body: 2, geometry: distance, reach: 4.5, taper: 1.5, sigma: 0.4, grid: [1, 5, 10], scale: 1.3}
  - {body: 3, geometry: cos_angle, weighting: 1/normnormnorm, reach: 3.8, taper: 1.5, sigma: 0.4, grid: [-1, 1, 6], scale: 4}
kernel: {atoms: sum, match: element, environments: 8, sum: [{function: linear, weight: 0.5}, {function: gaussian, sigma: 5}]}
regression: {property: energy, forces: forces, stress: stress, lambda: 1e-5, baseline: composition}
search: {regression.lambda: {start: 1e-5, factor: 10, min: 1e-7, max: 1e-3}, kernel.2.sigma: {start: 5, factor: 2, min: 2.5, max: 10}}
YAML
    sed 's/atoms: sum, match: element, //' atoms.yaml > structures.yaml
    sed -e '/^kernel/s/.*/kernel: {function: gaussian, sigma: 20}/' -e 's/kernel.2.sigma: {start: 5/kernel.sigma: {start: 20/' \
        -e 's/min: 2.5, max: 10/min: 10, max: 40/' atoms.yaml > whole.yaml
    PYTHONPATH="$ROOT/tests/reference" "$PYTHON" -c '
import linear_forces
for kind in ("molecule", "slab", "crystal"):
    linear_forces.make(kind, 8, f"{kind}.xyz")'
    cat slab.xyz crystal.xyz | awk '/name=/ {sub(/name=.*/, "name=" ++n)} 1' > mixed.xyz
}

setup()
{
    cd "$BATS_FILE_TMPDIR"
}

# split FOLDS FILE: of each fold N the structures it holds out to test.N, the others to train.N.
split()
{
    rm -f test.* train.*
    "$PYTHON" - "$@" << 'END'
import re, sys
of = dict(line.split('\t') for line in open(sys.argv[1]).read().splitlines()[1:])
lines, frames = open(sys.argv[2]).read().splitlines(keepends=True), []
while lines:
    n = int(lines[0]) + 2
    frames.append((of[re.search(r'name=(\S+)', lines[1])[1]], lines[:n]))
    lines = lines[n:]
for fold in set(of.values()) - {'0'}:
    with open('train.' + fold, 'w') as train, open('test.' + fold, 'w') as test:
        for held, frame in frames:
            (test if held == fold else train).writelines(frame)
END
}

# scores WAY OPTION ...: what krr-score tells of the folds' structures, predicted by models that krr-train WAY makes of the others.
scores()
{
    for train in train.*; do
        xyz2mbtr "${@:2}" "$train" > t.mbtr
        krr-train "$1" t.mbtr > m.krr
        krr-predict -m m.krr --xyz "test.${train#*.}"
    done > predicted.xyz
    krr-score predicted.xyz
}

# same_as_scores LOG SCORES: the last line of a log has the errors of such a table.
same_as_scores()
{
    "$PYTHON" - "$@" << 'END'
import sys
log, table = ([line.split('\t') for line in open(name).read().splitlines()] for name in sys.argv[1:])
found = dict(zip(log[0], log[-1]))
of = {row[0]: dict(zip(table[0], row)) for row in table[1:]}
names = {'energy': '', 'energy_per_atom': 'atom_', 'forces': 'forces_', 'stress': 'stress_'}
there = [q for q in names if found.get(names[q] + 'rmse')]
assert there == [q for q in names if q in of and names[q] + 'rmse' in found], found
for q in there:
    for loss in ('rmse', 'mae'):
        a, b = float(found[names[q] + loss]), float(of[q][loss.upper()])
        assert abs(a - b) <= 1e-5 * b, (q, loss, a, b)
END
}

# check WAY FILE SPLIT OPTION ...: the errors at the start of a search are those.
check()
{
    rm -f one.tsv
    read -ra split <<< "$3"
    krr-tune -q "${@:4}" "${split[@]}" --folds one.folds --log one.tsv --evaluations 1 "$2" > one.yaml
    split one.folds "$2"
    scores "$1" "${@:4}" > one.scores
    same_as_scores one.tsv one.scores || fail "$*: $(cat one.tsv one.scores)"
}

@test "environments of atoms and structures, linear models, kernels of forces: errors are those of the programs" {
    check --with mixed.xyz '--cv 2' -c atoms.yaml
    check --with slab.xyz '--holdout 3' -c structures.yaml -s 'regression={stress: none, noise_energy: 0.01, noise_forces: 0.1}'
    check --primal mixed.xyz '--holdout 5' -c atoms.yaml -s 'regression={lambda_energy: 1e-6, baseline: mean}' \
        -s 'kernel={atoms: average, match: element, environments: 0, function: linear}'
    check --with mixed.xyz '--holdout 5' -c whole.yaml -s kernel.function=matern52
    check --with crystal.xyz '--holdout 3' -c whole.yaml -s regression.forces=none
    # Energies alone.
    check --with molecule.xyz '--holdout 3' -c atoms.yaml -s regression.forces=none -s regression.stress=none
    run -0 cat one.tsv
    refute_output --partial forces_rmse
}

@test "exchanged atoms are found among the structures that are read, and told" {
    awk 'NR <= 110' "$DATA/ethanol-md/ethanol-md.xyz" > ethanol.xyz
    set -- -s species=atom -s regression.stress=none \
        -s representation='[{body: 2, geometry: 1/distance, sigma: 0.15, grid: [-0.275, 1.575, 6]}]'
    for way in '--with auto matern52' '--primal classes linear'; do
        read -r with symmetry function <<< "$way"
        set -- "${@:1:6}" -s symmetry="$symmetry" -s kernel.function="$function"
        krr-tune -q -c whole.yaml "$@" --holdout 3 --evaluations 1 ethanol.xyz > found.yaml
        # As xyz2mbtr finds them in the same file.
        xyz2mbtr -c whole.yaml "$@" ethanol.xyz | mbtr-cat --header | grep -E '^symmetry: [[{]' > right
        grep '^symmetry' found.yaml | diff - right
        check "$with" ethanol.xyz '--holdout 3' -c found.yaml
    done
}

@test "lambda: what a search finds is the best of its whole grid, each with the errors that it has alone" {
    for recipe in atoms whole; do
        rm -f grid.tsv
        krr-tune -q -c $recipe.yaml -s "search={regression.lambda: {start: 1e-5, factor: 10, min: 1e-6, max: 1e-4}}" --cv 2 \
            --log grid.tsv mixed.xyz > grid.yaml
        for lambda in 1e-06 1e-05 0.0001; do
            krr-tune -q -c $recipe.yaml -s "search={regression.lambda: {start: $lambda, factor: 10, min: $lambda, max: $lambda}}" \
                --cv 2 mixed.xyz | sed -n "s/^# krr-tune: rmse \([^ ]*\) of forces for 16 .*/$lambda \1/p"
        done > alone
        [ "$(wc -l < alone)" -eq 3 ]
        awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "forces_rmse") at = i; next } { printf "%s %.6g\n", $2, $at }' \
            grid.tsv | sort > together
        sort alone | join - together | awk '{ d = $2 / $3 - 1; if (!(d * d < 1e-11)) { print; exit 1 } } END { exit NR < 3 }'
        best=$(sort -g -k 2 alone | sed -n '1s/ .*//p')
        grep -q "lambda: $best," grid.yaml || fail "$recipe: $best: $(cat alone grid.yaml)"
        # All three at once.
        assert_equal "$(awk -F '\t' 'NR > 1 && $NF > 0' grid.tsv | wc -l)" 1
    done
}

@test "the best lambda of all over noise, and its error, are those of krr-train --validate" {
    noise=(-s 'regression={noise_energy: 0.02, noise_forces: 0.1, noise_stress: 0.05}')
    krr-tune -q -c atoms.yaml "${noise[@]}" -s 'search={regression.lambda: {start: 2^-16, factor: 4, min: 2^-50, max: 1}}' \
        --holdout 4 --folds v.folds --log v.tsv mixed.xyz > v.yaml
    split v.folds mixed.xyz
    xyz2mbtr -c atoms.yaml "${noise[@]}" train.1 > t.mbtr
    xyz2mbtr -c atoms.yaml "${noise[@]}" test.1 > v.mbtr
    krr-train -v --with t.mbtr --validate v.mbtr -o m.krr 2> told
    lambda=$(mbtr-cat --header m.krr | sed -n 's/.* lambda: \([^,]*\),.*/\1/p')
    "$PYTHON" - "$lambda" << 'END'
import re, sys
found = {float(a): float(b) for a, b in (map(float, m) for m in re.findall(r'lambda 2\^(-?\d+): error (\S+)', open('told').read()))}
rows = [line.split('\t') for line in open('v.tsv').read().splitlines()]
at = rows[0].index('all_rmse')
log = {round(__import__('math').log2(float(r[1]))): float(r[at]) for r in rows[1:] if r[at]}
assert len(log) > 15, log
for k in log:
    assert k < -34 or abs(log[k] / found[k] - 1) < 1e-4, (k, log[k], found[k])
best = float(re.search(r'\blambda: ([^,]+),', open('v.yaml').read())[1])
assert abs(best / float(sys.argv[1]) - 1) < 1e-8, (best, sys.argv)
told = float(re.search(r'rmse (\S+) of all over noise', open('v.yaml').read())[1])
assert abs(told / min(log.values()) - 1) < 1e-5
END
}

@test "--of and --loss: each error of the log may be made small; by default all over noise, or forces, stress, the property" {
    krr-tune -q -c atoms.yaml --holdout 5 --log of.tsv mixed.xyz > of.yaml
    for case in 'property rmse ' 'forces mae of forces' 'stress rmse of stress' 'all mae of all over noise'; do
        read -r error loss text <<< "$case"
        krr-tune -q -c atoms.yaml --holdout 5 --log of.tsv --of $error --loss $loss mixed.xyz > of.yaml
        column=$(sed 's/^property_//' <<< ${error}_$loss)
        least=$(awk -F '\t' -v name="$column" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next }
            NR == 2 || $at < least { least = $at } END { printf "%.6g", least }' of.tsv)
        grep "^# krr-tune: $loss $least ${text:+$text }for 5 structures held out of 16" of.yaml || fail "$case: $(cat of.tsv of.yaml)"
    done
    krr-tune -q -c atoms.yaml --holdout 5 --log of.tsv --of property --per atom mixed.xyz | grep '^# krr-tune: rmse [^ ]* per atom for 5'
    for case in 'noise_energy: 1, noise_forces: 1|of forces' 'forces: none|of stress' 'forces: none, stress: none|for' \
        'noise_energy: 1, noise_forces: 1, noise_stress: 1|of all over noise' 'stress: none, noise_energy: 1, noise_forces: 1|of all'; do
        krr-tune -q -c atoms.yaml -s "regression={${case%|*}}" --holdout 3 --evaluations 1 crystal.xyz |
            grep "^# krr-tune: rmse [^ ]* ${case#*|}" || fail "$case"
    done
}

@test "names in lists choose among ways to learn; a kernel that forces are not learned by does not count" {
    search='search={kernel.function: [laplacian, linear, matern52], regression.lambda: {start: 1e-5, factor: 10, min: 1e-6, max: 1e-4}}'
    run -0 --separate-stderr krr-tune -v -c whole.yaml -s kernel.function=linear -s "$search" --holdout 3 --log names.tsv crystal.xyz
    assert_line --index 0 --regexp '^# krr-tune: rmse .* of forces'
    [[ $stderr == *'needs the kernel gaussian or matern52 of all terms'*': this point does not count'* ]]
    for function in linear matern52; do
        krr-tune -q -c whole.yaml -s kernel.function=$function --holdout 3 \
            -s 'search={regression.lambda: {start: 1e-5, factor: 10, min: 1e-6, max: 1e-4}}' crystal.xyz |
            sed -n 's/^# krr-tune: rmse \([^ ]*\) .*/\1/p'
    done | sort -g | sed -n 1p > least
    assert_line --index 0 --partial "rmse $(cat least) of forces"
    assert_equal "$(awk -F '\t' '$2 == "laplacian" && $4 != ""' names.tsv)" ''
}

@test "a log that was cut is read on, whatever the number of threads; --for has errors with half of the structures" {
    local search='search={regression.lambda: {start: 1e-5, factor: 10, min: 1e-7, max: 1e-3}}'
    for case in 'whole 0' 'whole 900' 'whole 1500' 'atoms 900'; do
        read -r recipe bytes <<< "$case"
        set -- -q -c $recipe.yaml -s "$search" --holdout 5 --for 100 --log
        [ -e $recipe.tsv ] || krr-tune "$@" $recipe.tsv mixed.xyz > $recipe.out
        head -c "$bytes" $recipe.tsv > cut.tsv
        krr-tune -j $((bytes % 7 + 1)) "$@" cut.tsv mixed.xyz | cmp - $recipe.out
        cmp <(sed 's/[^\t]*$//' cut.tsv) <(sed 's/[^\t]*$//' $recipe.tsv)
    done
    run -0 sed -n 1p whole.tsv
    assert_output --partial $'\tforces_mae\tstress_rmse\tstress_mae\tall_rmse\tall_mae\thalf_rmse\t'
    assert_output --partial $'\thalf_forces_rmse\thalf_forces_mae\thalf_stress_rmse\thalf_stress_mae\thalf_all_rmse\thalf_all_mae\tseconds'
}

# The last of several evaluations is that of a search that begins there.
@test "what is kept of tensors while values change is not kept too long" {
    krr-tune -q -c atoms.yaml --holdout 5 --evaluations 6 --log all.tsv -s 'search={representation.1.sigma: {start: 0.4, factor: 2, min: 0.4, max: 0.8},
        representation.2.scale: {start: 4, factor: 2, min: 2, max: 4}, kernel.2.sigma: {start: 5, factor: 2, min: 5, max: 10}}' mixed.xyz > all.yaml
    [ "$(wc -l < all.tsv)" -eq 7 ]
    for line in 4 7; do
        sed -n ${line}p all.tsv > row
        read -r _ a b c _ < row
        rm -f one.tsv
        krr-tune -q -c atoms.yaml --holdout 5 --log one.tsv mixed.xyz \
            -s "search={representation.1.sigma: {start: $a, factor: 2, min: $a, max: $a},
                representation.2.scale: {start: $b, factor: 2, min: $b, max: $b}, kernel.2.sigma: {start: $c, factor: 2, min: $c, max: $c}}" > one.yaml
        assert_equal "$(sed 1d one.tsv | cut -f 5-14)" "$(cut -f 5-14 row)"
    done
}
