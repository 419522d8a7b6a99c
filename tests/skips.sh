#!/bin/sh
# skips.sh RUN < OUTPUT: prints each test that bats skipped in this run of make (check, sanitize, valgrind) for no reason that
# is listed here, and fails when there is one. What a machine lacks is none: .ci/run installs it.

# The run, what is said to skip a test there, and why that is right.
reasons()
{
    cat << 'END'
sanitize|not a plain build|calls that fail, limits on memory, installing: none of them goes with sanitizers
sanitize|long, and others run the same lines|minutes below sanitizers, seconds in make check
valgrind|not a plain build|as with sanitizers
valgrind|long, and others run the same lines|as with sanitizers
END
}

skipped=$(grep '^ok .* # skip') || exit 0
allowed=$(reasons | sed -n "s/^$1|\([^|]*\)|..*/\1/p")
unlisted=$(echo "$skipped" | while read -r line; do
    reason=$(echo "$line" | sed 's/.* # skip *//; s/^(\(.*\))$/\1/')
    echo "$allowed" | grep -qxF -e "$reason" || echo "$line"
done)
[ -n "$unlisted" ] || exit 0
echo "$unlisted"
exit 1
