#!/bin/sh
# valgrind.sh [FILE.bats ...]: the tests (all but the demo and the manual's examples, which take too long) with every
# program and unit driver of $BUILD below valgrind. SIDE: words for bats that run tests side by side. Fails when a test
# fails, when valgrind finds an error, and when nothing was run below it.
# SIDE is words without quotes:
# shellcheck disable=SC2086
set -eu

folder=$BUILD/valgrind
valgrind=$(command -v valgrind)
rm -rf "$folder"
mkdir -p "$folder/bin" "$folder/test" "$folder/log"
for kind in bin test; do
    for program in "$BUILD/$kind"/*; do
        [ -x "$program" ] || continue
        cat > "$folder/$kind/$(basename "$program")" << END
#!/bin/sh
exec $valgrind -q --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite --error-exitcode=99 \\
    --log-file='$folder/log/$(basename "$program").%p' '$program' "\$@"
END
        chmod +x "$folder/$kind/$(basename "$program")"
    done
done

if [ $# -eq 0 ]; then
    for file in tests/*.bats; do
        case $file in
        tests/demo.bats | tests/man.bats | tests/install.bats) ;;
        *) set -- "$@" "$file" ;;
        esac
    done
fi

status=0
MBTR_BUILD=$folder OMP_NUM_THREADS=2 bats ${SIDE:-} "$@" || status=1

if [ -z "$(ls "$folder/log")" ]; then
    echo 'valgrind: nothing was run' >&2
    exit 1
fi
find "$folder/log" -type f -size +0 | while read -r log; do
    printf '\n%s\n' "$log"
    cat "$log"
done > "$folder/errors"
[ ! -s "$folder/errors" ] || { cat "$folder/errors" >&2; status=1; }
exit $status
