# The Makefiles of tests/examples, on few structures.
load common

# first N FILE: its first structures.
first()
{
    awk -v n="$1" 'left == 0 { left = $1 + 2; if (++i > n) exit } { print; left-- }' "$2"
}

@test "candidates are relaxed by a model that learns where it left them" {
    need_ase
    cd "$BATS_TEST_TMPDIR"
    first 30 "$DATA/rattled-alloy/cuau-train.xyz" > rattled.xyz
    first 27 "$DATA/relaxed-alloy/cuau-fcc-unrelaxed.xyz" > candidates.xyz
    xyz2mbtr -c crystals-forces -s kernel.environments=60 --show-recipe > few.yaml
    make -s -f "$ROOT/tests/examples/relax.mk" DATA=rattled.xyz CANDIDATES=candidates.xyz CHOSEN=9 RECIPE=few.yaml \
        CALCULATE="$ASE $ROOT/tests/examples/emt.py"
    [ "$(grep -c '^Lattice' relax/1.calculated.xyz)" -eq 9 ]
    [ "$(cut -f 1 relax/stable.tsv | sort)" = "$({ echo id; sed -n 's/.* name=\([^ ]*\).*/\1/p' candidates.xyz; } | sort)" ]
    cut -f 8 relax/stable.tsv | sed 1d | sort -c -g
    # Energies of relaxed structures, against those of EMT that the candidates carry: better where more is known.
    for round in 1 2; do
        krr-score relax/$round.relaxed.xyz | awk '$1 == "energy_per_atom" { print $3 }'
    done | paste - - | awk '{ print; exit !($2 < 0.7 * $1 && $2 < 0.003) }'
    # What is marked is farther away than what is not.
    make -s -f "$ROOT/tests/examples/relax.mk" -W relax/2.relaxed.xyz DATA=rattled.xyz CANDIDATES=candidates.xyz RECIPE=few.yaml \
        NOVELTY=0.1 relax/marked.tsv
    [ "$(sed 1d relax/marked.tsv | cut -f 1 | sort)" = "$(awk -F '\t' 'NR > 1 && $14 > 0.1 { print $1 }' relax/2.relaxed.tsv | sort)" ]
}

@test "learn.mk goes from data to figures, and does nothing twice" {
    cd "$BATS_TEST_TMPDIR"
    { first 120 "$DATA/molecules/molecules.xyz"; printf '1\nname=none gap=1\nH 0 0 0\n'; } | gzip > my.xyz.gz
    set -- make -s -f "$ROOT/tests/examples/learn.mk" DATA=my.xyz.gz UNIT=kcal/mol SIZES='50%,100%' SEEDS=1
    "$@" TUNE='--holdout 20% --evaluations 1' > score
    cmp score learn/score.tsv
    [ "$(grep -h -o 'name=[^ ]*' learn/train.xyz learn/test.xyz | sort -u | wc -l)" -eq 120 ]
    [ "$(awk '$1 == "n" { print $2 }' score)" -eq 24 ]
    for picture in parity curve tensor; do
        grep -q '</svg>' "learn/$picture.svg"
    done
    # All that there is to learn from is the training set.
    mae=$(awk '$1 == "MAE" { print $2 }' score)
    assert_equal "$(sed 1d learn/curve.tsv | cut -f 2 | paste -sd ' ')" '48 96'
    assert_equal "$(awk '$2 == 96 { print $4 }' learn/curve.tsv)" "$mae"
    awk -v mae="$mae" '$2 == 48 && !($4 > mae) { exit 1 } END { exit !(mae > 0 && mae < 10) }' learn/curve.tsv
    run -0 "$@" -n
    refute_output --regexp 'xyz|krr|mbtr'
    run -2 env -u DATA make -f "$ROOT/tests/examples/learn.mk"
    assert_output --partial 'make -f learn.mk DATA=my.xyz'
    # What is missing is made when it is asked for again, and nothing else.
    rm learn/curve.tsv
    run -0 "$@" -n
    assert_equal "$(grep -o -E '(xyz|krr|mbtr)[a-z0-9]*-[a-z]+ ' <<< "$output" | paste -sd ' ')" 'krr-validate  mbtr-plot '
}
