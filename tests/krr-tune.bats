load common
load reference/learn

# A small recipe, a grid of three by three values to search.
setup_file()
{
    cd "$BATS_FILE_TMPDIR"
    xyz-split -n 160 --seed 2 --keep-small 2 --train train.xyz --test rest.xyz "$DATA/molecules/molecules.xyz"
    two_terms > r.yaml
    cat >> r.yaml << 'END'
search:
  representation.1.sigma: {start: 2^-4, factor: 4, min: 2^-8, max: 2^-4}
  kernel.sigma: {start: 4, factor: 4, min: 4, max: 64}
END
}

setup()
{
    cd "$BATS_FILE_TMPDIR"
}

# Writes the structures of train.xyz that a table of folds holds out in one of them to test.N, the others to train.N.
split_folds()
{
    "$PYTHON" - "$1" << 'END'
import re, sys
of = dict(line.split('\t') for line in open(sys.argv[1]).read().splitlines()[1:])
lines, frames = open('train.xyz').read().splitlines(keepends=True), []
while lines:
    n = int(lines[0]) + 2
    frames.append((of.get(re.search(r'name=(\S+)', lines[1])[1]), lines[:n]))
    lines = lines[n:]
for fold in set(of.values()) - {'0'}:
    with open('train.' + fold, 'w') as train, open('test.' + fold, 'w') as test:
        for held, frame in frames:
            if held:
                (test if held == fold else train).writelines(frame)
END
}

# Makes the tensors of the folds 1 to N by a program with these options: xyz2mbtr N -c r.yaml ...
tensors()
{
    for fold in $(seq "$2"); do
        "$1" "${@:3}" train.$fold > train.$fold.mbtr
        "$1" "${@:3}" test.$fold > test.$fold.mbtr
    done
}

# The errors rmse, mae, atom_rmse and atom_mae that the programs give from these tensors: N -c r.yaml ...
errors()
{
    for fold in $(seq "$1"); do
        mbtr-kernel "${@:2}" train.$fold.mbtr | krr-train "${@:2}" > model
        mbtr-kernel "${@:2}" -x train.$fold.mbtr test.$fold.mbtr | krr-predict -m model | sed 1d
    done | awk -F '\t' '
        { e = $5 - $4; a = e / $3; square += e * e; sum += e < 0 ? -e : e; squarea += a * a; suma += a < 0 ? -a : a }
        END { printf "%.15g\t%.15g\t%.15g\t%.15g\n", sqrt(square / NR), sum / NR, sqrt(squarea / NR), suma / NR }'
}

# The four errors of the last line of a log.
logged()
{
    tail -n 1 "$1" | awk -F '\t' -v OFS='\t' '{print $(NF-4), $(NF-3), $(NF-2), $(NF-1)}'
}

assert_close()
{
    "$PYTHON" -c 'import sys
a, b = (list(map(float, s.split())) for s in sys.argv[1:])
sys.exit(not (len(a) == len(b) == 4 and all(abs(x - y) <= 1e-9 * y for x, y in zip(a, b))))' "$1" "$2" ||
        fail "$3: $1 and $2"
}

# The names that the recipe's kernel.function may have.
kernels()
{
    run -1 krr-tune -c r.yaml -s kernel.function=nonsense --holdout 1 train.xyz
    grep -o "'[^']*'" <<< "${output#*expected}" | tr -d "'" | grep -v nonsense
}

@test "the errors are those of the pipeline, with every kernel, per structure and per atom" {
    [ "$(kernels | wc -l)" -ge 3 ]
    krr-tune -q -c r.yaml --holdout 40 --folds one.folds --evaluations 1 train.xyz > one.yaml
    split_folds one.folds
    tensors xyz2mbtr 1 -c r.yaml
    for function in $(kernels); do
        for per in structure atom; do
            set -- -c r.yaml -s kernel.function=$function -s regression.per=$per
            rm -f one.tsv
            krr-tune -q "$@" --holdout 40 --log one.tsv --evaluations 1 train.xyz > one.yaml
            assert_close "$(logged one.tsv)" "$(errors 1 "$@")" "$function, $per"
        done
    done
}

@test "and with sums and products of kernels over terms" {
    krr-tune -q -c r.yaml --holdout 40 --folds one.folds --evaluations 1 train.xyz > one.yaml
    split_folds one.folds
    tensors xyz2mbtr 1 -c r.yaml
    part='{function: gaussian, sigma: 4, terms: [1]}, {function: laplacian, sigma: 16}, {function: linear, terms: [2]}'
    for form in sum product; do
        set -- -c r.yaml -s 'search={kernel.1.sigma: {start: 4, factor: 2, min: 1, max: 8}}' -s "kernel={$form: [$part]}"
        rm -f one.tsv
        krr-tune -q "$@" --holdout 25% --log one.tsv --evaluations 1 train.xyz > one.yaml
        assert_close "$(logged one.tsv)" "$(errors 1 "$@")" "$form"
    done
    run krr-tune -q -c r.yaml --holdout 40 -s 'search={kernel.1.sigma: {start: 4, factor: 2, min: 1, max: 8},
        kernel.2.weight: {start: 1, factor: 4, min: 0.1, max: 4}, kernel.2.function: [laplacian, matern32]}' \
        -s "kernel={sum: [$part]}" train.xyz
    assert_success
    assert_line --regexp '^kernel: \{sum: \[\{function: gaussian, sigma: .*, terms: \[1\], weight: 1\}, .*, terms: \[2\], weight: 1\}\]\}$'
}

@test "and with kernels of atoms, whose matching and function may be searched" {
    krr-tune -q -c r.yaml --holdout 40 --folds one.folds --evaluations 1 train.xyz > one.yaml
    split_folds one.folds
    tensors xyz2mbtr 1 -c r.yaml -s kernel.atoms=sum
    part='{function: gaussian, sigma: 4, terms: [1]}, {function: laplacian, sigma: 16}'
    for kernel in 'atoms: sum, match: element, function: gaussian, sigma: 2' 'atoms: average, function: matern52, sigma: 2' \
        "atoms: sum, match: element, product: [$part]"; do
        set -- -c r.yaml -s 'search={regression.lambda: {start: 1e-4, factor: 2, min: 1e-4, max: 1e-4}}' -s "kernel={$kernel}"
        rm -f one.tsv
        krr-tune -q "$@" --holdout 40 --log one.tsv --evaluations 1 train.xyz > one.yaml
        assert_close "$(logged one.tsv)" "$(errors 1 "$@")" "$kernel"
    done
    # Each of several values in its turn, the last as when it comes alone: nothing is kept that has changed.
    search='search={kernel.sigma: {start: 2, factor: 2, min: 2, max: 4}, kernel.match: [any, element],
        kernel.function: [gaussian, laplacian], representation.1.scale: {start: 1, factor: 2, min: 1, max: 2}}'
    krr-tune -q -c r.yaml -s kernel.atoms=sum -s "$search" --holdout 40 --log all.tsv --evaluations 9 train.xyz > all.yaml
    [ "$(wc -l < all.tsv)" -eq 10 ]
    tail -n 1 all.tsv > last
    read -r _ sigma match function scale _ < last
    krr-tune -q -c r.yaml -s "kernel={atoms: sum, match: $match, function: $function, sigma: $sigma}" \
        -s 'search={regression.lambda: {start: 1e-4, factor: 2, min: 1e-4, max: 1e-4}}' \
        -s "representation.1.scale=$scale" --holdout 40 --log last.tsv --evaluations 1 train.xyz > last.yaml
    assert_close "$(logged all.tsv)" "$(logged last.tsv)" "$(cat last)"
}

@test "kernels of structures and of their atoms in one list: each with the error that it has alone" {
    krr-tune -q -c r.yaml -n 60 --holdout 20 --log list.tsv -s 'search={kernel.atoms: [none, sum], kernel.match: [any, element]}' \
        train.xyz > list.yaml
    for kernel in 'none any' 'sum any' 'sum element'; do
        read -r atoms match <<< "$kernel"
        rm -f one.tsv
        krr-tune -q -c r.yaml -n 60 --holdout 20 --log one.tsv -s 'search={regression.lambda: {start: 1e-4, factor: 2, min: 1e-4, max: 1e-4}}' \
            -s kernel.atoms=$atoms -s kernel.match=$match train.xyz > one.yaml
        awk -F '\t' -v atoms=$atoms -v match_of=$match '$2 == atoms && $3 == match_of' list.tsv > row
        assert_close "$(logged row)" "$(logged one.tsv)" "$kernel"
    done
}

@test "and with properties of atoms, of all elements or some; no structure's atoms are parted" {
    cd "$BATS_TEST_TMPDIR"
    "$PYTHON" "$ROOT/tests/reference/charges.py" < "$BATS_FILE_TMPDIR/train.xyz" > train.xyz
    cp "$BATS_FILE_TMPDIR/r.yaml" .
    for options in '' '--elements C,H'; do
        set -- -c r.yaml -s kernel='{match: element, function: gaussian, sigma: 4}' \
            -s regression='{property: charge, of: atoms, lambda: 1e-5, baseline: composition}'
        rm -f one.tsv
        krr-tune -q "$@" $options --holdout 40 --folds one.folds --log one.tsv --evaluations 1 train.xyz > one.yaml
        split_folds one.folds
        tensors xyz2mbtr 1 "$@" $options
        assert_close "$(logged one.tsv)" "$(errors 1 "$@")" "$options"
        run -0 head -n 1 one.yaml
        assert_output --regexp '^# krr-tune: rmse [0-9.]+ for [0-9]+ atoms held out of [0-9]+, 1 evaluations$'
    done
    # Chosen structures keep their own atoms' values.
    krr-tune -q "$@" -n 100 --holdout 40 --log few.tsv --folds few.folds --evaluations 1 train.xyz > few.yaml
    split_folds few.folds
    tensors xyz2mbtr 1 "$@"
    assert_close "$(logged few.tsv)" "$(errors 1 "$@")" 'of 100'
}

@test "--for: errors with half of the structures are those of the pipeline, and a power of their number leads to what is told" {
    krr-tune -q -c r.yaml --holdout 40 --folds one.folds --for 960 --log for.tsv --evaluations 1 train.xyz > for.yaml
    split_folds one.folds
    awk 'NF == 1 {n++} n % 2 == 0' train.1 > half
    tensors xyz2mbtr 1 -c r.yaml
    run -0 sed -n 2p for.tsv
    read -r _ _ _ rmse mae atom_rmse atom_mae half half_mae half_atom half_atom_mae _ <<< "$output"
    assert_close "$rmse $mae $atom_rmse $atom_mae" "$(errors 1 -c r.yaml)" all
    mv half train.1
    tensors xyz2mbtr 1 -c r.yaml
    assert_close "$half $half_mae $half_atom $half_atom_mae" "$(errors 1 -c r.yaml)" half
    # 120 of 160 are trained with, and 960 are three doublings more.
    run -0 head -n 1 for.yaml
    assert_output --regexp "^# krr-tune: rmse $(awk -v a="$rmse" -v b="$half" 'BEGIN {printf "%.6g", a * (a / b)^3}') for 40 \
structures held out of 160, 1 evaluations, extrapolated to 960 structures\$"
    # Another number is told by the same log; a search without one is another.
    krr-tune -q -c r.yaml --holdout 40 --for 120 --log for.tsv --evaluations 1 train.xyz > for.yaml
    run -1 krr-tune -q -c r.yaml --holdout 40 --log for.tsv train.xyz
}

@test "and with cross-validation, which holds out every structure once" {
    krr-tune -q -c r.yaml -n 100 --seed 5 --cv 3 --folds cv.folds --log cv.tsv --evaluations 1 train.xyz > cv.yaml
    assert_equal "$(sed 1d cv.folds | cut -f 2 | sort | uniq -c | xargs)" '33 1 33 2 34 3'
    split_folds cv.folds
    tensors xyz2mbtr 3 -c r.yaml
    assert_close "$(logged cv.tsv)" "$(errors 3 -c r.yaml)" 'cv'
}

@test "and with Coulomb matrices, whose kind may be searched too" {
    cat > cm.yaml << 'END'
representation: [{matrix: coulomb}]
kernel: {function: laplacian, sigma: 256}
regression: {property: energy, lambda: 1e-4, baseline: composition}
search:
  kernel.sigma: {start: 256, factor: 8, min: 32, max: 2048}
  representation.1.matrix: [coulomb, coulomb_eigenvalues]
END
    krr-tune -q -c cm.yaml --holdout 40 --folds cm.folds --log cm.tsv --evaluations 1 train.xyz > cm.out
    split_folds cm.folds
    tensors xyz2cm 1 -c cm.yaml
    assert_close "$(logged cm.tsv)" "$(errors 1 -c cm.yaml)" 'coulomb'
    krr-tune -q -c cm.yaml --holdout 40 --log cm.tsv train.xyz > cm.out
    [ "$(cut -f 3 cm.tsv | sort -u | wc -l)" -eq 3 ]
    rm cm.tsv
    krr-tune -q -c cm.yaml -s representation.1.matrix=coulomb_eigenvalues --holdout 40 --log cm.tsv --evaluations 1 train.xyz > cm.out
    tensors xyz2cm 1 -c cm.yaml -s representation.1.matrix=coulomb_eigenvalues
    assert_close "$(logged cm.tsv)" "$(errors 1 -c cm.yaml -s representation.1.matrix=coulomb_eigenvalues)" 'eigenvalues'
}

@test "of a correlation the length and the numbers of a factor may be searched, by factors and by steps" {
    local elements='elements: [H, C, N, O, S]'
    search 'length: 1' correlation.length 'factor: 2' 1 2
    search 'factor: [[1, 1, 1, 1, 1], [1, 0, 0, 0, 0]]' correlation.factor.2.N 'step: 0.5' -0.5 0
}

# search CORRELATION PATH STEP FIRST LAST: both values are in the log, each with the error that it has alone.
search()
{
    local path=$2 step=$3 first=$4 last=$5 value
    { cat r.yaml && echo "correlation: {$elements, $1}"; } > c.yaml
    rm -f -- *.one all.tsv
    krr-tune -q -c c.yaml --holdout 40 -s "search={$path: {start: $first, $step, min: $first, max: $last}}" --log all.tsv \
        train.xyz > best.yaml
    for value in "$first" "$last"; do
        krr-tune -q -c c.yaml --holdout 40 -s "search={$path: {start: $value, $step, min: $value, max: $value}}" \
            --log "$value.one" train.xyz > one.yaml
        [ "$(wc -l < "$value.one")" -eq 2 ]
        grep -qF "$(logged "$value.one")" all.tsv || fail "$path $value: $(logged "$value.one")"
        xyz2mbtr --show-recipe -c c.yaml -s "$path=$value" | grep '^correlation' | cmp - <(grep '^correlation' one.yaml)
        # The log is gone on with.
        krr-tune -q -c c.yaml --holdout 40 -s "search={$path: {start: $value, $step, min: $value, max: $value}}" \
            --log "$value.one" train.xyz > again.yaml
        cmp one.yaml again.yaml
        [ "$(wc -l < "$value.one")" -eq 2 ]
    done
    refute [ "$(logged "$first.one")" = "$(logged "$last.one")" ]
}

@test "the best of three by three values is what trying all of them finds" {
    krr-tune -c r.yaml --holdout 40 --folds b.folds --log b.tsv train.xyz > b.yaml
    split_folds b.folds
    for a in -8 -6 -4; do
        tensors xyz2mbtr 1 -c r.yaml -s representation.1.sigma=2^$a
        for b in 4 16 64; do
            set -- -s representation.1.sigma=2^$a -s kernel.sigma=$b
            echo "$(errors 1 -c r.yaml "$@" | cut -f 1) $(xyz2mbtr -c r.yaml "$@" --show-recipe | grep -v ': {start:' | cksum)"
        done
    done | sort -g > all
    assert_equal "$(grep -v -e '^#' -e ': {start:' b.yaml | cksum)" "$(head -n 1 all | cut -d ' ' -f 2-)"
    run -0 head -n 1 b.yaml
    assert_output --regexp "^# krr-tune: rmse $(head -n 1 all | cut -c 1-5).* for 40 structures held out of 160, [1-9] evaluations"
}

@test "a log that was cut is read on: the same recipe, nothing twice" {
    krr-tune -c r.yaml --holdout 40 --log whole.tsv train.xyz > whole.yaml
    for bytes in 0 7 300 500 "$(($(wc -c < whole.tsv) - 1))"; do
        head -c "$bytes" whole.tsv > cut.tsv
        krr-tune -c r.yaml --holdout 40 --log cut.tsv train.xyz | cmp - whole.yaml
        cmp <(sed 's/[^\t]*$//' cut.tsv) <(sed 's/[^\t]*$//' whole.tsv)
    done
    cp whole.tsv again.tsv
    krr-tune -c r.yaml --holdout 40 --log again.tsv train.xyz | cmp - whole.yaml
    cmp again.tsv whole.tsv
    [ -z "$(cut -f 2,3 whole.tsv | sort | uniq -d)" ]
}

@test "evaluations of a search from another start count too" {
    krr-tune -c r.yaml --holdout 40 --log start.tsv train.xyz > start.yaml
    cp start.tsv before.tsv
    krr-tune -c start.yaml --holdout 40 --log start.tsv train.xyz | diff <(sed 1d start.yaml) <(sed 1d)
    [ -z "$(cut -f 2,3 start.tsv | sort | uniq -d)" ]
    head -c "$(wc -c < before.tsv)" start.tsv | cmp - before.tsv
}

@test "limits stop a search, which goes on from its log" {
    krr-tune -c r.yaml --holdout 40 train.xyz > right.yaml
    run --separate-stderr krr-tune -c r.yaml --holdout 40 --log limit.tsv --evaluations 2 -o limit.yaml train.xyz
    assert_success
    assert_equal "$stderr" 'krr-tune: warning: stopped by its limit: the search is not at its end
krr-tune: warning: kernel.sigma: the best value, 4, is at the lower end of its range, 4'
    [ "$(wc -l < limit.tsv)" -eq 3 ]
    krr-tune -q -c r.yaml --holdout 40 --log limit.tsv --time 1e-9 train.xyz > limit.yaml
    [ "$(wc -l < limit.tsv)" -eq 3 ]
    krr-tune -q -c r.yaml --holdout 40 --time 1e-9 train.xyz | grep ' 1 evaluations'
    krr-tune -c r.yaml --holdout 40 --log limit.tsv train.xyz | cmp - right.yaml
}

@test "one and two threads give the same" {
    krr-tune -j 1 -c r.yaml --cv 2 --loss mae --log j1.tsv train.xyz > j1.yaml
    krr-tune -j 2 -c r.yaml --cv 2 --loss mae --log j2.tsv - < train.xyz | cmp - j1.yaml
    cmp <(sed 's/[^\t]*$//' j1.tsv) <(sed 's/[^\t]*$//' j2.tsv)
    grep -q '^# krr-tune: mae .* for 160 structures held out of 160' j1.yaml
}

@test "names in lists: the best of them, each with numbers of its own" {
    set -- --holdout 40 --per atom train.xyz
    { cat r.yaml; echo '  kernel.function: [linear, gaussian, laplacian]'; } > names.yaml
    krr-tune -c names.yaml --log names.tsv "$@" > n.yaml
    for function in linear gaussian laplacian; do
        krr-tune -q -c r.yaml -s kernel.function=$function "$@" | sed -n 's/.*rmse \([0-9.]*\) per atom.*/\1/p'
    done | sort -g | sed -n 1p > alone
    sed -n 's/.*rmse \([0-9.]*\) per atom.*/\1/p' n.yaml | cat - alone | xargs > both
    awk '{exit !($1 <= $2 * 1.000001)}' both || fail "$(cat both)"
    krr-tune -c names.yaml --log names.tsv "$@" | cmp - n.yaml
    [ -z "$(cut -f 2-4 names.tsv | sort | uniq -d)" ]
}

@test "a matrix that is not positive definite counts as infinitely bad" {
    cat train.xyz train.xyz > twice.xyz
    sed '/^search/,$d' r.yaml > bad.yaml
    printf 'search:\n  regression.lambda: {start: %s, factor: 10, min: 1e-300, max: 1}\n' 1e-299 > search
    run -1 krr-tune -c <(cat bad.yaml search) --holdout 40 twice.xyz -o bad.out
    assert_output 'krr-tune: no matrix was positive definite: start from a larger regression.lambda'
    [ ! -e bad.out ]
    printf 'search:\n  regression.lambda: {start: 1e-1, factor: 1e25, min: 1e-300, max: 1}\n' > search
    krr-tune -c <(cat bad.yaml search) --holdout 40 --log bad.tsv twice.xyz > bad.out
    assert_equal "$(cut -f 2- bad.tsv | sed -n 3p | cut -f 1-5)" $'1e-26\t\t\t\t'
    grep -q 'lambda: 0.1,' bad.out
}

@test "structures held out are spread over the property, or over what --stratify names" {
    krr-tune -q -c r.yaml --holdout 16 --evaluations 1 --folds spread train.xyz > out
    krr-tune -q -c r.yaml --holdout 16 --evaluations 1 --folds natoms --stratify natoms train.xyz > out
    krr-tune -q -c r.yaml --holdout 16 --evaluations 1 --folds seed --seed 1 train.xyz > out
    run ! cmp -s spread natoms
    run ! cmp -s spread seed
    "$PYTHON" - << 'END'
import re
comments = [line for line in open('train.xyz') if 'name=' in line]
energy = {re.search(r'name=(\S+)', c)[1]: float(re.search(r'energy=(\S+)', c)[1]) for c in comments}
folds = [line.split() for line in open('spread')][1:]
assert [f[0] for f in folds] == list(energy)
order = sorted(energy, key=energy.get)
ranks = sorted(order.index(i) for i, fold in folds if fold == '1')
assert len(ranks) == 16 and all(r // 10 == i for i, r in enumerate(ranks)), ranks
END
}

@test "a log of another search is refused" {
    krr-tune -q -c r.yaml --holdout 40 --evaluations 1 --log mine.tsv train.xyz > out
    for change in '--seed 1' '--holdout 41' '-n 150' '-s regression.lambda=1e-5' '-s representation.2.sigma=0.2'; do
        run -1 krr-tune -c r.yaml --holdout 40 --log mine.tsv $change train.xyz
        assert_output --partial 'mine.tsv:2: this evaluation is of other structures, another split or another recipe'
    done
    run -1 krr-tune -c molecules --holdout 40 --log mine.tsv train.xyz
    assert_output --partial 'mine.tsv: not a log of krr-tune'
    cp train.xyz strange
    run -1 krr-tune -c r.yaml --holdout 40 --log strange train.xyz
    assert_output --partial 'strange: not a log of krr-tune'
}

@test "bad input" {
    sed '/^search/,$d' r.yaml > plain.yaml
    run -1 krr-tune -c plain.yaml --holdout 40 train.xyz
    assert_output "krr-tune: plain.yaml: the recipe lacks 'search', which krr-tune needs: add it, or give it by -s"
    run -1 krr-tune -c r.yaml -s search='{kernel.sigma: {start: 0, factor: 2, min: 0, max: 1}}' --holdout 40 train.xyz --log none
    assert_output 'krr-tune: r.yaml: search: kernel.sigma: expected numbers from 1e-50 to 1e+50, found 0 to 1'
    [ ! -e none ]
    run -1 krr-tune -c r.yaml --holdout 160 train.xyz
    assert_output 'krr-tune: there are 160 structures, too few to hold out 160 of them'
    run -1 krr-tune -c r.yaml -n 5% --holdout 8 train.xyz
    assert_output 'krr-tune: there are 8 structures, too few to hold out 8 of them'
    run -1 krr-tune -c r.yaml --holdout 0.1% train.xyz
    assert_output 'krr-tune: there are 160 structures, too few to hold out 0 of them'
    run -1 krr-tune -c r.yaml -n 161 --holdout 10 train.xyz
    assert_output 'krr-tune: -n 161: expected at least as many structures, found 160'
    run -1 krr-tune -c r.yaml -s regression.property=enthalpy --holdout 10 train.xyz
    assert_output "krr-tune: train.xyz:2: there is no property 'enthalpy'; there is: energy, polarizability, gap"
    run -1 krr-tune -c r.yaml --stratify charge --holdout 10 train.xyz
    assert_output "krr-tune: train.xyz:2: there is no property 'charge'; there is: energy, polarizability, gap"
    run -1 krr-tune -c r.yaml -s species=atom --holdout 10 train.xyz
    assert_output --partial 'species: atom needs the same atoms'
    printf '1\nenergy=-1\nHe 0 0 0\n' | cat train.xyz - > helium.xyz
    run -1 krr-tune -c r.yaml --cv 161 helium.xyz
    assert_output --partial 'it is held out and holds He, which is in no structure that is trained with'
}

@test "wrong usage" {
    for arguments in '' '--holdout 5 --cv 5' '--cv 1' '--holdout 5 --loss max' '--holdout 5 --per bond' '--holdout 5 --time -1'; do
        run -2 krr-tune -c r.yaml $arguments train.xyz
    done
    run -2 krr-tune --holdout 5 train.xyz
}
