load common

pages=("$ROOT"/man/*.[1357])

# The page as a reader sees it.
rendered()
{
    mandoc -T ascii -O width=120 "$1" | sed 's/.\x08//g'
}

# Options as "c recipe" or "- columns", one a line, sorted.
options_of_help()
{
    "$1" --help | sed -nE 's/^  -(.), --([a-z0-9-]+).*/\1 \2/p; s/^      --([a-z0-9-]+).*/- \1/p' | sort
}

options_of_page()
{
    sed -nE 's/^\.It Fl (.) , -([a-z0-9-]+).*/\1 \2/p; s/^\.It Fl -([a-z0-9-]+).*/- \1/p' "$1" | sort
}

# The commands of EXAMPLES: lines that start with "$ ", and what follows them deeper than the "$".
examples_of()
{
    rendered "$1" | awk '
        /^[A-Z]/ { inside = $0 == "EXAMPLES" }
        inside && /^ +\$ / { depth = index($0, "$"); sub(/\$/, " ") }
        depth && substr($0, 1, depth) ~ /^ +$/ { print; next }
        { depth = 0 }'
}

# The page's examples, in a folder with their data. Head reads all: else whether what writes to it dies is a matter of time.
run_examples()
{
    cd "$BATS_TEST_TMPDIR"
    cp "$DATA/molecules/molecules.xyz" .
    cp "$DATA/alloy/cupt-emt.xyz" alloy.xyz
    cp "$DATA/ethanol-md/ethanol-md.xyz" .
    examples_of "$ROOT/man/$1" > commands
    [ -s commands ] || fail "$1: no examples"
    { echo 'head() { command head "$@"; cat > /dev/null; }'; cat commands; } > examples
    run bash -e -o pipefail -x examples
    assert_success
}

@test "pages are clean" {
    run -0 mandoc -T lint -W warning "${pages[@]}"
    assert_output ''
}

# Lines of more than 80 characters, of which UTF-8 has more bytes than one.
too_long()
{
    tr -d '\200-\277' | sed 's/.\x08//g' | awk 'length > 80'
}

@test "mandoc renders pages at 80 columns" {
    mandoc -T utf8 -O width=80 "${pages[@]}" > "$BATS_TEST_TMPDIR/rendered"
    run -0 too_long < "$BATS_TEST_TMPDIR/rendered"
    assert_output ''
}

@test "groff renders pages at 80 columns and warns of nothing" {
    need_groff
    cd "$BATS_TEST_TMPDIR"
    groff -mandoc -Tutf8 -P-cbou -ww -rLL=78n "${pages[@]}" > rendered 2> warnings
    assert_equal "$(cat warnings)" ''
    run -0 too_long < rendered
    assert_output ''
}

@test "every program has a page and every page a program" {
    assert_equal "$(cd "$ROOT/man" && ls ./*.1)" "$(cd "$ROOT/cmd" && ls ./*.c | sed 's/\.c$/.1/')"
}

@test "the tour and the README name every program" {
    for page in "$ROOT"/man/*.1; do
        program=$(basename "$page" .1)
        grep -q "^\.It Xr $program 1 Ta" "$ROOT/man/mbtr-tools.7" || fail "mbtr-tools.7: no $program"
        grep -q "^\.Xr $program 1" "$ROOT/man/mbtr-tools.7" || fail "mbtr-tools.7, SEE ALSO: no $program"
        grep -q "^| \[$program\](man/$program.1) |" "$ROOT/README.md" || fail "README.md: no $program"
    done
}

@test "options of help and page are the same" {
    for page in "$ROOT"/man/*.1; do
        program=$(basename "$page" .1)
        run -0 options_of_help "$program"
        assert_line 'o output'
        assert_equal "$program:"$'\n'"$(options_of_page "$page")" "$program:"$'\n'"$output"
    done
}

@test "every page that is referred to is there" {
    for page in "${pages[@]}"; do
        while read -r name section; do
            [ "$name" = gnuplot ] || [ -e "$ROOT/man/$name.$section" ] || fail "$page: no $name($section)"
        done < <(sed -nE 's/.*\.?Xr ([a-z0-9-]+) ([1357]).*/\1 \2/p' "$page")
    done
}

@test "examples of hull-filter(1)" { run_examples hull-filter.1; }
@test "examples of hull-search(1)" { run_examples hull-search.1; }
@test "examples of krr-predict(1)" { run_examples krr-predict.1; }
@test "examples of krr-score(1)" { run_examples krr-score.1; }
@test "examples of krr-serve(1), by the script that it shows" {
    need_ase
    cd "$BATS_TEST_TMPDIR"
    rendered "$ROOT/man/krr-serve.1" | awk '
        /^ *import os$/ { depth = index($0, "i") }
        depth { print substr($0, depth) }
        /print\("temperature"/ { depth = 0 }' > md.py
    mkdir bin
    ln -s "$ASE" bin/python3
    PATH=$PWD/bin:$PATH run_examples krr-serve.1;
    assert_line 'relaxed True'
    assert_line --regexp '^energy changed by -?0\.0'
    assert_line --regexp '^temperature [1-9]'
}
@test "examples of krr-train(1)" { run_examples krr-train.1; }
@test "examples of krr-tune(1)" { run_examples krr-tune.1; }
@test "examples of krr-validate(1)" { run_examples krr-validate.1; }
@test "examples of mbtr-cat(1)" { run_examples mbtr-cat.1; }
@test "examples of mbtr-kernel(1)" { run_examples mbtr-kernel.1; }
@test "examples of mbtr-plot(1)" { run_examples mbtr-plot.1; }
@test "examples of mbtr-python(7), by the script that it shows" {
    need_plain_build
    cd "$BATS_TEST_TMPDIR"
    rendered "$ROOT/man/mbtr-python.7" | awk '
        /^ *import mbtr$/ { depth = index($0, "i") }
        depth { print substr($0, depth) }
        /print\(model.property/ { exit }' > read.py
    cp "$ROOT/tests/examples/mbtr.py" .
    mkdir bin
    ln -s "$PYTHON" bin/python3
    PATH=$PWD/bin:$PATH LD_LIBRARY_PATH=$MBTR_BUILD run_examples mbtr-python.7;
    assert_line --regexp '^300 tensors of [1-9]'
    assert_line --regexp '^smallest eigenvalue [0-9.e-]+$'
    assert_line --regexp '^mean error [1-9]'
    assert_line --regexp '^energy -[1-9]'
}
@test "examples of xyz-edit(1)" { run_examples xyz-edit.1; }
@test "examples of xyz-info(1)" { run_examples xyz-info.1; }
@test "examples of xyz-relax(1)" { run_examples xyz-relax.1; }
@test "examples of xyz-split(1)" { run_examples xyz-split.1; }
@test "examples of xyz2cm(1)" { run_examples xyz2cm.1; }
@test "examples of xyz2mbtr(1)" { run_examples xyz2mbtr.1; }
@test "examples of mbtr-recipe(5)" { run_examples mbtr-recipe.5; }
@test "examples of mbtr-batch(7), the scripts of tests/examples among them" {
    cd "$BATS_TEST_TMPDIR"
    cp "$ROOT"/tests/examples/*.slurm .
    xyz-split -q -n 40 --train train.xyz --test - "$DATA/molecules/molecules.xyz" | xyz-edit -q -r 1-50 -o new.xyz
    # In the place of Slurm: tasks one after the other, at once.
    mkdir bin
    cat > bin/sbatch << 'END'
#!/bin/bash
set -eu
tasks=1
for option; do
    case $option in --array=1-*) tasks=${option##*-} ;; esac
done
for ((task = 1; task <= tasks; task++)); do
    SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_COUNT=$tasks SLURM_CPUS_PER_TASK=1 bash "${*: -1}" >&2
done
echo $$
END
    chmod +x bin/sbatch
    PATH=$PWD/bin:$PATH run_examples mbtr-batch.7;
    # The same as without parts, but for the rounding of sums.
    xyz2mbtr -c molecules train.xyz | mbtr-kernel | cmp - <(mbtr-kernel train.mbtr)
    krr-predict -m model.krr new.xyz | paste - predictions.tsv | awk -F '\t' '$1 != $6 || ($5 - $10) ^ 2 > 1e-16 { exit 1 }'
    [ "$(wc -l < predictions.tsv)" -eq 51 ]
    # Tasks that are submitted again do what is missing.
    rm predictions/0003.tsv
    touch -d 2000-01-01 predictions/*
    NEW=new.xyz bin/sbatch --array=1-4 predict.slurm
    assert_equal "$(find predictions -type f -newermt 2001-01-01)" predictions/0003.tsv
    xyz2mbtr -c molecules -s search='{kernel.function: [gaussian, laplacian]}' --show-recipe > few.yaml
    export DATA=train.xyz RECIPE=few.yaml
    bin/sbatch tune.slurm
    mv best.yaml first.yaml
    cp tune.tsv first.tsv
    bin/sbatch tune.slurm
    cmp best.yaml first.yaml
    cmp tune.tsv first.tsv
}
@test "the four stories of mbtr-stories(7), from files as other programs leave them" {
    need_ase
    cd "$BATS_TEST_TMPDIR"
    "$PYTHON" "$ROOT/tests/reference/stories.py" "$DATA"
    mkdir bin
    printf '#!/bin/sh\nexec "$ASE" -m ase "$@"\n' > bin/ase
    chmod +x bin/ase
    PATH=$PWD/bin:$PATH run_examples mbtr-stories.7;
    # Errors of U0, cells, the forces' energies, gaps, differences, and energies themselves.
    awk '$1 == "MAE" { e[++n] = $2 } $1 == "energy" { e[++n] = $3 } END {
        exit !(n == 6 && e[1] < 3 && e[2] < 0.005 && e[3] < 0.12 && e[4] < 0.02 && e[5] < 0.1 * e[6]) }' <<< "$output"
    assert_line --regexp '^dsgdb9nsd_000002[[:space:]]CH5N[[:space:]]7[[:space:]]'
    grep -q ' name=0001 energy=-0.007036 comment="done, by EMT"$' crystals.xyz
}
@test "the tour of mbtr-tools(7)" { run_examples mbtr-tools.7; }

@test "no page's examples are left out" {
    for page in "${pages[@]}"; do
        name=$(basename "$page")
        [ -z "$(examples_of "$page")" ] || grep -q "run_examples $name;" "$BATS_TEST_FILENAME" || fail "$name"
    done
}
