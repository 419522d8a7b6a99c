#!/bin/sh
# coverage.sh OBJECTS GCOV LEAST [FILE ...]: share of executed lines of lib/, or of these files in it (structure/xyz ...), per
# file and in all, after the tests ran; fails when it is below LEAST percent. GCOV may be a command with arguments, in words:
# shellcheck disable=SC2086
set -eu

objects=$1 gcov=$2 least=$3
shift 3

find "$objects/lib" -name '*.gcda' | sort | while read -r data; do
    $gcov -n -o "$(dirname "$data")" "$data" 2> /dev/null
done | awk -v least="$least" -v files="$*" '
    BEGIN {
        gsub(" ", "|", files)
        counts = "^lib/(" (files ? files : ".*") ")[.]c$"
    }
    /^File/ { gsub(/^File .|.$/, ""); file = $0 }
    /^Lines executed/ && file ~ counts {
        split($0, part, /[:% ]+/)
        lines = part[5]; run = part[3] * lines / 100
        printf "%6.1f %%  %s\n", part[3], file
        all += lines; covered += run
        file = ""
    }
    END {
        if (all == 0) { print "nothing was measured" > "/dev/stderr"; exit 1 }
        printf "%6.1f %%  of %d lines\n", 100 * covered / all, all
        exit 100 * covered / all < least
    }'
