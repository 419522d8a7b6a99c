# What programs say when something is wrong stands in tests/messages, whose messages.py tells how.
load common

messages()
{
    run "$PYTHON" "$ROOT/tests/messages/messages.py" "$@"
    assert_success
    sed 's/^/# /' <<< "$output" >&3
}

setup()
{
    export OMP_NUM_THREADS=1
    if plain_build; then export PLAIN=1; fi
}

@test "programs say what the tables say" {
    messages run
}

@test "every message of the sources stands in a table" {
    messages whole
}
