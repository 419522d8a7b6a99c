# Outputs destroy nothing; tests/faults/outputs.py has the table.
load common

@test "no output of any program replaces an input, a log, another output or what the shell opened" {
    need_plain_build
    run --separate-stderr "$PYTHON" "$ROOT/tests/faults/outputs.py"
    sed 's/^/# /' <<< "$output" >&3
    assert_success
    [ "$stderr" = '' ]
}
