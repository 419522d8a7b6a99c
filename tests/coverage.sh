#!/bin/sh
# coverage.sh OBJECTS GCOV LEAST: share of executed lines of lib/, per file and in all, after the tests ran; fails when it is
# below LEAST percent.
set -eu

find "$1/lib" -name '*.gcda' | sort | while read -r data; do
    "$2" -n -o "$(dirname "$data")" "$data" 2> /dev/null
done | awk -v least="$3" '
    /^File/ { gsub(/^File .|.$/, ""); file = $0 }
    /^Lines executed/ && file ~ /^lib\/.*\.c$/ {
        split($0, part, /[:% ]+/)
        lines = part[5]; run = part[3] * lines / 100
        printf "%6.1f %%  %s\n", part[3], file
        all += lines; covered += run
        file = ""
    }
    END {
        if (all == 0) { print "nothing was measured" > "/dev/stderr"; exit 1 }
        printf "%6.1f %%  of %d lines of lib/\n", 100 * covered / all, all
        exit 100 * covered / all < least
    }'
