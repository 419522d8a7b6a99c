# Linear models of energies, forces and stress: what krr-train --primal learns of them, what krr-predict --xyz predicts.
load common
load reference/answers
load reference/forces

setup_file()
{
    cd "$BATS_FILE_TMPDIR"
    # Wide broadening, so that differences are exact; terms of different scales.
    cat > molecules.yaml << 'YAML'
representation:
  - {body: 2, geometry: 1/distance, weighting: unity, sigma: 0.15, grid: [0, 1.2, 14], scale: 1.5}
  - {body: 3, geometry: cos_angle, weighting: exp, length: 3, sigma: 0.3, grid: [-1, 1, 9], scale: 0.7}
kernel: {function: linear}
regression: {property: energy, forces: forces, lambda: 1e-3, baseline: mean}
YAML
    cat > crystals.yaml << 'YAML'
representation:
  - {body: 2, geometry: distance, reach: 4.5, taper: 1.5, sigma: 0.4, grid: [1, 5, 14], scale: 1.3}
  - {body: 3, geometry: cos_angle, weighting: 1/normnormnorm, reach: 3.8, taper: 1.5, sigma: 0.4, grid: [-1, 1, 6], scale: 4}
kernel: {function: linear}
regression: {property: energy, forces: forces, stress: stress, lambda: 1e-3, baseline: composition}
YAML
    ethanol() { sed -n "$((11 * $1 + 1)),$((11 * $2))p" "$DATA/ethanol-md/ethanol-md.xyz"; }
    # Without the hydrogen of the hydroxyl group, of which there are some, compositions and then blocks are others.
    { ethanol 0 6; ethanol 6 10 | awk 'NR % 11 == 1 { $1 = 8 } NR % 11 { print }'; } > part.xyz
    ethanol 0 8 > ethanol.xyz
    ethanol 20 23 > new.xyz
}

setup()
{
    cd "$BATS_FILE_TMPDIR"
}

# check NAME RECIPE NEW OPTION ...: learns from NAME.xyz; weights and predictions of NEW.xyz are NumPy's.
check()
{
    xyz2mbtr -c "$2" "${@:4}" "$1.xyz" > t.mbtr
    assert_at_most 0 linear_forces displace "$1.xyz" moved.xyz
    xyz2mbtr -c "$2" "${@:4}" -s regression.forces=none -s regression.stress=none moved.xyz > moved.mbtr
    krr-train --primal t.mbtr > m.krr
    assert_at_most 1e-6 linear_forces weights m.krr t.mbtr moved.mbtr
    krr-predict -m m.krr --xyz "$3.xyz" > out.xyz
    assert_at_most 0 linear_forces displace "$3.xyz" moved.xyz
    xyz2mbtr -c "$2" "${@:4}" -s regression.forces=none -s regression.stress=none moved.xyz > moved.mbtr
    assert_at_most 1e-6 linear_forces predicted out.xyz m.krr moved.mbtr
}

@test "molecules: weights, energies and forces are those of NumPy's least squares" {
    for baseline in none mean composition; do
        check part molecules.yaml new -s regression.baseline=$baseline
    done
    for option in regression.lambda_energy=1e-5 regression.lambda_energy=10 normalize=l2 species=atom \
        'kernel={sum: [{function: linear, weight: 0.3}, {function: linear, terms: [2], weight: 5}]}' \
        'kernel={sum: [{function: linear, terms: [2]}]}' 'correlation={elements: [C, O, H], length: 2}'; do
        check ethanol molecules.yaml new -s "$option"
    done
}

# Bins that the baseline takes whole leave nothing but rounding.
@test "a term that the baseline tells as well changes nothing but what lambda is relative to" {
    xyz2mbtr -c molecules.yaml --show-recipe |
        sed '/body: 2/i\  - {body: 1, geometry: count, sigma: 0.01, grid: [-0.5, 9.5, 10]}' > count.yaml
    check part count.yaml new -s regression.baseline=composition
}

@test "wires, slabs and crystals: weights, energies, forces and stress are those of NumPy's least squares" {
    for kind in wire slab crystal; do
        assert_at_most 0 linear_forces make $kind 6 $kind.xyz
        assert_at_most 0 linear_forces make $kind 2 new-$kind.xyz
        check $kind crystals.yaml new-$kind
    done
    # Stress alone; forces alone; directions one by one; densities.
    check crystal crystals.yaml new-crystal -s regression.forces=none -s regression.lambda_energy=1e-2
    check crystal crystals.yaml new-crystal -s regression.stress=none -s regression.baseline=none
    check crystal crystals.yaml new-crystal -s representation.2.counting=ordered \
        -s representation.1.value=density -s normalize=atoms
}

@test "forces and stress that are predicted are differences of the energies that are predicted" {
    for kind in wire slab crystal; do
        assert_at_most 0 linear_forces make $kind 6 $kind.xyz
        head -n 15 $kind.xyz > some-$kind.xyz
    done
    cat wire.xyz slab.xyz crystal.xyz > train.xyz
    for option in normalize=none normalize=l2 normalize=atoms 'correlation={elements: [Cu, Pt], matrix: [[1, 0.4], [0.3, 1]]}' \
        'correlation={elements: [Cu, Pt], matrix: [[1, 0.4], [0.3, 1]], rank: 1}'; do
        xyz2mbtr -c crystals.yaml -s "$option" train.xyz > t.mbtr
        krr-train --primal t.mbtr > m.krr
        for kind in wire slab crystal; do
            predict m.krr some-$kind
            assert_at_most 1e-6 linear_forces differences some-$kind.out some-$kind.moved.out
        done
    done
    for option in normalize=l2 species=atom; do
        xyz2mbtr -c molecules.yaml -s $option ethanol.xyz > t.mbtr
        krr-train --primal t.mbtr > m.krr
        predict m.krr new
        assert_at_most 1e-6 linear_forces differences new.out new.moved.out
    done
}

@test "models of energies, of structures and of sums and averages over atoms, predict the same derivatives" {
    assert_at_most 0 linear_forces make crystal 9 crystal.xyz
    head -n 15 crystal.xyz > some-crystal.xyz
    energy=(-s regression.forces=none -s regression.lambda=1e-6 -s regression.baseline=none)
    for kernel in '{function: linear}' '{atoms: sum, function: linear}' '{atoms: average, function: linear}' \
        '{atoms: sum, match: element, function: linear}' '{atoms: sum, sum: [{function: linear, terms: [2], weight: 3}]}'; do
        for per in structure atom; do
            xyz2mbtr -c crystals.yaml "${energy[@]}" -s regression.stress=none -s regression.per=$per -s "kernel=$kernel" \
                crystal.xyz > t.mbtr
            mbtr-kernel t.mbtr | krr-train --primal t.mbtr > m.krr
            predict m.krr some-crystal
            assert_at_most 1e-6 linear_forces differences some-crystal.out some-crystal.moved.out
        done
        xyz2mbtr -c molecules.yaml "${energy[@]}" -s normalize=l2 -s "kernel=$kernel" ethanol.xyz > t.mbtr
        mbtr-kernel t.mbtr | krr-train --primal t.mbtr > m.krr
        predict m.krr new
        assert_at_most 1e-6 linear_forces differences new.out new.moved.out
        # The table has the same predictions.
        xyz2mbtr -c molecules.yaml "${energy[@]}" -s normalize=l2 -s "kernel=$kernel" new.xyz | krr-predict -m m.krr > table
        cut -f 5 table | tail -n +2 > right
        sed -n 's/.* energy=\([^ ]*\).*/\1/p' new.out | paste right - |
            awk '{ d = $1 / $2 - 1; if (d * d > 1e-24) exit 1 } END { exit NR != 3 }'
    done
}

@test "no net force, no torque; forces turn with the structure, go with exchanged atoms and are those of the supercell" {
    xyz2mbtr -c molecules.yaml ethanol.xyz > t.mbtr
    krr-train --primal t.mbtr > m.krr
    krr-predict -m m.krr --xyz new.xyz > new.out
    assert_at_most 1e-10 linear_forces balanced new.out
    for how in turned exchanged; do
        assert_at_most 0 linear_forces moved $how new.xyz how.xyz
        krr-predict -m m.krr --xyz how.xyz > how.out
        assert_at_most 1e-10 linear_forces alike $how new.out how.out
    done
    for kind in wire slab crystal; do
        assert_at_most 0 linear_forces make $kind 9 $kind.xyz
        xyz2mbtr -c crystals.yaml $kind.xyz > t.mbtr
        krr-train --primal t.mbtr > m.krr
        krr-predict -m m.krr --xyz $kind.xyz > $kind.out
        assert_at_most 1e-10 linear_forces balanced $kind.out
        for how in turned exchanged repeated; do
            assert_at_most 0 linear_forces moved $how $kind.xyz how.xyz
            krr-predict -m m.krr --xyz how.xyz > how.out
            assert_at_most 1e-10 linear_forces alike $how $kind.out how.out
        done
    done
}

@test "models and predictions are the same bytes for all threads, from files, pipes and parts" {
    xyz2mbtr -c molecules.yaml "$DATA/ethanol-md/ethanol-md.xyz" > t.mbtr
    krr-train -j 1 --primal t.mbtr > one.krr
    krr-predict -j 1 -m one.krr --xyz "$DATA/ethanol-md/ethanol-md.xyz" > one.xyz
    for _ in 1 2 3; do
        krr-train -j 2 --primal t.mbtr | cmp one.krr -
        krr-predict -j 2 -m one.krr --xyz "$DATA/ethanol-md/ethanol-md.xyz" | cmp one.xyz -
    done
    krr-train -j 3 --primal - < t.mbtr | cmp one.krr -
    krr-predict -j 3 -m one.krr --xyz < "$DATA/ethanol-md/ethanol-md.xyz" | cmp one.xyz -
    { mbtr-cat -r -30 t.mbtr; mbtr-cat -r 31- t.mbtr; } | krr-train --primal - | cmp one.krr -
    mbtr-cat one.krr | cmp one.krr -
}

@test "a model of one molecule's forces predicts others of it" {
    head -n 660 "$DATA/ethanol-md/ethanol-md.xyz" > train.xyz
    tail -n +661 "$DATA/ethanol-md/ethanol-md.xyz" > test.xyz
    xyz2mbtr -c molecules.yaml -s 'representation.1.grid=[0,1.2,40]' -s 'representation.2.grid=[-1,1,40]' \
        -s regression.lambda=1e-7 train.xyz > t.mbtr
    krr-train --primal t.mbtr > m.krr
    krr-predict -m m.krr --xyz test.xyz > out.xyz
    [ "$(grep -c '^Properties=species:S:1:pos:R:3:forces:R:3:ref_forces:R:3 ' out.xyz)" -eq 40 ]
    # Mean errors, in kcal/mol and per angstrom; forces themselves are 16 on average.
    awk 'NF == 10 { for (i = 5; i <= 7; i++) { d = $i - $(i + 3); f += d < 0 ? -d : d; n++ } }
        match($0, / energy=[^ ]*/) { e = substr($0, RSTART + 8, RLENGTH - 8); match($0, /ref_energy=[^ ]*/)
            d = e - substr($0, RSTART + 11, RLENGTH - 11); u += d < 0 ? -d : d; m++ }
        END { print f / n, u / m; exit !(n == 1080 && f / n < 3 && m == 40 && u / m < 1) }' out.xyz
}

@test "ASE reads what is predicted as the results of a calculator, the references beside them" {
    need_ase
    assert_at_most 0 linear_forces make crystal 6 crystal.xyz
    xyz2mbtr -c crystals.yaml -s regression.lambda=1e-6 crystal.xyz > t.mbtr
    krr-train --primal t.mbtr > m.krr
    krr-predict -m m.krr --xyz crystal.xyz > out.xyz
    "$ASE" - << 'END'
import numpy
from ase.io import read

found, right = read("out.xyz", ":"), read("crystal.xyz", ":")
assert len(found) == len(right) == 6
for a, b in zip(found, right):
    force, stress = abs(b.get_forces()).max(), abs(b.get_stress()).max()
    assert abs(a.arrays["ref_forces"] - b.get_forces()).max() < 1e-12 * force
    assert abs(a.info["ref_stress"].reshape(3, 3) - b.get_stress(voigt=False)).max() < 1e-12 * stress
    assert a.info["ref_energy"] == b.get_potential_energy()
    assert (a.get_positions() == b.get_positions()).all() and (a.cell == b.cell).all() and (a.pbc == b.pbc).all()

# What has learned them resembles them: neither sign, order nor unit is wrong.
for of in ("get_potential_energy", "get_forces", "get_stress"):
    a, b = (numpy.concatenate([numpy.ravel(getattr(s, of)()) for s in frames]) for frames in (found, right))
    assert numpy.corrcoef(a, b)[0, 1] > 0.95 and abs(numpy.polyfit(b, a, 1)[0] - 1) < 0.1, of
END
}

@test "what a file does not tell has no reference, nor what it names otherwise" {
    xyz2mbtr -c molecules.yaml ethanol.xyz > t.mbtr
    krr-train --primal t.mbtr > m.krr
    sed 's/:forces:R:3/:dft_forces:R:3/; s/ energy=[^ ]*//' new.xyz > bare.xyz
    krr-predict -m m.krr --xyz new.xyz > new.out
    krr-predict -m m.krr --xyz bare.xyz > bare.out
    sed 's/:ref_forces:R:3//; s/ ref_energy=[^ ]*//' new.out | awk 'NF == 10 { NF = 7 } { print }' | diff - bare.out
    # A number that lacks is one that lacks.
    sed '3s/[^ ]*$/nan/' new.xyz | krr-predict -m m.krr --xyz > out
    [ "$(sed -n 3p out | awk '{ print $10 }')" = nan ]
    diff <(sed 3d new.out) <(sed 3d out)
    assert_at_most 0 linear_forces make crystal 3 crystal.xyz
    xyz2mbtr -c crystals.yaml crystal.xyz > t.mbtr
    krr-train --primal t.mbtr > m.krr
    krr-predict -m m.krr --xyz crystal.xyz > crystal.out
    sed 's/stress="[^ ]*/stress="nan/' crystal.xyz | krr-predict -m m.krr --xyz > out
    sed 's/ ref_stress="[^"]*"//' crystal.out | cmp - out
}

@test "--validate chooses the lambda by which forces of other structures are predicted best" {
    sed -n '331,660p' "$DATA/ethanol-md/ethanol-md.xyz" > valid.xyz
    option=(-s regression.noise_energy=1e6 -s regression.noise_forces=1)
    xyz2mbtr -c molecules.yaml "${option[@]}" ethanol.xyz > t.mbtr
    xyz2mbtr -c molecules.yaml "${option[@]}" valid.xyz > v.mbtr
    krr-train -v --primal t.mbtr --validate v.mbtr > m.krr 2> notes
    # What it says is the error of the forces, since that of the energies does not count.
    best=$(mbtr-cat --header m.krr | sed -n 's/^lambda: //p')
    grep lambda notes | sort -t ' ' -k 5g | awk -v best="$best" 'NR == 1 { split($3, p, "[:^]"); e = 2 ^ p[2] / best - 1
        exit !(e * e < 1e-20 && p[2] > -50 && p[2] < 0) }'
    for by in 0.25 1 4; do
        lambda=$(awk -v l="$best" -v b=$by 'BEGIN { printf "%.17g", l * b }')
        krr-train -s "regression.lambda=$lambda" --primal t.mbtr | krr-predict -m /dev/stdin --xyz valid.xyz | krr-score |
            awk -v l="$lambda" '$1 == "forces" { printf "%d %.6g\n", log(l) / log(2) - 0.5, $4 }'
    done > found
    while read -r power error; do
        awk -v p="2^$power:" -v e="$error" '$3 == p { d = $5 * sqrt(28 / 27) / e - 1; there = d * d < 1e-6 }
            END { exit !there }' notes || fail "2^$power: $error"
    done < found
    krr-train -j 1 --primal t.mbtr --validate v.mbtr | cmp m.krr -
}

@test "a term whose grid holds none of its values changes nothing" {
    xyz2mbtr -c molecules.yaml ethanol.xyz > t.mbtr
    sed 's/^kernel/  - {body: 2, geometry: distance, sigma: 0.1, grid: [80, 90, 5]}\n&/' molecules.yaml > more.yaml
    xyz2mbtr -c more.yaml ethanol.xyz > more.mbtr
    krr-train --primal t.mbtr | krr-predict -m /dev/stdin --xyz new.xyz > right
    krr-train --primal more.mbtr | krr-predict -m /dev/stdin --xyz new.xyz > found
    cmp right found
}
