load common
load reference/learn

# Predictions from structures in one step are what three programs make one after the other, to the last byte.

setup_file()
{
    cd "$BATS_FILE_TMPDIR"
    xyz-split -n 60 --seed 3 --train molecules.xyz --test some.xyz "$DATA/molecules/molecules.xyz"
    xyz-split -n 30 --seed 3 --train other-molecules.xyz --test /dev/null some.xyz
    xyz-split -n 40 --seed 3 --train crystals.xyz --test some.xyz "$DATA/alloy/cupt-emt.xyz"
    xyz-split -n 20 --seed 3 --train other-crystals.xyz --test /dev/null some.xyz
}

setup()
{
    cd "$BATS_FILE_TMPDIR"
}

# three_steps RECIPE NAME: NAME.xyz is learned from, and other-NAME.xyz predicted, as steps.tsv; a model that
# holds its tensors, and its factor, are held.krr and held.factor.
three_steps()
{
    case $1 in
        coulomb | bonds) tensors=xyz2cm ;;
        *) tensors=xyz2mbtr ;;
    esac
    "$tensors" -c "$1" "$2.xyz" > train.mbtr
    mbtr-kernel train.mbtr > train.kernel
    krr-train --factor plain.factor train.kernel > plain.krr
    krr-train --factor held.factor --with train.mbtr train.kernel > held.krr
    "$tensors" -c "$1" "other-$2.xyz" | mbtr-kernel -x train.mbtr > rows.kernel
    krr-predict -m plain.krr rows.kernel > steps.tsv
}

# Deviations and novelty by both ways.
assert_same_unsure()
{
    krr-predict -m plain.krr --stddev plain.factor --novelty rows.kernel > unsure.tsv
    krr-predict -m held.krr --stddev held.factor --novelty "$1" | cmp - unsure.tsv
}

@test "models that hold their tensors predict from structures the bytes of three steps, by all recipes of kernels" {
    for recipe in molecules molecules-atoms coulomb bonds; do
        three_steps "$recipe" molecules
        krr-predict -m held.krr other-molecules.xyz | cmp - steps.tsv
        assert_same_unsure other-molecules.xyz
        krr-predict -m held.krr rows.kernel | cmp - steps.tsv
    done
    for recipe in crystals crystals-atoms; do
        three_steps "$recipe" crystals
        krr-predict -m held.krr other-crystals.xyz | cmp - steps.tsv
        assert_same_unsure other-crystals.xyz
    done
}

@test "the same from standard input, from several files, and for all threads" {
    three_steps molecules molecules
    krr-predict -m held.krr < other-molecules.xyz | cmp - steps.tsv
    krr-predict -j 1 -m held.krr - < other-molecules.xyz | cmp - steps.tsv
    krr-predict -m held.krr -o out.tsv other-molecules.xyz
    cmp out.tsv steps.tsv
    rm out.tsv
    krr-predict -j 3 -m held.krr <(cat other-molecules.xyz) | cmp - steps.tsv
    xyz-split -n 10 --train first.xyz --test rest.xyz other-molecules.xyz
    krr-predict -m held.krr first.xyz rest.xyz | sort > both
    sort steps.tsv | cmp - both
    krr-predict -m held.krr /dev/null | cmp - <(head -n 1 steps.tsv)
    krr-predict -m held.krr --id nothing first.xyz | cut -f 1 | tr '\n' ' ' > ids
    echo "id $(seq -s ' ' 10) " | cmp - <(echo "$(cat ids)")
}

@test "sums of kernels, kernels of properties of atoms, and models in primal form: the same" {
    sed '/^kernel:/,$d' <(xyz2mbtr -c molecules --show-recipe) > sum.yaml
    cat >> sum.yaml << 'END'
kernel: {sum: [{function: laplacian, sigma: 40}, {function: linear, terms: [1], weight: 0.5}]}
regression: {property: energy, lambda: 2^-28, baseline: composition}
END
    three_steps "$PWD/sum.yaml" molecules
    krr-predict -m held.krr other-molecules.xyz | cmp - steps.tsv
    sed 's/^kernel:.*/kernel: {function: linear}/' sum.yaml > linear.yaml
    three_steps "$PWD/linear.yaml" molecules
    krr-train --primal train.mbtr train.kernel > primal.krr
    xyz2mbtr -c linear.yaml other-molecules.xyz | krr-predict -m primal.krr > primal.tsv
    krr-predict -m primal.krr other-molecules.xyz | cmp - primal.tsv
    printf '2\nProperties=species:S:1:pos:R:3:charge:R:1 name=%s\nH 0 0 0 0.%d\nF 0 0 0.9%d -0.2\n' a 1 1 b 2 2 c 3 3 > charged.xyz
    sed -e 's/^kernel:.*/kernel: {match: element, function: gaussian, sigma: 2}/' \
        -e 's/^regression:.*/regression: {property: charge, of: atoms, lambda: 1e-3}/' sum.yaml > charges.yaml
    xyz2mbtr -c charges.yaml charged.xyz > charges.mbtr
    mbtr-kernel charges.mbtr | krr-train --with charges.mbtr > charges.krr
    mbtr-kernel charges.mbtr | krr-train > plain.krr
    mbtr-kernel -x charges.mbtr charges.mbtr | krr-predict -m plain.krr > charges.tsv
    krr-predict -m charges.krr charged.xyz | cmp - charges.tsv
}

@test "what goes wrong in any part is told once, with status 1, and leaves no file" {
    three_steps molecules molecules
    printf '1\nname=good\nH 0 0 0\n2\nname=bad\nH 0 0 0\nXx 0 0 1\n' > bad.xyz
    run -1 krr-predict -m held.krr -o out.tsv bad.xyz
    assert_output "krr-predict: bad.xyz:7: unknown element 'Xx'"
    run -1 krr-predict -m held.krr -o out.tsv missing.xyz
    assert_output "krr-predict: missing.xyz: No such file or directory"
    xyz2mbtr -c crystals "$DATA/alloy/cupt-emt.xyz" > other.mbtr
    run -1 krr-predict -m held.krr -o out.tsv other.mbtr
    assert_output --partial "other.mbtr: "
    test ! -e out.tsv
}

@test "a part that is killed ends the program with a message" {
    three_steps molecules molecules
    mkfifo slow.xyz
    krr-predict -m held.krr slow.xyz > out.tsv 2> said &
    program=$!
    exec 5> slow.xyz
    until part=$(pgrep -P "$program"); do sleep 0.1; done
    kill -KILL "$part"
    status=0
    wait "$program" || status=$?
    exec 5>&-
    assert_equal "$status $(cat said)" "1 krr-predict: a part of it was ended by signal 9"
}
