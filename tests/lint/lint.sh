#!/bin/sh
# lint.sh FOLDER FLAG ...: the rules of lib/README.md and of checks in tests, what packages and citations say, shellcheck over the shell's files, clang-format,
# cppcheck and clang-tidy over the C files, of which the compiler has these flags. Prints what they find, and "ok" or "not ok"
# for each. FOLDER is for what they need.
set -u

here=$(dirname "$0")
folder=$1
shift
cores=$(getconf _NPROCESSORS_ONLN)
status=0

# judge NAME FINDINGS: ok when there are none.
judge()
{
    [ -z "$2" ] && echo "ok $1 finds nothing" && return
    printf '%s\nnot ok %s finds something\n' "$2" "$1"
    status=1
}

mkdir -p "$folder"
judge house.py "$(python3 "$here/house.py" 2>&1)"

judge assertions.py "$(python3 "$here/assertions.py" 2>&1)"

python=$(sh "$here/../python.sh" yaml) || python=python3
judge packaging.py "$("$python" "$here/packaging.py" 2>&1)"

# In tests, bats ends at a failed cd and sets output and stderr.
judge shellcheck "$({
    shellcheck .ci/run tests/*.sh tests/*/*.sh tests/bench/*/*.sh
    shellcheck --shell=bash tests/*.bash tests/*/*.bash lib/*/*.bash
    shellcheck --severity=warning --exclude=SC2154,SC2164,SC2238 tests/*.bats
} 2>&1)"

judge clang-format "$(find lib cmd tests -name '*.[ch]' -print0 | xargs -0 clang-format --style=file:lib/.clang-format --dry-run -Werror 2>&1 || echo 'it failed')"

judge cppcheck "$(cppcheck -q -j "$cores" --std=c11 --enable=warning,performance,portability --inline-suppr \
    --library="$here/cppcheck.cfg" --template='{file}:{line}: {id}: {message}' -Ilib -Itests \
    lib cmd tests/unit tests/reference tests/bench tests/faults 2>&1 || echo 'it failed')"

printf '%s\n' "$@" > "$folder/compile_flags.txt"
judge clang-tidy "$(find lib cmd -name '*.c' -print0 | sort -z |
    xargs -0 -P "$cores" -n 8 clang-tidy -p "$folder" --quiet --config-file="$here/clang-tidy.yaml" 2> "$folder/errors" ||
    cat "$folder/errors")"
exit $status
