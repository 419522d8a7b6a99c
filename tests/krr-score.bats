load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
    "$PYTHON" - <<'END'
import numpy as np
rng = np.random.default_rng(3)
atoms = rng.integers(1, 30, 200)
y = -1e5 + 100 * atoms + rng.normal(0, 20, 200)
p = y + rng.normal(0, 3, 200)
with open('table', 'w') as f:
    f.write('id\tformula\tatoms\tgap\tenergy\tpredicted\n')
    for i in range(200):
        f.write('m%d\tH%d\t%d\t%.17g\t%s\t%.17g\n' % (i, atoms[i], atoms[i], y[i] + 1, '%.17g' % y[i] if i % 7 else '', p[i]))
END
}

@test "errors as NumPy computes them" {
    krr-score --unit kcal/mol table > scores
    krr-score --property gap table > gap
    run "$PYTHON" - <<'END'
import numpy as np
rows = [line.split('\t') for line in open('table').read().splitlines()[1:]]
def check(path, column, unit):
    known = [r for r in rows if r[column]]
    n, y, p = (np.array([float(r[c]) for r in known]) for c in (2, column, 5))
    def scores(y, p):
        e = p - y
        return [len(e), abs(e).mean(), np.sqrt((e**2).mean()), abs(e).max(), 1 - (e**2).sum() / ((y - y.mean())**2).sum()]
    lines = [line.split('\t') for line in open(path).read().split('\n')[:-1]]
    assert lines[0] == ['measure', 'total', 'per_atom', 'unit']
    assert [l[0] for l in lines[1:]] == ['n', 'MAE', 'RMSE', 'max', 'R2']
    assert [l[3] for l in lines[1:]] == ['', unit, unit, unit, '']
    assert np.allclose([float(l[1]) for l in lines[1:]], scores(y, p), rtol=6e-6)
    assert np.allclose([float(l[2]) for l in lines[1:]], scores(y / n, p / n), rtol=6e-6)
check('scores', 4, 'kcal/mol')
check('gap', 3, '')
END
    assert_success
}

@test "rows without a reference do not count; -v tells how many" {
    run --separate-stderr krr-score -v - < table
    assert_success
    assert_line $'n\t171\t171\t'
    assert_equal "${stderr_lines[0]}" 'krr-score: 29 rows without a reference do not count'
    run -0 krr-score table
    refute_output --partial reference
}

@test "--worst prints the largest errors, which may be scored again" {
    krr-score --worst 5 table > worst
    assert_equal "$(head -n 1 worst)" $'id\tformula\tatoms\tenergy\tpredicted\terror'
    awk -F '\t' 'NR > 1 && $5 != "" { e = $6 - $5; print (e < 0 ? -e : e) "\t" $1 }' table | sort -gr | sed -n 1,5p | cut -f 2 > right
    cmp right <(tail -n +2 worst | cut -f 1)
    run -0 krr-score worst
    assert_line $'n\t5\t5\t'
    run -0 krr-score --worst 1000 table
    [ "${#lines[@]}" -eq 172 ]
}

@test "equal errors keep the order of the table" {
    printf 'id\tformula\tatoms\te\tpredicted\n' > ties
    printf '%s\tH\t1\t1\t2\n' a b c d >> ties
    run -0 krr-score -w 2 ties
    assert_line --index 1 $'a\tH\t1\t1\t2\t1'
    assert_line --index 2 $'b\tH\t1\t1\t2\t1'
    [ "${#lines[@]}" -eq 3 ]
}

@test "R2 is a dash where the references do not vary" {
    run krr-score <(printf 'id\tformula\tatoms\te\tpredicted\na\tH2\t2\t-3\t-3.5\n')
    assert_success
    assert_output $'measure\ttotal\tper_atom\tunit\nn\t1\t1\t\nMAE\t0.5\t0.25\t\nRMSE\t0.5\t0.25\t\nmax\t0.5\t0.25\t\nR2\t-\t-\t'
}

# The table that the format makes is refused with the message.
refuses()
{
    run krr-score <(printf "$1") "${@:3}"
    assert_failure 1
    assert_output --regexp "^krr-score: /dev/fd/[0-9]+$2\$"
}

@test "bad tables are refused" {
    local head='id\tformula\tatoms\te\tpredicted\n'
    refuses '' ': expected a table, found nothing'
    refuses "${head}a\tH\t1\t1\t2" ':2: the table is cut short: its last line has no end'
    refuses 'id\tformula\tatoms\te\tpredicted' ':1: the table is cut short: its last line has no end'
    refuses "${head}a\tH\t1\t1\n" ':2: expected 5 columns, found 4'
    refuses "${head}a\tH\t1\t1\t2\t3\n" ':2: expected 5 columns, found 6'
    refuses "${head}a\tH\t1\tx\t2\n" ":2: e: expected a number, found 'x'"
    refuses "${head}a\tH\t1\t1\t2 \n" ":2: predicted: expected a number, found '2 '"
    refuses "${head}a\tH\t1\t1\tnan\n" ":2: predicted: expected a number, found nothing"
    refuses "${head}a\tH\t1\t1\t\n" ':2: predicted: expected a number, found nothing'
    refuses "${head}a\tH\t0\t1\t2\n" ":2: atoms: expected a number from 1e-9 on, found '0'"
    refuses "${head}a\tH\t1\t\t2\n" ": no row has a reference in column 'e'"
    refuses "$head" ": no row has a reference in column 'e'"
    refuses 'id\tatoms\te\n' ": there is no column 'predicted', only id, atoms, e"
    refuses "$head" ": there is no column 'f', only id, formula, atoms, e, predicted" --property f
    refuses 'id\tformula\tatoms\tpredicted\na\tH\t1\t2\n' ": there is no column of references: it is the one before 'predicted', or --property names it"
}

@test "CR LF, pieces of one byte, more threads: the same scores" {
    krr-score table > right
    sed 's/$/\r/' table | krr-score | cmp - right
    "$PYTHON" -c 'import os
for b in open("table", "rb").read(): os.write(1, bytes([b]))' | krr-score -j 2 -o out -
    cmp out right
}

@test "more than one file is wrong usage" {
    run krr-score table table
    assert_failure 2
}

# with_stddev: the table with a column of standard deviations.
with_stddev()
{
    awk -F '\t' -v OFS='\t' '{print $0, NR == 1 ? "stddev" : 1 + NR % 5}' table
}

@test "calibration: within one and two standard deviations and negative log density, as SciPy's" {
    with_stddev > deviations
    krr-score deviations > scores
    krr-score table | cmp - <(head -n 6 scores)
    run "$PYTHON" - << 'END'
import csv, numpy as np, scipy.stats
rows = [r for r in csv.DictReader(open('deviations'), delimiter='\t') if r['energy']]
n, y, p, s = (np.array([float(r[c]) for r in rows]) for c in ('atoms', 'energy', 'predicted', 'stddev'))
lines = [line.rstrip('\n').split('\t') for line in open('scores')][6:]
assert [l[0] for l in lines] == ['within_1', 'within_2', 'NLPD'] and [l[3] for l in lines] == ['', '', '']
for k, over in ((1, 1), (2, n)):
    wanted = [(abs(p - y) <= s).mean(), (abs(p - y) <= 2 * s).mean(), -scipy.stats.norm.logpdf(y / over, p / over, s / over).mean()]
    assert np.allclose([float(l[k]) for l in lines], wanted, rtol=6e-6)
END
    assert_success
}

@test "--outliers prints the largest errors over standard deviations, which may be scored again" {
    with_stddev > deviations
    krr-score --outliers 5 deviations > outliers
    assert_equal "$(head -n 1 outliers)" $'id\tformula\tatoms\tenergy\tpredicted\tstddev\terror\tz\tunexplained'
    awk -F '\t' 'NR > 1 && $5 != "" { e = ($6 - $5) / $7; print (e < 0 ? -e : e) "\t" $1 }' deviations | sort -gr | sed -n 1,5p | cut -f 2 > right
    cmp right <(tail -n +2 outliers | cut -f 1)
    awk -F '\t' 'NR > 1 && ($7 / $6 - $8) ^ 2 > 1e-8 * $8 ^ 2 {exit 1}' outliers
    run -0 krr-score outliers
    assert_line $'n\t5\t5\t'
    run -2 krr-score --outliers 5 --worst 5 deviations
    run -1 krr-score --outliers 5 table
    assert_output --partial "there is no column 'stddev'"
    run -1 krr-score --outliers 5 <(sed '3s/[0-9]*$/0/' deviations)
    assert_output --regexp ":3: stddev: expected a positive number, found '0'$"
    run -1 krr-score <(sed '3s/[0-9]*$/-1/' deviations)
    assert_output --regexp ":3: stddev: expected a number that is not negative, found '-1'$"
}

@test "unexplained is what the rule says, by SciPy's Student distribution" {
    "$PYTHON" - << 'END'
import numpy as np
z = np.random.default_rng(5).standard_t(5, 3000)
z[:6] = [30, -28, 27, 25, -24, 26]
with open('t', 'w') as f:
    f.write('id\tformula\tatoms\te\tpredicted\tstddev\n')
    for i, x in enumerate(z):
        f.write('m%d\tH\t1\t0\t%.17g\t2\n' % (i, 2 * x))
END
    krr-score -v --outliers 3000 t > outliers 2> message
    run "$PYTHON" - << 'END'
import csv, re, numpy as np, scipy.stats
t = scipy.stats.t
rows = list(csv.DictReader(open('outliers'), delimiter='\t'))
z = np.sort([abs(float(r['z'])) for r in rows])
n = len(z)
ratio = z[n * 95 // 100] / z[n // 2]
nu = min(range(1, 101), key=lambda k: abs(t.isf(0.025, k) / t.isf(0.25, k) - ratio))
limit = z[n // 2] / t.isf(0.25, nu) * t.isf(0.5 / n, nu)
assert [r['unexplained'] for r in rows] == ['yes' if abs(float(r['z'])) > limit else 'no' for r in rows]
assert 6 <= (z > limit).sum() <= 9
found = re.match(r'krr-score: (\d+) of 3000 .* beyond (\S+) stddev, .* with (\d+) degrees', open('message').read())
assert int(found[1]) == (z > limit).sum() and int(found[3]) == nu and abs(float(found[2]) / limit - 1) < 0.01
END
    assert_success
}

# wrong FILE SEED: how many of 20 wrong energies are among the first 20 outliers.
wrong()
{
    "$PYTHON" "$ROOT/tests/reference/corrupt.py" "$1" wrong.xyz wrong.ids "$2" 20
    xyz2mbtr -c molecules wrong.xyz | mbtr-kernel | krr-train --loo loo.tsv --suspects 20 -o model
    krr-score --outliers 20 loo.tsv | tail -n +2 | cut -f 1 | grep -cFxf wrong.ids
}

@test "of 20 wrong energies among 2000, in five draws, at least 19 on average are the first outliers" {
    need_speed
    xyz-split -n 2000 --seed 1 --train m.xyz --test /dev/null "$DATA/molecules/molecules.xyz"
    found=0
    for seed in 1 2 3 4 5; do
        found=$((found + $(wrong m.xyz $seed)))
    done
    [ "$found" -ge 95 ] || fail "$found of 100"
}

@test "QM7: of 20 wrong energies among 5000 at least 19 are the first outliers" {
    need_speed
    need_data qm7/qm7.xyz.xz
    xz -dc "$MBTR_DATA/qm7/qm7.xyz.xz" | xyz-split -n 5000 --seed 1 --train m.xyz --test /dev/null
    found=$(wrong m.xyz 1)
    [ "$found" -ge 19 ] || fail "$found of 20"
}
