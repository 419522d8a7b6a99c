load common

# The first structures of a file.
first()
{
    awk -v n="$1" 'left == 0 { if (n-- == 0) exit; left = $1 + 2 } { print; left-- }' "$2"
}

# xyz-info's table for the files against plain loops in Python, which read only regular extended XYZ.
agrees()
{
    xyz-info --reach "$1" "${@:2}" > "$BATS_TEST_TMPDIR/table"
    run "$PYTHON" - "$BATS_TEST_TMPDIR/table" "$@" <<'END'
import collections, itertools, re, sys, numpy as np
reach, right = float(sys.argv[2]), collections.defaultdict(list)
periodic = collections.Counter()
for path in sys.argv[3:]:
    lines = open(path).read().splitlines()
    while lines:
        n, comment = int(lines[0]), lines[1]
        rows, lines = [line.split() for line in lines[2:2 + n]], lines[2 + n:]
        symbols, x = [r[0] for r in rows], np.array([[float(v) for v in r[1:4]] for r in rows])
        found = re.search(r'Lattice="([^"]*)"', comment)
        cell = np.array(found[1].split(), float).reshape(3, 3) if found else np.zeros((3, 3))
        pbc = np.array([v == 'T' for v in re.search(r'pbc="([^"]*)"', comment)[1].split()])
        periodic[str(pbc.sum())] += 1
        right['atoms', ''].append(n)
        for s, count in collections.Counter(symbols).items():
            right['element', s].append(count)
        for key, value in re.findall(r'(\w+)=([-+.\dEe]+)(?= |$)', comment):
            if key not in ('name', 'id'):
                right['property', key].append(float(value))
        if pbc.any():
            full = np.where(pbc[:, None], cell, 0)
            m = np.where(pbc, np.ceil(reach * np.linalg.norm(np.linalg.pinv(full), axis=0)).astype(int) + 1, 0)
            images = [np.array(t) @ full for t in itertools.product(*[range(-k, k + 1) for k in m])]
        else:
            images = [np.zeros(3)]
        for i, j in itertools.product(range(n), repeat=2):
            d = np.linalg.norm(x[j] - x[i] + images, axis=1)
            right['distance', '-'.join(sorted([symbols[i], symbols[j]]))] += \
                list(d[(d > 1e-9) & (d <= (reach if pbc.any() else np.inf))])
rows = [line.split('\t') for line in open(sys.argv[1]).read().splitlines()]
assert rows[0] == 'what name count min mean max std'.split()
assert rows[1][:3] == ['structures', '', str(len(right['atoms', '']))]
for i in range(4):
    assert rows[2 + i][:3] == ['periodic', str(i), str(periodic[str(i)])]
missing = {r[1]: r[2:] for r in rows if r[0] == 'missing'}
total = len(right['atoms', ''])
assert missing == {k[1]: [str(total - len(v)), '', '', '', ''] for k, v in right.items() if k[0] == 'property' and len(v) < total}
rows = rows[6:len(rows) - len(missing)]
table = {(r[0], r[1]): [float(v) for v in r[2:]] for r in rows}
assert len(table) == len(rows) and set(table) == {k for k in right if right[k]}
for key, v in table.items():
    v, r = np.array(v), np.array(right[key])
    count = len(r) / 2 if key[0] == 'distance' else len(r)
    assert np.allclose(v, [count, r.min(), r.mean(), r.max(), r.std()], rtol=1e-9, atol=1e-9), (key, v)
print(len(table))
END
    assert_success
}

@test "molecules: every row as plain loops have it" {
    first 400 "$DATA/molecules/molecules.xyz" > "$BATS_TEST_TMPDIR/some.xyz"
    agrees 6 "$BATS_TEST_TMPDIR/some.xyz"
}

@test "crystals, skewed cells, slabs: every row as plain loops have it" {
    first 150 "$DATA/alloy/cupt-emt.xyz" > "$BATS_TEST_TMPDIR/some.xyz"
    agrees 5 "$BATS_TEST_TMPDIR/some.xyz" "$DATA"/golden/{nacl-k2,triclinic-k2,slab-k2,water-k1-count}.xyz
}

@test "properties named by --columns" {
    run xyz-info --columns energy,- <(printf '1\n-4 1\nH 0 0 0\n1\n-2 1\nH 0 0 0\n')
    assert_success
    assert_line $'property\tenergy\t2\t-4\t-3\t-2\t1'
    refute_output --partial $'property\t-'
}

@test "large numbers keep their spread" {
    run -0 xyz-info <(for i in 1 2 3 4; do printf '1\npbc=F e=%d\nH 0 0 0\n' $((1000000000 + i)); done)
    assert_line $'property\te\t4\t1000000001\t1000000002\t1000000004\t1.118033989'
}

@test "numbers whose differences are too large for a double have a mean" {
    run -0 xyz-info <(printf '1\npbc=F e=%s\nH 0 0 0\n' 1e308 -1e308)
    assert_line $'property\te\t2\t-1e+308\t0\t1e+308\tinf'
}

@test "two atoms at one place are an error, in a molecule and through a cell's side" {
    run xyz-info <(printf '1\n\nH 0 0 0\n2\n\nH 0 0 0\nH 0 0 1e-4\n')
    assert_failure 1
    assert_output --regexp '^xyz-info: /dev/fd/[0-9]+:4: atoms 1 and 2 are at one place \(0\.0001 angstrom apart\)$'
    run xyz-info <(printf '2\nLattice="4 0 0 0 4 0 0 0 4"\nH 0 0 0\nH 8 -4 0\n')
    assert_failure 1
    assert_output --regexp '^xyz-info: /dev/fd/[0-9]+:1: atoms [12] and [12] are at one place'
}

@test "bad input leaves no output" {
    run xyz-info -o "$BATS_TEST_TMPDIR/out" <(printf '1\n\nH 0 0 0\n1\n\nH 0 0 x\n')
    assert_failure 1
    [ ! -e "$BATS_TEST_TMPDIR/out" ]
    run xyz-info "$BATS_TEST_TMPDIR/absent.xyz"
    assert_failure 1
    assert_output "xyz-info: $BATS_TEST_TMPDIR/absent.xyz: No such file or directory"
    run xyz-info --reach 0 /dev/null
    assert_failure 2
}

@test "files joined, from standard input, with more threads: the same table" {
    cd "$DATA"
    xyz-info molecules/molecules.xyz alloy/cupt-emt.xyz > "$BATS_TEST_TMPDIR/a"
    cat molecules/molecules.xyz alloy/cupt-emt.xyz | xyz-info -j 2 - > "$BATS_TEST_TMPDIR/b"
    cmp "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
}

# inside FILE.xyz: the proposed recipe is taken by all programs, and its grids hold nearly all weight of every structure.
inside()
{
    cd "$BATS_TEST_TMPDIR"
    xyz-info --grid "$1" > p.yaml
    xyz-info --grid "$1" | cmp - p.yaml
    xyz2mbtr -c p.yaml "$1" > t
    mbtr-kernel -c p.yaml t | krr-train -c p.yaml > m
    for term in 1 2; do
        xyz2mbtr -c p.yaml -s "representation.$term.grid=[-9, 9, 10]" "$1" > wide
        "$PYTHON" - "$ROOT/tests/reference" $((term - 1)) << 'END'
import sys
sys.path.insert(0, sys.argv[1])
from streams import tensors
term = int(sys.argv[2])
total = lambda t: sum(row.sum() for k, row in t.items() if k[0] == term)
pairs = [(total(a), total(b)) for a, b in zip(tensors("t"), tensors("wide"))]
assert pairs and all(a >= 0.9999 * b for a, b in pairs), min(a / b for a, b in pairs if b)
assert any(b > 0 for a, b in pairs)
END
    done
}

@test "--grid proposes a recipe whose grids hold the data: molecules" {
    first 400 "$DATA/molecules/molecules.xyz" > "$BATS_TEST_TMPDIR/m.xyz"
    inside "$BATS_TEST_TMPDIR/m.xyz"
    grep -q '^# Proposed for 400 structures of H, C, N, O' "$BATS_TEST_TMPDIR/p.yaml"
    grep -q 'per: structure' "$BATS_TEST_TMPDIR/p.yaml"
}

@test "--grid proposes a recipe whose grids hold the data: crystals" {
    inside "$DATA/alloy/cupt-emt.xyz"
    grep -q 'weighting: exp' "$BATS_TEST_TMPDIR/p.yaml"
    grep -q 'per: atom' "$BATS_TEST_TMPDIR/p.yaml"
}

@test "--grid sees whether a property of crystals is a total, and learns it as that" {
    cd "$BATS_TEST_TMPDIR"
    first 200 "$DATA/alloy/cupt-emt.xyz" > total.xyz
    # The same energies per atom, and numbers that no composition tells.
    for label in 'x / n' none; do
        awk -v label="$label" 'NF == 1 {n = $1}
            match($0, / energy=[^ ]*/) {
                x = substr($0, RSTART + 8, RLENGTH - 8)
                value = label ~ /x/ ? x / n : 0.1 + 0.01 * (NR * NR % 7)
                $0 = substr($0, 1, RSTART - 1) sprintf(" energy=%.10g", value) substr($0, RSTART + RLENGTH)
            } {print}' total.xyz > other.xyz
        xyz-info --grid other.xyz > other.yaml
        grep '^regression: .* baseline: mean, per: structure}' other.yaml
    done
    xyz-info --grid total.xyz > total.yaml
    grep '^regression: .* baseline: composition, per: atom}' total.yaml
}

@test "--grid learns about as well as the recipes that come along" {
    cd "$BATS_TEST_TMPDIR"
    xyz-split -n 600 --seed 2 --keep-small 4 --train a.xyz --test b.xyz "$DATA/molecules/molecules.xyz"
    xyz-info --grid a.xyz > p.yaml
    for recipe in molecules p.yaml; do
        xyz2mbtr -c $recipe a.xyz > a
        mbtr-kernel a | krr-train > m
        xyz2mbtr -c $recipe b.xyz | mbtr-kernel -x a | krr-predict -m m | krr-score | awk '$1 == "MAE" {print $2}'
    done > mae
    [ "$(wc -l < mae)" -eq 2 ]
    awk 'NR == 1 {one = $1} NR == 2 {exit !($1 > 0 && $1 < 1.5 * one)}' mae || fail "$(cat mae)"
}

@test "--grid chooses the property, and does without a term, but not without any" {
    cd "$BATS_TEST_TMPDIR"
    printf '2\nid=a gap=1 dft_energy=-1 dipole=3\nH 0 0 0\nH 0 0 0.74\n' > two.xyz
    xyz-info --grid two.xyz > p.yaml
    grep -q 'property: "dft_energy"' p.yaml
    run ! grep -q 'body: 3' p.yaml
    run ! grep -q 'representation.2' p.yaml
    xyz2mbtr -c p.yaml two.xyz | mbtr-kernel | krr-train > m
    printf '1\n\nHe 0 0 0\n' > one.xyz
    run -1 xyz-info --grid one.xyz -o none.yaml
    assert_output 'xyz-info: expected a structure with two atoms near each other to make a recipe of, found none'
    [ ! -e none.yaml ]
    cat two.xyz one.xyz "$DATA/golden/nacl-k2.xyz" > mixed.xyz
    xyz-info --grid mixed.xyz > p.yaml
    xyz2mbtr -c p.yaml mixed.xyz | mbtr-cat --check
}

@test "--table: a row per structure with every property of any of them, as they stand in the file" {
    cd "$BATS_TEST_TMPDIR"
    printf '2\nid=a gap=1 e=-0.1234567890123 x="1 2"\nH 0 0 0\nH 0 0 0.74\n1\ndipole=3e-20 gap=2\nHe 0 0 0\n' > two.xyz
    printf '%s\n' $'id\tformula\tatoms\tgap\te\tdipole' $'a\tH2\t2\t1\t-0.1234567890123\t' $'2\tHe\t1\t2\t\t3e-20' > right
    xyz-info --table two.xyz | cmp - right
    cat two.xyz | xyz-info -j 2 --table -o out -
    cmp out right
    xyz-info --table --columns e,- <(printf '1\n-4 1\nH 0 0 0\n') | cmp - <(printf 'id\tformula\tatoms\te\n1\tH\t1\t-4\n')
    xyz-info --table --id gap two.xyz | cmp - <(printf '%s\n' $'id\tformula\tatoms\te\tdipole' $'1\tH2\t2\t-0.1234567890123\t' \
        $'2\tHe\t1\t\t3e-20')
    xyz-info --table <(printf '1\n\nH 0 0 0\n') | cmp - <(printf 'id\tformula\tatoms\n1\tH\t1\n')
    xyz-info --table /dev/null | cmp - <(printf 'id\tformula\tatoms\n')
}

@test "--table holds what Python reads, structure by structure" {
    xyz-info --table "$DATA/alloy/cupt-emt.xyz" > "$BATS_TEST_TMPDIR/table"
    run "$PYTHON" - "$DATA/alloy/cupt-emt.xyz" "$BATS_TEST_TMPDIR/table" << 'END'
import collections, csv, re, sys
rows = list(csv.DictReader(open(sys.argv[2]), delimiter='\t'))
lines = open(sys.argv[1]).read().splitlines()
for row in rows:
    n, comment = int(lines[0]), lines[1]
    found = collections.Counter(line.split()[0] for line in lines[2:2 + n])
    lines = lines[2 + n:]
    field = dict(re.findall(r'(\w+)=([^ "]+)', comment))
    assert row['id'] == field['name'] and int(row['atoms']) == n
    assert row['formula'] == ''.join(s + (str(c) if c > 1 else '') for s, c in sorted(found.items()))
    for name in ('energy', 'formation_energy_per_atom'):
        assert float(row[name]) == float(field[name])
assert not lines and len(rows) == 637
END
    assert_success
}

@test "--table: bad input leaves no output, a property named as a column is an error" {
    run -1 xyz-info --table -o "$BATS_TEST_TMPDIR/out" <(printf '1\n\nH 0 0 0\n1\natoms=3\nH 0 0 0\n')
    assert_output --regexp "^xyz-info: /dev/fd/[0-9]+:5: a property named 'atoms', which is another column's name: rename it\$"
    [ ! -e "$BATS_TEST_TMPDIR/out" ]
    run -1 xyz-info --table <(printf '1\n\nH 0 0 x\n')
    run -2 xyz-info --table --grid /dev/null
    assert_output --partial '--table and --grid exclude each other'
}
