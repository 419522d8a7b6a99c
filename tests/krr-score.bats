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
    assert_equal "$stderr" 'krr-score: 29 rows without a reference do not count'
    run krr-score table
    refute_output --partial reference
}

@test "--worst prints the largest errors, which may be scored again" {
    krr-score --worst 5 table > worst
    assert_equal "$(head -n 1 worst)" $'id\tformula\tatoms\tenergy\tpredicted\terror'
    awk -F '\t' 'NR > 1 && $5 != "" { e = $6 - $5; print (e < 0 ? -e : e) "\t" $1 }' table | sort -gr | head -n 5 | cut -f 2 > right
    cmp right <(tail -n +2 worst | cut -f 1)
    run krr-score worst
    assert_line $'n\t5\t5\t'
    run krr-score --worst 1000 table
    [ "${#lines[@]}" -eq 172 ]
}

@test "equal errors keep the order of the table" {
    printf 'id\tformula\tatoms\te\tpredicted\n' > ties
    printf '%s\tH\t1\t1\t2\n' a b c d >> ties
    run krr-score -w 2 ties
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
    refuses "${head}a\tH\t1\t1\tnan\n" ":2: predicted: expected a number, found 'nan'"
    refuses "${head}a\tH\t1\t1\t\n" ':2: predicted: expected a number, found nothing'
    refuses "${head}a\tH\t0\t1\t2\n" ":2: atoms: expected at least 1, found '0'"
    refuses "${head}a\tH\t1\t\t2\n" ": no row has a reference in column 'e'"
    refuses "$head" ": no row has a reference in column 'e'"
    refuses 'id\tatoms\te\n' ": there is no column 'predicted', only id, atoms, e"
    refuses "$head" ": there is no column 'f', only id, formula, atoms, e, predicted" --property f
    refuses 'id\tformula\tatoms\tpredicted\na\tH\t1\t2\n' ": there is no column of references before 'predicted'"
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
