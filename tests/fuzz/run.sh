#!/bin/sh
# run.sh BUILD SECONDS [HARNESS ...]: fuzzes each harness on one core, beginning with the seeds, what former runs kept in
# BUILD/corpus, and what was found before. Prints executions, inputs kept and edges reached; fails when an input crashes
# a reader, makes it leak, or needs more than 10 s or 1 GiB. All that is kept goes to BUILD/lines/fuzzer too, which counts
# lines.
set -eu

build=$1 seconds=$2
shift 2
fuzz=$(dirname "$0")
[ $# -gt 0 ] || set -- xyz recipe stream table
sh "$fuzz/seeds.sh" "$build/seeds"

export ASAN_OPTIONS=quarantine_size_mb=16
status=0
printf 'harness\tseconds\texecutions\tinputs\tedges\tfindings\n'
for harness in "$@"; do
    corpus=$build/corpus/$harness found=$build/found/$harness log=$build/$harness.log
    mkdir -p "$corpus" "$found" "$fuzz/found/$harness"
    "$build/fuzzer/$harness" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=1024 \
        -malloc_limit_mb=512 -dict="$fuzz/$harness.dict" -artifact_prefix="$found/" \
        "$corpus" "$build/seeds/$harness" "$fuzz/found/$harness" > "$log" 2>&1 || status=1
    awk -v harness="$harness" -v seconds="$seconds" -v found="$(find "$found" -type f | wc -l)" '
        / cov: / {
            executions = substr($1, 2)
            for (i = 1; i < NF; i++)
                value[$i] = $(i + 1)
        }
        END {
            sub("/.*", "", value["corp:"])
            print harness, seconds, executions, value["corp:"], value["cov:"], found
        }' OFS='\t' "$log"
    "$build/lines/fuzzer/$harness" -runs=0 "$corpus" "$build/seeds/$harness" "$fuzz/found/$harness" >> "$log" 2>&1 || status=1
    [ "$status" -eq 0 ] || { grep -E 'SUMMARY|Test unit written' "$log" >&2; tail -n 30 "$log" >&2; exit 1; }
done
