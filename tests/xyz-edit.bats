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
    xyz-edit --convert energy=eV:meV odd | cmp - <(sed 's/000\.0/000/' wanted)
    xyz-edit --rename energy=e odd | cmp - <(sed 's/energy=/e=/; s/\([12]\)000\.0/\1/' wanted)
    xyz-edit --convert energy=eV:eV/atom odd | cmp - <(sed 's/\([12]\)000\.0/\1/' wanted)
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
    xyz-edit --convert energy=eV:meV --convert forces=eV/nm:meV/angstrom --convert stress=eV/nm^3:meV/angstrom^3 \
        --convert Lattice=nm:angstrom --convert pos=nm:angstrom "$crystals" > converted
    grep -o 'stress="[^"]*"' "$crystals" | cmp - <(grep -o 'stress="[^"]*"' converted)
    xyz-edit -r -200 "$molecules" > few
    xyz-edit --convert energy=meV:eV/atom --subtract energy=gap --subtract gap=gap few > less
    # Vectors of atoms.
    xyz-edit --rename forces=a "$crystals" | sed 's/a:R:3/a:R:3:b:R:3/; s/^\([AC]u.*\)/\1 0.5 -1e3 2e-3/' > vectors
    xyz-edit --subtract a=b vectors > difference
    by_ase "$crystals" renamed energy=REF_energy stress=virial forces=REF_forces \
        / "$crystals" converted 'energy*1e3' 'forces*1e2' 'Lattice*10' 'pos*10' \
        / few less 'energy*1e-3/atom' energy-gap gap-gap / vectors difference a-b
}

@test "what some structures lack is told" {
    { xyz-edit --rename energy=e -r 1-9 "$molecules"; cat "$crystals"; } > both
    run -0 --separate-stderr xyz-edit --convert energy=eV:meV --rename smiles=text both
    assert_equal "$stderr" "xyz-edit: warning: --rename smiles=text: 50 of 59 structures lack 'smiles'
xyz-edit: warning: --convert energy=eV:meV: 9 of 59 structures lack 'energy'"
    cmp <(xyz-edit -r 1-9 both | sed 's/smiles/text/') <(xyz-edit -r 1-9 - <<< "$output")
}

@test "units are those of CODATA" {
    cp "$ROOT/man/xyz-edit.1" page
    run "$PYTHON" - << 'END'
import fractions, subprocess
F = fractions.Fraction
hartree, mole, angstrom = F("4.3597447222060e-18"), F("6.02214076e23"), F("1e-10")
wave = F("6.62607015e-34") * F("299792458e2")
energies = {"hartree": hartree, "Ha": hartree, "mHa": hartree / 1000, "Ry": hartree / 2, "eV": F("1.602176634e-19"),
            "meV": F("1.602176634e-22"), "kcal/mol": 4184 / mole, "kJ/mol": 1000 / mole,
            "cm^-1": wave, "1/cm": wave, "K": F("1.380649e-23")}
lengths = {"angstrom": angstrom, "A": angstrom, "bohr": F("0.529177210544e-10"), "nm": F("1e-9")}
forces = {e + "/" + l: energies[e] / lengths[l] for e in energies for l in lengths}
pressures = {e + "/" + l + "^3": energies[e] / lengths[l] ** 3 for e in energies for l in lengths}
pressures = {"GPa": F("1e9"), "kbar": F("1e8"), **pressures}
squares = {l + "^2": lengths[l] ** 2 for l in lengths}
x, cases = F("-17.2937"), []
for units in energies, lengths, forces, pressures, squares:
    for k, one in enumerate(units):
        for step in (1, 3):
            other = [*units][(k + step) % len(units)]
            a, b, factor = [("", "", 1), ("", "/atom", F(1, 3)), ("/atom", "", 3)][(k + step) % 3]
            cases.append((one + a, other + b, units[one] / units[other] * factor))
frame = "3\n" + " ".join(f"p{i}={float(x)}" for i in range(len(cases))) + "\n" + "H 0 0 0\n" * 3
args = [w for i, (a, b, _) in enumerate(cases) for w in ("--convert", f"p{i}={a}:{b}")]
done = subprocess.run(["xyz-edit", *args], input=frame, capture_output=True, text=True, check=True)
found = [pair.split("=")[1] for pair in done.stdout.split("\n")[1].split()]
worst = max(abs(F(text) / (x * factor) - 1) for text, (_, _, factor) in zip(found, cases))
assert len(found) == len(cases) > 200 and worst < 6e-15, (len(cases), float(worst))
# They are all that there are.
told = subprocess.run(["xyz-edit", "--convert", "a=x:y"], capture_output=True, text=True).stderr
assert told.split(" expected ")[1].split(", or a quotient")[0].split(", ") == [*energies, *lengths, "GPa", "kbar"], told
page = open("page").read().split(".Sh UNITS")[1].split(".Sh EXIT")[0]
assert all(any(name in line.split() for line in page.split("\n")) for name in [*energies, *lengths, "GPa", "kbar"])
print(len(cases), float(worst))
END
    assert_success
    echo "# pairs of units, largest error: $output" >&3
    # Powers of ten are exact, there and back.
    printf '1\na=12.5 b=12.5 c=12.5 d=12.5 e=12.5 f=12.5 g=12.5\nH 0 0 0\n' > one
    xyz-edit --convert a=eV:meV --convert b=meV:eV --convert c=nm^3:A^3 --convert d=kbar:GPa --convert e=hartree:Ry \
        --convert f=cm^-1:1/cm --convert g=mHa/A:Ha/nm one > other
    run -0 sed -n 2p other
    assert_output 'a=12500 b=0.0125 c=12500 d=1.25 e=25 f=12.5 g=0.125'
    xyz-edit --convert a=meV:eV --convert b=eV:meV --convert c=A^3:nm^3 --convert d=GPa:kbar --convert e=Ry:hartree \
        --convert g=Ha/nm:mHa/A other | cmp - one
}

@test "units agree with those of ASE, but for the year of its constants" {
    need_ase
    printf '1\na=1 b=1 c=1 d=1 e=1 f=1 g=1\nH 0 0 0\n' |
        xyz-edit --convert a=Ha:eV --convert b=kcal/mol:eV --convert c=cm^-1:eV --convert d=K:eV --convert e=bohr:A \
            --convert f=GPa:eV/A^3 --convert g=Ry/bohr:eV/angstrom > units
    "$ASE" - << 'END'
from ase.units import create_units
u = create_units("2018")
found = dict(pair.split("=") for pair in open("units").read().split("\n")[1].split())
wanted = {"a": u.Hartree, "b": u.kcal / u.mol, "c": u.invcm, "d": u.kB, "e": u.Bohr, "f": u.GPa, "g": u.Rydberg / u.Bohr}
for key, value in wanted.items():
    assert abs(float(found[key]) / value - 1) < 1e-8, (key, found[key], value)
END
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

@test "ids that come from files and places are written, and are those that programs told before" {
    mkdir qm9
    cp "$DATA/cases/qm9-layout.xyz" qm9/dsgdb9nsd_000001.xyz
    printf '1\nid=a\nH 0 0 0\n1\nname="b c"\nH 0 0 0\n1\nenergy=-1 \nH 0 0 0\n1\n\nH 0 0 0\n1\nname=d run=7\nH 0 0 0\n' > mixed.xyz
    xyz-edit --add-ids qm9/*.xyz mixed.xyz > named.xyz
    diff <(xyz-info --table qm9/*.xyz mixed.xyz) <(xyz-info --table named.xyz)
    assert_equal "$(grep -oE '(name|id)=.*' named.xyz | paste -sd ';')" \
        'name=dsgdb9nsd_000001;id=a;name="b c";name=mixed/3;name=mixed/4;name=d run=7'
    xyz-edit --add-ids named.xyz | cmp - named.xyz
    # By the key of --id, and before others are left out.
    assert_equal "$(xyz-edit --add-ids --id run --records 2-3,5 mixed.xyz | grep -oE 'run=[^ ]*' | paste -sd ' ')" 'run=2 run=3 run=7'
}

@test "options act in the order of the page, not in that of the command" {
    printf 'id\te\n0001\t1\n0002\t2\n0003\t3\n' > table
    printf '0001\n0003\n0004\n' > ids
    xyz-edit -r -3 "$molecules" | xyz-edit -q --ids ids | xyz-edit -q --join table | xyz-edit --rename e=f --rename f=g |
        xyz-edit --need g | xyz-edit --convert g=eV:meV | xyz-edit --subtract energy=g > wanted
    xyz-edit -q --subtract energy=g --convert g=eV:meV --need g --rename e=f --rename f=g --join table --ids ids -r -3 \
        "$molecules" | cmp - wanted
    [ "$(grep -c ' g=[13]000$' wanted)" -eq 2 ]
}

@test "bare numbers get their names, and what is written needs no others" {
    printf '1\n -1.5  7 2\tx\nH 0 0 0\n' > bare
    xyz-edit --columns energy,-,'the gap' bare > named
    cmp named <(printf '1\n energy=-1.5  7 "the gap"=2\tx\nH 0 0 0\n')
    cmp <(xyz-info --table named | cut -f 2-) <(xyz-info --table --columns energy,-,'the gap' bare | cut -f 2-)
    xyz-edit --columns energy --convert energy=eV:meV bare | cmp - <(printf '1\n energy=-1500  7 2\tx\nH 0 0 0\n')
    xyz-edit named | cmp - named
    cat "$DATA/cases/qm9-layout.xyz" "$DATA/cases/qm9-layout.xyz" > qm9
    xyz-edit --convert U0=Ha:eV --convert U0=eV:Ha qm9 > named
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
        os.execvp("xyz-edit", ["xyz-edit", "--convert", "forces=eV/A:Ha/bohr", "--need", "energy", path])
    _, status, used = os.wait4(pid, 0)
    assert status == 0
    return used.ru_maxrss
few, many = map(memory, sys.argv[1:])
assert many < 1.1 * few, (few, many)
END
    assert_success
}
