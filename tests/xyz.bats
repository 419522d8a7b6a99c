load common

# What the reader makes of a text; \n and \t are understood.
reads()
{
    printf -- "$1" | "$UNIT/xyz" "${@:2}"
}

# The reader refuses a text with this message.
refuses()
{
    run --separate-stderr reads "$1" "${@:3}"
    output=$stderr
    [ "$status" -eq 1 ] || fail "'$1': status $status"
    assert_output "xyz: standard input:$2"
}

# The first structure has this value of a key of the driver's JSON.
gives()
{
    local value
    run reads "$1" "${@:4}"
    assert_success
    value=${lines[0]#*\"$2\": }
    case $2 in
    properties) value=${value%\}} ;;
    *) value=${value%%, \"*} ;;
    esac
    assert_equal "$value" "$3"
}

H='H 0 0 0\n'
P='Properties=species:S:1:pos:R:3'

@test "files are read as ASE reads them" {
    need_ase
    "$ASE" - "$BATS_TEST_TMPDIR" <<'END'
import sys, numpy as np
from ase import Atoms
from ase.io import write
from ase.build import bulk, molecule
rng = np.random.default_rng(1)
frames = []
for i in range(40):
    n = int(rng.integers(1, 12))
    a = Atoms(numbers=rng.integers(1, 119, n), positions=rng.normal(0, 10.0 ** rng.integers(-6, 4), (n, 3)))
    if i % 2:
        a.set_cell(rng.normal(0, 5, (3, 3)))
        a.set_pbc(rng.integers(0, 2, 3))
    a.info.update(energy=rng.normal(), count=int(rng.integers(-9, 9)), tiny=1e-300 * rng.normal(), text='two words',
                  quoted='a "b" [c', flag=True, list=np.arange(3), table=rng.normal(size=(2, 3)), ratio=1 / 3)
    a.arrays['tag'] = rng.integers(0, 5, n)
    if i % 3:
        a.arrays['forces'] = rng.normal(size=(n, 3))
        a.arrays['label'] = np.array(['x%d' % k for k in range(n)])
    frames.append(a)
write(sys.argv[1] + '/random.xyz', frames, format='extxyz')
write(sys.argv[1] + '/numbers.xyz', frames, format='extxyz', columns=['symbols', 'positions', 'numbers', 'tag'])
write(sys.argv[1] + '/plain.xyz', frames, format='xyz')
write(sys.argv[1] + '/known.xyz', [bulk('NaCl', 'rocksalt', 5.64), molecule('CH3CH2OH')], format='extxyz')
END
    local files=("$BATS_TEST_TMPDIR"/*.xyz "$DATA"/golden/*.xyz "$DATA/molecules/molecules.xyz" "$DATA/alloy/cupt-emt.xyz")
    "$UNIT/xyz" "${files[@]}" > "$BATS_TEST_TMPDIR/read"
    run "$ASE" - "$BATS_TEST_TMPDIR/read" "${files[@]}" <<'END'
import json, sys, numbers, numpy as np
from ase.io import iread
ours = (json.loads(line) for line in open(sys.argv[1]))
n = 0
for path in sys.argv[2:]:
    for a in iread(path, ':', format='xyz' if 'plain' in path else 'extxyz'):
        s, n = next(ours), n + 1
        assert s['numbers'] == a.numbers.tolist(), (path, n)
        assert s['positions'] == a.positions.tolist(), (path, n)
        assert s['cell'] == a.cell.tolist() and s['pbc'] == a.pbc.tolist(), (path, n)
        assert s['formula'] == a.get_chemical_formula('hill'), (path, n)
        known = dict(a.info, **(a.calc.results if a.calc else {}))
        known = {k: float(v) for k, v in known.items() if isinstance(v, numbers.Real) and
                 not isinstance(v, (bool, np.bool_)) and k not in ('name', 'id')}
        assert s['properties'] == known, (path, n, s['properties'], known)
assert next(ours, None) is None
print(n)
END
    assert_success
    assert_output 3236
}

@test "a plain comment may be anything" {
    local comment
    for comment in '' "don\\'t [ { \" say" 'a=b = = ==' '\t ' 'Lattice of 3 atoms' '= 3' '\\\\' 'x="y'; do
        gives "1\n$comment\nH 1 2 3\n" properties '{}'
        gives "1\n$comment\nH 1 2 3\n" positions '[[1, 2, 3]]'
    done
    gives "1\ni = 7, time=0.5, E = -17.25D+01 bad=nan\n$H" properties '{"i": 7, "time": 0.5, "E": -172.5}'
}

@test "a long comment of brackets is read once" {
    for word in '[ ' 'a[ ' '[ " { '; do
        { printf '1\n'; printf "$word%.0s" {1..200000}; printf ']\nH 0 0 0\n'; } > "$BATS_TEST_TMPDIR/long.xyz"
        timeout 20 "$UNIT/xyz" "$BATS_TEST_TMPDIR/long.xyz" > /dev/null
    done
}

@test "species: symbols in any case and atomic numbers, more columns after the position" {
    gives '4\n\n CL\t0 0 0 9 9\n8 0 0 0\nh 0 0 0\n118 0 0 0' numbers '[17, 8, 1, 118]'
    gives "1\npbc=F\n1 .5 -5. +1.25d-1" positions '[[0.5, -5, 0.125]]'
}

@test "Properties: columns of any kind in any order" {
    local columns
    gives '1\nProperties=tag:I:1:pos:R:3:on:L:1:species:S:1\n7 1 2 3 T He\n' positions '[[1, 2, 3]]'
    gives '1\nProperties=tag:I:1:pos:R:3:on:L:1:species:S:1\n7 1 2 3 T He\n' numbers '[2]'
    for columns in Z:I:1 numbers:I:1 atomic_numbers:I:1 species:I:1 species:S:1:Z:I:1 Z:I:1:species:S:1; do
        case $columns in
        species:S:1:*) gives "1\npROPERTIES=$columns:pos:R:3\nlabel 3 0 0 0" numbers '[3]' ;;
        *:species:S:1) gives "1\nproperties=$columns:positions:R:3\n3 label 0 0 0" numbers '[3]' ;;
        *) gives "1\nProperties=\"$columns:pos:R:3\"\n3 0 0 0" numbers '[3]' ;;
        esac
    done
}

@test "Lattice and pbc in all their spellings" {
    local lattice pbc cell='[[1, 2, 0], [0, 3, 0], [0.5, 0, 400]]'
    for lattice in '"1 2 0 0 3 0 0.5 0 400"' "'1 2 0 0 3 0 5D-1 0 4.E+2'" '{1 2 0 0 3 0 .5 0 4e2}' '[1,2,0,0,3,0,.5,0,400]' \
        '[[1, 2, 0], [0, 3, 0], [0.5, 0, 400]]' ' "  1 2 0\t0 3 0   0.5 0 +400 "'; do
        gives "1\nLattice=$lattice $P\n$H" cell "$cell"
        gives "1\n$P lattice =$lattice\n$H" pbc '[1, 1, 1]'
        gives "1\n$P pbc=\"F F F\" LATTICE= $lattice\n$H" pbc '[0, 0, 0]'
    done
    for pbc in '"T F T"' '{T F T}' '[T, F, T]' '"1 0 1"' '"true False TRUE"' "'T F T'"; do
        gives "1\nLattice=\"5 0 0 0 0 0 0 0 5\" PBC=$pbc\n$H" pbc '[1, 0, 1]'
    done
    gives "1\nLattice=\"5 0 0 0 5 0 0 0 5\" pbc=T\n$H" pbc '[1, 1, 1]'
    gives "1\n$P\n$H" pbc '[0, 0, 0]'
}

@test "properties: one number, however it is quoted" {
    gives "1\n$P a=1 b=\"2\" c='3' d={4} e=[5] f=\" 6 \" g=-6.25D-2 \"h i\"=8 j= 9\n$H" properties \
        '{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": -0.0625, "h i": 8, "j": 9}'
    gives "1\n$P flag t=T list=\"1 2\" m=[[1,2],[3,4]] text=\"a \\\\\"=1\" s=C[C@H](=O)1 x=0x10 y=1.5eV z=\n$H" properties '{}'
}

@test "the id: name, else id, else by the file; or another key" {
    gives "1\n$P id=b name=\"a x\"\n$H" id '"a x"'
    gives "1\n$P name=0001 id=b\n$H" properties '{}'
    gives "1\n$P id=7\n$H" id '"7"'
    gives "1\n$P smiles=CO name=a\n$H" id '"CO"' --id smiles
    gives "1\n$P name=\"tab\\\\there\\\\nline\"\n$H" id '"tabthere line"'
    gives "1\n$P name=\"caf\xc3\xa9 \xe9 \xed\xa0\x80\"\n$H" id '"café ? ???"'
}

@test "--columns names the bare numbers of a comment" {
    gives "1\n-417.5 2.5\n$H" properties '{"energy": -417.5, "gap": 2.5}' --columns energy,gap
    gives "1\ngdb 1 -417.5 2.5 9\n$H" properties '{"gap": 2.5}' --columns -,-,gap
    gives "1\n-1.5D2 $P a=3\n$H" properties '{"energy": -150, "a": 3}' --columns energy
    refuses "1\n-417.5\n$H" '2: expected 2 numbers in the comment line, found 1' --columns energy,gap
    gives "1\n1 nan\n$H" properties '{"energy": 1}' --columns energy,gap
    refuses "1\n1 $P energy=1\n$H" "2: 'energy' is given twice" --columns energy
    run reads "1\n1\n$H" --columns energy,,gap
    assert_failure 2
}

@test "CR LF, blank lines around frames, a last line without end, standard input, pieces of one byte" {
    "$UNIT/xyz" "$DATA/golden/slab-k2.xyz" "$DATA/golden/ethanol-k1-number.xyz" > "$BATS_TEST_TMPDIR/right"
    cd "$BATS_TEST_TMPDIR"
    cat "$DATA/golden/slab-k2.xyz" "$DATA/golden/ethanol-k1-number.xyz" > joined
    sed 's/$/\r/' joined > crlf
    { printf ' \n\n'; cat "$DATA/golden/slab-k2.xyz"; printf '\n\t\n'; cat "$DATA/golden/ethanol-k1-number.xyz"; printf '\n \n\n'; } > blanks
    head -c -1 joined > cut
    local form
    for form in joined crlf blanks cut; do
        run diff <("$UNIT/xyz" "$form" | sed 's/.*"numbers"//') <(sed 's/.*"numbers"//' right)
        assert_success
        run cmp <("$UNIT/xyz" "$form") <("$PYTHON" -c 'import os, sys
for b in open(sys.argv[1], "rb").read(): os.write(1, bytes([b]))' "$form" | "$UNIT/xyz" -)
        assert_success
    done
}

@test "formulas are in Hill's order" {
    gives "2\n\nH 0 0 0\nBr 0 0 1\n" formula '"BrH"'
    gives "4\n\nH 0 0 0\nBr 0 0 1\nC 0 0 2\nH 0 0 3\n" formula '"CH2Br"'
}

@test "a file without structures has none" {
    printf '\n \n' > "$BATS_TEST_TMPDIR/none.xyz"
    run "$UNIT/xyz" "$BATS_TEST_TMPDIR/none.xyz"
    assert_success
    assert_output ''
    refuses '\n \n' ' there is no structure: name a file that is empty on purpose'
}

@test "what is wrong is named with its line" {
    refuses 'abc\n' "1: expected the number of atoms, found 'abc'"
    refuses '-1\n' "1: expected the number of atoms, found '-1'"
    refuses '1 2\n' "1: expected the number of atoms, found '1 2'"
    refuses "1\n\n${H}H 0 0 1\n" "4: expected the number of atoms, found 'H 0 0 1'"
    refuses '0\n\n' "1: expected from 1 to 4294967295 atoms, found '0'"
    refuses '99999999999999999999\n\n' "1: expected from 1 to 4294967295 atoms, found '99999999999999999999'"
    refuses '3' '1: expected a comment line and 3 atoms, the file ends'
    refuses "5\n\n$H$H$H" '5: expected 5 atoms, the file ends after 3'
    refuses '2\n\nH 0 0 0\nH 0 0\n' '4: expected 4 columns, found 3'
    refuses '1\n\n\n' '3: expected 4 columns, found 0'
    refuses "1\n$P\nH 0 0 0 0\n" '3: expected 4 columns, found 5'
    refuses "1\n$P:forces:R:3\n$H" '3: expected 7 columns, found 4'
    refuses "2\n\n${H}1\n\nH 0 0 0\n" '4: expected 4 columns, found 1'
    refuses '1\n\nXx 0 0 0\n' "3: unknown element 'Xx'"
    refuses '1\n\n0 0 0 0\n' "3: unknown element '0'"
    refuses '1\n\n119 0 0 0\n' "3: unknown element '119'"
    refuses '1\n\n1e1 0 0 0\n' "3: unknown element '1e1'"
    refuses '1\n\nCaf 0 0 0\n' "3: unknown element 'Caf'"
    refuses '1\n\nH 0 abc 0\n' "3: expected a number, found 'abc'"
    refuses '1\n\nH 0 1.5x 0\n' "3: expected a number, found '1.5x'"
    refuses '1\n\nH 0 0x1 0\n' "3: expected a number, found '0x1'"
    refuses '1\n\nH 0 *** 0\n' "3: expected a number, found '***'"
    refuses '1\n\nH 0 1,5 0\n' "3: expected a number, found '1,5'"
    refuses '1\n\nH 0 NaN 0\n' "3: expected a finite number, found 'NaN'"
    refuses '1\n\nH 0 1e999 0\n' "3: expected a finite number, found '1e999'"
    refuses '1\n\nH 0 \001\377 0\n' "3: expected a number, found '??'"
    refuses '1\n\nH 0 0 0\0 1\n' '3: the line holds a NUL byte'
    refuses "1\n$P a=1 a=1\n$H" "2: 'a' is given twice"
    refuses "1\n$P name=a name=b\n$H" "2: 'name' is given twice"
    refuses "1\n$P a=\"b\n$H" '2: a " in the comment line has no partner'
    refuses "1\n$P a=[[1]\n$H" '2: a [ in the comment line has no partner'
}

@test "what is wrong with Properties, Lattice and pbc is named" {
    refuses "1\nProperties=pos:R:3\n$H" '2: Properties: species:S:1 is missing'
    refuses "1\nProperties=species:S:1\n$H" '2: Properties: pos:R:3 is missing'
    refuses "1\nProperties=species:S:1:pos:R:2\n$H" '2: Properties: pos:R:3 is missing'
    refuses "1\nProperties=species\n$H" "2: Properties: expected name:type:columns, found 'species'"
    refuses "1\nProperties=species:S:x\n$H" "2: Properties: expected a number of columns, found 'x'"
    refuses "1\nProperties=species:Q:1\n$H" "2: Properties: expected name:type:columns, found 'species:Q:1'"
    refuses "1\nProperties=species:S:0\n$H" "2: Properties: expected a number of columns, found '0'"
    refuses "1\n$P $P\n$H" "2: 'Properties' is given twice"
    refuses "1\n$P x=C[2 y=1]\n$H" '2: a [ in the comment line has no partner'
    refuses "1\n$P x=O'Neil y='a'\n$H" "2: a ' in the comment line has no partner"
    gives "1\n$P name=C[C@H](O)N\n$H" id '"C[C@H](O)N"'
    refuses "1\n$P x=1 =2\n$H" '2: a = in the comment line has no key before it'
    refuses "1\n$P x=1\"2 y=\"a b\"\n$H" '2: a " in the comment line has no partner'
    refuses "1\nLattice=\"1 0 0\"\n$H" '2: Lattice: expected 9 numbers, found 3'
    refuses "1\nLattice=\"1 0 0 0 1 0 0 0 1 1\"\n$H" '2: Lattice: expected 9 numbers, found 10'
    refuses "1\nLattice=\"1 0 0 0 1 0 0 0 a\"\n$H" "2: Lattice: expected 9 numbers, found '1 0 0 0 1 0 0 0 a'"
    refuses "1\nLattice=\"1 0 0 0 1 0 0 0 inf\"\n$H" '2: Lattice: expected numbers within 1e9 angstrom, found inf'
    refuses "1\nLattice=\"1 0 0 0 1 0 0 0 -2e9\"\n$H" '2: Lattice: expected numbers within 1e9 angstrom, found -2e+09'
    refuses "1\n\nH 0 0 -2e9\n" "3: expected a position within 1e9 angstrom, found '-2e9'"
    refuses "1\n$P pbc=\"T T\"\n$H" "2: pbc: expected three of T and F, found 'T T'"
    refuses "1\n$P pbc=\"T T x\"\n$H" "2: pbc: expected three of T and F, found 'T T x'"
    refuses "1\n$P pbc=FFFF\n$H" "2: pbc: expected three of T and F, found 'FFFF'"
    refuses "1\n$P pbc=\"0 T T\"\n$H" "2: pbc: expected three of T and F, found '0 T T'"
    refuses "1\nLattice=\"5 0 0[ 0 5 0 0 0 5\"\n$H" "2: Lattice: expected 9 numbers, found '5 0 0[ 0 5 0 0 0 5'"
    refuses "1\nLattice=\"5 0 0 0 5} 0 0 0 5\"\n$H" "2: Lattice: expected 9 numbers, found '5 0 0 0 5} 0 0 0 5'"
    refuses "1\nLattice=\"[5 0 0} [0 5 0] [0 0 5]\"\n$H" "2: Lattice: expected 9 numbers, found '[5 0 0} [0 5 0] [0 0 5]'"
    gives "1\nLattice=[[5,0,0],[0,5,0],[0,0,5]]\n$H" cell '[[5, 0, 0], [0, 5, 0], [0, 0, 5]]'
    refuses "1\npbc=\"F T F\"\n$H" '2: pbc is T in direction 2 but there is no Lattice'
    refuses "1\nLattice=\"1 0 0 0 0 0 0 0 1\"\n$H" '2: the lattice is singular: its periodic vectors span no volume'
    refuses "1\nLattice=\"1 2 3 4 5 6 7 8 9\"\n$H" '2: the lattice is singular: its periodic vectors span no volume'
    refuses "1\nLattice=\"1 2 3 2 4 6 7 8 1\" pbc=\"T T F\"\n$H" '2: the lattice is singular: its periodic vectors span no area'
    refuses "1\nLattice=\"1 2 3 0 0 0 7 8 1\" pbc=\"F T F\"\n$H" '2: the lattice is singular: its periodic vectors span no length'
    gives "1\nLattice=\"1e-5 0 0 0 1e5 0 0 0 1e-5\"\n$H" pbc '[1, 1, 1]'
    gives "1\nLattice=\"1 2 3 2 4 6 7 8 1\" pbc=\"T F T\"\n$H" pbc '[1, 0, 1]'
}
