load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
}

# right ENERGY [convex] TABLE ...: tests/reference/hull.py finds nothing wrong.
right()
{
    run "$PYTHON" "$ROOT/tests/reference/hull.py" "$@"
    assert_success
}

# tsv ROW ...: a table, its columns parted by blanks here.
tsv()
{
    printf '%s\n' "$@" | tr ' ' '\t'
}

# column NAME FILE: its fields.
column()
{
    awk -F '\t' -v name="$1" 'NR == 1 {while (name != $(++c));} NR > 1 {print $c}' "$2"
}

@test "bundled alloys: the vertices that their README lists, from energies and from formation energies" {
    xyz-info --table "$DATA/alloy/cupt-emt.xyz" > table
    sed -n 's/^  .*x(Pt)=.*name=//p' "$DATA/alloy/README.txt" | sort > vertices
    [ "$(wc -l < vertices)" -eq 7 ]
    hull-filter table > out
    awk -F '\t' '$9 == "yes" {print $1}' out | sort | cmp - vertices
    right energy convex out
    hull-filter -e formation_energy_per_atom --per atom --references 0 table > out
    awk -F '\t' '$9 == "yes" {print $1}' out | sort | cmp - vertices
}

@test "Ag-Pd: as linear programs by HiGHS and SciPy's convex hull have it" {
    need_data agpd/agpd.xyz.xz
    xz -dc "$MBTR_DATA/agpd/agpd.xyz.xz" | xyz-info --table | hull-filter --per atom > out
    right 'per atom energy' convex out
}

@test "Cu-Ag-Au and its binaries: as linear programs by HiGHS and SciPy's convex hull have it" {
    need_data cuagau/cuagau.xyz.xz
    xz -dc "$MBTR_DATA/cuagau/cuagau.xyz.xz" | xyz-info --table > table
    hull-filter table > out
    for without in Cu Ag Au; do
        awk -F '\t' -v e=$without 'NR == 1 || $2 !~ e' table | hull-filter > out.$without
    done
    right energy convex out out.*
}

# sets SEED: random tables of 1 to 6 components, and what hull-filter makes of them: energies at random, convex, flat, with
# ties, with noise only; formulas reduced or not; also components that only their element holds, and subsystems.
sets()
{
    "$PYTHON" - "$1" <<'END'
import numpy as np, sys
rng = np.random.default_rng(int(sys.argv[1]))
symbols = np.array('Li Al Si Cu Ag Au'.split())
for kind in range(7):
    k, n = int(rng.integers(1, 7)), int(rng.integers(1, 60))
    held = int(rng.integers(1, k + 1))
    counts = [np.eye(k, dtype=int)[i] for i in range(k)]
    for _ in range(n):
        c = np.zeros(k, dtype=int)
        c[:held] = rng.multinomial(rng.integers(1, 13), rng.dirichlet(np.ones(held)))
        counts.append(c * rng.integers(1, 4))
    counts = np.array(counts)[rng.permutation(n + k)]
    atoms = counts.sum(1)
    x = counts / atoms[:, None]
    f = [rng.normal(-0.1, 0.1, n + k), (x**2).sum(1) - 1, np.zeros(n + k), rng.integers(-3, 2, n + k) / 10,
         rng.normal(0, 1e-12, n + k), -np.minimum(x[:, 0], 1 - x[:, 0]), rng.normal(-1e-3, 3e-3, n + k)][kind]
    f = np.where(x.max(1) == 1, np.abs(f), f)
    e = f + x @ (np.zeros(k) if kind == 4 else rng.normal(-4, 2, k))
    with open('set%d' % kind, 'w') as out:
        print('id', 'formula', 'atoms', 'energy', sep='\t', file=out)
        for i in range(n + k):
            text = ''.join(s + (str(c) if c > 1 else '') for s, c in zip(symbols, counts[i]) if c)
            print('s%d' % i, text, atoms[i], repr(float(e[i] * atoms[i])), sep='\t', file=out)
END
}

@test "random sets of 1 to 6 components: as linear programs by HiGHS have it" {
    for seed in 1 2 3 4 5 6; do
        sets $seed
        for set in set?; do
            hull-filter $set > out.$seed.$set
        done
    done
    right energy out.*
}

@test "five components within 1e-7 of each other: as linear programs by HiGHS have it to 1e-8" {
    "$PYTHON" - <<'END' > table
import numpy as np
rng = np.random.default_rng(0)
symbols = 'Li Al Si Cu Ag'.split()
x = (1 - 1e-7) * rng.dirichlet(np.ones(5) * 3) + 1e-7 * rng.dirichlet(np.ones(5), 300)
x /= x.sum(1, keepdims=True)
f = -0.3 * (1 - (x**2).sum(1)) + rng.normal(0, 1e-16, 300)
print('formula\tenergy')
for s in symbols:
    print(s, 0, sep='\t')
for row, e in zip(x, f):
    print(' '.join('%s:%.17g' % pair for pair in zip(symbols, row)), repr(float(e)), sep='\t')
END
    hull-filter --per atom table > out
    run "$PYTHON" - <<'END'
import csv, numpy as np
from scipy.optimize import linprog
rows = list(csv.DictReader(open('out'), delimiter='\t'))
x = np.vstack([np.eye(5), [[float(p.split(':')[1]) for p in r['formula'].split()] for r in rows[5:]]])
f, above = (np.array([float(r[c]) for r in rows]) for c in ('energy', 'above'))
tight = dict(primal_feasibility_tolerance=1e-10, dual_feasibility_tolerance=1e-10)
assert above.min() > -1e-8, above.min()
for i in range(0, len(f), 10):
    assert abs(f[i] - above[i] - linprog(f, A_eq=x.T, b_eq=x[i], method='highs', options=tight).fun) < 1e-8, i
END
    assert_success
}

@test "more threads and parts of the output are the same; another order of rows has the same distances" {
    sets 7
    for set in set?; do
        hull-filter -j 1 $set > one
        hull-filter -j 3 -o three - < $set
        cmp one three
        { head -n 1 $set; tail -n +2 $set | tac; } | hull-filter > reversed
        paste <(cut -f 1,5-7 one | sort) <(cut -f 1,5-7 reversed | sort) |
            awk 'NR > 1 && ($1 != $5 || ($4 - $8) ^ 2 > 1e-24) {exit 1}'
    done
}

@test "the output is a table that may be filtered again" {
    sets 8
    for set in set?; do
        hull-filter $set > out
        hull-filter out | cmp - out
    done
    tsv 'id note formula energy above x' 'a  H 1 2 ' > table
    hull-filter table > out
    printf 'id\tnote\tformula\tenergy\tx\tenergy_per_atom\tformation\tabove\tvertex\tdecomposition\n' | cmp - <(head -n 1 out)
    printf 'a\t\tH\t1\t\t1\t0\t0\tyes\t1 H[a]\n' | cmp - <(tail -n +2 out)
}

@test "of equal rows the first is the vertex, of unequal ones the lowest" {
    tsv 'id formula energy' 'a Ag2 0' 'b Ag 0' 'c Pd 0' 'd AgPd -0.2' 'e Ag2Pd2 -0.6' 'f Ag3Pd3 -0.9' 'g AgPd -0.3' > table
    hull-filter table > out
    assert_equal "$(column vertex out | xargs)" 'yes no yes no yes no no'
    assert_equal "$(column above out | xargs)" '0 0 0 0.05 0 0 0'
    right energy out
}

@test "what lies on a line, a face or a flat hull is above it by 0 and no vertex" {
    tsv 'id formula energy' 'a Ag 0' 'b Pd 0' 'c AgPd -0.2' 'd Ag3Pd -0.2' 'e Ag2Pd -0.2' 'f AgPd2 0' > table
    hull-filter table > out
    assert_equal "$(column vertex out | xargs)" 'yes yes yes no no no'
    assert_equal "$(column above out | awk '{printf "%.4f ", $1}')" '0.0000 0.0000 0.0000 0.0000 0.0000 0.0667 '
    assert_equal "$(column decomposition out | tail -n 1)" '0.3333333333 Pd[b] + 0.6666666667 AgPd[c]'
    tsv 'id formula energy' 'a Ag -1' 'b Pd -2' 'c Pt -3' 'd AgPd -3' 'e AgPdPt -6' 'f Ag7Pd2Pt -14' 'g Ag2 -2' > table
    hull-filter table > out
    assert_equal "$(column vertex out | xargs)" 'yes yes yes no no no no'
    assert_equal "$(column above out | sort -u)" 0
    assert_equal "$(column decomposition out | sed -n 6p)" '0.2 Pd[b] + 0.7 Ag[a] + 0.1 Pt[c]'
}

@test "single rows, elements alone, subsystems" {
    hull-filter <(tsv 'id formula energy' 'a Ag4 -10') > out
    assert_equal "$(tail -n 1 out)" $'a\tAg4\t-10\t-2.5\t0\t0\tyes\t1 Ag4[a]'
    hull-filter --references Ag=-2,Pd=-4 <(tsv 'id formula energy' 'a AgPd -7') > out
    assert_equal "$(tail -n 1 out)" $'a\tAgPd\t-7\t-3.5\t-0.5\t0\tyes\t1 AgPd[a]'
    hull-filter --references Ag=-2,Pd=-4 <(tsv 'id formula energy' 'a AgPd -5') > out
    assert_equal "$(tail -n 1 out)" $'a\tAgPd\t-5\t-2.5\t0.5\t0.5\tno\t0.5 Pd + 0.5 Ag'
    hull-filter <(tsv 'id formula energy' 'a Ag 1' 'b Pd 2' 'c Pt 3' 'd Ag2Pd 1') > out
    assert_equal "$(column vertex out | xargs)" 'yes yes yes yes'
    assert_equal "$(column formation out | tail -n 1)" -1
    hull-filter <(tsv 'id formula energy') > out
    assert_equal "$(cat out)" $'id\tformula\tenergy\tenergy_per_atom\tformation\tabove\tvertex\tdecomposition'
}

@test "formulas: brackets, fractions, ratios, marks, in one way or another the same composition" {
    tsv 'formula energy' 'Al 0' 'Ga 0' 'O 0' > table
    for formula in Al2Ga4O9 'Al:2 Ga:4 O:9' 'Al=2 Ga=4 O=9' 'Al2/15Ga4/15O9/15' Al0.2Ga0.4O0.9 '(AlGa2)2O9' \
        '(Al(Ga2)O4)2 O' '[Al{Ga2}O4]2O' '({[((([AlGa2])))]})2O9' 'Al 2Ga4O3 O6' 'Al.4Ga.8O1.8' 'Al2Ga1e0Ga3O9'; do
        printf '%s\t-1\n' "$formula" >> table
    done
    hull-filter --per atom table > out
    assert_equal "$(column above out | sort -u)" 0
    assert_equal "$(column vertex out | xargs)" 'yes yes yes yes no no no no no no no no no no no'
    hull-filter <(sed '1s/formula/composition/' table) | cut -f 3- | cmp - <(hull-filter table | cut -f 3-)
    run -0 hull-filter --references C=-1,O=-2,Co=-3 <(tsv 'id formula energy' 'a CO -4' 'b Co -4')
    assert_line $'a\tCO\t-4\t-2\t-0.5\t0\tyes\t1 CO[a]'
    assert_line $'b\tCo\t-4\t-4\t-1\t0\tyes\t1 Co[b]'
    # Of brackets each closes its own, and at most eight are open.
    for formula in '(Al' 'Al)' '(Al]2' '([Al)2]' '(((((((((Al)))))))))' ')Al('; do
        run -1 hull-filter <(tsv 'id formula energy' "a $formula -1")
        assert_output --partial "expected a formula as Ag2Pd or Mg(OH)2, found '$formula'"
    done
}

@test "atoms tell what energies are of; without them the formula does" {
    run -0 hull-filter --references Ag=0,Pd=0 <(tsv 'id formula atoms energy' 'a AgPd 4 -2')
    assert_line $'a\tAgPd\t4\t-2\t-0.5\t-0.5\t0\tyes\t1 AgPd[a]'
    run -0 hull-filter --references Ag=0,Pd=0 <(tsv 'formula energy' 'AgPd3 -2')
    assert_line $'AgPd3\t-2\t-0.5\t-0.5\t0\tyes\t1 AgPd3[1]'
    run -0 hull-filter --references Ag=0,Pd=0 --per atom <(tsv 'formula atoms energy' 'AgPd3 4 -2')
    assert_line $'AgPd3\t4\t-2\t-2\t-2\t0\tyes\t1 AgPd3[1]'
}

@test "references: from the table, given, some of both, zero; missing ones are named" {
    tsv 'id formula energy' 'a Ag -2' 'b Ag2 -5' 'c AgPd -7' > table
    run -1 hull-filter table
    assert_output --partial ': there is no energy of pure Pd: add a pure structure, or give the energy per atom by --references Pd=ENERGY'
    run -1 hull-filter <(tsv 'id formula energy' 'a Ag3PtPd -2')
    assert_output --partial ': there is no energy of pure Pd, Ag, Pt: add a pure structure, or give the energy per atom by --references Pd=ENERGY,Ag=ENERGY,Pt=ENERGY'
    assert_equal "$(hull-filter --references Pd=-4 table | column formation - | xargs)" '0.5 0 -0.25'
    assert_equal "$(hull-filter --references Pd=-4,Ag=-2,Au=-9 table | column formation - | xargs)" '0 -0.5 -0.5'
    assert_equal "$(hull-filter --references Pd=-4,Ag=-2 table | column vertex - | xargs)" 'no yes yes'
    assert_equal "$(hull-filter --references 0 table | column formation - | xargs)" '-2 -2.5 -3.5'
}

@test "known energies go before predictions, which alone have standard deviations" {
    tsv 'id formula atoms energy predicted stddev' 'a Ag 1 0 5 1' 'b Pd 1 0 5 1' 'c AgPd 2 -1 -9 1' 'd AgPd 2  -0.9 0.1' > table
    hull-filter table > out
    assert_equal "$(column energy_per_atom out | xargs)" '0 0 -0.5 -0.45'
    hull-filter -e energy table | cmp - out
    assert_equal "$(hull-filter -e predicted table | column energy_per_atom - | xargs)" '5 5 -4.5 -0.45'
    assert_equal "$(column vertex out | xargs)" 'yes yes yes no'
    assert_equal "$(hull-filter --sigmas 1.01 table | column id - | xargs)" 'a b c d'
    assert_equal "$(hull-filter --sigmas 0.99 table | column id - | xargs)" 'a b c'
    assert_equal "$(hull-filter --sigmas 0.5 --margin 0.026 table | column id - | xargs)" 'a b c d'
    assert_equal "$(hull-filter --sigmas 0.5 --margin 0.024 table | column id - | xargs)" 'a b c'
    cut -f 1-3,5 table > predictions
    hull-filter predictions > out
    assert_equal "$(column energy_per_atom out | xargs)" '5 5 -4.5 -0.45'
    run -1 hull-filter --sigmas 1 predictions
    assert_output "hull-filter: predictions: there is no column 'stddev', only id, formula, atoms, predicted"
}

@test "the hull is that of known energies; of predictions too by --predicted, or where there is no column of energies" {
    tsv 'id formula energy predicted' 'a Ag 0 9' 'b Pd 0 9' 'c AgPd -1 -9' 'd AgPd  -3' 'e AgPd3  -4' 'f Ag3Pd  1' > table
    hull-filter table > out
    assert_equal "$(column vertex out | xargs)" 'yes yes yes no no no'
    assert_equal "$(column above out | xargs)" '0 0 0 -1 -0.75 0.5'
    assert_equal "$(column decomposition out | sed -n '4,5p' | xargs)" '1 AgPd[c] 0.5 Pd[b] + 0.5 AgPd[c]'
    # What may be stable is kept.
    assert_equal "$(hull-filter --margin 0 table | column id - | xargs)" 'a b c d e'
    hull-filter --predicted table > out
    assert_equal "$(column vertex out | xargs)" 'yes yes no yes yes no'
    assert_equal "$(column above out | xargs)" '0 0 1 0 0 1'
    mbtr-plot hull --ascii table > plot
    assert_equal "$(sed -n 's/^[a-z]  .*\[\(.*\)\]$/\1/p' plot | xargs)" 'a c b'
    mbtr-plot hull --predicted --ascii table > plot
    assert_equal "$(sed -n 's/^[a-z]  .*\[\(.*\)\]$/\1/p' plot | xargs)" 'a d e b'
    tsv 'id formula energy predicted' 'a Ag  9' 'b Pd  9' 'c AgPd  -9' > table
    for program in hull-filter 'mbtr-plot hull --ascii'; do
        run -1 $program table
        assert_output "${program%% *}: table: no row has an energy in column 'energy': --predicted makes the hull of predictions"
        $program --predicted table | grep c
    done
    # Elements, too, have the energies that are known.
    tsv 'id formula energy predicted' 'a Ag 0 9' 'b Pd  9' 'c AgPd -1 -9' > table
    for program in hull-filter 'mbtr-plot hull --ascii'; do
        run -1 $program table
        assert_output --partial 'table: there is no energy of pure Pd'
    done
}

@test "--margin keeps the rows that are at most so far above, as they were" {
    sets 9
    for set in set?; do
        hull-filter $set > out
        for margin in 0 0.01 0.2; do
            hull-filter --margin $margin $set | cmp - <(awk -F '\t' -v m=$margin 'NR == 1 || $7 <= m' out)
        done
    done
}

@test "--sigmas keeps all that any energies within so many standard deviations make stable, and not much more" {
    "$PYTHON" - <<'END'
import numpy as np
rng = np.random.default_rng(4)
counts = rng.multinomial(6, np.ones(3) / 3, size=60)
with open('table', 'w') as out, open('drawn', 'w') as drawn:
    print('id\tformula\tenergy\tpredicted\tstddev', file=out)
    print('draw\tid\tformula\tenergy', file=drawn)
    rows = [('r%d' % i, s, 0.0, 0.0) for i, s in enumerate('Cu Ag Au'.split())]
    for i, c in enumerate(counts):
        if c.max() < 6:
            text = ''.join(s + str(n) for s, n in zip('Cu Ag Au'.split(), c) if n)
            rows.append(('s%d' % i, text, rng.normal(-1, 0.5), rng.uniform(0, 0.3)))
    for name, text, e, s in rows:
        print(name, text, '' if s else e, e, s, sep='\t', file=out)
    for draw in range(20):
        for name, text, e, s in rows:
            print(draw, name, text, repr(float(e + 2 * s * rng.choice([-1, 1, rng.uniform(-1, 1)]))), sep='\t', file=drawn)
END
    hull-filter --predicted --sigmas 2 table | cut -f 1 | sort > kept
    for draw in $(seq 0 19); do
        awk -F '\t' -v d=$draw 'NR == 1 || $1 == d' drawn | hull-filter --margin 0 | cut -f 2 | sort > stable
        assert_equal "$(comm -13 kept stable)" ''
    done
    [ "$(wc -l < kept)" -lt $(($(wc -l < table) / 2)) ]
    hull-filter --predicted --sigmas 0 table | cmp - <(hull-filter --predicted --margin 0 table)
    # What is kept could be stable: it is, when it alone is as low and all others are as high as they may be.
    tail -n +2 table | while IFS=$'\t' read -r id _; do
        awk -F '\t' -v OFS='\t' -v id="$id" '{print $1, $2, NR == 1 ? "energy" : $4 + ($1 == id ? -2 : 2) * $5}' table |
            hull-filter --margin 0 | cut -f 1 | grep -xF "$id" || true
    done | sort | cmp - <(grep -v id kept)
}

@test "a model of 150 of the bundled alloys leaves few candidates, with all vertices among them" {
    xyz-split -n 150 --keep-small 2 --train train.xyz --test test.xyz "$DATA/alloy/cupt-emt.xyz"
    xyz2mbtr -c crystals train.xyz > train.mbtr
    mbtr-kernel train.mbtr | krr-train --factor f > m
    xyz2mbtr -c crystals test.xyz | mbtr-kernel -x train.mbtr | krr-predict -m m --stddev f > all
    xyz-info --table train.xyz | awk -F '\t' -v OFS='\t' 'NR > 1 {print $1, $2, $3, $4, $4, 0}' >> all
    hull-filter -e predicted --sigmas 3 all | cut -f 1 | sort > kept
    sed -n 's/^  .*x(Pt)=.*name=//p' "$DATA/alloy/README.txt" | sort | comm -13 kept - | cmp - /dev/null
    [ "$(wc -l < kept)" -le 20 ]
}

# refuses TABLE MESSAGE [...]: the table that the format makes is refused with the message, which follows the file's name.
refuses()
{
    run hull-filter -o never "${@:3}" <(printf "$1")
    assert_failure 1
    assert_output --regexp "^hull-filter: /dev/fd/[0-9]+$2\$"
    [ ! -e never ]
}

@test "bad tables are refused" {
    local head='id\tformula\tatoms\tenergy\n'
    refuses '' ': expected a table, found nothing'
    refuses "${head}a\tAg\t1\t1" ':2: the table is cut short: its last line has no end'
    refuses "${head}a\tAg\t1\n" ':2: expected 4 columns, found 3'
    refuses "${head}a\tAg\t1\t1\nb\tXx\t1\t1\n" ":3: formula: expected a formula as Ag2Pd or Mg\(OH\)2, found 'Xx': cannot read 'Xx'"
    refuses "${head}a\tAg2pd\t1\t1\n" ":2: formula: .*, found 'Ag2pd': cannot read 'pd'"
    refuses "${head}a\tAg(Pd\t1\t1\n" ":2: formula: .*, found 'Ag\(Pd'"
    refuses "${head}a\tAg)\t1\t1\n" ":2: formula: .*, found 'Ag\)': cannot read '\)'"
    refuses "${head}a\tAg-2\t1\t1\n" ":2: formula: .*, found 'Ag-2': cannot read '-2'"
    refuses "${head}a\tAg:\t1\t1\n" ":2: formula: .*, found 'Ag:': cannot read 'Ag:'"
    refuses "${head}a\tAg1/0\t1\t1\n" ":2: formula: .*, found 'Ag1/0': cannot read 'Ag1/0'"
    refuses "${head}a\tAg0\t1\t1\n" ":2: formula: .*, found 'Ag0'"
    refuses "${head}a\t((((((((((Ag))))))))))\t1\t1\n" ":2: formula: .*: cannot read '\(\(Ag.*"
    refuses "${head}a\t\t1\t1\n" ":2: formula: .*, found ''"
    refuses "${head}a\tAg\t0\t1\n" ":2: atoms: expected a number from 1e-9 on, found '0'"
    refuses "${head}a\tAg\t\t1\n" ":2: atoms: expected a number, found nothing"
    refuses "${head}a\tAg\t1\tx\n" ":2: energy: expected a number, found 'x'"
    refuses "${head}a\tAg\t1\tinf\n" ":2: energy: expected a number, found 'inf'"
    refuses "${head}a\tAg\t1\t\n" ':2: energy: expected a number, found nothing'
    refuses 'id\tformula\te\tpredicted\tstddev\na\tAg\t\t\t\n' ':2: predicted: expected a number, found nothing'
    refuses 'id\tformula\te\tpredicted\tstddev\na\tAg\t\t1\t\n' ":2: stddev: expected a number, found nothing"
    refuses 'id\tformula\te\tpredicted\tstddev\na\tAg\t\t1\t-1\n' ":2: stddev: expected a number that is not negative, found '-1'"
    refuses 'id\tenergy\n' ": there is no column 'formula', only id, energy"
    refuses 'id\tformula\te\n' ": there is no column 'energy', only id, formula, e"
    refuses "$head" ": there is no column 'f', only id, formula, atoms, energy" --energy f
}

@test "wrong usage" {
    run -2 hull-filter a b
    run -2 hull-filter --per cell
    assert_output --partial "--per: expected structure or atom, found 'cell'"
    run -2 hull-filter --margin -1
    run -2 hull-filter --sigmas -1
    run -2 hull-filter --margin x
    for wrong in 1 Ag Ag= Xx=1 Ag=1,,Pd=2 Ag=x Ag=nan ''; do
        run -2 hull-filter --references "$wrong" /dev/null
        assert_output --partial '--references: expected 0 or ELEMENT=ENERGY,...'
    done
}

@test "a row takes no more than 100 bytes of three components, however long its text" {
    need_plain_build
    awk 'BEGIN {
        print "id\tformula\tenergy\tnote"
        for (note = "x"; length(note) < 60;) note = note note
        for (i = 0; i < 400000; i++) {
            element = i % 3 == 0 ? "Cu" : i % 3 == 1 ? "Ag" : "Au"
            print note i "\t" (i < 3 ? element : "CuAg" i % 7 + 1 "Au" i % 5 + 1) "\t" (i < 3 ? 0 : 1 - i % 11) "\t" note
        }
    }' > table
    run "$PYTHON" - << 'END'
import resource, subprocess
subprocess.run(["hull-filter", "-j", "1", "table", "-o", "out"], check=True)
bytes_of_row = 1024 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 400000
print(bytes_of_row)
assert 60 < bytes_of_row < 100
END
    assert_success
    [ "$(wc -l < out)" -eq 400001 ]
}

@test "100,000 rows of five components in seconds and little memory" {
    need_speed
    "$PYTHON" - <<'END' > table
import numpy as np
rng = np.random.default_rng(6)
n = 100000
x = rng.dirichlet(np.ones(5), n)
counts = np.array([rng.multinomial(m, p) for m, p in zip(rng.integers(1, 25, n), x)])
counts[:5] = np.eye(5)
atoms = counts.sum(1)
x = counts / atoms[:, None]
f = np.where(x.max(1) == 1, 0.1, -0.3 * (1 - (x**2).sum(1)) + rng.normal(0, 0.02, n))
f[:5] = 0
print('id\tformula\tatoms\tenergy')
for i in range(n):
    print(i, ''.join(s + str(c) for s, c in zip('Li Al Si Cu Ag'.split(), counts[i]) if c), atoms[i], f[i] * atoms[i], sep='\t')
END
    memory_limit 1000000
    SECONDS=0
    hull-filter table > out
    if plain_build; then [ "$SECONDS" -lt 60 ]; fi
    [ "$(wc -l < out)" -eq 100001 ]
    { head -n 1 out; awk -F '\t' 'NR % 1000 == 2 || $8 == "yes"' out; } > some
    right energy some
}
