# Every program on its main path, below sanitizers and valgrind too.
load common

@test "all programs do their work and say nothing" {
    cd "$BATS_TEST_TMPDIR"
    run -0 "$PYTHON" "$ROOT/tests/faults/faults.py" right
    assert_output --regexp '^[0-9]+ commands of [0-9]+ programs$'
}

@test "with -v every program tells how long it took, and how much memory" {
    need_plain_build
    cd "$BATS_TEST_TMPDIR"
    run -0 "$PYTHON" "$ROOT/tests/faults/faults.py" told
    assert_output "$(programs)"
}

@test "a test that is skipped for no listed reason is told" {
    printf 'ok 1 a\nok 2 b # skip no lintian\nok 3 c # skip not a plain build\nok 4 d # skip (no curl)\n' > "$BATS_TEST_TMPDIR/log"
    run -1 sh "$ROOT/tests/skips.sh" sanitize < "$BATS_TEST_TMPDIR/log"
    assert_output $'ok 2 b # skip no lintian\nok 4 d # skip (no curl)'
    run -1 sh "$ROOT/tests/skips.sh" check < "$BATS_TEST_TMPDIR/log"
    assert_line 'ok 3 c # skip not a plain build'
    run -0 sh "$ROOT/tests/skips.sh" check <<< 'ok 1 a'
    assert_output ''
}
