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

# widths FILE.xyz: scales and kernel width of p.yaml against medians that NumPy finds of all pairs of atoms of one element.
widths()
{
    xyz2mbtr -c p.yaml "$1" > t
    run "$PYTHON" - "$ROOT/tests/reference" << 'END'
import itertools, re, sys
import numpy as np
sys.path.insert(0, sys.argv[1])
from streams import tensors
text = open("p.yaml").read()
scales = [float(x) for x in re.findall(r"scale: ([^,]+), cutoff", text)]
atoms = {}
for blocks in tensors("t"):
    # Its own element stands first in a pair and in the middle of a triple.
    own = {k.split("-")[0 if term == 0 else 1] for term, k in blocks}
    assert len(own) == 1
    atoms.setdefault(own.pop(), []).append(blocks)
def squares(term):
    for of in atoms.values():
        keys = sorted({k for a in of for k in a if k[0] == term})
        bins = max((a[k].size for a in of for k in a if k[0] == term), default=0)
        x = np.array([np.concatenate([a.get(k, np.zeros(bins)) for k in keys]) for a in of])
        for i, j in itertools.combinations(range(len(x)), 2):
            yield ((x[i] - x[j]) ** 2).sum()
median = lambda values: np.sqrt(np.sort(values)[len(values) // 2])
square = [np.array(list(squares(term))) for term in range(len(scales))]
assert len(square[0]) > 1000
for s, found in zip(square, scales):
    assert abs(found * median(s) - 1) < 0.006, (found, median(s))
width = 4 * median(sum(c ** 2 * s for c, s in zip(scales, square)))
sigma = float(re.search(r"kernel: .*function: gaussian, sigma: ([^}]+)}", text)[1])
assert np.isclose(sigma, 2 ** (np.round(2 * np.log2(width)) / 2)), (sigma, width)
END
    assert_success
}

@test "--grid --atoms: scales and width follow from the median distance of atoms of one element" {
    cd "$BATS_TEST_TMPDIR"
    first 40 "$DATA/molecules/molecules.xyz" > m.xyz
    xyz-info --grid --atoms m.xyz > p.yaml
    xyz-info --grid --atoms m.xyz | cmp - p.yaml
    grep '^kernel: {atoms: sum, match: element, function: gaussian, ' p.yaml
    grep '^regression: .* baseline: composition, per: structure}' p.yaml
    grep 'representation.2.scale: {start: ' p.yaml
    widths m.xyz
    # Crystals of few elements: pairs and angles, no pseudo-elements.
    first 60 "$DATA/alloy/cupt-emt.xyz" > c.xyz
    xyz-info --grid --atoms c.xyz > p.yaml
    grep '^kernel: {atoms: average, match: element, function: gaussian, ' p.yaml
    grep '^regression: .* baseline: composition, per: atom}' p.yaml
    grep '^normalize: none' p.yaml
    run ! grep correlation p.yaml
    widths c.xyz
}

@test "--grid --atoms: krr-tune takes it, and atoms of molecules and crystals are better than the whole" {
    cd "$BATS_TEST_TMPDIR"
    for file in molecules/molecules alloy/cupt-emt; do
        for how in "" --atoms; do
            xyz-info --grid $how "$DATA/$file.xyz" > p.yaml
            krr-tune -q -c p.yaml -n 400 --holdout 150 --loss mae --evaluations 2 --log log "$DATA/$file.xyz" -o best.yaml
            awk -F '\t' 'NR == 1 {for (i = 1; i <= NF; i++) if ($i == "mae") c = i} NR == 2 {print $c}' log
            rm log
        done > mae
        awk 'NR == 1 {one = $1} NR == 2 {found = 1; exit !($1 > 0 && $1 < 0.85 * one)} END {if (!found) exit 1}' mae ||
            fail "$file: $(cat mae)"
    done
}

@test "--grid --atoms: what is no total is an average over atoms" {
    cd "$BATS_TEST_TMPDIR"
    first 100 "$DATA/molecules/molecules.xyz" > total.xyz
    awk 'NF == 1 {n = $1}
        match($0, / energy=[^ ]*/) {
            value = substr($0, RSTART + 8, RLENGTH - 8) / n
            $0 = substr($0, 1, RSTART - 1) sprintf(" energy=%.10g", value) substr($0, RSTART + RLENGTH)
        } {print}' total.xyz > each.xyz
    xyz-info --grid --atoms each.xyz > p.yaml
    grep '^kernel: {atoms: average, match: element, ' p.yaml
    grep '^regression: .* baseline: mean, per: structure}' p.yaml
}

@test "--grid --atoms: crystals of many elements have pseudo-elements, made of these" {
    cd "$BATS_TEST_TMPDIR"
    elements=(Li Na K Rb Mg Ca Sr Ba Al Ga In Sc Y La F Cl Br)
    i=0
    for a in "${elements[@]}"; do
        b=${elements[(i + 1) % 17]}
        printf '2\nLattice="%d.%d 0 0 0 3 0 0 0 3" energy=%d pbc="T T T"\n%s 0 0 0\n%s 1.5 1.5 1.5\n' 3 $i $i "$a" "$b"
        i=$((i + 1))
    done > many.xyz
    xyz-info --grid --atoms many.xyz > p.yaml
    grep '^kernel: {atoms: average, match: element, ' p.yaml
    run -0 grep '^correlation: ' p.yaml
    assert_output --partial 'rank: 16'
    [ "$(grep -o '"[A-Z][a-z]*"' <<< "$output" | sort | tr -d '"' | xargs)" = "$(printf '%s\n' "${elements[@]}" | sort | xargs)" ]
    xyz2mbtr -c p.yaml many.xyz | mbtr-kernel | krr-train > m
    # One element less: no need.
    awk '/^Br/ {sub(/Br/, "Cl")} {print}' many.xyz > few.xyz
    xyz-info --grid --atoms few.xyz > p.yaml
    run ! grep correlation p.yaml
    xyz2mbtr -c p.yaml few.xyz | mbtr-kernel | krr-train > m
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

@test "--grid --forces: lengths follow from the volume per atom, noises from the forces, and it is a recipe" {
    cd "$BATS_TEST_TMPDIR"
    # Lengths in half angstroms, energies in meV.
    awk 'left == 0 { left = $1 + 2 } left == 1 || NF == 7 { for (i = 2; i <= 4; i++) $i *= 2; for (; i <= 7; i++) $i *= 500 }
        /^Lattice/ { match($0, /"[^"]*"/); n = split(substr($0, RSTART + 1, RLENGTH - 2), a, " "); b = ""
            for (i = 1; i <= n; i++) b = b " " 2 * a[i]; $0 = "Lattice=\"" substr(b, 2) "\"" substr($0, RSTART + RLENGTH) }
        { print; left-- }' "$DATA/rattled-alloy/cuau-test.xyz" > other.xyz
    for set in "$DATA/rattled-alloy/cuau-test.xyz" other.xyz; do
        xyz-info --grid --forces "$set" > recipe.yaml
        xyz2mbtr -c recipe.yaml "$set" > t.mbtr
        krr-train -s kernel.environments=20 -s regression.lambda=1e-6 --with t.mbtr > t.krr
        krr-tune -q -c recipe.yaml -s kernel.environments=20 -n 12 --holdout 4 --evaluations 2 "$set" > best.yaml
        # The search goes on from what is proposed.
        assert_equal "$(sed -n 's/.*{function: gaussian, sigma: \([^,]*\),.*/\1/p' recipe.yaml)" \
            "$(sed -n 's/ *kernel.2.sigma: {start: \([^,]*\),.*/\1/p' recipe.yaml)"
        sed -n 's/.* sigma: \([^,]*\), grid.* reach: \([^,]*\), taper: \([^,]*\),.*/\1 \2 \3/p
            s/.*noise_energy: \([^,]*\), noise_forces: \([^,]*\), noise_stress: \([^,]*\),.*/\1 \2 \3/p' recipe.yaml
    done > found
    diff found - << 'END'
0.33 6 4
0.25 5 3
0.25 5 3
9e-05 0.009 0.004
0.66 12 8.1
0.25 10 6
0.25 10 6
0.04 4 2
END
}
