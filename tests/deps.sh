#!/bin/sh
# Installs what building, plotting and testing need and this machine lacks; silent when nothing is missing.
# Lists of packages and flags are words without quotes:
# shellcheck disable=SC2046,SC2086

# What is needed (arguments: only these), and the packages that bring it.
needs=${*:-cc pkg blas yaml cbor xxhash lbfgs spglib gnuplot bats parallel python xz zstd bzip2 mandoc}

known()
{
    case $1 in
    apt) echo cc:gcc cc:libc6-dev pkg:pkg-config blas:libopenblas-openmp-dev blas:liblapacke-dev yaml:libyaml-dev \
        cbor:libcbor-dev xxhash:libxxhash-dev lbfgs:liblbfgs-dev spglib:libsymspg-dev gnuplot:gnuplot-nox \
        bats:bats bats:bats-assert bats:bats-support parallel:parallel python:python3-numpy python:python3-scipy \
        python:python3-cbor2 xz:xz-utils mandoc:mandoc shellcheck:shellcheck cppcheck:cppcheck clang-tidy:clang-tidy \
        clang-format:clang-format valgrind:valgrind dpkg:dpkg-dev lintian:lintian cxx:g++ script:bsdutils curl:curl \
        unzip:unzip pyyaml:python3-yaml s390x:gcc-s390x-linux-gnu s390x:qemu-user-static i386:gcc-i686-linux-gnu \
        i386:qemu-user-static musl:musl-tools fuzz:clang fuzz:llvm fuzz:libclang-rt-14-dev fuzz:libomp-dev ase:python3-ase \
        zstd:zstd bzip2:bzip2 groff:groff-base ;;
    dnf) echo cc:gcc pkg:pkgconf-pkg-config blas:openblas-devel yaml:libyaml-devel cbor:libcbor-devel \
        xxhash:xxhash-devel lbfgs:liblbfgs-devel spglib:spglib-devel gnuplot:gnuplot bats:bats parallel:parallel \
        python:python3-numpy python:python3-scipy python:python3-cbor2 xz:xz mandoc:mandoc shellcheck:ShellCheck \
        cppcheck:cppcheck clang-tidy:clang-tools-extra clang-format:clang-tools-extra valgrind:valgrind \
        zstd:zstd bzip2:bzip2 pyyaml:python3-pyyaml groff:groff-base ;;
    brew) echo cc:gcc pkg:pkgconf blas:openblas yaml:libyaml cbor:libcbor xxhash:xxhash lbfgs:liblbfgs spglib:spglib \
        gnuplot:gnuplot bats:bats-core bats:bats-core/bats-core/bats-assert bats:bats-core/bats-core/bats-support \
        parallel:parallel python:numpy python:scipy xz:xz mandoc:mandoc shellcheck:shellcheck cppcheck:cppcheck \
        clang-tidy:llvm clang-format:llvm zstd:zstd bzip2:bzip2 pyyaml:pyyaml groff:groff ;;
    conda-forge) echo cc:c-compiler pkg:pkg-config blas:openblas yaml:yaml cbor:libcbor xxhash:xxhash \
        lbfgs:liblbfgs spglib:spglib gnuplot:gnuplot bats:bats-core parallel:parallel python:numpy python:scipy \
        python:cbor2 xz:xz shellcheck:shellcheck cppcheck:cppcheck clang-tidy:clang-tools clang-format:clang-tools \
        valgrind:valgrind zstd:zstd bzip2:bzip2 pyyaml:pyyaml groff:groff ;;
    spack) echo cc:gcc pkg:pkgconf blas:openblas yaml:libyaml cbor:libcbor xxhash:xxhash lbfgs:liblbfgs spglib:spglib \
        gnuplot:gnuplot bats:bats parallel:parallel python:py-numpy python:py-scipy python:py-cbor2 xz:xz valgrind:valgrind \
        zstd:zstd bzip2:bzip2 pyyaml:py-pyyaml groff:groff ;;
    esac
}

# has NEED: whether this machine has it.
has()
{
    case $1 in
    cc)     compiles '#include <stdio.h>' ;;
    pkg)    command -v pkg-config ;;
    blas)   compiles '#include <lapacke.h>' && compiles '#include <cblas.h>' ;;
    yaml)   pkg-config --exists yaml-0.1 ;;
    cbor)   pkg-config --exists libcbor ;;
    xxhash) pkg-config --exists libxxhash ;;
    lbfgs)  compiles '#include <lbfgs.h>' ;;
    spglib) compiles '#include <spglib.h>' ;;
    bats)   command -v bats && bats_library bats-assert && bats_library bats-support ;;
    python) sh "${0%/*}/python.sh" numpy scipy cbor2 ;;
    pyyaml) sh "${0%/*}/python.sh" yaml ;;
    ase)    sh "${0%/*}/python.sh" ase ;;
    dpkg)   command -v dpkg-shlibdeps ;;
    cxx)    command -v c++ ;;
    fuzz)   command -v llvm-cov && echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
            clang -fsanitize=fuzzer -fopenmp -x c - -o /dev/null ;;
    s390x)  command -v s390x-linux-gnu-gcc && command -v qemu-s390x-static ;;
    i386)   command -v i686-linux-gnu-gcc && command -v qemu-i386-static ;;
    musl)   command -v musl-gcc ;;
    parallel) parallel --version | grep -q '^GNU' ;;
    *)      command -v "$1" ;;
    esac > /dev/null 2>&1
}

# Fedora's OpenBLAS has no pkg-config file, others hold LAPACKE without one of its own.
compiles()
{
    echo "$1" | "${CC:-cc}" -fopenmp $(pkg-config --cflags openblas) $(pkg-config --cflags lapacke) \
        $(pkg-config --cflags liblbfgs) $(pkg-config --cflags spglib) -I/usr/include/openblas -fsyntax-only -x c -
}

bats_library()
{
    for folder in $(echo "$BATS_LIB_PATH" | tr : ' ') /usr/lib/bats /usr/local/lib /opt/homebrew/lib /usr/share/bats; do
        [ ! -e "$folder/$1/load.bash" ] || return 0
    done
    return 1
}

find_missing()
{
    for need in $needs; do
        has "$need" || printf '%s ' "$need"
    done
}

# packages MANAGER: its packages for what is missing.
packages()
{
    for package in $(known "$1"); do
        case " $missing " in
        *" ${package%%:*} "*) printf '%s ' "${package#*:}" ;;
        esac
    done
}

# Root's rights, from sudo where we are not root; without a terminal sudo must not ask.
as_root()
{
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

apt_get()
{
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" > /dev/null
}

install_packages()
{
    echo "make deps: installing with $1: $2"
    case $1 in
    apt)  { apt_knows $2 && apt_get install -y --no-install-recommends $2; } ||
          { apt_get update && apt_get install -y --no-install-recommends $2; } ;;
    dnf)  as_root dnf install -y -q $2 ;;
    brew) brew install -q $2 ;;
    esac
}

# An index without them is old or empty.
apt_knows()
{
    for package in "$@"; do
        apt-cache policy "$package" | grep -q 'Candidate: [0-9]' || return 1
    done
}

missing=$(find_missing)
[ -n "$missing" ] || exit 0

for manager in apt dnf brew; do
    command -v $manager > /dev/null 2>&1 || continue
    install_packages $manager "$(packages $manager)" && missing=$(find_missing)
    break
done
[ -n "$missing" ] || exit 0

cat >&2 << END
make deps: this is missing: $missing
Packages that bring it:
  Debian, Ubuntu: $(packages apt)
  Fedora:         $(packages dnf)
  Homebrew:       $(packages brew)
  conda-forge:    $(packages conda-forge)
  Spack:          $(packages spack)
The compiler must know -fopenmp (macOS: make CC=gcc-14, PKG_CONFIG_PATH=\$(brew --prefix openblas)/lib/pkgconfig).
bats: version 1.5 or newer, with its libraries bats-support and bats-assert in a folder of BATS_LIB_PATH.
END
exit 1
