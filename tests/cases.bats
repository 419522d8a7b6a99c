# Structures that went wrong once, tests/data/cases/*.xyz: what the reader makes of each, and that every program which reads
# structures says the same of it.
load common

# FILE | what the unit driver's line on its first structure holds | what is said, behind "PROGRAM: " and with # for the file
table()
{
    sed 's/ *| */|/g' << 'END'
json-energy          | "properties": {"energy": 12.75} |
xtb-comment          | "properties": {} | warning: #:2: the comment line has numbers but no property: ' energy: -5.070544440612 gnorm: 0.000053642081 xtb: 6.4....'; --columns names them
orca-comment         | "properties": {} | warning: #:2: the comment line has numbers but no property: 'Coordinates from ORCA-job opt E -76.326540001'; --columns names them
bare-number-comment  | "properties": {} | warning: #:2: the comment line has numbers but no property: '       -5.07054444'; --columns names them
qm9-layout           | "lumo": 0.1171, | 
lammps-types         | "numbers": [2, 1, 1] | warning: #:1: the species are numbers, the largest 2, and read as elements up to He; if they are types of atoms, write symbols (in LAMMPS: dump_modify element)
missing-and-nan      | "properties": {"energy": -1.1 | warning: #:10: energy is 'nan', which counts as missing here and wherever it comes
inf-elsewhere        | "properties": {"energy": -1} | warning: #:2: max_residual is 'inf', which counts as missing here and wherever it comes
plain-nan            | "properties": {} | warning: #:2: energy is 'nan', which counts as missing here and wherever it comes
prose-repeats-a-name | "properties": {} | warning: #:2: 'r' is given twice in a comment line of text, and counts as missing
prose-pbc            | "pbc": [0, 0, 0], "properties": {"energy": -1.5} |
prose-properties     | "properties": {} |
value-with-unit      | "properties": {"energy": -1.5, "gap": 2.2999999999999998} |
pbc-ttf              | "pbc": [1, 1, 0] |
zero-lattice         | | #:2: the lattice is zero: a molecule has no Lattice, or pbc="F F F"
bom                  | "properties": {"energy": -1.5} |
END
}

# All that read structures, with all that they need besides.
commands=('xyz-info' 'xyz-info --table' 'xyz-info --grid' 'xyz-info --grid --atoms' 'xyz-split -n 1 --train a --test b'
    'xyz2mbtr -c crystals' 'xyz2mbtr -c crystals --local' 'xyz2cm' 'krr-tune -c crystals --holdout 1' 'krr-validate -c crystals --holdout 1' 'hull-search -c crystals --energies known'
    'xyz-edit' 'krr-predict -m linear.krr' 'krr-predict -m linear.krr --xyz' 'xyz-relax -m linear.krr')

setup()
{
    cd "$BATS_TEST_TMPDIR"
    export OMP_NUM_THREADS=1
    linear_model
}

@test "each case is in the table" {
    run diff <(table | cut -d '|' -f 1 | sort) <(cd "$DATA/cases" && printf '%s\n' *.xyz | sed 's/\.xyz//' | sort)
    assert_success
}

@test "the reader makes of each what is meant" {
    while IFS='|' read -r name holds said; do
        run --separate-stderr "$UNIT/xyz" "$DATA/cases/$name.xyz"
        if [ -n "$holds" ]; then
            [ "$status" -eq 0 ] || fail "$name: $stderr"
            [[ ${lines[0]} == *"$holds"* ]] || fail "$name: ${lines[0]}"
        else
            [ "$status" -eq 1 ] || fail "$name: status $status"
        fi
    done < <(table)
}

@test "every program that takes --columns is among the commands" {
    for program in $(programs); do
        if grep -q -e ' --columns ' <("$program" --help); then echo "$program"; fi
    done > takes
    run diff takes <(printf '%s\n' "${commands[@]}" | cut -d ' ' -f 1 | sort -u)
    assert_success
}

@test "every program says the same of each, once" {
    local tried=0
    while IFS='|' read -r name holds said; do
        cp "$DATA/cases/$name.xyz" .
        for command in "${commands[@]}"; do
            # It ends at line 6, where the property is absent.
            case "$name ${command%% *}" in 'missing-and-nan krr-tune' | 'missing-and-nan krr-validate') continue ;; esac
            status=0
            $command "$name.xyz" > out 2> said || status=$?
            [ "$status" -lt 2 ] || fail "$command $name.xyz: status $status"
            # What a program says besides, and of values that come later, is another matter.
            case $said in
            '' | warning*) run grep -m 1 ": warning: $name\.xyz" said ;;
            *) run cat said ;;
            esac
            assert_output "${said:+${command%% *}: ${said/\#/$name.xyz}}"
            tried=$((tried + 1))
        done
    done < <(table)
    echo "# $tried cases" >&3
}

@test "every program refuses files of other programs, and says what makes XYZ of them" {
    printf '# CIF\n\ndata_NaCl\n_cell_length_a 5\n' > salt.cif
    for command in "${commands[@]}"; do
        run -1 $command salt.cif
        assert_output "${command%% *}: salt.cif: expected XYZ, found a CIF file: 'ase convert -i cif -o extxyz salt.cif new.xyz' makes XYZ of it"
    done
}

@test "a property that lacks is an error where it is learned" {
    for of in 'krr-tune -c crystals --holdout 1 @' 'krr-validate -c crystals --cv 2 @' 'hull-search -c crystals --energies known @' 'xyz-split -n 1 --stratify energy --train a --test b @' \
        'xyz2mbtr -c crystals @ | mbtr-kernel | krr-train'; do
        run -1 bash -o pipefail -c "{ ${of/@/$DATA/cases/missing-and-nan.xyz}; } 2>&1 > /dev/null"
        assert_line --partial "there is no property 'energy'; there is: none (--columns of what reads the structures names bare numbers in comment lines)"
    done
    for k in 1 2 3; do sed "s/=-1/=-$k/; s/H 0/H $k/" "$DATA/cases/inf-elsewhere.xyz"; done > inf.xyz
    xyz2mbtr -q -c crystals inf.xyz | mbtr-kernel | krr-train > model
    xyz2mbtr -q -c molecules --columns energy "$DATA/cases/xtb-comment.xyz" | mbtr-kernel | krr-train > model
}

@test "a table parted by commas is read by every program that reads tables" {
    csv=$DATA/cases/entries.csv
    hull-filter "$csv" > out
    assert_equal "$(cut -f 1-3 out)" "$(tr , '\t' < "$csv")"
    run -0 mbtr-plot hull --ascii "$csv"
    assert_line --partial '3 calculated (o), 0 predicted (.)'
    for command in 'krr-score @' 'mbtr-plot parity @'; do
        run -1 ${command/@/$csv}
        assert_output "${command%% *}: $csv: there is no column 'predicted', only id, formula, energy"
    done
    run -1 mbtr-plot curve "$csv"
    assert_output "mbtr-plot: $csv: there is no column 'n', only id, formula, energy"
    run -1 hull-search -c crystals --energies "$csv" "$DATA/alloy/cupt-emt.xyz"
    assert_output "hull-search: $csv: there is no energy of structure '0001'"
}

@test "a byte order mark is no part of a table or a recipe" {
    printf '\357\273\277id\tformula\tenergy\r\n1\tAl\t-3.7\r\n2\tCu\tNone\r\n' > table
    run -1 hull-filter table
    assert_output "hull-filter: table:3: energy: expected a number, found nothing"
    { printf '\357\273\277'; xyz2mbtr -c crystals --show-recipe; } > r.yaml
    xyz2mbtr -c r.yaml "$DATA/cases/bom.xyz" -o a
    xyz2mbtr -c crystals "$DATA/cases/bom.xyz" -o b
    cmp <(mbtr-cat -t a) <(mbtr-cat -t b)
}
