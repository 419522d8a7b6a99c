# Streams that earlier versions made (tests/data/streams): they are read, and today's programs make the same bytes.
load common

# The stream without what tells the version: the program that made it, and the hash.
without_version()
{
    perl -0777 -pe 's/ [0-9]+\.[0-9]+\.[0-9]+/ VERSION/; s/dxxh3.*\z//s' "$1"
}

kept()
{
    (cd "$DATA/streams" && ls ./*.mbtr ./*.kernel ./*.krr)
}

@test "streams of earlier versions are read" {
    cd "$DATA/streams"
    for stream in $(kept) older/*; do
        mbtr-cat --check "$stream"
        mbtr-cat --header "$stream" | grep '^holds: '
    done
    for model in dual mean; do
        krr-predict -m $model.krr rows.kernel > "$BATS_TEST_TMPDIR/$model.tsv"
    done
    krr-predict -m primal.krr tensor.mbtr > "$BATS_TEST_TMPDIR/primal.tsv"
    cmp "$BATS_TEST_TMPDIR/dual.tsv" "$BATS_TEST_TMPDIR/primal.tsv"
    run -0 krr-predict -m dual.krr --stddev factor.krr rows.kernel
    assert_line $'two\tH2\t2\t8\t8\t0'
    assert_line $'four\tO4\t4\t-64\t-64\t0'
}

@test "streams have the same bytes as when they were first made" {
    cd "$BATS_TEST_TMPDIR"
    sh "$DATA/streams/make.sh"
    assert_equal "$(ls ./*.mbtr ./*.kernel ./*.krr)" "$(kept)"
    for stream in $(kept); do
        cmp <(without_version "$stream") <(without_version "$DATA/streams/$stream") || fail "$stream"
    done
}

@test "streams that cannot be are refused by all that read them, though their count and hash are right" {
    need_plain_build
    run "$PYTHON" "$ROOT/tests/faults/streams.py"
    assert_success
    sed 's/^/# /' <<< "$output" >&3
}
