# What every bats file loads. MBTR_BUILD: the build that is tested. PYTHON: has what the tests need (setup_suite.bash).

bats_require_minimum_version 1.5.0
# As bats_load_library does, but by no program: the libraries' own load.bash starts seventeen for each test.
load_library()
{
    local folder file
    for folder in ${BATS_LIB_PATH//:/ } /usr/lib/bats /usr/local/lib /opt/homebrew/lib /usr/share/bats; do
        [ -e "$folder/$1/load.bash" ] || continue
        for file in "$folder/$1"/src/*.bash; do
            # shellcheck disable=SC1090
            source "$file"
        done
        return
    done
    echo "$1 is in no folder of BATS_LIB_PATH" >&2
    exit 1
}
load_library bats-support
load_library bats-assert

ROOT=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
export ROOT
export MBTR_BUILD=${MBTR_BUILD:-$ROOT/build}
export BIN=$MBTR_BUILD/bin
export UNIT=$MBTR_BUILD/test
export DATA=$ROOT/tests/data
export MBTR_DATA=${MBTR_DATA:-$ROOT/../shared/data}
export PATH=$BIN:$PATH
export LC_ALL=C
# A pipe fails when any part of it does.
set -o pipefail
# A thread that waits leaves its core to the tests beside it; NumPy takes one.
export OMP_WAIT_POLICY=passive OPENBLAS_NUM_THREADS=1

# Before every command bats notes where the test is, which takes a tenth of all time; here it does when one fails.
if [ "${BATS_TRACE_LEVEL:-0}" -eq 0 ] && declare -F bats_check_status_from_trap bats_capture_stack_trace > /dev/null; then
    set +T
    bats_error_trap()
    {
        bats_check_status_from_trap
        bats_capture_stack_trace
        # shellcheck disable=SC2034
        BATS_DEBUG_LAST_STACK_TRACE_IS_VALID=1
    }
fi

# The names of all programs; a build that counts lines has other files beside them.
programs()
{
    find "$BIN" -maxdepth 1 -type f -perm -u+x -exec basename {} \; | sort
}

# Makes linear.krr, a model in primal form that predicts for any structure.
linear_model()
{
    printf '1\nenergy=-1\nH 0 0 0\n1\nenergy=-2\nHe 0 0 0\n' > linear.xyz
    printf '%s\n' 'representation: [{body: 1, geometry: atomic_number, sigma: 0.1, grid: [0, 120, 12]}]' \
        'kernel: {function: linear}' 'regression: {property: energy, lambda: 1}' > linear.yaml
    xyz2mbtr -c linear.yaml linear.xyz -o linear.mbtr
    mbtr-kernel linear.mbtr | krr-train --primal linear.mbtr -o linear.krr
}

# Skips the test when $MBTR_DATA lacks a file; where CI=true that is a failure.
need_data()
{
    [ -e "$MBTR_DATA/$1" ] && return
    [ "${CI:-}" != true ] || fail "no $MBTR_DATA/$1"
    skip "no $1"
}

# Sets ASE to a Python that has it; skips the test when there is none; where CI=true that is a failure.
need_ase()
{
    ASE=$(sh "$ROOT/tests/python.sh" ase) && export ASE && return
    [ "${CI:-}" != true ] || fail 'no ASE'
    skip 'no ASE'
}

# Skips the test where groff is not there; where CI=true that is a failure.
need_groff()
{
    command -v groff && return
    [ "${CI:-}" != true ] || fail 'no groff'
    skip 'no groff'
}

# memory_limit KIBIBYTES: of address space, for the rest of the test; sanitizers and valgrind need more than any limit.
memory_limit()
{
    if plain_build; then ulimit -v "$1"; fi
}

# Whether programs run as they are, not with sanitizers or below valgrind.
plain_build()
{
    [ -e "$MBTR_BUILD/flags" ] && ! grep -q -e -fsanitize "$MBTR_BUILD/flags"
}

# Skips a test that does at length what others do too, where sanitizers make it take minutes.
need_speed()
{
    plain_build || skip 'long, and others run the same lines'
}

need_plain_build()
{
    plain_build || skip 'not a plain build'
}
