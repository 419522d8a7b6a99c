load common

@test "the demo predicts energies and draws them" {
    mkdir "$BATS_TEST_TMPDIR/build"
    for part in bin share; do
        ln -s "$MBTR_BUILD/$part" "$BATS_TEST_TMPDIR/build/$part"
    done
    run env MBTR_BUILD="$BATS_TEST_TMPDIR/build" sh "$ROOT/tests/demo.sh"
    assert_success
    assert_line --regexp '^n[[:space:]]454[[:space:]]'
    mae=$(echo "$output" | awk '$1 == "MAE" { print $2 }')
    echo "MAE $mae"
    awk -v mae="$mae" 'BEGIN { exit !(mae > 0 && mae < 1.2) }'
    [ -s "$BATS_TEST_TMPDIR/build/demo/parity.svg" ]
    [ -s "$BATS_TEST_TMPDIR/build/demo/parity.png" ]
    for picture in $(echo "$output" | grep '^  /'); do
        [ -s "$picture" ]
    done
}
