# Tables of predictions: krr-score, mbtr-plot and hull-filter find the same in them, and say the same of a fault.
load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
    printf '%s\n' 'id formula composition atoms energy predicted stddev note' 'a Cu Cu 1 -3 -3.1 0.1 x' 'b Pt Pt 1 -5 -5.2 0.1 y' \
        'c CuPt CuPt 2 -9 -9.3 0.2 ' 'd Cu3Pt Cu3Pt 4  -15 0.4 ' | tr ' ' '\t' > all
}

# table NAME ...: these columns of that table, in this order.
table()
{
    awk -F '\t' -v names="$*" 'NR == 1 {n = split(names, name, " "); for (i = 1; i <= NF; i++) place[$i] = i}
        {for (i = 1; i <= n; i++) printf("%s%s", $place[name[i]], i < n ? "\t" : "\n")}' all > t
}

# column NAME: its fields in a table from standard input, in one line.
column()
{
    awk -F '\t' -v name="$1" 'NR == 1 {while (name != $(++c));} NR > 1 {print $c}' | xargs
}

# compared [NAME]: the three references, in that column or where the rule says, are found and compared.
compared()
{
    run krr-score ${1:+-p "$1"} t
    assert_success
    assert_line --partial $'n\t3\t3\t'
    assert_line --partial $'MAE\t0.2\t0.15\t'
    mbtr-plot parity ${1:+-p "$1"} -o t.svg t
    assert_equal "$(grep -c gpPt6 t.svg)" 4
    assert_equal "$(hull-filter ${1:+-e "$1"} t | column energy_per_atom)" '-3 -5 -4.5 -3.75'
    run -0 mbtr-plot hull --ascii ${1:+--energy "$1"} t
    assert_line --partial '3 calculated (o), 1 predicted (.)'
}

# predicted [NAME]: there are no references, so that predictions are not compared, but make a hull.
predicted()
{
    for program in krr-score 'mbtr-plot parity -o none.svg'; do
        run -1 $program ${1:+-p "$1"} t
        assert_output "${program%% *}: t: there is no column of references: it is the one before 'predicted', or --property names it"
    done
    assert_equal "$(hull-filter ${1:+-e "$1"} t | column energy_per_atom)" '-3.1 -5.2 -4.65 -3.75'
    run -0 mbtr-plot hull --ascii ${1:+--energy "$1"} t
    assert_line --partial '0 calculated (o), 4 predicted (.)'
}

# refused MESSAGE [PROGRAM ...]: each, or all, say that of the table.
refused()
{
    local message=$1
    shift
    [ $# -gt 0 ] || set -- krr-score 'mbtr-plot parity -o none.svg' hull-filter 'mbtr-plot hull -o none.svg'
    for program; do
        run -1 $program t
        assert_output "${program%% *}: t$message"
    done
    [ ! -e none.svg ]
}

@test "columns in any order: the references are in the one before predicted" {
    for order in 'id formula atoms energy predicted' 'energy predicted atoms formula' 'stddev atoms energy predicted note id formula' \
        'formula composition atoms note energy predicted stddev' 'id composition atoms energy predicted' \
        'composition energy predicted stddev atoms'; do
        table $order
        compared
        compared energy
    done
}

@test "another column of references may be named" {
    for order in 'id formula atoms predicted energy' 'energy formula predicted atoms' 'formula atoms energy note predicted'; do
        table $order
        compared energy
    done
}

@test "before predicted there may be no references" {
    for order in 'id formula predicted atoms' 'formula energy atoms predicted' 'predicted id formula atoms' 'formula atoms id predicted' \
        'atoms composition predicted stddev' 'formula atoms composition predicted' 'formula atoms energy stddev predicted'; do
        table $order
        predicted
    done
    table id formula atoms energy predicted
    predicted predicted
}

@test "a column that is needed is named when it is not there" {
    table id formula atoms energy predicted
    for program in krr-score\ -p 'mbtr-plot parity -p' hull-filter\ -e 'mbtr-plot hull --energy'; do
        run -1 $program gap t
        assert_output "${program%% *}: t: there is no column 'gap', only id, formula, atoms, energy, predicted"
    done
    table id formula energy
    refused ": there is no column 'predicted', only id, formula, energy" krr-score 'mbtr-plot parity'
    table id formula note
    refused ": there is no column 'energy', only id, formula, note" hull-filter 'mbtr-plot hull'
    table id energy predicted
    refused ": there is no column 'formula', only id, energy, predicted" hull-filter 'mbtr-plot hull'
    refused ": there is no column 'atoms', only id, energy, predicted" krr-score
    table id atoms energy predicted
    refused ": there is no column 'formula', only id, atoms, energy, predicted" 'krr-score --worst 1'
    printf 'id formula energy\n1 Al -3.7\n' > t
    refused ": there is no column 'energy', only id formula energy; tr -s ' ' '\t' parts columns by tabs where blanks part them" \
        hull-filter 'mbtr-plot hull'
}

@test "commas or semicolons part columns where the first line has no tab" {
    for mark in ',' ';'; do
        for order in 'id formula composition atoms energy predicted stddev note' 'stddev atoms energy predicted note id formula'; do
            table $order
            tr '\t' "$mark" < t > csv
            mv csv t
            compared
            compared energy
        done
    done
    table formula composition energy predicted stddev atoms
    sed -i 's/\t/;/g; s/\./,/g' t
    refused ":2: predicted: expected a number, found '-3,1'"
    printf '"id; name",formula,energy\na,"Pt",-1\nb, "Cu" , -2\n' > t
    assert_equal "$(hull-filter t | column formula)" 'Pt Cu'
}

@test "fields in quotes are what Python reads" {
    "$PYTHON" - << 'PYTHON'
import csv, random
random.seed(1)
for i in range(8):
    every = i % 2 == 1
    with open("%d.csv" % i, "w", newline="") as to:
        write = csv.writer(to, quoting=csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL, delimiter=",;"[i // 2 % 2], lineterminator=["\n", "\r\n"][i // 4])
        write.writerow(["id", 'no "te; or, two', "formula", "energy"])
        for row in range(50):
            texts = ["".join(random.choice('ab0 ",;.\u00e9') for _ in range(random.randrange(6))) for _ in range(2)]
            write.writerow([t if every else t.strip() for t in texts] + ["Cu", "-%d" % row])
    with open("%d.csv" % i, newline="") as of, open("%d.tsv" % i, "w") as to:
        for row in csv.reader(of, delimiter=",;"[i // 2 % 2]):
            print(*row, sep="\t", file=to)
PYTHON
    for i in 0 1 2 3 4 5 6 7; do
        hull-filter "$i.csv" | cut -f 1-4 > read
        cmp read "$i.tsv"
    done
}

@test "quotes that do not close, or close too early, are refused" {
    printf 'id,formula,atoms,energy,predicted\n"a,Cu,1,1,1\nb",Cu,1,1,1\n' > t
    refused ':2: a quote is not closed on its line'
    printf 'id,formula,atoms,energy,predicted\n"a"b,Cu,1,1,1\n' > t
    refused ":2: expected ',' behind a closing quote, found 'b'; a quote inside quotes is two of them"
    printf 'id,formula,atoms,energy,predicted\na,"Cu,Pt",1,1\n' > t
    refused ':2: expected 5 columns, found 4'
    printf 'id,formula,atoms,energy,predicted\na,Cu,1,1,1' > t
    refused ':2: the table is cut short: its last line has no end'
}

# fault ROW NAME TEXT MESSAGE [PROGRAM ...]: with that text in a field, they, or all, refuse the row.
fault()
{
    for order in 'id formula atoms energy predicted stddev' 'stddev energy predicted atoms composition id'; do
        table $order
        awk -F '\t' -v OFS='\t' -v row="$1" -v name="$2" -v text="$3" \
            'NR == 1 {while (name != $(++c));} NR == row {$c = text} {print}' t > changed
        mv changed t
        refused ":$1: $2: $4" "${@:5}"
    done
}

@test "fields that cannot be" {
    fault 2 energy x "expected a number, found 'x'"
    fault 3 predicted nan 'expected a number, found nothing' krr-score 'mbtr-plot parity'
    fault 5 predicted '' 'expected a number, found nothing'
    fault 2 atoms 0 "expected a number from 1e-9 on, found '0'"
    fault 5 atoms -1 "expected a number from 1e-9 on, found '-1'"
    fault 4 atoms '' 'expected a number, found nothing'
    fault 4 atoms two "expected a number, found 'two'"
    fault 2 stddev -1 "expected a number that is not negative, found '-1'"
    fault 5 stddev -1e-9 "expected a number that is not negative, found '-1e-9'"
    fault 3 stddev '' 'expected a number, found nothing'
    fault 5 stddev '' 'expected a number, found nothing'
    fault 2 predicted '' 'expected a number, found nothing' krr-score 'mbtr-plot parity'
    fault 2 stddev 0 "expected a positive number, found '0'" 'krr-score --outliers 1'
    table id formula atoms energy
    sed '3s/-5$//' t > changed
    mv changed t
    refused ':3: energy: expected a number, found nothing' hull-filter 'mbtr-plot hull'
}

@test "an element without a reference is named, and what may be done" {
    local what='add a pure structure, or give the energy per atom by --references'
    table id formula atoms energy predicted
    sed 2d t > changed
    mv changed t
    refused ": there is no energy of pure Cu: $what Cu=ENERGY" hull-filter 'mbtr-plot hull'
    sed 2d t > changed
    mv changed t
    refused ": there is no energy of pure Cu, Pt: $what Cu=ENERGY,Pt=ENERGY" hull-filter 'mbtr-plot hull'
    refused ": there is no energy of pure Pt: $what Pt=ENERGY" 'hull-filter --references Cu=1' 'mbtr-plot hull --references Cu=1'
    hull-filter --references Cu=1,Pt=1 t
    printf '2\nenergy=%s\nCu 0 0 0\nPt 2 0 0\n' 1 2 > mixed.xyz
    run -1 hull-search -c crystals --energies known mixed.xyz
    assert_output "hull-search: there is no energy of pure Cu, Pt: $what Cu=ENERGY,Pt=ENERGY"
}

@test "energies that are known need no predictions in a hull" {
    table id formula atoms energy predicted stddev
    awk -F '\t' -v OFS='\t' 'NR > 1 && $4 != "" {$5 = $6 = ""} {print}' t > changed
    assert_equal "$(hull-filter changed | column energy_per_atom)" '-3 -5 -4.5 -3.75'
    run -0 mbtr-plot hull --ascii changed
    assert_line --partial '3 calculated (o), 1 predicted (.)'
}

@test "rows without a reference do not count; a table of no others is refused" {
    table id formula atoms energy predicted
    for program in krr-score 'mbtr-plot parity -o t.svg'; do
        run -0 --separate-stderr $program -v t
        assert_equal "${stderr_lines[0]}" "${program%% *}: 1 rows without a reference do not count"
    done
    sed '2,4d' t > changed
    mv changed t
    refused ": no row has a reference in column 'energy'" krr-score 'mbtr-plot parity -o none.svg'
    assert_equal "$(hull-filter --predicted --references 0 t | column energy_per_atom)" '-3.75'
    head -n 1 t > empty
    mv empty t
    refused ": no row has a reference in column 'energy'" krr-score 'mbtr-plot parity -o none.svg'
    refused ': the table has no rows' 'mbtr-plot hull'
}

@test "--worst and --outliers print what may be scored again, with the columns' own names" {
    table note composition stddev id atoms energy predicted
    krr-score --worst 3 t > worst
    assert_equal "$(head -n 1 worst)" $'id\tcomposition\tatoms\tenergy\tpredicted\terror'
    assert_equal "$(krr-score worst)" "$(krr-score t | sed -n 1,6p)"
    krr-score --outliers 3 t > outliers
    assert_equal "$(krr-score outliers)" "$(krr-score t)"
}
