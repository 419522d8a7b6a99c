# Whatever goes wrong, a user gets the right bytes, or a message and a status; tests/faults/faults.py tells the rules.
load common

setup()
{
    need_plain_build
    cd "$BATS_TEST_TMPDIR"
}

# Prints the table of what was tried.
faults()
{
    run --separate-stderr "$PYTHON" "$ROOT/tests/faults/faults.py" "$@"
    assert_success
    sed 's/^/# /' <<< "$output" >&3
}

@test "calls that fail, are cut short or interrupted, and signals, make no wrong result" {
    [ -e "$UNIT/fault.so" ] || skip 'no preloaded faults on this system'
    faults calls --preload "$UNIT/fault.so"
}

@test "outputs that take nothing are an error and leave nothing" {
    faults situations
}

@test "streams that end too early are refused" {
    faults cut
}
