load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
    export OMP_NUM_THREADS=1
    molecules=$DATA/molecules/molecules.xyz
    crystals=$DATA/rattled-alloy/cuau-rattled.xyz
}

# by_ase BEFORE AFTER WHAT ...: tests/reference/edit_ase.py.
by_ase()
{
    need_ase
    run "$ASE" "$ROOT/tests/reference/edit_ase.py" "$@"
    assert_success
}

@test "what is not changed keeps its bytes" {
    mapfile -t files < <(printf '%s\n' "$DATA"/*/*.xyz | grep -v -e qm9-layout -e bom -e zero-lattice)
    [ "${#files[@]}" -gt 40 ]
    xyz-edit -q "${files[@]}" - < "$crystals" | cmp - <(cat "${files[@]}" "$crystals")
    # Lines, blanks and quotes of all kinds; blank lines between frames and what the last line lacks are no part of a frame.
    printf ' 1 \r\nany  comment, energy=1\t\r\n H\t0 0 0  \r\n\n1\n%s\nHe 0 0 0 x y' \
        "a='it\\'s' b={1 2  3} c=[[1,2],[3 ,4]] \"d e\"=\"f \\\"g\\\\\" = h  energy=2 \"i" > odd
    printf ' 1 \r\nany  comment, energy=1000.0\t\r\n H\t0 0 0  \r\n1\n%s\nHe 0 0 0 x y\n' \
        "a='it\\'s' b={1 2  3} c=[[1,2],[3 ,4]] \"d e\"=\"f \\\"g\\\\\" = h  energy=2000.0 \"i" > wanted
    xyz-edit --rename energy=e odd | cmp - <(sed 's/energy=/e=/; s/\([12]\)000\.0/\1/' wanted)
}

@test "structures by their places and ids, in the order of the input" {
    xyz-edit -r 2-3,1,700- "$molecules" > some
    { xyz-edit --records -3 "$molecules"; xyz-edit -r 700- "$molecules"; } | cmp - some
    [ "$(grep -c name= some)" -eq $((3 + 2454 - 699)) ]
    run -0 --separate-stderr xyz-edit -r 2454-2460 "$molecules"
    assert_equal "$stderr" 'xyz-edit: warning: --records 2454-2460: there are 2454 structures'
    grep -o 'name=[0-9]*' "$molecules" | cut -d = -f 2 | shuf --random-source="$molecules" -n 40 > ids
    xyz-edit --ids ids "$molecules" > some
    grep -o 'name=[0-9]*' some | cut -d = -f 2 | cmp - <(sort ids)
    printf '\n77' >> ids
    run -0 --separate-stderr xyz-edit --ids ids some
    assert_equal "$stderr" 'xyz-edit: warning: ids: 1 of 41 ids are those of no structure, the first '"'77'"
    cmp <(printf '%s\n' "$output") some
    # Ids are those of all programs: of a key, or numbers in the file; zeros count.
    printf '1\nrun=a\nH 0 0 0\n1\nrun=01\nH 0 0 1\n' > two
    xyz-edit --ids <(echo 2) two | cmp - <(tail -n 3 two)
    xyz-edit --id run --ids <(printf '01\r\n') two | cmp - <(tail -n 3 two)
    run -1 xyz-edit --id run --ids <(echo 1) two
    xyz-edit --ids <(echo two/2) -r 1-2 two two | cmp - <(tail -n 3 two)
}

@test "names and numbers become what ASE makes of them" {
    xyz-edit --rename energy=REF_energy --rename stress=virial --rename forces=REF_forces "$crystals" > renamed
    by_ase "$crystals" renamed energy=REF_energy stress=virial forces=REF_forces
}

@test "what some structures lack is told" {
    { xyz-edit -r 1-9 "$molecules"; cat "$crystals"; } > both
    run -0 --separate-stderr xyz-edit --rename smiles=text both
    assert_equal "$stderr" "xyz-edit: warning: --rename smiles=text: 50 of 59 structures lack 'smiles'"
    cmp <(sed 's/smiles/text/' both) <(echo "$output")
}

@test "structures without a number are left out and counted" {
    local gap
    { for gap in 1 nan None -inf '"2 eV"' 2; do printf '1\nname=%s gap=%s\nH 0 0 0\n' "${gap//[^0-9a-zN]/}" "$gap"; done
    printf '1\nProperties=species:S:1:pos:R:3:gap:R:1 name=column\nH 0 0 0 3\n'
    printf '2\nProperties=species:S:1:pos:R:3:gap:R:1 name=hole\nH 0 0 0 3\nH 0 0 1 nan\n'
    printf '1\na gap = 1 gap = 2 name=twice\nH 0 0 0\n'; } > gaps
    run -0 --separate-stderr xyz-edit -q --need gap gaps
    assert_equal "$stderr" ''
    assert_equal "$(grep -o 'name=.*' <<< "$output")" $'name=1 gap=1\nname=2 gap=2\nname=column'
    run -0 --separate-stderr xyz-edit --need gap gaps
    assert_equal "${stderr##*$'\n'}" "xyz-edit: --need gap: 6 of 9 structures lack it and are left out"
    run -0 --separate-stderr xyz-edit --need energy --need gap "$molecules"
    assert_equal "$stderr" ''
    xyz-edit -q --need gap gaps -r 5- > rest
    [ "$(grep -c name rest)" -eq 2 ]
}

@test "a table is joined by ids, whatever parts its columns" {
    xyz-edit -r -300 "$molecules" > few
    xyz-info --table few | awk -F '\t' -v OFS='\t' 'NR == 1 { print "id", "formula", "atoms", "cheap", "", "by" }
        NR > 1 && NR % 7 { print $1, $2, $3, NR % 5 ? $4 / 2 : "NA", NR, NR % 3 ? "am1, \"old\"" : "pm7" }' > table
    awk -F '\t' -v q='"' '{ gsub(q, q q, $6); print q $1 q "," $2 "," $3 ",\"" $4 "\",," q $6 q }' table > csv
    run -0 --separate-stderr xyz-edit --join table few -o joined
    assert_equal "$stderr" "xyz-edit: warning: table: 43 of 300 structures have no row, the first '0006'"
    by_ase few joined cheap:csv by:csv
    xyz-edit -q --join csv few | cmp - joined
    sed 's/,\([^ ]\)/  , \1/g; s/$/\r/' csv | xyz-edit -q --join - few | cmp - joined
    [ "$(grep -c ' by="am1, \\"old\\""$' joined)" -gt 100 ]
    # What is there already changes nothing; other values are told.
    run -0 --separate-stderr xyz-edit --ids <(cut -f 1 table | tail -n +2) --join table joined -o again
    assert_equal "$stderr" ''
    xyz-edit --ids <(cut -f 1 table | tail -n +2) joined | cmp - again
    printf 'id\tcheap\tgap\n0003\t1e1\t\n0002\tnan\t1\n' > values
    run -0 --separate-stderr xyz-edit -r 2-3 --join values joined
    assert_equal "$stderr" 'xyz-edit: warning: values: 2 structures had other values, and have the table'"'s now"
    cmp <(xyz-edit -r 2-3 joined | sed '/0003/s/cheap=[^ ]*/cheap=1e1/; /0002/s/gap=[^ ]*/gap=1/') <(echo "$output")
}

@test "options act in the order of the page, not in that of the command" {
    printf 'id\te\n0001\t1\n0002\t2\n0003\t3\n' > table
    printf '0001\n0003\n0004\n' > ids
    xyz-edit -r -3 "$molecules" | xyz-edit -q --ids ids | xyz-edit -q --join table | xyz-edit --rename e=f --rename f=g |
        xyz-edit --need g > wanted
    xyz-edit -q --need g --rename e=f --rename f=g --join table --ids ids -r -3 \
        "$molecules" | cmp - wanted
    [ "$(grep -c ' g=[13]$' wanted)" -eq 2 ]
}

@test "bare numbers get their names, and what is written needs no others" {
    printf '1\n -1.5  7 2\tx\nH 0 0 0\n' > bare
    xyz-edit --columns energy,-,'the gap' bare > named
    cmp named <(printf '1\n energy=-1.5  7 "the gap"=2\tx\nH 0 0 0\n')
    cmp <(xyz-info --table named | cut -f 2-) <(xyz-info --table --columns energy,-,'the gap' bare | cut -f 2-)
    xyz-edit named | cmp - named
    cat "$DATA/cases/qm9-layout.xyz" "$DATA/cases/qm9-layout.xyz" > qm9
    xyz-edit qm9 > named
    cmp <(xyz-info --table named) <(xyz-info --table qm9)
    xyz-edit named | cmp - named
    [ "$(wc -l < named)" -eq 14 ]
    xyz-edit --columns -,-,B --rename B=b qm9 | xyz-info --table | cut -f 4- | cmp - <(printf 'b\n157.70997\n157.70997\n')
}

@test "memory does not grow with the number of structures" {
    need_plain_build
    for _ in $(seq 40); do cat "$crystals"; done > many
    run "$PYTHON" - "$crystals" many << 'END'
import os, sys
def memory(path):
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
        os.execvp("xyz-edit", ["xyz-edit", "--rename", "forces=f", "--need", "energy", path])
    _, status, used = os.wait4(pid, 0)
    assert status == 0
    return used.ru_maxrss
few, many = map(memory, sys.argv[1:])
assert many < 1.1 * few, (few, many)
END
    assert_success
}
