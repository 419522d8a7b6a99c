#!/bin/sh
# portability.sh [MACHINE ...]: builds for other machines (default: all) and runs tests.
#   s390x  bytes in the other order. By QEMU; streams are held against those of this machine.
#   i386   32 bits. The same.
#   musl   another C library, for which no other libraries are to be had: all is compiled, and what needs none of them
#          is run.
# Debian's packages for s390x and i386 are unpacked below $BUILD/portability; this system stays as it is.
set -eu

# apt_there COMMAND ...: apt-get with a state of its own, below $root, for $machine.
apt_there()
{
    apt-get -qq -o Dir::State="$root/apt/state" -o Dir::State::status="$root/apt/status" \
        -o Dir::Cache="$root/apt/cache" -o APT::Sandbox::User=root \
        -o APT::Architecture="$machine" -o APT::Architectures="$machine" "$@"
}

unpack()
{
    rm -rf "$root"
    mkdir -p "$root/apt/state/lists/partial" "$root/apt/cache/archives/partial"
    : > "$root/apt/status"
    apt_there update || echo "$machine: not all lists of packages are to be had; those of the rest may do" >&2
    apt_there install -y --no-install-recommends --download-only libc6-dev libgomp1 libgcc-12-dev libyaml-dev \
        libcbor-dev libxxhash-dev liblbfgs-dev libsymspg-dev libblas-dev liblapack-dev liblapacke-dev
    for package in "$root"/apt/cache/archives/*.deb; do
        dpkg-deb -x "$package" "$root"
    done
    mend_links
}

# Links to absolute paths would leave the folder; those that installing makes, to one of several BLAS, are absent.
mend_links()
{
    find "$root/usr" "$root/lib" -type l -lname '/*' | while read -r link; do
        ln -sfn "$root$(readlink "$link")" "$link"
    done
    (cd "$root/usr/lib/$machine-linux-gnu" && ln -sf blas/libblas.so* lapack/liblapack.so* .)
    ln -sf cblas-netlib.h "$root/usr/include/$machine-linux-gnu/cblas.h"
    touch "$root/complete"
}

make_there()
{
    make --no-print-directory -j"$(getconf _NPROCESSORS_ONLN)" WERROR=1 BUILD="$folder" "$@"
}

build_emulated()
{
    compiler=$machine-linux-gnu
    [ "$machine" != i386 ] || compiler=i686-linux-gnu
    PKG_CONFIG_SYSROOT_DIR=$root PKG_CONFIG_LIBDIR=$root/usr/lib/$machine-linux-gnu/pkgconfig \
        make_there CC="$compiler-gcc --sysroot=$root" AR="$compiler-ar" BLAS='-lblas -llapacke -llapack' tests
}

# Beside what was built, a folder run/ of the same names, which run it.
wrap_emulated()
{
    mkdir -p "$folder/run/bin" "$folder/run/test"
    for path in "$folder"/bin/* "$folder"/test/*; do
        wrapper=$folder/run/${path#"$folder/"}
        printf '#!/bin/sh\nexec qemu-%s-static -L %s %s "$@"\n' "$machine" "$root" "$path" > "$wrapper"
        chmod +x "$wrapper"
    done
}

# Each machine writes the same streams and reads the other's. So little broadening leaves numbers that are exact:
# others differ by their rounding.
compare_streams()
{
    here=$folder/here there=$folder/there
    for case in water-k1-count ethanol-k2-distance-unity; do
        golden=tests/data/golden/$case
        set -- -c "$golden.yaml" -s representation.1.sigma=2^-20 "$golden.xyz"
        "$BUILD/bin/xyz2mbtr" "$@" -o "$here"
        "$folder/run/bin/xyz2mbtr" "$@" -o "$there"
        cmp "$here" "$there"
        "$BUILD/bin/mbtr-cat" --text "$there" > "$there.text"
        "$folder/run/bin/mbtr-cat" --text "$here" | cmp - "$there.text"
    done
    echo "$machine: streams written here and there are the same bytes, and read the same"
}

# predict BIN OTHER: energies of molecules after one line through programs of both folders, each reading what one of
# the other folder wrote.
predict()
{
    work=$folder/work
    mkdir -p "$work"
    "$1/xyz-split" -n 40 --seed 1 --train "$work/train.xyz" --test "$work/test.xyz" "$folder/molecules.xyz"
    "$1/xyz2mbtr" -c molecules "$work/train.xyz" -o "$work/train.mbtr"
    "$2/mbtr-kernel" -c molecules "$work/train.mbtr" | "$1/krr-train" -c molecules -o "$work/energy.krr"
    "$2/xyz2mbtr" -c molecules "$work/test.xyz" | "$1/mbtr-kernel" -x "$work/train.mbtr" |
        "$2/krr-predict" -m "$work/energy.krr"
}

# Tensors, kernels and models go from machine to machine, and the predictions are those of this one but for rounding.
compare_predictions()
{
    awk 'left == 0 { left = $1 + 2; n++ } n > 50 { exit } { print; left-- }' tests/data/molecules/molecules.xyz \
        > "$folder/molecules.xyz"
    predict "$BUILD/bin" "$BUILD/bin" > "$folder/all-here.tsv"
    predict "$BUILD/bin" "$folder/run/bin" > "$folder/from-here.tsv"
    predict "$folder/run/bin" "$BUILD/bin" > "$folder/from-there.tsv"
    for file in "$folder/from-here.tsv" "$folder/from-there.tsv"; do
        paste "$folder/all-here.tsv" "$file" | awk -F '\t' '
            NR == 1 { for (i = 1; i <= NF / 2; i++) if ($i == "predicted") column = i; next }
            { off = $column - $(column + NF / 2); if (off < 0) off = -off; if (off > worst) worst = off; n++ }
            END { print n " predictions through both machines are off by at most " worst
                exit !(column && n == 10 && worst < 1e-6) }'
    done
}

# Of the drivers those that take minutes at most. The programs run as ones below valgrind do: with no limit of memory.
emulated()
{
    root=$folder/root
    [ -e "$root/complete" ] || unpack
    build_emulated
    wrap_emulated
    compare_streams
    compare_predictions
    for driver in available elementary hull number pipeline student threads; do
        "$folder/run/test/$driver"
    done
    MBTR_BUILD=$folder/run bats tests/xyz.bats tests/mbtr-cat.bats tests/recipe.bats
}

# Headers of the libraries alone: in the folders where they are, those of the system's C library are found as well.
link_headers()
{
    mkdir -p "$folder/include"
    for header in /usr/include/yaml.h /usr/include/cbor.h /usr/include/cbor /usr/include/xxh*.h /usr/include/lbfgs.h \
        /usr/include/spglib.h /usr/include/lapack*.h "$(pkg-config --variable=includedir openblas)"/*.h; do
        ln -sfn "$header" "$folder/include"
    done
}

# What is made with musl, beside this machine's programs, which some tests need too.
fill_musl()
{
    mkdir -p "$folder/run/bin" "$folder/run/test"
    ln -sf "$BUILD"/bin/* "$folder/run/bin"
    ln -sf "$folder"/bin/* "$folder/run/bin"
    ln -sf "$folder"/test/* "$folder/run/test"
    ln -sfn "$BUILD/share" "$folder/run/share"
}

# musl gives a thread 128 KiB of stack.
musl()
{
    link_headers
    objects=$(printf '%s\n' lib/*.c lib/*/*.c cmd/*.c tests/unit/*.c | sed "s,^,$folder/obj/,; s,c\$,o,")
    drivers='elementary number student xyz' programs='krr-score xyz-split'
    # shellcheck disable=SC2046,SC2086
    make_there CC=musl-gcc CFLAGS='-O3 -g -Wframe-larger-than=98304' LIBRARY_CFLAGS="-isystem $folder/include" \
        LINK='musl-gcc -static' LIBRARY_LIBS=tests/serial.c $objects \
        $(printf "$folder/test/%s " $drivers) $(printf "$folder/bin/%s " $programs)
    fill_musl
    for driver in elementary number student; do
        "$folder/run/test/$driver"
    done
    MBTR_BUILD=$folder/run bats tests/xyz.bats tests/xyz-split.bats tests/krr-score.bats
}

[ $# -gt 0 ] || set -- s390x i386 musl
for machine in "$@"; do
    folder=$BUILD/portability/$machine
    case $machine in
    s390x | i386) emulated ;;
    musl) musl ;;
    *) echo "portability.sh: expected s390x, i386 or musl, found $machine" >&2; exit 2 ;;
    esac
done
