# Structures with predictions: what is written reads back, and krr-score and mbtr-plot find in them what NumPy does.
load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
}

# Molecules, crystals, a slab and a wire, some numbers of which need 17 digits, and ids that need quotes.
structures()
{
    cat > s.xyz << 'END'
2
name=a energy=-1
H 0 0 0.1
O 1e-9 -3.3333333333333333333 2.0000000000000004
1
Lattice="3 0 0.1 0 3.3 0 0.30000000000000004 0 3" name="b c=d"
Fe 0.1 0.2 0.3
3
Lattice="3 0 0 0 3 0 0 0 9" pbc="T T F" name="it's {12} \"so\" \\n\\"
C -0 1 1e-300
C 123456789.12345678 0 0
U 0 0 1.7976931348623157e8
1
Lattice="3 0 0 0 3 0 0 0 9" pbc="F F F" name="é, x"
H 0 0 0
1
name=last# energy=2
H 1 2 3
END
}

@test "structures that are written with their predictions read back the same to the bit" {
    structures
    "$UNIT/xyz_frame" s.xyz out.xyz energy
    "$UNIT/xyz_frame" s.xyz bare.xyz energy bare
    [ "$(grep -c forces out.xyz)" -eq 5 ]
    run -1 grep forces bare.xyz
    "$UNIT/xyz_frame" s.xyz odd.xyz 'free energy "G"\'
    printf '1\nname=""\nH 0 0 0\n1\nname=2\nH 0 0 0\n' > nameless.xyz
    "$UNIT/xyz_frame" nameless.xyz again.xyz U0
    "$UNIT/xyz_frame" "$DATA/ethanol-md/ethanol-md.xyz" ethanol.xyz energy
    "$UNIT/xyz_frame" "$DATA/golden/triclinic-k4.xyz" triclinic.xyz energy
}

@test "ASE reads the predictions of such structures as results of a calculator" {
    need_ase
    structures
    "$UNIT/xyz_frame" s.xyz out.xyz energy
    run -0 "$ASE" "$ROOT/tests/reference/frames_ase.py" out.xyz energy
    assert_output $'a\nb c=d\nit\'s {12} "so" \\n\\\né, x\nlast#'
    "$UNIT/xyz_frame" s.xyz out.xyz 'free energy "G"\'
    "$ASE" "$ROOT/tests/reference/frames_ase.py" out.xyz 'free energy "G"\'
    printf '1\nname=""\nH 0 0 0\n1\nname=x\nH 0 0 0\n' > nameless.xyz
    "$UNIT/xyz_frame" nameless.xyz out.xyz energy
    run -0 "$ASE" "$ROOT/tests/reference/frames_ase.py" out.xyz energy
    assert_line x
}

# predicted FILE FRAMES: molecules, crystals and slabs with predictions, some without a reference, made by ref.py, which keeps
# what it wrote for score.py to read.
predicted()
{
    "$PYTHON" "$ROOT/tests/reference/predicted.py" write "$@"
}

scores_agree()
{
    "$PYTHON" "$ROOT/tests/reference/predicted.py" scores "$@"
}

@test "errors of energies, forces, by element, and of stress, as NumPy computes them" {
    predicted p.xyz 60
    krr-score -u eV p.xyz > scores
    scores_agree p.xyz scores eV
    assert_equal "$(cut -f 1 scores | xargs)" \
        'quantity U0 U0_per_atom energy energy_per_atom forces forces_H forces_C forces_O forces_Cu stress'
    krr-score -u eV -j 2 - < p.xyz | cmp scores -
    sed 's/$/\r/' p.xyz | krr-score -u eV | cmp scores -
    { printf '\n \n'; cat p.xyz; } | krr-score -u eV | cmp scores -
    { printf '\357\273\277'; cat p.xyz; } | krr-score -u eV | cmp scores -
}

@test "several files of structures are scored as one" {
    predicted p.xyz 60
    predicted q.xyz 40
    cat p.xyz q.xyz | krr-score > scores
    krr-score p.xyz q.xyz | cmp scores -
    krr-score - q.xyz < p.xyz | cmp scores -
    run -1 krr-score p.xyz <(printf 'id\tatoms\tenergy\tpredicted\n')
    assert_output --partial "expected the number of atoms, found 'id"
}

@test "--property is for one quantity, and --worst for its largest errors" {
    predicted p.xyz 60
    krr-score p.xyz > scores
    for name in energy U0 forces stress; do
        krr-score -p $name p.xyz | cmp <(grep -E "^(quantity|$name)" scores) -
        krr-score -p $name -w 7 p.xyz > worst
        "$PYTHON" "$ROOT/tests/reference/predicted.py" worst p.xyz worst $name 7
    done
    krr-score -p forces -w 7 p.xyz > worst
    krr-score -w 7 p.xyz | cmp worst -
    krr-score -w 100000 p.xyz > all
    cmp worst <(sed -n 1,8p all)
    [ "$(wc -l < all)" -eq "$(awk -F '\t' '$1 == "forces" {print 1 + $2 / 3}' scores)" ]
}

@test "structures and atoms without a reference do not count; -v tells how many structures" {
    printf '2\nProperties=species:S:1:pos:R:3:forces:R:3:ref_forces:R:3 energy=1\nH 0 0 0 1 2 3 1 nan 3\nF 0 0 1 0 0 0 0 3 4\n' > p.xyz
    printf '1\nenergy=1\nH 0 0 0\n1\nenergy=1 ref_energy=nan\nH 0 0 0\n' >> p.xyz
    run -0 krr-score -v p.xyz
    assert_line $'forces\t3\t2.33333\t2.88675\t4\t-1.88462\t0\t'
    assert_line $'forces_F\t3\t2.33333\t2.88675\t4\t-1.88462\t0\t'
    assert_line 'krr-score: 2 structures without a reference do not count'
    refute_line --regexp '^(energy|forces_H|stress)'
    run -0 --separate-stderr krr-score -w 5 p.xyz
    assert_line $'1\t2\tF\t5\t0\t5'
    [ "${#lines[@]}" -eq 2 ]
}

@test "forces of length 0 point nowhere" {
    printf '1\nProperties=species:S:1:pos:R:3:forces:R:3:ref_forces:R:3\nH 0 0 0 1 2 3 0 0 0\n' > p.xyz
    run -0 krr-score p.xyz
    assert_line $'forces\t3\t2\t2.16025\t3\t-\t-\t'
}

@test "what a program writes for structures is scored: a table of predictions beside it says the same" {
    predicted p.xyz 60
    "$PYTHON" "$ROOT/tests/reference/predicted.py" table p.xyz > t.tsv
    assert_equal "$(krr-score -p energy p.xyz | cut -f 2-6)" "$(krr-score t.tsv | cut -f 2,3 |
        awk -F '\t' 'NR > 1 {a = a "\t" $1; b = b "\t" $2} END {print "n\tMAE\tRMSE\tmax\tR2" "\n" substr(a, 2) "\n" substr(b, 2)}')"
}

@test "memory does not grow with the number of structures" {
    need_plain_build
    predicted p.xyz 400
    for _ in $(seq 40); do cat p.xyz; done > many.xyz
    run -0 "$PYTHON" -c 'import resource, subprocess
def run(path):
    out = subprocess.run(["krr-score", path], capture_output=True, check=True, text=True).stdout
    return out, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
(one, little), (many, much) = run("p.xyz"), run("many.xyz")
assert len(open("many.xyz").read()) > 10e6 and much - little < 1000, (little, much)
columns = [[row.split("\t")[0:5:2] for row in text.splitlines()] for text in (one, many)]
assert columns[0] == columns[1], columns'
}

@test "mbtr-plot parity draws the components of forces that have a reference" {
    predicted p.xyz 60
    mbtr-plot parity -u eV p.xyz -o p.svg
    mbtr-plot parity -u eV -p forces - < p.xyz | cmp p.svg -
    "$PYTHON" "$ROOT/tests/reference/predicted.py" drawn p.xyz p.svg forces 'eV/Å'
    for name in energy stress; do
        mbtr-plot parity -u eV -p $name p.xyz > p.svg
        "$PYTHON" "$ROOT/tests/reference/predicted.py" drawn p.xyz p.svg $name "$([ $name = energy ] && echo eV || echo 'eV/Å³')"
    done
    mbtr-plot parity -p U0 p.xyz > p.svg
    "$PYTHON" "$ROOT/tests/reference/predicted.py" drawn p.xyz p.svg U0 ''
    run -1 mbtr-plot parity -p dipole p.xyz
    assert_output 'mbtr-plot: p.xyz: no structure has ref_dipole beside dipole; --property names what else is to be compared'
}
