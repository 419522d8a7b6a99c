#!/bin/sh
# download.sh FOLDER {URL SHA256}...: fetches files that FOLDER does not hold yet, and compares each with its SHA256, which
# may be empty: then the sum is told, to be kept.
set -eu

folder=$1
shift

# With whichever of these is there.
sum() { { sha256sum "$1" 2> /dev/null || shasum -a 256 "$1"; } | cut -d ' ' -f 1; }

mkdir -p "$folder"
while [ $# -ge 2 ]; do
    url=$1 expected=$2 file=$folder/$(basename "$1") got=$folder/$(basename "$1")
    shift 2
    if [ ! -e "$file" ]; then
        got=$file.part
        curl -fL -sS -o "$got" "$url" || { echo "$url: not fetched" >&2; exit 1; }
    fi
    found=$(sum "$got")
    if [ -n "$expected" ] && [ "$found" != "$expected" ]; then
        echo "$got: SHA256 expected $expected, found $found: remove it, or correct the sum" >&2
        exit 1
    fi
    [ "$got" = "$file" ] || mv "$got" "$file"
    echo "$file: SHA256 $found$([ -n "$expected" ] || echo ', not compared')"
done
