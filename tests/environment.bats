# Nothing that a user or a shell has set makes a program hang, crash or change bytes; environment/environment.py has the tables.
load common

setup()
{
    need_plain_build
    cd "$BATS_TEST_TMPDIR"
}

# Prints how many cases were tried.
tried()
{
    run --separate-stderr "$PYTHON" "$ROOT/tests/environment/environment.py" "$@"
    [ "$status" -eq 0 ] || fail "$stderr"
    sed 's/^/# /' <<< "$output" >&3
}

@test "variables of OpenMP, the BLAS, the locale and others change no byte" {
    tried variables
}

@test "below limits programs do their work, or say what is too little" {
    tried limits
}

@test "closed descriptors take no message and no table into a file, and logs stay whole" {
    tried descriptors
}

@test "programs that are started see the variables that the libraries must not" {
    local set='OPENBLAS_CORETYPE=Prescott OMP_STACKSIZE=1G GOMP_STACKSIZE=7 OPENBLAS_BLOCK_FACTOR=3'
    head -n 41 "$DATA/alloy/cupt-emt.xyz" > alloy.xyz
    env $set hull-search -q -c crystals --initial 4 --limit 5 --log log -o found alloy.xyz \
        --command "env > seen; sed -n 's/.* energy=\([^ ]*\) .*/\1/p'"
    run -0 cat seen
    for line in $set; do assert_line "$line"; done
}

@test "the library leaves all this to the program that it is part of" {
    run -0 readelf -SW "$MBTR_BUILD/libmbtr.a" "$MBTR_BUILD/libmbtr.so.0"
    assert_output --partial .text
    refute_output --partial .preinit_array
    run -0 readelf -SW "$BIN/xyz-info"
    assert_output --partial .preinit_array
}

@test "the BLAS is loaded by what computes with it alone, and when it cannot be that is told" {
    if ldd "$BIN/mbtr-kernel" | grep openblas; then skip 'programs are linked with the BLAS'; fi
    xyz2mbtr -q -c molecules "$DATA/golden/water-k1-count.xyz" -o water.mbtr
    touch libopenblas.so.0
    export LD_LIBRARY_PATH=$PWD
    xyz2mbtr -q -c molecules "$DATA/golden/water-k1-count.xyz" | cmp - water.mbtr
    mbtr-cat --check water.mbtr
    xyz-info --table "$DATA/golden/water-k1-count.xyz"
    run -1 mbtr-kernel water.mbtr
    assert_output "mbtr-kernel: the BLAS cannot be loaded: $PWD/libopenblas.so.0: file too short"
    "${CC:-cc}" -shared -o libopenblas.so.0 -x c - <<< 'int openblas_set_num_threads;'
    run -1 mbtr-kernel water.mbtr
    assert_output --regexp '^mbtr-kernel: libopenblas\.so\.0 has no [a-z_]+: expected a whole OpenBLAS, with LAPACK$'
}
