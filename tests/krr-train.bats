load common
load reference/learn

setup_file()
{
    cd "$BATS_FILE_TMPDIR"
    make_sets
    mbtr-kernel train.mbtr > train.k
}

setup()
{
    cd "$BATS_FILE_TMPDIR"
}

@test "--dry-run reads the header alone: structures, bytes and operations" {
    head -c 50000 train.k > cut
    krr-train --dry-run cut > forecast.tsv
    grep -qx $'rows\t600\tstructures' forecast.tsv
    grep -qx $'operations\t7.272e+07\tflops' forecast.tsv
    awk -F '\t' '$1 == "memory" { right = $2 >= 4 * 600 * 600 && $2 < 6.5 * 600 * 600 } END { exit !right }' forecast.tsv
    echo a model > m
    krr-train --dry-run --loo loo.tsv cut -o m > forecast.tsv
    grep -qx $'operations\t1.4472e+08\tflops' forecast.tsv
    [ ! -e loo.tsv ]
    [ "$(cat m)" = 'a model' ]
}

@test "weights are SciPy's for every baseline, per structure and per atom" {
    for baseline in none mean composition; do
        for per in structure atom; do
            krr-train -s regression.lambda=1e-3 -s regression.baseline=$baseline -s regression.per=$per train.k > m
            assert_numpy train m train.k
        done
    done
}

@test "one element, one composition: the baseline's least squares stand it" {
    printf '1\nenergy=%s\nHe 0 0 0\n' 1 2 4 > he.xyz
    printf '2\nenergy=%s\nHe 0 0 0\nNe 0 0 1\n' 3 5 >> he.xyz
    printf '2\nenergy=%s\nHe 0 0 0\nNe 0 0 2\n' 3 6 > alike.xyz
    for file in he alike; do
        xyz2mbtr -c few-bins.yaml $file.xyz | mbtr-kernel > k
        krr-train -s regression.lambda=1 k > m
        assert_numpy train m k
    done
}

@test "the same bytes with one and two threads" {
    krr-train -j 1 train.k > one
    krr-train -j 2 < train.k | cmp - one
}

@test "a matrix that is not positive definite is named with lambda" {
    cat test.xyz test.xyz | xyz2mbtr -c few-bins.yaml | mbtr-kernel > twice
    run -1 krr-train -s regression.lambda=0 twice -o out
    assert_output --partial "is not positive definite at row"
    assert_output --partial "raise regression.lambda, now 0"
    [ ! -e out ]
    krr-train -s regression.lambda=1e-6 twice > model
}

@test "a missing property is named with those there are" {
    run -1 krr-train -s regression.property=enthalpy train.k -o out
    assert_output --partial "record 1 ("
    assert_output --partial "there is no property 'enthalpy'; there is: energy, polarizability, gap"
}

@test "a kernel that is cut while it is factored is refused, whatever the threads are at" {
    xyz2mbtr -c few-bins.yaml "$DATA/molecules/molecules.xyz" | mbtr-cat -r -1500 | mbtr-kernel > large.k
    head -c 7000000 large.k > cut
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        run -1 krr-train -j 2 cut -o out
        assert_output --regexp "^krr-train: cut: byte [0-9]+: the stream is cut"
        [ ! -e out ]
    done
}

@test "kernels that are not symmetric, cut or of another kind are refused" {
    mbtr-kernel -x train.mbtr test.mbtr > x
    run -1 krr-train x -o out
    assert_output --partial "found rows of mbtr-kernel -x"
    head -c 300000 train.k > cut
    run -1 krr-train cut -o out
    assert_output --partial "cut: byte"
    run -1 krr-train -s kernel.sigma=9 train.k -o out
    assert_output --partial "the recipe's kernel.sigma is 9, that of these rows 40"
    run -1 krr-train -s search={} -s 'kernel={sum: [{function: gaussian, sigma: 8}]}' train.k -o out
    assert_output --partial \
        "the recipe's kernel is {sum: [{function: gaussian, sigma: 8, weight: 1}]}, these rows are gaussian"
    run -1 krr-train train.mbtr -o out
    assert_output --partial "expected a stream that holds a kernel, found a tensor"
    [ ! -e out ]
}

# few N [OPTION ...]: the kernel of the first N training structures.
few()
{
    mbtr-cat -r "-$1" train.mbtr | mbtr-kernel "${@:2}"
}

@test "leave-one-out predictions are those of as many models, each without one structure" {
    for kernel in '{function: linear}' '{function: gaussian, sigma: 8}' '{function: laplacian, sigma: 100}'; do
        few 60 -s "kernel=$kernel" > k
        for baseline in none mean composition; do
            for per in structure atom; do
                krr-train -s regression.lambda=1e-3 -s regression.baseline=$baseline -s regression.per=$per --loo loo.tsv k > m
                assert_numpy loo loo.tsv m k
            done
        done
    done
    awk 'left == 0 {left = $1 + 2; n++} n > 30 {exit} {print; left--}' train.xyz | xyz2mbtr --local -c few-bins.yaml |
        mbtr-kernel --sum -s 'kernel={function: gaussian, sigma: 2}' > k
    krr-train -s regression.lambda=1e-3 --loo loo.tsv k > m
    assert_numpy loo loo.tsv m k
}

@test "more structures than are solved for at once, or two: leave-one-out all the same" {
    few 300 > k
    krr-train -s regression.lambda=1e-3 --loo loo.tsv k > m
    assert_numpy loo loo.tsv m k
    few 2 > k
    krr-train -s regression.lambda=1e-3 -s regression.baseline=none --loo loo.tsv k > m
    assert_numpy loo loo.tsv m k
}

@test "--suspects leaves the most doubtful out of each other's predictions, and of all" {
    few 60 > k
    for per in structure atom; do
        for n in 1 7 59; do
            krr-train -s regression.lambda=1e-3 -s regression.per=$per --loo loo.tsv --suspects $n k > m
            assert_numpy suspect loo.tsv m k $n
        done
    done
    run -1 krr-train --loo loo --suspects 60 k -o out
    assert_output 'krr-train: --suspects: expected fewer than the 60 structures, found 60'
    run -2 krr-train --suspects 5 k
    run -2 krr-train --loo - k
    run -2 krr-train --factor - k
    run -2 krr-train --factor loo --loo loo k
    run -2 krr-train --factor out -o out k
    [ ! -e out ]
    [ ! -e loo ]
}

@test "leave-one-out and factor: the same bytes with one and two threads, and the same model as without" {
    krr-train train.k > model
    krr-train -j 1 --loo loo1 --suspects 20 --factor factor1 train.k | cmp - model
    krr-train -j 2 --loo loo2 --suspects 20 --factor factor2 train.k | cmp - model
    cmp loo1 loo2
    cmp factor1 factor2
}

@test "the factor is the Cholesky factor, a stream like others" {
    few 60 > k
    krr-train -s regression.lambda=1e-3 --factor f k > m
    mbtr-cat --check f
    mbtr-cat f | cmp - f
    run -0 mbtr-cat --header f
    assert_line 'holds: factor'
    assert_line 'columns: 60'
    assert_line 'lambda: 0.001'
    mbtr-cat --npy f.npy f
    mbtr-cat --npy k.npy k
    "$PYTHON" -c 'import numpy
f, k = numpy.load("f.npy"), numpy.load("k.npy")
assert (f == numpy.tril(f)).all() and abs(f @ f.T - k - 1e-3 * numpy.eye(60)).max() < 1e-13'
    [ "$(mbtr-cat --text f | wc -l)" -eq 61 ]
    run -1 mbtr-cat f f -o out
    assert_output --partial 'cannot be joined'
    run -1 mbtr-cat -r 2- f -o out
    run -1 krr-train f -o out
    assert_output --partial 'expected a stream that holds a kernel, found a factor'
    [ ! -e out ]
}

@test "-v tells the condition number; digits that are lost are a warning that names lambda" {
    # Rows of the last kernel are of very different length.
    for kernel in '{function: gaussian, sigma: 40}' '{function: gaussian, sigma: 4}'; do
        few 60 -s "kernel=$kernel" > k
        for lambda in 1 1e-3 1e-9; do
            krr-train -v -s regression.lambda=$lambda k 2> message > m
            assert_numpy condition "$(sed -n 's/.*: about //p' message)" m k
            run -1 grep singular message
        done
    done
    cat test.xyz test.xyz | xyz2mbtr -c few-bins.yaml | mbtr-kernel > twice
    run -0 --separate-stderr krr-train -s regression.lambda=1e-14 -o m twice
    assert_equal "$(sed 's/about [^:]*/about X/' <<< "$stderr")" 'krr-train: warning: the kernel matrix plus lambda is nearly singular, its condition number is about X: the weights have lost their digits; raise regression.lambda, now 1e-14'
    run -0 --separate-stderr krr-train -q -s regression.lambda=1e-14 -o m twice
    assert_equal "$stderr" ''
}

linear='{function: linear}'
some='{sum: [{function: linear, weight: 0.3}, {function: linear, terms: [2], weight: 5}]}'

@test "--primal: weights and deviations are NumPy's for every baseline, per structure and per atom" {
    mbtr-cat -r -60 train.mbtr > t
    for kernel in "$linear" '{sum: [{function: linear, terms: [2]}]}' '{product: [{function: linear}]}'; do
        mbtr-kernel -s search={} -s "kernel=$kernel" t | tee k | krr-train -s regression.lambda=1e-3 --primal t > m
        assert_numpy primal m k t
    done
    mbtr-kernel -s search={} -s "kernel=$some" t > k
    for baseline in none mean composition; do
        for per in structure atom; do
            krr-train -s regression.lambda=1e-3 -s regression.baseline=$baseline -s regression.per=$per --primal t k > m
            assert_numpy primal m k t
        done
    done
}

@test "--primal: crystals, sums over atoms, matrices, every atom its own species" {
    awk 'left == 0 {left = $1 + 2; n++} n > 80 {exit} {print; left--}' "$DATA/alloy/cupt-emt.xyz" | xyz2mbtr -c crystals > t
    mbtr-kernel -s kernel="$linear" t | tee k | krr-train -s regression.lambda=1e-6 --primal t > m
    assert_numpy primal m k t
    awk 'left == 0 {left = $1 + 2; n++} n > 30 {exit} {print; left--}' train.xyz > some.xyz
    xyz2mbtr --local -c few-bins.yaml some.xyz > t
    mbtr-kernel --sum -s search={} -s kernel="$some" t | tee k | krr-train -s regression.lambda=1e-3 --primal t > m
    assert_numpy primal m k t
    xyz2cm -c coulomb some.xyz > t
    mbtr-kernel -s kernel="$linear" t | tee k | krr-train -s regression.lambda=10 --primal t > m
    assert_numpy primal m k t
    for x in 1.1 1.2 1.3 1.5 1.8; do
        printf '3\nenergy=%s\nO 0 0 0\nH %s 0 0\nH 0.2 %s 0\n' $x $x 0.9
    done | xyz2mbtr -c few-bins.yaml -s species=atom > t
    mbtr-kernel -s kernel="$linear" t | tee k | krr-train -s regression.lambda=1e-3 -s regression.baseline=mean --primal t > m
    assert_numpy primal m k t
}

@test "--primal: the same bytes with one and two threads, from one file and parts, with --loo and --factor" {
    mbtr-kernel -s kernel="$linear" train.mbtr > k
    krr-train --loo loo --factor factor k > dual
    krr-train -j 1 --primal train.mbtr k > primal
    krr-train -j 2 --primal train.mbtr k | cmp - primal
    { mbtr-cat -r -99 train.mbtr; mbtr-cat -r 100- train.mbtr; } > parts
    krr-train --primal parts --loo loo2 --factor factor2 k | cmp - primal
    cmp loo loo2
    cmp factor factor2
}

@test "--primal: kernels that are not linear, other tensors, cut ones are refused" {
    for kernel in '{function: gaussian, sigma: 8}' '{product: [{function: linear}, {function: linear, terms: [1]}]}' \
        '{sum: [{function: linear}, {function: laplacian, sigma: 8}]}'; do
        few 20 -s search={} -s "kernel=$kernel" > k
        run -1 krr-train --primal train.mbtr k -o out
        assert_output --partial ': --primal needs a linear kernel without match: correlation, or a sum of such: others have no weights on the tensor'
    done
    few 60 -s kernel="$linear" > k
    mbtr-cat -r -60 train.mbtr > right
    krr-train --primal right k > /dev/null
    mbtr-cat -r 2-61 train.mbtr > other
    mbtr-cat -r -59 train.mbtr > few
    for tensors in other few train.mbtr test.mbtr; do
        run -1 krr-train --primal $tensors k -o out
        assert_output "krr-train: $tensors: these are not the tensors that the kernel was made of, or scales of terms have changed"
    done
    run -1 krr-train --primal right -s representation.2.scale=2 k -o out
    assert_output --partial 'or scales of terms have changed'
    xyz2mbtr -c few-bins.yaml -s representation.1.sigma=0.1 test.xyz > other
    run -1 krr-train --primal other k -o out
    assert_output 'krr-train: other: its tensors were made by another recipe: representation.1.sigma differs'
    head -c 200000 right > cut
    run -1 krr-train --primal cut k -o out
    assert_output --partial 'cut: byte'
    run -1 krr-train --primal k k -o out
    assert_output --partial 'k: expected a stream that holds a tensor, found a kernel'
    printf '2\nenergy=1\nH 0 0 0\nF 0 0 0.92\n' | xyz2mbtr --local -c few-bins.yaml > atoms
    printf '2\nenergy=1\nH 0 0 0\nF 0 0 0.93\n' | xyz2mbtr --local -c few-bins.yaml > others
    mbtr-kernel --sum -s kernel="$linear" others > k
    run -1 krr-train -s regression.baseline=none --primal atoms k -o out
    assert_output 'krr-train: atoms: these are not the tensors that the kernel was made of, or it is not that of mbtr-kernel --sum'
    [ ! -e out ]
}
