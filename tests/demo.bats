load common

# demo NAME: into a build folder of its own; every picture it names is there.
demo()
{
    mkdir "$BATS_TEST_TMPDIR/build"
    for part in bin share; do
        ln -s "$MBTR_BUILD/$part" "$BATS_TEST_TMPDIR/build/$part"
    done
    run env MBTR_BUILD="$BATS_TEST_TMPDIR/build" sh "$ROOT/tests/demo.sh" "$1"
    assert_success
    [ "$(grep -c '^  /' <<< "$output")" -eq 2 ]
    for picture in $(grep '^  /' <<< "$output"); do
        [ -s "$picture" ]
    done
}

@test "the demo predicts energies and draws them" {
    demo molecules
    assert_line --regexp '^n[[:space:]]454[[:space:]]'
    mae=$(echo "$output" | awk '$1 == "MAE" { print $2 }')
    echo "MAE $mae"
    awk -v mae="$mae" 'BEGIN { exit !(mae > 0 && mae < 1.2) }'
}

@test "the demo of phase diagrams finds the phases with few calculations and draws them" {
    demo hull
    assert_line --regexp 'of 637 calculated, 9[0-9]\.[0-9] % saved; 7 phases on the hull'
    for phase in Cu2 Cu5Pt Cu6Pt2 Cu4Pt2 Cu2Pt2 Cu2Pt6 Pt2; do
        assert_line --regexp "^${phase}[[:space:]]"
    done
}

@test "the demo of forces learns them and keeps the energy" {
    need_ase
    demo forces
    assert_line --partial 'xyz2mbtr: symmetry: [['
    error=$(echo "$output" | awk '$1 == "forces" { print $3 }')
    awk -v error="$error" 'BEGIN { exit !(error > 0 && error < 0.4) }' || fail "forces: $error"
    most=$(echo "$output" | sed -n 's/.* stays within \([^ ]*\) meV .*/\1/p')
    awk -v most="$most" 'BEGIN { exit !(most > 0 && most < 3) }' || fail "energy: $most"
}

@test "the demo of relaxation finds the energies of relaxed crystals and the stable one" {
    demo relax
    error=$(echo "$output" | awk '$1 == "forces" { print $3 }')
    awk -v error="$error" 'BEGIN { exit !(error > 0 && error < 0.009) }' || fail "forces: $error"
    # The last of two scores is that of relaxed energies, from structures that are not.
    error=$(echo "$output" | awk '$1 == "energy_per_atom" { e = $3 } END { print e }')
    awk -v error="$error" 'BEGIN { exit !(error > 0 && error < 0.0009) }' || fail "energies: $error"
    assert_line --regexp '^fcc-[0-9-]*[[:space:]]AuCu3[[:space:]]'
    [ "$(cut -f 3 "$BATS_TEST_TMPDIR/build/demo/relax.tsv" | grep -c '^converged$')" -eq 631 ]
}
