#!/bin/sh
# timed.sh FILE COMMAND: runs the command, which makes FILE, and writes the processor time that it took, user and system, in
# seconds to FILE.cpu.
set -eu

sh -c "$2"
times > "$1.times"
awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); sum += 60 * t[1] + t[2] } print sum }' "$1.times" > "$1.cpu"
rm "$1.times"
