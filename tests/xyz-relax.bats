# xyz-relax: minima as ASE and brute force find them, by small linear models of an alloy and of a molecule.
load common

setup_file()
{
    cd "$BATS_FILE_TMPDIR"
    cat > alloy.yaml << 'YAML'
representation:
  - {body: 2, geometry: distance, reach: 5.5, taper: 3, sigma: 0.4, grid: [1.5, 5.5, 14]}
  - {body: 3, geometry: cos_angle, weighting: exp, length: 3, reach: 4, taper: 1.5, sigma: 0.4, grid: [-1, 1, 8], scale: 4}
kernel: {function: linear}
regression: {property: energy, forces: forces, stress: stress, lambda: 1e-5, baseline: composition}
YAML
    xyz2mbtr -c alloy.yaml "$DATA/rattled-alloy/cuau-rattled.xyz" | krr-train --primal /dev/stdin -o alloy.krr
    frames 1 8 "$DATA/rattled-alloy/cuau-rattled.xyz" > few.xyz
}

setup()
{
    cd "$BATS_FILE_TMPDIR"
}

# frames FIRST LAST FILE
frames()
{
    awk -v a="$1" -v b="$2" 'left == 0 { left = $1 + 2; n++ } n >= a && n <= b { print } { left-- }' "$3"
}

# column NAME LOG
column()
{
    awk -F '\t' -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next } { print $c }' "$2"
}

# fix FILE: the same with every third atom fixed, as ASE writes it.
fix()
{
    awk 'NR == 2 { sub(/forces:R:3/, "forces:R:3:move_mask:L:1") } NR > 2 { $0 = $0 (NR % 3 ? " T" : " F") } { print }' "$1"
}

@test "atoms, some of them fixed, and cells come to rest where ASE brings them" {
    need_ase
    frames 2 2 few.xyz > start.xyz
    fix start.xyz > fixed.xyz
    xyz-relax -m alloy.krr --fmax 1e-4 --cell -o cell.out start.xyz
    xyz-relax -m alloy.krr --fmax 1e-4 -o fixed.out fixed.xyz
    "$ASE" "$ROOT/tests/reference/relax_ase.py" alloy.krr cell start.xyz cell.out atoms fixed.xyz fixed.out > off
    echo "# energy, distances, cell: $(xargs < off)" >&3
    awk '$1 > 1e-6 || $2 > 2e-3 || $3 > 2e-2 { wrong = 1 } END { exit NR != 2 || wrong }' off
}

@test "fixed atoms stay where they are, in a strained cell too, and are written so that ASE fixes them again" {
    fix <(frames 1 1 few.xyz) > start.xyz
    xyz-relax -m alloy.krr -o out.xyz start.xyz
    for file in start out; do
        awk 'NR > 2 && NR % 3 == 0 { print $1, $2 + 0, $3 + 0, $4 + 0, $NF }' $file.xyz > $file.fixed
    done
    cmp start.fixed out.fixed
    run -0 awk 'NR > 2 { printf "%s", $NF }' out.xyz
    assert_output --regexp '^(FTT)+F?T?$'
    xyz-relax -m alloy.krr --cell -o out.xyz start.xyz
    run -0 "$PYTHON" "$ROOT/tests/reference/relaxed.py" fractions start.xyz out.xyz
    assert_output '0 0 0'
}

@test "single components, and a column of another name or of numbers" {
    awk 'NR == 2 { sub(/forces:R:3/, "forces:R:3:move_mask:L:3:held:L:1:tag:I:1") }
        NR > 2 { $0 = $0 (NR % 2 ? " T F T" : " T T T") (NR % 3 ? " F 0" : " T 7") } { print }' \
        <(frames 1 1 few.xyz) > start.xyz
    xyz-relax -m alloy.krr start.xyz > out.xyz
    run -0 grep -c move_mask:L:3 out.xyz
    paste -d ' ' start.xyz out.xyz > both
    awk 'NR > 2 && NR % 2 && ($3 + 0 != $(NF - 7) + 0 || $2 + 0 == $(NF - 8) + 0) { wrong = 1 } END { exit wrong }' both
    xyz-relax -m alloy.krr --fixed held start.xyz > held.xyz
    xyz-relax -m alloy.krr --fixed tag start.xyz | cmp held.xyz
    run -0 grep -c move_mask:L:1 held.xyz
    paste -d ' ' start.xyz held.xyz > both
    awk 'NR > 2 && (NR % 3 == 0) != ($3 + 0 == $(NF - 5) + 0) { wrong = 1 } END { exit wrong }' both
    # All that may not move is relaxed as it is.
    sed 's/ [01] *$/ 1/; s/ F 0$/ F 1/; s/ T 7$/ T 1/' start.xyz > still.xyz
    xyz-relax -m alloy.krr --fixed tag --summary log still.xyz > out.xyz
    run -0 column steps log
    assert_output 0
}

@test "the cell is the best of all: energies are higher at other lattice constants and strains" {
    printf '1\nLattice="0 1.9 1.85 1.8 0 1.8 1.9 1.8 0.1" pbc="T T T"\nCu 0 0 0\n' > cell.xyz
    xyz-relax -m alloy.krr --cell --fmax 1e-6 cell.xyz > out.xyz
    "$PYTHON" "$ROOT/tests/reference/relaxed.py" strained out.xyz strained.xyz
    krr-predict -m alloy.krr --xyz strained.xyz | sed -n 's/.* energy=\([^ ]*\).*/\1/p' > energies
    run -0 awk 'NR == 1 { least = $1 } NR > 1 && $1 <= least { print "lower", NR } END { print NR }' energies
    assert_output 257
    "$PYTHON" "$ROOT/tests/reference/relaxed.py" fcc Cu 3.5 3.7 1001 scan.xyz
    krr-predict -m alloy.krr --xyz scan.xyz | sed -n 's/.* energy=\([^ ]*\).*/\1/p' | sort -g | sed -n 1p > best
    run -0 sed -n 's/.* energy=\([^ ]*\).*/\1/p' out.xyz
    paste -d ' ' <(echo "$output") best | awk '{ d = $2 - $1; exit !(d > -1e-9 && d < 1e-6) }'
}

@test "a supercell relaxes as its cell does" {
    frames 3 3 few.xyz > cell.xyz
    "$PYTHON" "$ROOT/tests/reference/relaxed.py" supercell cell.xyz super.xyz
    for cell in '' --cell; do
        xyz-relax -m alloy.krr $cell --summary log cell.xyz super.xyz > out.xyz
        run -0 awk -F '\t' 'function off(a, b) { return a > b ? a - b : b - a }
            NR == 2 { e = $7; b = $6; f = $9; d = $12; v = $13; s = $4 }
            NR == 3 { print ($4 == s && $5 >= s && off($7, 3 * e) < 1e-8 && off($6, 3 * b) < 1e-8 && off($9, f) < 1e-7 \
                && off($12, d) < 1e-5 && off($13, v) < 1e-9) ? "same" : $0 }' log
        assert_output same
    done
}

@test "no step is longer than allowed, in space and strain, and each leads down" {
    frames 2 2 few.xyz > start.xyz
    for ((i = 0; i < 12; i++)); do
        xyz-relax -q -m alloy.krr --cell --max-step 0.03 --steps $i start.xyz
    done > path.xyz
    run -0 "$PYTHON" "$ROOT/tests/reference/relaxed.py" steps path.xyz
    read -r number longest strain <<< "$output"
    echo "# steps, longest, largest strain: $output" >&3
    [ "$number" -eq 11 ]
    awk "BEGIN { exit !($longest > 0.015 && $longest < 0.0301 && $strain < 0.02) }"
    sed -n 's/.* energy=\([^ ]*\).*/\1/p' path.xyz > energies
    sort -gr energies | uniq | cmp - energies
}

@test "slabs, wires and molecules keep what does not repeat" {
    cat > some.xyz << 'END'
2
Lattice="2.5 0 0 0.1 2.5 0 0 0.3 9" pbc="T T F"
Cu 0 0 0
Cu 0 0 2.3
2
Lattice="2.4 0 0.2 0 9 0 0 0 9" pbc="T F F"
Cu 0 0 0
Au 0.3 2.4 0
2

Cu 0 0 0
Au 0 0 2.1
END
    xyz-relax -m alloy.krr --cell --summary log some.xyz > out.xyz
    run -0 column end log
    assert_output $'converged\nconverged\nconverged'
    run -0 "$PYTHON" "$ROOT/tests/reference/relaxed.py" kept some.xyz out.xyz
    assert_output $'in the plane\nalong the wire\nno cell'
}

@test "the log tells energies and forces of krr-predict, before and after; stdin, threads and -o change no byte" {
    xyz-relax -j 1 -m alloy.krr --cell --summary log few.xyz > out.xyz
    for threads in 2 3; do
        xyz-relax -j $threads -m alloy.krr --cell --summary log.$threads -o out.$threads < few.xyz
        cmp log log.$threads
        cmp out.xyz out.$threads
    done
    for place in before:few.xyz after:out.xyz; do
        krr-predict -m alloy.krr --xyz ${place#*:} | sed 's/ref_[a-z]*=[^ ]*//' > predicted.xyz
        sed -n 's/.* energy=\([^ ]*\).*/\1/p' predicted.xyz > predicted
        column "energy$([ ${place%:*} = after ] || echo _before)" log | paste -d ' ' - predicted |
            awk '{ d = $1 - $2; n++; if (d > 1e-9 || d < -1e-9) exit 1 } END { exit n != 8 }'
        awk 'NF == 1 { if (NR > 1) print sqrt(most); most = 0 } NF > 6 && $1 ~ /^(Cu|Au)$/ {
            f = $5 * $5 + $6 * $6 + $7 * $7; if (f > most) most = f } END { print sqrt(most) }' predicted.xyz > predicted
        column "force$([ ${place%:*} = after ] || echo _before)" log | paste -d ' ' - predicted |
            awk '{ d = $1 - $2; n++; if (d > 1e-5 || d < -1e-5) exit 1 } END { exit n != 8 }'
    done
    run -0 grep -c ' relaxed=T .*name=train-' out.xyz
    assert_output 8
    column force log | awk '$1 > 0.01 { exit 1 }'
    column strain log | awk '$1 > 0.01 { exit 1 }'
}

@test "what ends otherwise is told, and written as far as it came" {
    cat > odd.xyz << 'END'
2
energy=3 name=one
Cu 0 0 0
Cu 0 0 0
1
name=two
Pt 0 0 0
2
name=three
Cu 0 0 0
Cu 0 0 2.2
END
    run -0 --separate-stderr xyz-relax -v -m alloy.krr --steps 1 --fmax 1e-9 --summary log odd.xyz
    assert_equal "$(grep -v ' MB of memory ' <<< "$stderr")" "xyz-relax: warning: odd.xyz:1: one is not relaxed: the model tells nothing of it: atoms 1 and 2 are at one place (0 angstrom apart)
xyz-relax: warning: odd.xyz:5: two is not relaxed: the model tells nothing of it: it holds Pt, which is in no training structure: the baseline cannot tell
xyz-relax: warning: odd.xyz:8: three is not relaxed: the steps were too few
xyz-relax: 0 of 3 structures are relaxed"
    assert_equal "$(sed 5q <<< "$output")" '2
Properties=species:S:1:pos:R:3 ref_energy=3 relaxed=F pbc="F F F" name=one
Cu 0 0 0
Cu 0 0 0
1'
    assert_equal "$(cut -f 1-5 log)" 'id	atoms	end	steps	calls
one	2	unknown	0	1
two	1	unknown	0	1
three	2	steps	1	'"$(sed -n '4p' log | cut -f 5)"
    [ "$(awk -F '\t' 'NR < 4 { print NF }' log | uniq)" = 16 ]
    tail -n 4 odd.xyz > three.xyz
    run -0 --separate-stderr xyz-relax -m alloy.krr --fmax 0 --summary log three.xyz
    assert_equal "$stderr" 'xyz-relax: warning: three.xyz:1: three is not relaxed: no step leads to a lower energy'
    run -0 column end log
    assert_output stuck
}

@test "a model that pulls atoms into one another is left where it refuses to tell" {
    cat > fall.yaml << 'YAML'
representation: [{body: 2, geometry: distance, reach: 3, taper: 1, sigma: 1, grid: [-2, 3, 10]}]
kernel: {function: linear}
regression: {property: energy, lambda: 1e-3, baseline: none}
YAML
    for d in 0.5 1 1.5 2 2.5; do printf '2\nenergy=%s\nH 0 0 0\nH 0 0 %s\n' $d $d; done > fall.xyz
    xyz2mbtr -c fall.yaml fall.xyz > fall.mbtr
    mbtr-kernel fall.mbtr | krr-train --primal fall.mbtr > fall.krr
    run -0 --separate-stderr xyz-relax -m fall.krr --summary log fall.xyz
    assert_equal "$(sed 1q <<< "$stderr")" "xyz-relax: warning: fall.xyz:1: 1 is not relaxed: no step leads to a lower energy: \
atoms 1 and 2 are at one place (0.001 angstrom apart)"
    run -0 column end log
    assert_output $'stuck\nstuck\nstuck\nstuck\nconverged'
}

@test "--symmetry: crystals keep their space groups, forces are the model's, energies no lower than without" {
    "$PYTHON" "$ROOT/tests/reference/relaxed.py" crystals crystals.xyz > groups
    xyz-relax -q -m alloy.krr --steps 0 --cell --symmetry 0.002 --summary log -o start.xyz crystals.xyz
    column space_group log | cmp groups -
    # What is symmetric has symmetric forces by itself: nothing is lost in the mean.
    krr-predict -m alloy.krr --xyz start.xyz > predicted.xyz
    run -0 "$PYTHON" "$ROOT/tests/reference/relaxed.py" results start.xyz predicted.xyz
    echo "# largest difference of forces, stress: $output" >&3
    awk '{ exit !($1 < 1e-10 && $2 < 1e-10) }' <<< "$output"
    xyz-relax -q -m alloy.krr --steps 6 --cell --summary free.log -o free.xyz start.xyz
    xyz-relax -q -m alloy.krr --steps 6 --cell --symmetry 0.002 --summary log -o kept.xyz crystals.xyz
    xyz-relax -q -m alloy.krr --steps 0 --symmetry 1e-6 --summary again kept.xyz > out.xyz
    column space_group again | cmp groups -
    column steps log | awk '$1 == 0 { exit 1 }'
    paste <(column energy free.log) <(column energy log) | awk '$1 > $2 + 1e-6 { exit 1 }'
}

@test "--symmetry: on a saddle the group is kept that is lost without" {
    # Simple cubic, two cells of it.
    printf '2\nLattice="2.4001 0 0 0 2.4 0.0001 0 0 4.8" pbc="T T T"\nCu 0 0 0\nCu 0.0001 0 2.4001\n' > cube.xyz
    xyz-relax -m alloy.krr --cell --fmax 1e-6 --summary free.log cube.xyz > free.xyz
    xyz-relax -m alloy.krr --cell --fmax 1e-6 --symmetry 0.001 --summary log cube.xyz > kept.xyz
    xyz-relax -q -m alloy.krr --steps 0 --symmetry 0.001 --summary again free.xyz kept.xyz > out.xyz
    assert_equal "$(column end free.log),$(column end log)" converged,converged
    assert_equal "$(column space_group log)" 221
    assert_equal "$(column space_group again)" $'225\n221'
    awk "BEGIN { exit !($(column energy log) > $(column energy free.log) + 0.1) }"
}

@test "--symmetry: what has none, or cannot be kept, relaxes as without" {
    xyz-relax -m alloy.krr --cell --summary free.log few.xyz > free.xyz
    xyz-relax -m alloy.krr --cell --symmetry 0.001 --summary log few.xyz > kept.xyz
    assert_equal "$(column space_group log | sort -u)" 1
    for name in steps end; do
        cmp <(column $name free.log) <(column $name log)
    done
    paste <(column energy free.log) <(column energy log) | awk '{ d = $1 - $2; if (d > 1e-9 || d < -1e-9) exit 1 }'
    # Of these nothing is moved before.
    printf '2\nname=%s %s\nCu 0 0 0\nCu 0 0 2.3\n' slab 'Lattice="2.5 0 0 0 2.5 0 0 0 9" pbc="T T F"' \
        wire 'Lattice="9 0 0 0 9 0 0 0 4.6" pbc="F F T"' pair '' > some.xyz
    fix <(frames 1 1 few.xyz) | sed 's/name=[^ ]*/name=held/' >> some.xyz
    xyz-relax -m alloy.krr --cell --summary free.log some.xyz > free.xyz
    run -0 --separate-stderr xyz-relax -m alloy.krr --cell --symmetry 0.001 --summary log -o kept.xyz some.xyz
    assert_equal "$stderr" "xyz-relax: warning: some.xyz:1: slab is relaxed without its symmetry: it does not repeat in three directions
xyz-relax: warning: some.xyz:5: wire is relaxed without its symmetry: it does not repeat in three directions
xyz-relax: warning: some.xyz:9: pair is relaxed without its symmetry: it does not repeat in three directions
xyz-relax: warning: some.xyz:13: held is relaxed without its symmetry: atoms of it stay where they are"
    cmp free.log log
    cmp free.xyz kept.xyz
}
