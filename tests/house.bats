#!/usr/bin/env bats
# The rules of lib/README.md hold, and tests/lint/house.py finds each way to break them.

load common

# A copy of the sources, to be broken.
setup()
{
    cp -r "$ROOT/lib" "$ROOT/cmd" "$ROOT/man" "$ROOT/tests" "$BATS_TEST_TMPDIR"
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

@test "an include up the wings, and a circle within one" {
    sed -i '1i #include "learn/split.h"' lib/geometry/lattice.c
    sed -i '1i #include "geometry/tuples.h"' lib/geometry/chains.c
    found 'lib/geometry/lattice.c: includes learn/split.h, which is of a later wing' \
        'chains: its includes lead back to it' 'tuples: its includes lead back to it'
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
    { printf 'static int long_one(void)\n{\n' && yes '    puts("");' | head -n 59 && echo '}'; } >> cmd/xyz-info.c
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
