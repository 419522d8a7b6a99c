# Files as they are: compressed ones.
load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
    export OMP_NUM_THREADS=1
    printf '2\nenergy=-1\nH 0 0 0\nH 0 0 0.7\n2\nenergy=-2\nH 0 0 0\nH 0 0 0.8\n' > two.xyz
}

packers=(gzip xz zstd bzip2)

# The programs that read what is compressed are those of the table.
@test "every program that decompresses is tried" {
    run diff <(grep -o '{"[a-z0-9]*", "-d' "$ROOT/lib/base/packed.c" | cut -d '"' -f 2) <(printf '%s\n' "${packers[@]}")
    assert_success
}

@test "what is compressed is read as what is in it, from files of any name, pipes and standard input" {
    xyz-info --table two.xyz > plain
    for packer in "${packers[@]}"; do
        "$packer" -c < two.xyz > packed
        xyz-info --table packed | cmp - plain
        xyz-info --table < packed | cmp - plain
        cat packed | xyz-info --table - | cmp - plain
        # In parts, so that it takes several reads to tell.
        { head -c 1 packed; sleep 0.01; tail -c +2 packed | head -c 1; sleep 0.01; tail -c +3 packed; } | xyz-info --table | cmp - plain
        # Two that were joined.
        cat packed packed | xyz-info --table | cmp - <(cat two.xyz two.xyz | xyz-info --table)
    done
}

@test "recipes, tables, streams and models may be compressed, and several at once" {
    xyz2mbtr -c crystals --show-recipe > r.yaml
    xyz2mbtr -c r.yaml two.xyz -o two.mbtr
    mbtr-kernel two.mbtr -o two.kernel
    krr-train two.kernel -o two.krr
    krr-predict -m two.krr two.kernel > /dev/null || mbtr-kernel -x two.mbtr two.mbtr -o rows
    krr-predict -m two.krr rows > two.tsv
    gzip -k r.yaml two.xyz two.mbtr rows two.krr two.tsv
    xyz2mbtr -c r.yaml.gz two.xyz.gz two.xyz.gz | cmp - <(xyz2mbtr -c r.yaml two.xyz two.xyz)
    mbtr-kernel -x two.mbtr.gz two.mbtr.gz | cmp - rows
    krr-predict -m two.krr.gz rows.gz | cmp - two.tsv
    krr-score two.tsv.gz | cmp - <(krr-score two.tsv)
}

@test "more than a pipe holds is read whole, and what is not wanted is left" {
    need_speed
    awk 'BEGIN {for (i = 0; i < 40000; i++) printf("1\nenergy=%d\nH 0 0 %d\n", i, i)}' > long.xyz
    for packer in "${packers[@]}"; do
        "$packer" -c -1 < long.xyz > packed
        run -0 xyz-info packed
        assert_line --partial $'structures\t\t40000'
    done
    printf 'representation: [{body: 1, geometry: atomic_number, sigma: 0.1, grid: [0, 9, 9]}]\nspecies: atom\nsymmetry: auto\nregression: {property: energy}\n' > r.yaml
    xyz2mbtr -q -c r.yaml packed -o a
    xyz2mbtr -q -c r.yaml long.xyz | cmp - a
}

@test "what is damaged or cut short is never taken as whole" {
    awk 'BEGIN {srand(1); for (i = 0; i < 2000; i++) printf("1\nenergy=%.15g\nH 0 0 %.15g\n", rand(), rand())}' > long.xyz
    for packer in "${packers[@]}"; do
        "$packer" -c < long.xyz > whole
        size=$(stat -c %s whole)
        for part in $((size - 1)) $((size / 2)); do
            head -c "$part" whole > cut
            run -1 --separate-stderr xyz-split -n 1 --train a --test b cut
            [[ $stderr == 'xyz-split: cut: it is damaged or cut short; '* ]] || fail "$packer, $part of $size: $stderr"
            [ ! -e a ] || fail 'a was written'
        done
        "$PYTHON" - "$size" << 'PYTHON'
import sys
whole = bytearray(open("whole", "rb").read())
whole[int(sys.argv[1]) // 2] ^= 0x10
open("changed", "wb").write(whole)
PYTHON
        # What gzip makes of it is wrong before it is seen to be.
        run -1 xyz-info changed
        assert_output --partial 'xyz-info: changed:'
        # bzip2 itself ends such with status 0.
        { cat whole; head -c 200000 whole | tr '\0-\377' '\1-\377\0'; } > followed
        run -1 xyz-info followed
        assert_output --partial 'xyz-info: followed: it is damaged or cut short; '
    done
}

@test "programs that the tests replace: missing, mute, killed" {
    gzip two.xyz
    run -1 env PATH="$BIN" xyz-info two.xyz.gz
    assert_output 'xyz-info: two.xyz.gz: it is compressed, and gzip, which reads it, is not installed'
    printf '#!/bin/sh\nprintf "1\\n\\nH 0 0 0\\n"\nexit 1\n' > gzip
    chmod +x gzip
    run -1 env PATH=".:$PATH" xyz-info two.xyz.gz
    assert_output 'xyz-info: two.xyz.gz: it is damaged or cut short'
    # One that does not read, but writes what looks well.
    printf '#!/bin/sh\nprintf "1\\n\\nH 0 0 0\\n"\n' > gzip
    run -1 env PATH=".:$PATH" xyz-info two.xyz.gz
    assert_output 'xyz-info: two.xyz.gz: it is damaged or cut short'
    printf '#!/bin/sh\nkill -9 $$\n' > gzip
    run -1 env PATH=".:$PATH" xyz-info two.xyz.gz
    assert_output 'xyz-info: two.xyz.gz: gzip was ended by signal 9'
}

@test "what is said beside is passed over where all went well" {
    gzip two.xyz
    run -0 --separate-stderr env GZIP=-v xyz-info --table two.xyz.gz
    assert_equal "$stderr" ''
}
