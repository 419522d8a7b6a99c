# Forces and stress: from files to streams, and what xyz-info tells of them.
load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
    cat > r.yaml << 'END'
representation: [{body: 2, geometry: distance, weighting: unity, reach: 3, sigma: 0.2, grid: [0, 4, 8]}]
regression: {property: energy, forces: forces, stress: stress, lambda: 1e-6, lambda_energy: 1e-3}
END
}

carried()
{
    "$PYTHON" "$ROOT/tests/reference/carried.py" "$1"
}

@test "what ASE writes is what streams carry: the same numbers, and the stress in its order and with its sign" {
    need_ase
    "$ASE" "$ROOT/tests/reference/carried_ase.py" write a.xyz
    "$ASE" "$ROOT/tests/reference/carried_ase.py" read a.xyz > right
    [ "$(grep -c stress right)" -eq 3 ]
    xyz2mbtr -c r.yaml -o a.mbtr a.xyz
    carried a.mbtr | cmp right -
    xyz2mbtr -c r.yaml -j 2 a.xyz | cmp a.mbtr -
}

@test "a virial is -V times the stress" {
    need_ase
    "$ASE" "$ROOT/tests/reference/carried_ase.py" write a.xyz
    "$ASE" "$ROOT/tests/reference/carried_ase.py" read a.xyz virial > right
    for name in virial REF_Virials; do
        sed "s/virial=/$name=/" a.xyz > b.xyz
        xyz2mbtr -c r.yaml -s regression.stress=$name -o v.mbtr b.xyz
        carried v.mbtr > found
        "$PYTHON" - << 'END'
import json
found, right = ([json.loads(line) for line in open(name)] for name in ("found", "right"))
assert len(found) == len(right) == 5
for a, b in zip(found, right):
    assert a.keys() == b.keys() and a["forces"] == b["forces"], (a, b)
    for x, y in zip(a.get("stress", []), b.get("stress", [])):
        assert abs(x - y) < 1e-12 * abs(max(b["stress"], key=abs)), (a, b)
END
    done
}

@test "nine numbers row by row, or six as xx yy zz yz xz xy, in quotes, brackets or as JSON, are one tensor" {
    local value
    for value in '"1 6 5 6 2 4 5 4 3"' '"1 2 3 4 5 6"' '[[1,6,5],[6,2,4],[5,4,3]]' '{1 2 3 4 5 6}' '"_JSON [1, 2, 3, 4, 5, 6]"'; do
        printf '1\nLattice="5 0 0 0 6 0 0 0 7" energy=1 stress=%s\nCu 0 0 0\n' "$value" > s.xyz
        xyz2mbtr -c r.yaml -s regression.forces=none -o s.mbtr s.xyz
        run -0 carried s.mbtr
        assert_output --partial '"stress": [1.0, 6.0, 5.0, 6.0, 2.0, 4.0, 5.0, 4.0, 3.0]'
        refute_output --partial forces
    done
}

@test "forces stand in any columns, beside other vectors and properties" {
    printf '2\nProperties=velo:R:3:species:S:1:charge:R:1:forces:R:3:tag:I:1:pos:R:3:dipole:R:3 energy=1 name=a\n' > c.xyz
    printf '9 9 9 H 8 0.1 0.2 0.3 7 1 2 3 6 6 6\n9 nan 9 F 8 -1e-3 -2d-1 0 7 1 2 4 6 x 6\n' >> c.xyz
    xyz2mbtr -c r.yaml -o c.mbtr c.xyz
    run -0 carried c.mbtr
    assert_output --partial '"forces": [0.1, 0.2, 0.3, -0.001, -0.2, 0.0]'
    assert_output --partial '"positions": [1.0, 2.0, 3.0, 1.0, 2.0, 4.0]'
    xyz2mbtr -c r.yaml --local c.xyz -o l.mbtr
    carried l.mbtr > local
    [ "$(sed -n 1p local)" = "$output" ]
    [ "$(sed -n 2p local)" = null ]
    "$PYTHON" -c 'import sys; sys.path.insert(0, sys.argv[1]); from change import items
assert [r["of_atom"] for r in list(items("l.mbtr"))[1:-1]] == [{"charge": 8.0, "tag": 7.0}] * 2' "$ROOT/tests/reference"
}

@test "streams of recipes that name no forces do not know of them, and matrices carry them too" {
    head -n 22 "$DATA/ethanol-md/ethanol-md.xyz" > e.xyz
    xyz2mbtr -c r.yaml -s 'regression={forces: none, stress: none}' -o a.mbtr e.xyz
    sed 's/:forces:R:3//; s/^\([A-Z] *[^ ]* *[^ ]* *[^ ]*\) .*/\1/' e.xyz > bare.xyz
    xyz2mbtr -c r.yaml -s 'regression={forces: none, stress: none}' bare.xyz | cmp a.mbtr -
    run -0 carried a.mbtr
    assert_output $'null\nnull'
    xyz2mbtr -c r.yaml -o b.mbtr e.xyz
    carried b.mbtr > right
    [ "$(grep -c forces right)" -eq 2 ]
    xyz2cm -s species=atom -s 'regression={property: energy, forces: forces}' --matrix 1/distance -o m.mbtr e.xyz
    carried m.mbtr | cmp right -
    mbtr-cat b.mbtr | cmp b.mbtr -
    cmp <(mbtr-cat -t a.mbtr) <(mbtr-cat -t b.mbtr)
    mbtr-cat --npy a.npy a.mbtr
    mbtr-cat --npy b.npy b.mbtr
    cmp a.npy b.npy
    mbtr-kernel -s 'kernel={function: linear}' b.mbtr | mbtr-cat --check
}

@test "names of forces are in the recipe that is printed, and none is not" {
    xyz2mbtr -c r.yaml -s 'regression.forces="f g"' --show-recipe > shown.yaml
    grep -F 'forces: "f g", stress: "stress", lambda: 1e-06, lambda_energy: 0.001,' shown.yaml
    xyz2mbtr -c shown.yaml -s regression.stress=none --show-recipe > again.yaml
    sed 's/ stress: "stress",//' shown.yaml | cmp - again.yaml
}

@test "rMD17: all forces are carried as they are" {
    need_data rmd17/ethanol.xyz.xz
    xzcat "$MBTR_DATA/rmd17/ethanol.xyz.xz" | xyz2mbtr -c r.yaml -o e.mbtr
    carried e.mbtr > found
    xzcat "$MBTR_DATA/rmd17/ethanol.xyz.xz" | "$PYTHON" -c 'import json, sys
for line in open("found"):
    found = json.loads(line)
    frame = [next(sys.stdin) for _ in range(2 + int(next(sys.stdin)) - 1)][1:]
    rows = [[float(x) for x in row.split()[1:]] for row in frame]
    assert found["forces"] == [x for row in rows for x in row[3:]]
    assert found["positions"] == [x for row in rows for x in row[:3]]
assert not sys.stdin.read()'
}

@test "xyz-info tells the vectors of atoms and the tensors, and how many structures lack one" {
    cat > v.xyz << 'END'
2
Properties=species:S:1:pos:R:3:forces:R:3:velo:R:3 Lattice="5 0 0 0 5 0 0 0 5" stress="1 2 3 -4 5 6" energy=1
H 0 0 0  3 4 0  1 1 nan
F 0 0 1  -3 -4 0  2 0 0
1
Properties=species:S:1:pos:R:3:forces:R:3
H 0 0 0 0 0 0
END
    run -0 --separate-stderr xyz-info v.xyz
    assert_equal "$stderr" ''
    assert_line $'atom_vector\tforces\t2\t-4\t0\t4\t2.357022604'
    assert_line $'atom_vector_norm\tforces\t2\t0\t3.333333333\t5\t2.357022604'
    assert_line $'atom_vector\tvelo\t0\t0\t0.6666666667\t2\t0.9428090416'
    assert_line $'vector_missing\tvelo\t2\t\t\t\t'
    refute_line --partial $'vector_missing\tforces'
    assert_line $'tensor\tstress\t1\t-4\t2.222222222\t6\t3.705184889'
    assert_line $'tensor_missing\tstress\t1\t\t\t\t'
    run -0 xyz-info --grid "$DATA/ethanol-md/ethanol-md.xyz"
    refute_output --partial forces
}

@test "xyz-info warns of forces that do not fit the energies, or do not add up" {
    local factor told
    for factor in 1 1.2; do
        "$PYTHON" "$ROOT/tests/reference/trajectory.py" $factor > t.xyz
        run -0 --separate-stderr xyz-info t.xyz
        assert_equal "$stderr" ''
    done
    while read -r factor told; do
        "$PYTHON" "$ROOT/tests/reference/trajectory.py" "$factor" > t.xyz
        run -0 --separate-stderr xyz-info t.xyz
        assert_regex "$stderr" "forces 'forces' do not fit 'energy': from frame to frame the energy falls by $told times their work, the median of [0-9]+ pairs(, as if they were .*)?$"
    done << 'END'
-1 (-1|-0.99.)
0.0194469 51.[34]
0.5291772 1.8[89]
0.5 (2|1.99|2.0.)
END
    "$PYTHON" "$ROOT/tests/reference/trajectory.py" 1 0.01 > t.xyz
    run -0 --separate-stderr xyz-info t.xyz
    assert_regex "$stderr" "forces 'forces' do not add up to zero: in 40 of 40 structures"
    sed 's/:forces:R:3/:velo:R:3/' t.xyz > u.xyz
    run -0 --separate-stderr xyz-info u.xyz
    assert_equal "$stderr" ''
}

@test "xyz-info has no doubts about forces of MD, and of rMD17" {
    run -0 --separate-stderr xyz-info "$DATA/ethanol-md/ethanol-md.xyz"
    assert_equal "$stderr" ''
    assert_line --partial $'atom_vector\tforces\t100\t'
    need_data rmd17/benzene.xyz.xz
    xzcat "$MBTR_DATA/rmd17/benzene.xyz.xz" > benzene.xyz
    run -0 --separate-stderr xyz-info benzene.xyz
    assert_equal "$stderr" ''
}
