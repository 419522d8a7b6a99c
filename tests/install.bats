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

# Installs and moves what was installed to another place, $WHERE.
install_elsewhere()
{
    make_here install
    WHERE=$BATS_TEST_TMPDIR/else/where
    mkdir "$BATS_TEST_TMPDIR/else"
    mv "$TO/opt/mbtr" "$WHERE"
}

@test "installed programs run where they were put" {
    install_elsewhere
    run "$WHERE/bin/xyz2mbtr" -c molecules "$DATA/golden/water-k1-count.xyz" -o water.mbtr
    assert_success
    run "$WHERE/bin/mbtr-cat" --check water.mbtr
    assert_success
    for page in "$ROOT"/man/*.[157]; do
        cmp "$page" "$WHERE/share/man/man${page##*.}/$(basename "$page")"
    done
    for program in "$BIN"/*; do
        cmp "$ROOT/lib/base/completion.bash" "$WHERE/share/bash-completion/completions/$(basename "$program")"
    done
}

@test "uninstall leaves no file but those of others" {
    make_here install
    [ -n "$(find "$TO" -type f)" ]
    touch "$TO/opt/mbtr/bin/other" "$TO/opt/mbtr/share/bash-completion/completions/other"
    make_here uninstall
    assert_equal "$(cd "$TO/opt/mbtr" && find . ! -type d | sort | paste -sd ' ')" \
        './bin/other ./share/bash-completion/completions/other'
}

@test "a Debian package holds programs that run, and names the libraries they need" {
    command -v dpkg-shlibdeps || skip 'no dpkg-dev'
    make_here deb
    dpkg-deb -x "$MBTR_BUILD"/mbtr-tools_*.deb where
    where/usr/bin/xyz2mbtr -c molecules "$DATA/golden/water-k1-count.xyz" | where/usr/bin/mbtr-cat --check
    [ -e where/usr/share/bash-completion/completions/xyz2mbtr ]
    [ -e where/usr/share/man/man1/xyz2mbtr.1.gz ]
    [ ! -e where/usr/lib ]
    run dpkg-deb -f "$MBTR_BUILD"/mbtr-tools_*.deb Depends
    for library in libc6 libcbor libgomp1 lib.*blas libxxhash libyaml; do
        assert_output --regexp "(^|, )$library"
    done
}

@test "lintian finds neither errors nor warnings in the Debian package" {
    command -v dpkg-shlibdeps || skip 'no dpkg-dev'
    command -v lintian || skip 'no lintian'
    export DEBFULLNAME='Ann Other' DEBEMAIL=ann@example.org
    make_here deb
    run --separate-stderr lintian --fail-on error,warning "$MBTR_BUILD"/mbtr-tools_*.deb
    assert_success
    assert_output ''
}

# serves COMPILER FLAG...: a program, C and C++ at once, that uses the library.
serves()
{
    install_elsewhere
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
    flags=$(PKG_CONFIG_PATH=$WHERE/lib/pkgconfig pkg-config --static --cflags --libs mbtr-tools)
    # shellcheck disable=SC2086
    "$@" -Wall -Wextra -Werror -o program formula $flags
    run ./program "$DATA/golden/water-k1-count.xyz"
    assert_output H2O
}

@test "a release builds, passes tests and installs where there is no git, and packs the same release" {
    make_here dist
    tar -xzf "$MBTR_BUILD"/mbtr-tools-*.tar.gz
    cd mbtr-tools-*
    assert_equal "mbtr-tools-$(xyz2mbtr --version | cut -d ' ' -f 3)" "$(basename "$PWD")"
    # Another bats must not see what this one sets.
    env -i PATH="${PATH//"$BATS_LIBEXEC:"/}" HOME="$HOME" PKG_CONFIG_PATH="${PKG_CONFIG_PATH:-}" \
        make -s CFLAGS=-O0 TESTS=tests/completion.bats check
    make -s CFLAGS=-O0 PREFIX="$TO" install
    "$TO/bin/xyz2mbtr" -c molecules "$DATA/golden/water-k1-count.xyz" | "$TO/bin/mbtr-cat" --check
    make -s dist
    cmp build/mbtr-tools-*.tar.gz "$MBTR_BUILD"/mbtr-tools-*.tar.gz
}

@test "the installed library serves programs in C" { serves cc -std=c11 -x c; }

@test "the installed library serves programs in C++" {
    command -v c++ || skip 'no C++ compiler'
    serves c++ -std=c++11 -Wpedantic -x c++
}
