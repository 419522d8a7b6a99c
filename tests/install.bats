load common

setup_file()
{
    plain_build || return 0
    TO=$BATS_FILE_TMPDIR/installed
    make_here install
    if command -v dpkg-shlibdeps; then DEBFULLNAME='Ann Other' DEBEMAIL=ann@example.org make_here deb; fi
}

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

# What was installed, at another place, $WHERE.
install_elsewhere()
{
    WHERE=$BATS_TEST_TMPDIR/else/where
    mkdir "$BATS_TEST_TMPDIR/else"
    cp -a "$BATS_FILE_TMPDIR/installed/opt/mbtr" "$WHERE"
}

@test "installed programs run where they were put" {
    install_elsewhere
    run "$WHERE/bin/xyz2mbtr" -c molecules "$DATA/golden/water-k1-count.xyz" -o water.mbtr
    assert_success
    run "$WHERE/bin/mbtr-cat" --check water.mbtr
    assert_success
    for page in "$ROOT"/man/*.[1357]; do
        cmp "$page" "$WHERE/share/man/man${page##*.}/$(basename "$page")"
    done
    for program in $(programs); do
        cmp "$ROOT/lib/base/completion.bash" "$WHERE/share/bash-completion/completions/$program"
    done
}

@test "installed examples are all that there are, and their data can be read" {
    install_elsewhere
    cd "$WHERE/share/doc/mbtr-tools/examples"
    diff <(cd "$ROOT/tests/examples" && ls) <(find . -maxdepth 1 -type f -printf '%f\n' | sort)
    assert_equal "$("$WHERE/bin/xyz-info" --table data/*.xyz.gz | sed 1d | wc -l)" $((2454 + 637 + 100 + 200 + 631))
    for data in data/*; do
        grep -q "^$(basename "$data" .gz) " README.txt || fail "README.txt: no $data"
    done
}

@test "uninstall leaves no file but those of others" {
    cp -a "$BATS_FILE_TMPDIR/installed" "$TO"
    [ -n "$(find "$TO" -type f)" ]
    touch "$TO/opt/mbtr/bin/other" "$TO/opt/mbtr/share/bash-completion/completions/other"
    make_here uninstall
    assert_equal "$(cd "$TO/opt/mbtr" && find . ! -type d | sort | paste -sd ' ')" \
        './bin/other ./share/bash-completion/completions/other'
}

@test "a Debian package holds programs that run, and names the libraries they need" {
    command -v dpkg-shlibdeps || skip 'no dpkg-dev'
    dpkg-deb -x "$MBTR_BUILD"/mbtr-tools_*.deb where
    where/usr/bin/xyz2mbtr -c molecules "$DATA/golden/water-k1-count.xyz" | where/usr/bin/mbtr-cat --check
    [ -e where/usr/share/bash-completion/completions/xyz2mbtr ]
    [ -e where/usr/share/man/man1/xyz2mbtr.1.gz ]
    [ ! -e where/usr/lib ]
    run -0 dpkg-deb -f "$MBTR_BUILD"/mbtr-tools_*.deb Depends
    for library in libc6 libcbor libgomp1 lib.*blas liblbfgs libsymspg libxxhash libyaml; do
        assert_output --regexp "(^|, )$library"
    done
}

@test "lintian finds neither errors nor warnings in the Debian package" {
    command -v dpkg-shlibdeps || skip 'no dpkg-dev'
    command -v lintian || skip 'no lintian'
    run --separate-stderr lintian --fail-on error,warning "$MBTR_BUILD"/mbtr-tools_*.deb
    assert_success
    assert_output ''
}

# serves WHICH COMPILER FLAG...: the example of mbtr(3) with the installed library, WHICH being static or shared, and what
# pkg-config tells of it alone.
serves()
{
    local which=$1 static=
    shift
    install_elsewhere
    [ "$which" = shared ] || { static=--static && rm "$WHERE"/lib/libmbtr.so*; }
    export PKG_CONFIG_PATH=$WHERE/lib/pkgconfig:${PKG_CONFIG_PATH:-}
    mandoc -T ascii -O width=200 "$ROOT/man/mbtr.3" | sed 's/.\x08//g' |
        sed -n '/^EXAMPLES/,/^     }/{/#include/,$s/^     //p}' > predict
    # shellcheck disable=SC2046
    "$@" -Wall -Wextra -Werror -o program predict -x none $(pkg-config $static --cflags --libs mbtr-tools)
    krr-predict -m "$DATA/streams/primal.krr" "$DATA/streams/tensor.mbtr" |
        awk -F '\t' 'NR > 1 { print $1, "energy", $5 }' > right
    export LD_LIBRARY_PATH=$WHERE/lib
    ./program "$DATA/streams/primal.krr" "$DATA/streams/atoms.xyz" | cmp right
    run -1 ./program "$DATA/streams/rows.kernel" "$DATA/streams/atoms.xyz"
    assert_output "$DATA/streams/rows.kernel: expected a stream that holds a model, found a kernel: krr-train makes models of kernels"
    # A model that says that it is of atoms, in a representation that has none.
    xyz2cm -c bonds "$DATA/streams/atoms.xyz" > bonds.mbtr
    mbtr-kernel -s 'kernel={function: linear}' bonds.mbtr |
        krr-train -s 'regression={property: energy, lambda: 1}' --primal bonds.mbtr > bonds.krr
    "$PYTHON" "$ROOT/tests/reference/change.py" 'item[0]["local"] = True' bonds.krr > local.krr
    run -1 ./program local.krr "$DATA/streams/atoms.xyz"
    assert_output 'its representation has no tensors of atoms'
    run -1 ./program "$DATA/streams/primal.krr" /nonexistent
    assert_output '/nonexistent: No such file or directory'
}

@test "a release packs the same release" {
    make_here dist
    tar -xzf "$MBTR_BUILD"/mbtr-tools-*.tar.gz
    cd mbtr-tools-*
    make -s dist
    cmp build/mbtr-tools-*.tar.gz "$MBTR_BUILD"/mbtr-tools-*.tar.gz
    grep -qx "version: $(xyz2mbtr --version | cut -d ' ' -f 3)" CITATION.cff
}

@test "a release builds, passes tests and installs where there is no git" {
    [ "${CI:-}" = true ] || skip 'long: in CI'
    make_here dist
    tar -xzf "$MBTR_BUILD"/mbtr-tools-*.tar.gz
    cd mbtr-tools-*
    assert_equal "mbtr-tools-$(xyz2mbtr --version | cut -d ' ' -f 3)" "$(basename "$PWD")"
    # What was compiled of the same sources serves here too, but for what is new; a source or a header that is not there is missed.
    find . -type f -exec touch -d 2000-01-01 {} +
    mkdir build
    cp -a "$MBTR_BUILD"/{obj,bin,test,share,internals.a,mbtr.o,libmbtr.*,flags,members} build
    touch lib/mbtr.c cmd/*.c
    strict=$(sed -n 's/.* -Werror .*/WERROR=1/p' build/flags)
    # Another bats must not see what this one sets.
    env -i PATH="${PATH//"$BATS_LIBEXEC:"/}" HOME="$HOME" PKG_CONFIG_PATH="${PKG_CONFIG_PATH:-}" \
        make $strict TESTS=tests/programs.bats check > log
    [ "$(grep -c '^compile  lib/' log)" -eq 1 ]
    make -s $strict PREFIX="$TO" install
    "$TO/bin/xyz2mbtr" -c molecules "$DATA/golden/water-k1-count.xyz" | "$TO/bin/mbtr-cat" --check
}

@test "a checkout where git is missing, fails or knows nothing packs what a folder without git does" {
    (cd "$ROOT" && cp -r .ci .gitignore cmd lib man tests Makefile ./*.md ./*.cff LICENSE "$BATS_TEST_TMPDIR")
    mkdir tests/__pycache__ bin
    touch tests/__pycache__/streams.pyc
    make -s dist
    mv build right
    run -0 tar -tzf right/mbtr-tools-*.tar.gz
    assert_line --regexp '/lib/mbtr.h$'
    assert_line --regexp '/.ci/run$'
    refute_line --regexp 'pyc$'
    mkdir .git
    for answer in 'exit 127' 'echo fatal: dubious ownership >&2; exit 128' 'exit 0'; do
        printf '#!/bin/sh\n%s\n' "$answer" > bin/git
        chmod +x bin/git
        PATH=$PWD/bin:$PATH run --separate-stderr make -s dist
        assert_success
        assert_equal "$stderr" ''
        cmp build/mbtr-tools-*.tar.gz right/mbtr-tools-*.tar.gz
        rm -r build
    done
    # Nothing is packed of which a part is missing.
    printf '#!/bin/sh\necho Makefile; echo nothere\n' > bin/git
    PATH=$PWD/bin:$PATH run make -s dist
    assert_failure
    assert_output --partial nothere
    assert_equal "$(find build -name '*.gz')" ''
}

need_shared()
{
    [ "$(uname)" = Linux ] || skip 'no shared library'
}

need_cpp()
{
    command -v c++ || skip 'no C++ compiler'
}

@test "the static library serves programs in C" { serves static cc -std=c11 -x c; }

@test "the shared library serves programs in C" { need_shared && serves shared cc -std=c11 -x c; }

@test "the static library serves programs in C++" { need_cpp && serves static c++ -std=c++11 -Wpedantic -x c++; }

@test "the shared library serves programs in C++" { need_shared && need_cpp && serves shared c++ -std=c++11 -Wpedantic -x c++; }

@test "the libraries show no name but those of mbtr.h" {
    need_shared
    sed -nE 's/.*\b(mbtr_[a-z_]+)\(.*/\1/p' "$ROOT/lib/mbtr.h" | sort > wanted
    nm -g --defined-only "$MBTR_BUILD/libmbtr.a" | awk 'NF == 3 { print $3 }' | sort > static
    nm -D --defined-only "$MBTR_BUILD/libmbtr.so.0" | awk '{ print $3 }' | sort > shared
    cmp wanted static
    cmp wanted shared
    readelf -d "$MBTR_BUILD/libmbtr.so.0" | grep 'soname: \[libmbtr.so.0\]'
    # A program may have functions of the names that the library uses inside.
    printf 'void warn(void); void warn(void) {}\nint median, die;\n%s\n' \
        '#include <mbtr.h>
int main(void) { return !mbtr_version(); }' > own.c
    cp -a "$BATS_FILE_TMPDIR/installed" "$TO"
    export PKG_CONFIG_PATH=$TO/opt/mbtr/lib/pkgconfig:${PKG_CONFIG_PATH:-}
    rm "$TO"/opt/mbtr/lib/libmbtr.so*
    # shellcheck disable=SC2046
    cc -Wall -Werror -o own own.c $(pkg-config --static --cflags --libs mbtr-tools)
    ./own
}
