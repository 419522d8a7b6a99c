load common
load reference/answers

# assert_close WORD ...: what streams.py finds is at most 1e-10.
assert_close()
{
    assert_at_most 1e-10 streams "$@"
}

molecule()
{
    printf '3\nid=water\nO 0 0 0.119\nH 0 0.763 -0.477\nH 0 -0.763 -0.477\n'
}

recipe()
{
    echo "representation: [{body: $1, geometry: $2, weighting: $3, sigma: 0.1, grid: [0, 4, 40]$4}]"
}

@test "every golden tensor of k <= 3, to 1e-10 of the largest bin" {
    n=0
    for yaml in "$DATA"/golden/*-k[123]*.yaml; do
        name=${yaml%.yaml}
        xyz2mbtr -c "$yaml" -o "$BATS_TEST_TMPDIR/t" "$name.xyz"
        assert_close golden "$BATS_TEST_TMPDIR/t" "$name.tsv"
        n=$((n + 1))
    done
    [ "$n" -ge 20 ]
}

@test "a supercell of m cells has m times the tensor" {
    for name in triclinic-k2 triclinic-k3 nacl-k3; do
        file=$DATA/golden/$name
        "$PYTHON" "$ROOT/tests/reference/transform.py" supercell "$file.xyz" > "$BATS_TEST_TMPDIR/big.xyz"
        xyz2mbtr -c "$file.yaml" -o "$BATS_TEST_TMPDIR/a" "$file.xyz"
        xyz2mbtr -c "$file.yaml" -o "$BATS_TEST_TMPDIR/b" "$BATS_TEST_TMPDIR/big.xyz"
        assert_close compare "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b" 6
    done
}

@test "of legs alone: two at right angles within reach count, however far their ends are from each other; supercells too" {
    cd "$BATS_TEST_TMPDIR"
    printf '3\n\nO 0 0 0\nH 0 0 0.9\nC 0 1.2 0\n' > a.xyz
    # Of weights exp(-2.1/1.5), with H and O half a cosine over the last 0.4 of the reach, and 0 further away.
    recipe 3 cos_angle exp_legs ', length: 1.5, reach: 1.4, taper: 0.4' | sed 's/\[0, 4, 40\]/[-2, 2, 1]/' > r.yaml
    xyz2mbtr -c r.yaml a.xyz | mbtr-cat -t | cut -f 3- > found
    assert_equal "$(cut -f 1 found)" "$(printf 'block\n1-8-6')"
    awk 'NR == 2 {w = exp(-2.1 / 1.5) * (1 + cos(atan2(0, -1) * 0.2 / 0.4)) / 2; d = $2 / w - 1; exit !(d * d < 1e-24)}' found
    sed -i 's/exp_legs/exp/' r.yaml
    xyz2mbtr -c r.yaml a.xyz | mbtr-cat -t > none
    assert_equal "$(wc -l < none)" 1
    "$PYTHON" "$ROOT/tests/reference/transform.py" supercell "$DATA/golden/triclinic-k3.xyz" > big.xyz
    for more in 'reach: 4, taper: 1.5' 'cutoff: 0.01'; do
        recipe 3 cos_angle exp_legs ", length: 1.5, $more" > r.yaml
        xyz2mbtr -c r.yaml -o one "$DATA/golden/triclinic-k3.xyz"
        xyz2mbtr -c r.yaml -o big big.xyz
        assert_close compare one big 6
    done
}

@test "origin, basis, order of atoms and rotation change nothing" {
    for name in triclinic-k2 triclinic-k3 nacl-k3-ordered slab-k2 slab-k3 ethanol-k3-angle-unity; do
        file=$DATA/golden/$name
        xyz2mbtr -c "$file.yaml" -o "$BATS_TEST_TMPDIR/a" "$file.xyz"
        for kind in shift permute rotate basis; do
            case $kind,$name in basis,ethanol*) continue ;; esac
            "$PYTHON" "$ROOT/tests/reference/transform.py" $kind "$file.xyz" > "$BATS_TEST_TMPDIR/other.xyz"
            xyz2mbtr -c "$file.yaml" -o "$BATS_TEST_TMPDIR/b" "$BATS_TEST_TMPDIR/other.xyz"
            assert_close compare "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b" 1
        done
    done
}

@test "what is on a line is so in any unit of length" {
    local scale bend
    cd "$BATS_TEST_TMPDIR"
    cat > r.yaml << 'END'
representation: [{body: 4, geometry: dihedral, weighting: unity, sigma: 0.1, grid: [-0.6, 3.7, 5]}]
END
    # Chains that are bent as good as not, and a little, at one of their two middle atoms.
    for scale in 0.1 1 100; do
        for bend in 2e-6 5e-5; do
            awk -v s=$scale -v b=$bend 'BEGIN {
                print 4 "\n\nH", 0, s / 2, 0, "\nC", s, 0, 0, "\nN", 2 * s, 0, 0, "\nO", 3 * s, b * s, 0
                print 4 "\n\nH", 0, b * s, 0, "\nC", s, 0, 0, "\nN", 2 * s, 0, 0, "\nO", 3 * s, s / 2, 0}' OFMT=%.10g OFS=' '
        done > $scale.xyz
        xyz2mbtr -c r.yaml $scale.xyz | mbtr-cat -t > $scale.tsv
        cmp 0.1.tsv $scale.tsv
    done
    [ "$(grep -c '1-6-7-8' 1.tsv)" -eq 2 ]
}

@test "the same bytes with one and two threads, from a file and from a pipe in pieces of one byte" {
    xyz-split -n 300 --train "$BATS_TEST_TMPDIR/some.xyz" --test /dev/null "$DATA/molecules/molecules.xyz"
    cd "$BATS_TEST_TMPDIR"
    xyz2mbtr -j 1 -c molecules some.xyz > one
    xyz2mbtr -j 2 -c molecules some.xyz > two
    cmp one two
    head -c 4000 some.xyz | awk 'NR == 1 {n = $1} {print} NR == n + 2 {exit}' > first.xyz
    xyz2mbtr -c molecules first.xyz > one
    "$PYTHON" -c 'import os
for byte in open("first.xyz", "rb").read(): os.write(1, bytes([byte]))' | xyz2mbtr -j 2 -c molecules > two
    cmp one two
}

@test "several files are one stream, and so are their streams" {
    cd "$BATS_TEST_TMPDIR"
    molecule > a.xyz
    molecule | sed s/water/ice/ > b.xyz
    xyz2mbtr -c molecules a.xyz b.xyz > both
    xyz2mbtr -c molecules a.xyz > a
    xyz2mbtr -c molecules b.xyz > b
    cat a b | mbtr-cat | cmp - both
    run -0 mbtr-cat -t both
    assert_line --partial "ice"
}

@test "value density is mass over the bin's width, normalize divides" {
    cd "$BATS_TEST_TMPDIR"
    molecule > m.xyz
    recipe 2 distance unity > mass.yaml
    xyz2mbtr -c mass.yaml m.xyz > mass
    xyz2mbtr -c mass.yaml -s representation.1.value=density m.xyz > density
    xyz2mbtr -c mass.yaml -s normalize=atoms m.xyz > atoms
    xyz2mbtr -c mass.yaml -s normalize=l2 m.xyz > l2
    assert_close compare mass density 10
    assert_close compare atoms mass 3
    mbtr-cat --npy l2.npy l2
    "$PYTHON" -c 'import numpy; x = numpy.load("l2.npy"); assert abs((x ** 2).sum() - 1) < 1e-14'
}

@test "properties travel with the tensor, bare numbers by --columns" {
    cd "$BATS_TEST_TMPDIR"
    printf '1\n-417.96 2.5 9\nHe 0 0 0\n' > m.xyz
    xyz2mbtr -c "$DATA/golden/water-k1-count.yaml" --columns energy,-,gap m.xyz > t
    "$PYTHON" -c 'import cbor2
f = open("t", "rb"); cbor2.load(f); assert cbor2.load(f)["properties"] == {"energy": -417.96, "gap": 9.0}'
}

@test "a periodic term without a finite sphere is refused and names the key it lacks" {
    recipe 2 1/distance unity > "$BATS_TEST_TMPDIR/r.yaml"
    run -1 xyz2mbtr -c "$BATS_TEST_TMPDIR/r.yaml" "$DATA/golden/nacl-k2.xyz" -o "$BATS_TEST_TMPDIR/t"
    assert_output --partial "nacl-k2.xyz:1: nacl-k2: a periodic structure needs a finite sphere"
    assert_output --partial "'reach'"
    [ ! -e "$BATS_TEST_TMPDIR/t" ]
    recipe 3 angle exp ', length: 1' > "$BATS_TEST_TMPDIR/r.yaml"
    run -1 xyz2mbtr -c "$BATS_TEST_TMPDIR/r.yaml" "$DATA/golden/nacl-k2.xyz" -o "$BATS_TEST_TMPDIR/t"
    assert_output --partial "'cutoff'"
}

@test "two atoms at one place are an error, across the cell's border too" {
    cd "$BATS_TEST_TMPDIR"
    printf '3\n\nO 0 0 0\nH 1 0 0\nH 1 0 0.0001\n' > m.xyz
    run -1 xyz2mbtr -c molecules -o t m.xyz
    assert_output "xyz2mbtr: m.xyz:1: m: atoms 2 and 3 are at one place (0.0001 angstrom apart)"
    printf '2\nLattice="5 0 0 0 5 0 0 0 5"\nO 0 0 0\nH 5 5 -5\n' > m.xyz
    run -1 xyz2mbtr -c crystals -o t m.xyz
    assert_output --partial "at one place"
}

@test "bad input ends with file and line, status 1, and leaves no file" {
    cd "$BATS_TEST_TMPDIR"
    bad()
    {
        printf "$1" > bad.xyz
        run -1 xyz2mbtr -c molecules -o out.mbtr bad.xyz
        assert_output --partial "$2"
        [ ! -e out.mbtr ] || fail "a file was left"
        assert_equal "$(find . -name "*out.mbtr*")" ''
    }
    bad '0\n\n' 'bad.xyz:1: '
    bad '2\n\nH 0 0 0\nH 0 0\n' 'bad.xyz:4: expected 4 columns, found 3'
    bad '2\n\nH 0 0 0\nXx 0 0 1\n' "bad.xyz:4: unknown element 'Xx'"
    bad '2\n\nH 0 0 0\nH 0 nan 1\n' 'bad.xyz:4: '
    bad '2\n\nH 0 0 0\nH 0 1e999 1\n' 'bad.xyz:4: '
    bad '2\n\nH 0 0 0\nH 0 0x 1\n' "bad.xyz:4: expected a number, found '0x'"
    bad '2\n\nH 0 0 0\n' 'bad.xyz:'
    bad 'two\n\nH 0 0 0\n' 'bad.xyz:1: '
    bad '1\nLattice="1 0 0 2 0 0 0 0 1"\nH 0 0 0\n' 'bad.xyz:2: '
    run -1 xyz2mbtr -c molecules nothere.xyz
    assert_output --partial "nothere.xyz: No such file"
}

@test "the recipes that come along are listed, printed and work" {
    cd "$BATS_TEST_TMPDIR"
    run xyz2mbtr --recipes
    assert_success
    assert_line --regexp "^forces	"
    assert_line --regexp "^forces-linear	"
    for name in molecules molecules-atoms crystals crystals-atoms dynamics; do
        assert_line --regexp "^$name	"
        xyz2mbtr -c $name --show-recipe > mine.yaml
        xyz2mbtr -c mine.yaml "$DATA/golden/water-k1-count.xyz" > a
        xyz2mbtr -c $name "$DATA/golden/water-k1-count.xyz" | cmp - a
        xyz2mbtr -c $name -s kernel.sigma=3 --show-recipe > changed.yaml
        xyz2mbtr -c changed.yaml --show-recipe | grep 'sigma: 3}'
    done
}

@test "help, version, wrong usage, full disk, closed output, terminal" {
    xyz2mbtr --help | grep -- '--columns'
    xyz2mbtr -V | grep 'mbtr-tools'
    run -2 xyz2mbtr --nonsense
    assert_output --partial "unknown option '--nonsense'"
    run -2 xyz2mbtr molecules.xyz
    assert_output --partial "-c RECIPE is missing"
    run -2 xyz2mbtr -c
    assert_output --partial "needs an argument"
    run -1 bash -c 'xyz2mbtr -c molecules "$DATA/golden/water-k1-count.xyz" > /dev/full'
    assert_output --partial "No space left on device"
    run -1 bash -c 'xyz2mbtr -c molecules "$DATA/golden/water-k1-count.xyz" >&-'
    assert_output --partial "standard output"
    run -0 bash -c 'xyz2mbtr -c molecules "$DATA/molecules/molecules.xyz" | head -c 10 | wc -c; echo ${PIPESTATUS[0]}'
    assert_output "10
1"
}

@test "QM7: all 7101 molecules, order kept" {
    need_speed
    need_data qm7/qm7.xyz.xz
    xz -dc "$MBTR_DATA/qm7/qm7.xyz.xz" | xyz2mbtr -c molecules > "$BATS_TEST_TMPDIR/t"
    run -0 mbtr-cat -v --check "$BATS_TEST_TMPDIR/t"
    assert_output --partial "whole: 7101 records"
    cd "$BATS_TEST_TMPDIR"
    assert_at_most 0 streams disorder t
}
