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
