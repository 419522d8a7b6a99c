#!/bin/sh
# lint.sh FOLDER FLAG ...: cppcheck and clang-tidy over the C files, of which the compiler has these flags. Prints what they
# find, and "ok" or "not ok" for each. FOLDER is for what they need.
set -u

here=$(dirname "$0")
folder=$1
shift
cores=$(getconf _NPROCESSORS_ONLN)
status=0

# judge NAME COMMAND ...: ok when it finds nothing and says nothing.
judge()
{
    name=$1
    shift
    if found=$("$@" 2>&1) && [ -z "$found" ]; then
        echo "ok $name finds nothing"
    else
        printf '%s\nnot ok %s finds something\n' "$found" "$name"
        status=1
    fi
}

tidy()
{
    printf '%s\n' "$@" > "$folder/compile_flags.txt"
    find lib cmd -name '*.c' -print0 | sort -z |
        xargs -0 -P "$cores" -n 8 clang-tidy -p "$folder" --quiet --config-file="$here/clang-tidy.yaml" 2> "$folder/errors" ||
        cat "$folder/errors"
}

mkdir -p "$folder"
judge cppcheck cppcheck -q -j "$cores" --std=c11 --enable=warning,performance,portability --error-exitcode=1 \
    --library="$here/cppcheck.cfg" --inline-suppr --template='{file}:{line}: {id}: {message}' -Ilib -Itests \
    lib cmd tests/unit tests/reference tests/bench tests/faults
judge clang-tidy tidy "$@"
exit $status
