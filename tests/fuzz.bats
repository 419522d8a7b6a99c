# Inputs that were made to do harm, tests/fuzz/found/HARNESS/*, given to the programs: those that fuzzing (make fuzz) found
# to do so, and those that claim what they do not hold.
load common

# harmless INPUT COMMAND ...: in little time and memory, status 0, or 1 with a message.
harmless()
{
    local input=$1
    shift
    run --separate-stderr timeout 20 "$@" < "$input"
    case $status in
    0) ;;
    1) [ -n "$stderr" ] || fail "$input: $*: no message" ;;
    *) fail "$input: $*: status $status"$'\n'"$stderr" ;;
    esac
    tried=$((tried + 1))
}

setup()
{
    cd "$BATS_TEST_TMPDIR"
    memory_limit 2000000
    export OMP_NUM_THREADS=1
    tried=0
}

@test "structures made to do harm" {
    printf 'id\tadded\n1\tany text\n' > table
    for input in "$ROOT"/tests/fuzz/found/xyz/*; do
        harmless "$input" xyz-info
        harmless "$input" xyz-split -n 1 --train a --test b
        harmless "$input" xyz-edit --join table --rename a=b --convert pos=bohr:nm --subtract pos=pos
        harmless "$input" xyz2mbtr -c crystals -o out
        harmless "$input" xyz2cm -o out
    done
    [ "$tried" -gt 0 ]
}

@test "recipes made to do harm" {
    for input in "$ROOT"/tests/fuzz/found/recipe/*; do
        harmless "$input" xyz2mbtr -c - --show-recipe
        harmless "$input" xyz2mbtr -c - -o out "$DATA/golden/water-k1-count.xyz"
        harmless "$input" krr-tune -c - --holdout 1 "$DATA/golden/water-k1-count.xyz"
    done
    [ "$tried" -gt 0 ]
}

@test "streams made to do harm" {
    for input in "$ROOT"/tests/fuzz/found/stream/*; do
        harmless "$input" mbtr-cat --check
        harmless "$input" mbtr-cat -t
        harmless "$input" mbtr-kernel -o out
        harmless "$input" krr-train -o out
        harmless "$input" krr-predict -m - /dev/null
    done
    [ "$tried" -gt 0 ]
}

@test "tables made to do harm" {
    for input in "$ROOT"/tests/fuzz/found/table/*; do
        harmless "$input" krr-score
        harmless "$input" mbtr-plot parity -o out.svg
        harmless "$input" mbtr-plot curve -o out.svg
    done
    [ "$tried" -gt 0 ]
}

@test "damaged structures: the numbers that ASE reads, or a reason" {
    need_plain_build
    [ -e "$UNIT/xyz" ] || skip 'no unit drivers'
    need_ase
    cd "$DATA/golden"
    run "$ASE" "$ROOT/tests/fuzz/ase_xyz.py" "$UNIT/xyz" 300 1 water-k1-count.xyz nacl-k2.xyz slab-k2.xyz triclinic-k4.xyz
    assert_success
    assert_line --regexp $'read here, read by ASE\t[1-9]'
}
