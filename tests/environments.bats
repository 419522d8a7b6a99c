# Models that are linear in the tensors of atoms and hold environments: what krr-train learns, what krr-predict --xyz predicts.
load common
load reference/answers
load reference/forces

none=(-s regression.forces=none -s regression.stress=none)

setup_file()
{
    cd "$BATS_FILE_TMPDIR"
    # Wide broadening, so that differences are exact; terms of different scales.
    cat > atoms.yaml << 'YAML'
representation:
  - {body: 2, geometry: distance, reach: 4.5, taper: 1.5, sigma: 0.4, grid: [1, 5, 10], scale: 1.3}
  - {body: 3, geometry: cos_angle, weighting: 1/normnormnorm, reach: 3.8, taper: 1.5, sigma: 0.4, grid: [-1, 1, 6], scale: 4}
kernel: {atoms: sum, match: element, environments: 8, sum: [{function: linear, weight: 0.5}, {function: gaussian, sigma: 5}]}
regression: {property: energy, forces: forces, stress: stress, lambda: 1e-5, baseline: composition}
YAML
    sed 's/atoms: sum, match: element, //' atoms.yaml > structures.yaml
    # Of each kind six structures to learn from, and two others.
    PYTHONPATH="$ROOT/tests/reference" "$PYTHON" -c '
import linear_forces
for kind in ("molecule", "wire", "slab", "crystal"):
    linear_forces.make(kind, 8, f"all-{kind}.xyz")'
    for kind in molecule wire slab crystal; do
        head -n 30 all-$kind.xyz > $kind.xyz
        tail -n 9 all-$kind.xyz > new-$kind.xyz
    done
}

setup()
{
    export OMP_NUM_THREADS=1
    cd "$BATS_FILE_TMPDIR"
}

# make_tensors KIND RECIPE: new.xyz, t.mbtr, and tensors of structures displaced, moved.mbtr and new.mbtr.
make_tensors()
{
    cp "new-$1.xyz" new.xyz
    xyz2mbtr -c "$2" "$1.xyz" -o t.mbtr
    assert_at_most 0 linear_forces displace "$1.xyz" displaced.xyz
    xyz2mbtr -c "$2" "${none[@]}" displaced.xyz -o moved.mbtr
    assert_at_most 0 linear_forces displace new.xyz displaced.xyz
    xyz2mbtr -c "$2" "${none[@]}" displaced.xyz -o new.mbtr
}

# check MOVED OPTION ...: weights of the model, and predictions by these weights, are NumPy's.
check()
{
    krr-train "${@:2}" -o m.krr
    krr-predict -m m.krr --xyz new.xyz > out.xyz
    assert_at_most 1e-6 environments weights m.krr t.mbtr "$1"
    assert_at_most 1e-6 environments learned out.xyz m.krr t.mbtr "$1" new.mbtr
    assert_at_most 1e-6 environments predicted out.xyz m.krr t.mbtr new.mbtr
}

@test "environments of atoms: weights, energies, forces and stress are those of NumPy's least squares" {
    make_tensors crystal atoms.yaml
    for option in regression.baseline=mean regression.lambda_energy=1e-7 \
        'regression={noise_energy: 0.003, noise_forces: 0.1, noise_stress: 0.02, baseline: none}' \
        'regression={stress: none, noise_energy: 0.1}' 'regression={forces: none, noise_stress: 0.1, baseline: mean}' \
        'kernel={atoms: sum, environments: 7, function: matern52, sigma: 4}' \
        'kernel={atoms: average, environments: 7, sum: [{function: matern52, sigma: 5}, {function: linear}]}' \
        'kernel={atoms: sum, match: element, environments: 9, product: [{function: gaussian, sigma: 4, terms: [2]}]}' \
        'kernel={atoms: sum, match: element, environments: 8, sum: [{function: linear, weight: 0.5, terms: [1]},
            {function: gaussian, sigma: 6, weight: 3, terms: [2]}, {function: linear, weight: 0.2}]}'; do
        check moved.mbtr --with t.mbtr -s "$option"
    done
    for kind in wire slab molecule; do
        make_tensors $kind atoms.yaml
        check moved.mbtr --with t.mbtr
    done
}

@test "environments of structures, and models that are linear in the tensors of atoms: the same" {
    make_tensors crystal structures.yaml
    for option in kernel.environments=4 'kernel={environments: 5, function: matern52, sigma: 30}'; do
        check moved.mbtr --with t.mbtr -s "$option"
    done
    make_tensors slab atoms.yaml
    for option in 'kernel={atoms: sum, environments: 0, function: linear}' \
        'kernel={atoms: average, match: element, environments: 0, sum: [{function: linear, terms: [2], weight: 3}]}'; do
        check moved.mbtr --primal t.mbtr -s "$option" -s 'regression={noise_energy: 0.01, noise_forces: 0.1}'
    done
}

@test "energies alone: the same, with every baseline" {
    make_tensors crystal atoms.yaml
    mv t.mbtr forces.mbtr
    xyz2mbtr -c atoms.yaml "${none[@]}" crystal.xyz -o t.mbtr
    for option in baseline=none baseline=mean baseline=composition noise_energy=0.01; do
        check t.mbtr --with t.mbtr -s regression.lambda=1e-3 -s regression.$option
    done
    # Forces that are there are not looked at.
    krr-train --with forces.mbtr "${none[@]}" -s 'regression={lambda: 1e-3, noise_energy: 0.01}' -o m.krr
    krr-predict -m m.krr --xyz new.xyz | cmp out.xyz -
}

# Of the whole kernel, lambda is an absolute number; of environments, relative to the mean of what their kernel's trace is.
@test "a model of all environments, of which there are no two, is that of the whole kernel" {
    head -n 9 crystal.xyz | tail -n 5 | sed 's/name=1/name=again/' | cat crystal.xyz - > twice.xyz
    { sed /^kernel/,\$d atoms.yaml; echo 'regression: {property: energy, lambda: 1e-3}'; } > whole.yaml
    n=18
    for atoms in sum average none; do
        kernel="{atoms: $atoms, environments: 1000, function: gaussian, sigma: 5}"
        xyz2mbtr -c whole.yaml -s "kernel=$kernel" twice.xyz -o t.mbtr
        krr-train --with t.mbtr -o m.krr
        [ $atoms != none ] || n=6
        mbtr-cat --header m.krr | grep -x "training tensors, each with its weight: $n, and weights on bins"
        krr-predict -m m.krr --xyz new-crystal.xyz | sed -n 's/.* energy=\([^ ]*\).*/\1/p' > found
        whole=(-s kernel.environments=0)
        mbtr-kernel "${whole[@]}" t.mbtr -o t.kernel
        lambda=$(mbtr-cat --text t.kernel | awk -v n=$n 'NR > 1 { sum += $NF } END { printf "%.17g", 1e-3 * sum / n }')
        krr-train "${whole[@]}" -s regression.lambda="$lambda" t.kernel -o whole.krr
        xyz2mbtr -c whole.yaml -s "kernel=$kernel" new-crystal.xyz | mbtr-kernel -x t.mbtr "${whole[@]}" |
            krr-predict -m whole.krr | cut -f 5 | tail -n +2 | paste found - |
            awk '{ d = $1 / $2 - 1; if (!(d * d < 1e-12)) { print; exit 1 } } END { exit NR != 2 }'
    done
}

# Atoms have other blocks than structures, but for angles at them, and pairs that count in both directions.
@test "linear models of the tensors of atoms and of structures are the same where the blocks are" {
    for term in '{body: 3, geometry: cos_angle, weighting: 1/normnormnorm, reach: 3.8, taper: 1.5, sigma: 0.4, grid: [-1, 1, 6]}' \
        '{body: 2, geometry: distance, counting: ordered, reach: 4.5, taper: 1.5, sigma: 0.4, grid: [1, 5, 10]}'; do
        for atoms in none sum; do
            kernel="{atoms: $atoms, match: any, environments: 0, function: linear}"
            xyz2mbtr -c atoms.yaml -s "representation=[$term]" -s "kernel=$kernel" crystal.xyz -o t.mbtr
            krr-train --primal t.mbtr -o m.krr
            krr-predict -m m.krr --xyz new-crystal.xyz > $atoms.xyz
        done
        assert_at_most 1e-9 environments same none.xyz sum.xyz
    done
}

@test "forces and stress are differences of energies; they turn with the structure, go with exchanged atoms, and have no sum" {
    for kind in wire slab crystal; do
        head -n 15 $kind.xyz > some-$kind.xyz
    done
    cat wire.xyz slab.xyz crystal.xyz > train.xyz
    for option in kernel.environments=20 'kernel={atoms: average, environments: 9, function: matern52, sigma: 4}'; do
        xyz2mbtr -c atoms.yaml -s "$option" train.xyz -o t.mbtr
        krr-train --with t.mbtr -o m.krr
        for kind in wire slab crystal; do
            predict m.krr some-$kind
            assert_at_most 1e-6 linear_forces differences some-$kind.out some-$kind.moved.out
            assert_at_most 1e-10 linear_forces balanced some-$kind.out
            for how in turned exchanged repeated; do
                [[ $option != *average* || $how != repeated ]] || continue
                assert_at_most 0 linear_forces moved $how some-$kind.xyz how.xyz
                krr-predict -m m.krr --xyz how.xyz > how.out
                assert_at_most 1e-10 linear_forces alike $how some-$kind.out how.out
            done
        done
    done
}

@test "models are the same bytes for all threads, and as mbtr-cat copies them" {
    xyz2mbtr -c atoms.yaml all-crystal.xyz -o t.mbtr
    for way in with primal; do
        train=(--with t.mbtr)
        [ $way = with ] || train=(--primal t.mbtr -s 'kernel={atoms: sum, environments: 0, function: linear}')
        krr-train -j 1 "${train[@]}" -o one.krr
        krr-predict -j 1 -m one.krr --xyz all-crystal.xyz > one.xyz
        for j in 2 3; do
            krr-train -j $j "${train[@]}" | cmp one.krr -
            krr-predict -j $j -m one.krr --xyz all-crystal.xyz | cmp one.xyz -
        done
        mbtr-cat one.krr | cmp one.krr -
    done
}

@test "an element that no environment is of adds nothing but what the linear part knows" {
    xyz2mbtr -c atoms.yaml -s regression.baseline=mean molecule.xyz -o t.mbtr
    krr-train --with t.mbtr -o m.krr
    printf '1\n\nAu 0 0 0\n1\n\nCu 0 0 0\n2\n\nAu 0 0 0\nAu 0 0 2.5\n' | krr-predict -m m.krr --xyz > out.xyz
    mean=$(mbtr-cat --header m.krr | sed -n 's/^baseline: mean, \(.*\)/\1/p')
    sed -n 's/.* energy=\([^ ]*\).*/\1/p' out.xyz | awk -v mean="$mean" '{ d[NR] = $1 - mean; d[NR] *= d[NR] }
        END { exit !(NR == 3 && d[1] < 1e-20 && d[2] > 1e-6 && d[3] < 1e-20) }'
}
