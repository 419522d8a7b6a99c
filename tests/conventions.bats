# The recipes of mbtr-tools(7) that give the numbers of other programs.
load common

# recipe N: the N-th recipe of the page.
recipe()
{
    awk -v n="$1" '/^representation:/ {i++; on = 1} /^\.Ed/ {on = 0} on && i == n' "$ROOT/man/mbtr-tools.7"
}

# same NAME N CASE: the N-th recipe gives for a golden case what the other program's definition gives.
same()
{
    cd "$BATS_TEST_TMPDIR"
    recipe "$2" > r.yaml
    xyz2mbtr -c r.yaml "$DATA/golden/$3.xyz" > t
    run "$PYTHON" "$ROOT/tests/reference/conventions.py" "$1" "$DATA/golden/$3.xyz" t
    assert_success
    "$PYTHON" -c 'import sys; sys.exit(not float(sys.argv[1]) <= 1e-10)' "$output" || fail "$1, $3: $output"
}

@test "DScribe: distances of a molecule and of crystals" {
    same dscribe-distance 1 ethanol-k2-distance-unity
    same dscribe-distance 1 nacl-k2
    same dscribe-distance 1 triclinic-k2
}

@test "DScribe: angles in degrees" {
    same dscribe-angle 2 ethanol-k3-angle-unity
    same dscribe-angle 2 nacl-k3
    same dscribe-angle 2 triclinic-k3
}

@test "qmmlpack: identity^2, all ordered pairs" {
    same qmmlpack-full 3 ethanol-k2-1distance-1distance2
}
