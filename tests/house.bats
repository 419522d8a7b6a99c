#!/usr/bin/env bats
# The rules of lib/README.md hold, and tests/lint/house.py finds each way to break them; so does assertions.py with checks that
# cannot fail.

load common

# A copy of the sources, to be broken.
setup()
{
    cp -r "$ROOT/lib" "$ROOT/cmd" "$ROOT/man" "$ROOT/tests" "$ROOT/.ci" "$BATS_TEST_TMPDIR"
    cd "$BATS_TEST_TMPDIR"
}

# found LINE ...: all that house.py finds.
found()
{
    run -1 "$PYTHON" "$ROOT/tests/lint/house.py"
    assert_output "$(printf '%s\n' "$@")"
}

@test "lib is as its page tells" {
    cd "$ROOT"
    run -0 "$PYTHON" tests/lint/house.py
    assert_output ''
}

@test "a file that the table of wings lacks, a file and a wing that are not there" {
    echo '#include "base/size.h"' > lib/math/angle.c
    mkdir lib/attic
    sed -i 's/bytes, child/bytes, chest, child/' lib/README.md
    found 'lib/README.md: the wing attic is not in the table' 'lib/README.md: base/chest does not exist' \
        'lib/README.md: math/angle is not in the table'
}

@test "a file at the top that does not belong there" {
    [ -x "$(command -v git)" ] || skip 'no git'
    git init -q .
    touch stray lost
    git add stray
    found 'stray: does not belong to the top level'
}

@test "an include up the wings, and a circle within one" {
    sed -i '1i #include "learn/split.h"' lib/geometry/lattice.c
    sed -i '1i #include "geometry/tuples.h"' lib/geometry/chains.c
    found 'lib/geometry/lattice.c: includes learn/split.h, which is of a later wing' \
        'chains: its includes lead back to it' 'tuple_count: its includes lead back to it' 'tuples: its includes lead back to it'
}

@test "a file of two subjects, a tag and a file name that are there twice" {
    echo 'double median(const double *x, size_t n);' >> lib/math/random.h
    printf 'double median(const double *x,\n              size_t n)\n{\n    return x[n / 2];\n}\n' >> lib/math/random.c
    printf 'struct recipe {\n    int x;\n};\n' >> lib/phase/hull.c
    found 'lib/math/random.c: the name of median does not begin with that of its file' \
        'lib/math/random.h: the name of median does not begin with that of its file' \
        'the tag recipe is there more than once: lib/phase/hull.c, lib/recipe/recipe.h'
    rm -r lib/math lib/phase && cp -r "$ROOT/lib/math" "$ROOT/lib/phase" lib
    cp lib/math/vector.h lib/base/vector.h
    sed -i 's/unfinished |/unfinished, vector |/' lib/README.md
    found 'the file vector is there more than once: base, math'
}

@test "a function that does not fit a screen" {
    { printf 'static int long_one(void)\n{\n'; printf '    puts("%d");\n' {1..59}; echo '}'; } >> cmd/xyz-info.c
    line=$(grep -n '^static int long_one' cmd/xyz-info.c | cut -d : -f 1)
    found "cmd/xyz-info.c:$((line + 1)): a function of 61 lines; a screen has 60"
}

@test "a table, a file and a path that are not told, or not there" {
    echo 'extern const struct hull hull_table[];' >> lib/phase/hull.h
    sed -i 's/`solver_table\[\]`/`solver_list[]`/; s|`geometry/geometry_functions.c`|`geometry/functions.c`|' lib/README.md
    sed -i '1i /* As learn/riddle.h has it. */' lib/learn/ridge.c
    touch tests/attic.sh
    found 'lib/README.md: the table hull_table is not named' 'lib/README.md: the table solver_list does not exist' \
        'lib/README.md: the table solver_table is not named' 'lib/README.md: geometry/functions.c does not exist' \
        'lib/learn/ridge.c: names learn/riddle.h, which does not exist' 'tests/README.md: attic.sh is not named'
}

@test "what only a row of a table may ask" {
    echo 'static int is_matrix(struct term t) { return t.matrix || holds == HOLDS_MODEL; }' >> lib/learn/ridge.c
    line=$(wc -l < lib/learn/ridge.c)
    found "lib/learn/ridge.c:$line: asks whether a term is a matrix; only its row of the representations does" \
        "lib/learn/ridge.c:$line: asks what a stream holds; the wing stream does, and programs that open one"
}

@test "a parallel region that leaves its threads to the environment" {
    sed -i 's/#pragma omp parallel num_threads(threads())$/#pragma omp parallel/' lib/base/pipeline.c
    line=$(grep -n '#pragma omp parallel$' lib/base/pipeline.c | cut -d : -f 1)
    found "lib/base/pipeline.c:$line: a parallel region without num_threads(threads())"
}

# unable LINE ...: assertions.py finds these in tests/planted.bats, of which "load common" is the first line.
unable()
{
    run -1 "$PYTHON" "$ROOT/tests/lint/assertions.py"
    assert_output "$(printf 'tests/planted.bats:%s\n' "$@")"
}

@test "no check in the tests is one that cannot fail" {
    cd "$ROOT"
    run -0 "$PYTHON" tests/lint/assertions.py
    assert_output ''
}

@test "checks that cannot fail: passed over by bats, a run without its status, pipes that hide or make a failure" {
    rm tests/*.bats
    passed='bats passes over this when it fails: use run, refute or if'
    status='the status of run is not looked at: use run -0, or assert_success'
    early='what writes to head or grep -q may be killed for it: use sed -n 1,Np, or grep'
    hidden='this pipe is as its last part is: use bash -o pipefail -c'
    {
        printf 'load common\n@test "t" {\n    %s grep x y\n    [ -e x ] %s cmp x y\n' '!' '&&'
        printf '    %s xyz-info x\n    refute_output x\n    %s -0 xyz-info x\n    refute_output x\n' run run
        printf '    X=1 %s --separate-stderr xyz-info x\n    %s xyz-info y\n    assert_success\n}\n' run run
        printf 'helper() {\n    %s xyz-info x\n}\n' run
        printf '@test "u" {\n    xyz-info x %s head -n 1\n    xyz-info x | grep %s x\n' '|' -q
        printf "    run -1 bash %s 'xyz-info x | cat'\n    run -1 bash -o pipefail %s 'xyz-info x | cat'\n}\n" -c -c
        printf '@test "v" {\n    %s grep x y || skip z\n    xyz-info x\n}\n' '!'
    } > tests/planted.bats
    unable "3: $passed" "4: $passed" "17: $early" "18: $early" "19: $hidden" "23: $passed" "5: $status" "9: $status" "14: $status"
    { echo 'load common'; sed 1d tests/planted.bats | grep -v '[|!]\|&&\|run [^-]\|stderr'; } > tests/mended.bats
    mv tests/mended.bats tests/planted.bats
    run -0 "$PYTHON" "$ROOT/tests/lint/assertions.py"
    sed -i 's/^load common/load other/' tests/planted.bats
    sed -i 's/^set -o pipefail//' tests/common.bash
    run -1 "$PYTHON" "$ROOT/tests/lint/assertions.py"
    assert_output $'tests/planted.bats: does not load common, which sets pipefail\ntests/common.bash: does not set pipefail'
}
