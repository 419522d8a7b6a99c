load common

setup()
{
    need_plain_build
    TO=$BATS_TEST_TMPDIR/to
    cd "$BATS_TEST_TMPDIR"
}

make_here()
{
    make -s -C "$ROOT" BUILD="$MBTR_BUILD" PREFIX=/opt/mbtr DESTDIR="$TO" "$@"
}

@test "installed programs run where they were put" {
    make_here install
    mkdir "$BATS_TEST_TMPDIR/else"
    mv "$TO/opt/mbtr" "$BATS_TEST_TMPDIR/else/where"
    run "$BATS_TEST_TMPDIR/else/where/bin/xyz2mbtr" -c molecules "$DATA/golden/water-k1-count.xyz" -o water.mbtr
    assert_success
    run "$BATS_TEST_TMPDIR/else/where/bin/mbtr-cat" --check water.mbtr
    assert_success
    for page in "$ROOT"/man/*.[157]; do
        cmp "$page" "$BATS_TEST_TMPDIR/else/where/share/man/man${page##*.}/$(basename "$page")"
    done
}

@test "uninstall leaves no file" {
    make_here install
    [ -n "$(find "$TO" -type f)" ]
    make_here uninstall
    [ -z "$(find "$TO" ! -type d)" ]
}

# What pkg-config says of the library in $TO.
package()
{
    PKG_CONFIG_PATH=$TO/opt/mbtr/lib/pkgconfig pkg-config --define-variable=prefix="$TO/opt/mbtr" --static "$@" mbtr-tools
}

# serves COMPILER FLAG...: a program, C and C++ at once, that uses the library.
serves()
{
    ! grep -q -e --coverage "$MBTR_BUILD/flags" || skip 'not a plain build'
    make_here install
    cat > formula << 'END'
#include <mbtr.h>
#include <stdio.h>
#include <stdlib.h>

static struct xyz_options options;
static struct structure s;
static struct bytes text;

int main(int argc, char **argv)
{
    if (argc < 2)
        die_usage("expected a file");
    struct xyz *xyz = xyz_open(argv + 1, (size_t)argc - 1, &options);
    while (xyz_read(xyz, &s))
        sample_formula(&s.sample, &text);
    printf("%s\n", (char *)text.at);
    xyz_close(xyz);
    structure_free(&s);
    bytes_free(&text);
    return 0;
}
END
    "$@" -Wall -Wextra -Werror -o program formula $(package --cflags --libs)
    run ./program "$DATA/golden/water-k1-count.xyz"
    assert_output H2O
}

@test "the installed library serves programs in C" { serves cc -std=c11 -x c; }

@test "the installed library serves programs in C++" {
    command -v c++ || skip 'no C++ compiler'
    serves c++ -std=c++11 -Wpedantic -x c++
}
