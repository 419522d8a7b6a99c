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

# changes COMMAND CHANGE: what the command reads changes before it has read all, for it waits for its output to be taken.
changes()
{
    cp as-it-was data
    { bash -c "$1" 2> said || echo "status $?" >> said; } | { head -c 1 > got; eval "$2"; cat > /dev/null; }
    run -0 cat said
    assert_line --regexp '^(xyz2mbtr|mbtr-cat): (data|standard input): it changed while it was read: another program is writing it$'
    assert_line 'status 1'
}

@test "files that change while they are read are refused" {
    local command change
    cp "$DATA/molecules/molecules.xyz" as-it-was
    for command in 'xyz2mbtr -q -c molecules data' 'xyz2mbtr -q -j 2 -c molecules < data'; do
        for change in 'head -n 5 as-it-was >> data' 'truncate -s 1000000 data' 'printf 3 1<> data'; do
            changes "$command" "$change"
        done
    done
    xyz2mbtr -q -c molecules -o stream as-it-was
    mv stream as-it-was
    changes 'mbtr-cat data' 'truncate -s 9000000 data'
    changes 'mbtr-cat < data' 'touch data'
}

@test "streams that end too early are refused" {
    faults cut
}
