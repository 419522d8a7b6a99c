# Files as they are: compressed ones, lists of files, ids by their names, and those of other programs.
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
        { head -c 1 packed; sleep 0.01; head -c 2 packed | tail -c 1; sleep 0.01; tail -c +3 packed; } | xyz-info --table | cmp - plain
        # Two that were joined.
        cat packed packed | xyz-info --table | cmp - <(cat two.xyz two.xyz | xyz-info --table)
    done
}

@test "recipes, tables, streams and models may be compressed, and several at once" {
    xyz2mbtr -c crystals --show-recipe > r.yaml
    xyz2mbtr -c r.yaml two.xyz -o two.mbtr
    mbtr-kernel two.mbtr -o two.kernel
    krr-train two.kernel -o two.krr
    mbtr-kernel -x two.mbtr two.mbtr -o rows
    krr-predict -m two.krr rows > two.tsv
    gzip -k r.yaml two.xyz two.mbtr rows two.krr two.tsv
    xyz2mbtr -c r.yaml.gz two.xyz.gz | cmp - two.mbtr
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

@test "names of files come from a list, behind those of the command line" {
    mkdir one 'two folders'
    for i in 1 2 3; do printf '1\nenergy=%d\nH 0 0 0\n' "$i" > "one/$i.xyz"; done
    cp one/1.xyz 'two folders/ 1 .xyz'
    printf 'one/2.xyz\n\n \t\ntwo folders/ 1 .xyz\r\n' > list
    run -0 xyz-info --table one/3.xyz --files-from list one/1.xyz
    assert_output $'id\tformula\tatoms\tenergy\n3\tH\t1\t3\n1\tH\t1\t1\n2\tH\t1\t2\n 1 \tH\t1\t1'
    xyz-info --table --files-from - one/3.xyz one/1.xyz < list | cmp - <(echo "$output")
    gzip -k list
    xyz-info --table --files-from list.gz one/3.xyz one/1.xyz | cmp - <(echo "$output")
    # A name is a name; the last line may lack its end.
    cp one/1.xyz ./-
    assert_equal "$(echo - | xyz-info --table --files-from - | tail -n 1)" $'-\tH\t1\t1'
    assert_equal "$(printf 'one/2.xyz' | xyz-info --table --files-from -)" $'id\tformula\tatoms\tenergy\n2\tH\t1\t2'
}

@test "every program that reads structures takes a list" {
    linear_model
    printf 'two.xyz\n' > list
    for command in 'xyz-info --table' 'xyz-split -n 1 --train /dev/stdout --test b' 'xyz2mbtr -c crystals' 'xyz2cm' \
        'krr-tune -q -c crystals --holdout 1' 'krr-validate -q -c crystals --holdout 1' 'hull-search -q -c crystals --energies known' \
        'xyz-edit' 'krr-predict -m linear.krr --xyz' 'xyz-relax -q -m linear.krr --steps 0'; do
        $command two.xyz > direct
        $command --files-from list | cmp - direct
        echo "${command%% *}"
    done | sort > tried
    run diff tried <(for program in $(programs); do if grep -q -e --files-from <("$program" --help); then echo "$program"; fi; done)
    assert_success
}

@test "a list that names what is not there is refused before work begins, with its line" {
    mkdir folder
    printf 'two.xyz\nnothing.xyz\n' > list
    run -1 xyz-split -n 1 --train a --test b --files-from list
    assert_output 'xyz-split: list:2: nothing.xyz: No such file or directory'
    [ ! -e a ]
    printf 'folder\n' > list
    run -1 xyz-info --files-from list
    assert_output 'xyz-info: list:1: folder: Is a directory'
    printf 'two.xyz\0two.xyz\0' > list
    run -1 xyz-info --files-from list
    assert_output 'xyz-info: list:1: the line holds a NUL byte'
    run -1 xyz-info --files-from nothing < two.xyz
    assert_output 'xyz-info: nothing: No such file or directory'
}

@test "outputs are none of the files of a list, and not the list" {
    printf 'two.xyz\n' > list
    cp two.xyz as-it-was
    run -2 xyz-info --files-from list -o two.xyz
    assert_line --index 0 "xyz-info: input 'two.xyz' and --output 'two.xyz' are the same file: write to another one"
    run -2 xyz-info --files-from list -o ./list
    assert_line --index 0 "xyz-info: --files-from 'list' and --output './list' are the same file: write to another one"
    cmp two.xyz as-it-was
}

@test "more files than there may be descriptors, in constant memory" {
    need_speed
    mkdir many
    "$PYTHON" -c 'for i in range(3000): open("many/%04d.xyz" % i, "w").write("1\nenergy=%d\nH 0 0 0\n" % i)'
    find many -type f | sort > list
    ulimit -n 32
    memory_limit 900000
    xyz-info --table --files-from list > table
    assert_equal "$(awk -F '\t' 'NR > 1 && $1 == $4 + 0 {n++} END {print n}' table)" 3000
    assert_equal "$(sed -n '2p; $p' table | cut -f 1 | xargs)" '0000 2999'
}

# ids FILE ...: those that they give.
ids()
{
    xyz-info --table "$@" | sed 1d | cut -f 1 | xargs
}

@test "ids by the names of files" {
    mkdir a b
    printf '1\n\nH 0 0 0\n' > one.xyz
    cp one.xyz Cu0.5Pt0.5
    cp one.xyz a/one.extxyz
    cp one.xyz .xyz
    cp one.xyz $'tab\there.xyz'
    printf '\n \n' | cat one.xyz - > blank.xyz
    printf '1\nname=own\nH 0 0 0\n' > own.xyz
    cp two.xyz b/two.xyz
    gzip -c one.xyz > packed.xyz.gz
    assert_equal "$(ids one.xyz)" one
    assert_equal "$(ids Cu0.5Pt0.5)" Cu0.5Pt0.5
    assert_equal "$(ids .xyz)" .xyz
    assert_equal "$(ids blank.xyz)" blank
    assert_equal "$(ids packed.xyz.gz)" packed
    assert_equal "$(ids own.xyz)" own
    assert_equal "$(ids $'tab\there.xyz')" 'tab here'
    # Of more than one structure the number tells, of more than one file the name too.
    assert_equal "$(ids two.xyz)" '1 2'
    assert_equal "$(ids two.xyz one.xyz own.xyz)" 'two/1 two/2 one own'
    # Names that are not alone.
    assert_equal "$(ids one.xyz blank.xyz a/one.extxyz)" 'one.xyz blank a/one.extxyz'
    assert_equal "$(ids two.xyz b/two.xyz)" 'two.xyz/1 two.xyz/2 b/two.xyz/1 b/two.xyz/2'
    # What comes by a pipe has no name.
    assert_equal "$(ids < one.xyz)" 1
    assert_equal "$(ids <(cat one.xyz))" 1
    assert_equal "$(cat two.xyz | ids - one.xyz)" '1 2 one'
}

@test "files of other programs: what the message says makes XYZ of them, and is on the page" {
    need_ase
    run -0 "$ASE" "$ROOT/tests/reference/foreign.py"
    assert_equal "${output//$'\n'/$'\n'    }" 'a.cif ClNa : ase convert -i cif -o extxyz a.cif new.xyz
    a.cif.gz ClNa : ase convert -i cif -o extxyz a.cif.gz new.xyz
    POSCAR ClNa : ase convert -i vasp -o extxyz POSCAR new.xyz
    XDATCAR ClNa ClNa : ase convert -i vasp-xdatcar -o extxyz XDATCAR new.xyz
    a.db ClNa ClNa : ase convert -i db -o extxyz a.db new.xyz
    a.traj ClNa ClNa : ase convert -i traj -o extxyz a.traj new.xyz
    a.pdb C2H6O : ase convert -i proteindatabank -o extxyz a.pdb new.xyz
    a.sdf H2O : ase convert -i sdf -o extxyz a.sdf new.xyz
    a.dump AuCu AuCu : ase convert -i lammps-dump-text -o extxyz a.dump new.xyz
    a.tar H : tar -xOf a.tar > new.xyz'
    run diff <(grep -v -e 'cif.gz' -e ': tar' <<< "$output" | sed 's/.* : /.Dl /' | sort) <(grep '^\.Dl ase convert' "$ROOT/man/xyz2mbtr.1" | sort)
    assert_success
}
