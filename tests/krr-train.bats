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
        xyz2mbtr -c molecules $file.xyz | mbtr-kernel > k
        krr-train -s regression.lambda=1 k > m
        assert_numpy train m k
    done
}

@test "the same bytes with one and two threads" {
    krr-train -j 1 train.k > one
    krr-train -j 2 < train.k | cmp - one
}

@test "a matrix that is not positive definite is named with lambda" {
    cat test.xyz test.xyz | xyz2mbtr -c molecules | mbtr-kernel > twice
    run -1 krr-train -s regression.lambda=0 twice -o out
    assert_output --partial "is not positive definite at row"
    assert_output --partial "raise regression.lambda, now 0"
    [ ! -e out ]
    krr-train -s regression.lambda=1e-6 twice > model
}

@test "a missing property is named with those there are" {
    run -1 krr-train -s regression.property=enthalpy train.k -o out
    assert_output --partial "record 1 ("
    assert_output --partial "no property 'enthalpy'; it has: energy, polarizability, gap"
}

@test "kernels that are not symmetric, cut or of another kind are refused" {
    mbtr-kernel -x train.mbtr test.mbtr > x
    run -1 krr-train x -o out
    assert_output --partial "mbtr-kernel without -x"
    head -c 300000 train.k > cut
    run -1 krr-train cut -o out
    assert_output --partial "cut: byte"
    run -1 krr-train -s kernel.sigma=9 train.k -o out
    assert_output --partial "the recipe's kernel.sigma is 9, that of these rows 8"
    run -1 krr-train train.mbtr -o out
    assert_output --partial "expected a stream that holds a kernel, found a tensor"
    [ ! -e out ]
}
