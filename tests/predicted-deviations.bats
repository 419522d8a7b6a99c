# Standard deviations of what is predicted from structures (krr-predict --xyz --stddev).
load common
load reference/answers
load reference/forces

setup()
{
    export OMP_NUM_THREADS=1
    cd "$BATS_TEST_TMPDIR" || return
    cat > forces.yaml <<END
species: atom
representation:
  - {body: 2, geometry: 1/distance, sigma: 0.15, grid: [-0.275, 1.575, 10]}
  - {body: 3, geometry: angle, sigma: 0.4, grid: [-1, 4.14159, 10], scale: 0.7}
kernel: {function: gaussian, sigma: 10}
regression: {property: energy, forces: forces, lambda: 1e-6, baseline: mean}
END
}

# frames FIRST LAST: those of the ethanol trajectory, numbers from 1.
frames()
{
    awk -v first="$1" -v last="$2" 'NR > 11 * (first - 1) && NR <= 11 * last' "$DATA/ethanol-md/ethanol-md.xyz"
}

# train KIND OPTION ...: learns from train.xyz what KIND says; model m.krr, factor m.factor.
train()
{
    if [ "$1" = energies ]; then
        xyz2mbtr -c forces.yaml -s regression.forces=none "${@:2}" train.xyz > train.mbtr
        mbtr-kernel train.mbtr | krr-train --with train.mbtr --factor m.factor > m.krr
    else
        xyz2mbtr -c forces.yaml "${@:2}" --show-recipe > train.yaml
        xyz2mbtr -c train.yaml train.xyz > train.mbtr
        krr-train --with train.mbtr --factor m.factor > m.krr
    fi
}

# Two numbers in a line are below another.
below()
{
    awk -v most="$2" 'NF == 2 { n++; if (!($1 < most && $2 < most)) exit 1 } END { exit n != 1 }' <<< "$1"
}

@test "kernels of energies: deviations of energies and forces are those of plain NumPy" {
    frames 1 9 > train.xyz
    frames 50 51 > test.xyz
    for function in gaussian matern52; do
        train energies -s kernel.function=$function
        krr-predict -m m.krr --stddev m.factor --xyz test.xyz > out.xyz
        run -0 "$PYTHON" "$ROOT/tests/reference/deviations.py" energies forces.yaml train.xyz test.xyz out.xyz $function 10 1e-6
        below "$output" 1e-6 || fail "$function: $output"
    done
    # Those of energies are those that rows of the kernel tell.
    xyz2mbtr -c forces.yaml -s regression.forces=none -s kernel.function=matern52 test.xyz > test.mbtr
    mbtr-kernel train.mbtr | krr-train > rows.krr
    mbtr-kernel -x train.mbtr test.mbtr | krr-predict -m rows.krr --stddev m.factor | cut -f 6 | tail -n +2 > right
    sed -n 's/.* energy_stddev=\([^ ]*\).*/\1/p' out.xyz > found
    run -0 "$PYTHON" -c 'import numpy as n; a, b = n.loadtxt("right"), n.loadtxt("found"); assert abs(a / b - 1).max() < 1e-9, a / b'
}

@test "kernels of forces: deviations of energies and forces are those of plain NumPy, with exchanged atoms and without" {
    frames 1 4 > train.xyz
    frames 50 52 > test.xyz
    for way in matern52 'gaussian 1,2,3,5,4,6,8,7,9'; do
        read -r function group <<< "$way"
        train forces -s kernel.function="$function" ${group:+-s "symmetry=[[$group]]"}
        krr-predict -m m.krr --stddev m.factor --xyz test.xyz > out.xyz
        # shellcheck disable=SC2086
        run -0 "$PYTHON" "$ROOT/tests/reference/deviations.py" forces forces.yaml train.xyz test.xyz out.xyz $function 10 1e-6 $group
        below "$output" 1e-6 || fail "$way: $output"
    done
    # Structures of different atoms, and of elements that the training set lacks.
    frames 5 6 | awk 'NR % 11 == 1 { $1 = 8 } NR % 11 { print }' >> train.xyz
    frames 53 53 | sed '3s/C/N/' >> test.xyz
    train forces -s species=element
    krr-predict -m m.krr --stddev m.factor --xyz test.xyz > out.xyz
    run -0 "$PYTHON" "$ROOT/tests/reference/deviations.py" forces train.yaml train.xyz test.xyz out.xyz gaussian 10 1e-6
    below "$output" 1e-6 || fail "$output"
}

@test "deviations do not depend on threads, are less where there was something to learn, and turn with the molecule" {
    frames 1 10 > train.xyz
    frames 60 60 > one.xyz
    awk -v OFMT=%.17g 'NR <= 2 { print; next } { print $1, -$3, $2, $4, -$6, $5, $7 }' one.xyz > turned.xyz
    # The hydrogen of the hydroxyl group farther away.
    awk 'NR == 11 { $2 += 1; $3 += 1 } { print }' one.xyz > far.xyz
    cat train.xyz one.xyz turned.xyz far.xyz > new.xyz
    for kind in energies forces; do
        train $kind
        krr-predict -j 1 -m m.krr --stddev m.factor --xyz new.xyz > out.xyz
        krr-predict -j 3 -m m.krr --stddev m.factor --xyz new.xyz | cmp - out.xyz
        # All else is as without.
        sed 's/ energy_stddev=[^ ]*//; s/:forces_stddev:R:3//' out.xyz |
            awk 'NF == 13 { $8 = $9 = $10 = ""; gsub(/ +/, " ") } { print }' > found
        krr-predict -m m.krr --xyz new.xyz | diff found -
        run -0 "$PYTHON" - "$ROOT/tests/reference" $kind << 'PY'
import sys
sys.path.insert(0, sys.argv[1])
import numpy as np
from deviations import found
energy, force = found('out.xyz')
force = np.sqrt((force.reshape(13, 9, 3)**2).sum(1))
print(energy, force)
assert 3 * energy[:10].max() < energy[10] < 0.8 * energy[12]
if sys.argv[2] == 'forces':
    assert 3 * force[:10].max() < force[10].min() and force[10].max() < force[12].max()
assert abs(energy[11] / energy[10] - 1) < 1e-6
assert abs(force[11] / force[10, [1, 0, 2]] - 1).max() < 1e-6
PY
    done
    krr-train -j 3 --with train.mbtr --factor three.factor | cmp - m.krr
    cmp three.factor m.factor
}

# linear RECIPE OPTION ...: learns from train.xyz by normal equations; deviations of test.xyz are NumPy's.
linear()
{
    local part
    xyz2mbtr -c "$1" "${@:2}" train.xyz > train.mbtr
    krr-train --primal train.mbtr --factor m.factor > m.krr
    krr-predict -m m.krr --stddev m.factor --xyz test.xyz > out.xyz
    for part in train test; do
        assert_at_most 0 linear_forces displace $part.xyz moved.xyz
        xyz2mbtr -c "$1" "${@:2}" -s regression.forces=none -s regression.stress=none moved.xyz > $part.moved.mbtr
    done
    assert_at_most 1e-6 linear_forces uncertain out.xyz m.krr train.mbtr train.moved.mbtr test.moved.mbtr
}

@test "linear models of forces: deviations of energies, forces and stress are those of NumPy's least squares" {
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
    { frames 1 4 | awk 'NR % 11 == 1 { $1 = 8 } NR % 11 { print }'; frames 7 8; } > train.xyz
    frames 50 51 > test.xyz
    linear molecules.yaml -s regression.lambda_energy=1e-5
    krr-train --primal train.mbtr | cmp - m.krr
    krr-train -j 3 --primal train.mbtr --factor three.factor | cmp - m.krr
    cmp three.factor m.factor
    krr-predict -j 3 -m m.krr --stddev m.factor --xyz test.xyz | cmp - out.xyz
    # A baseline of elements that come one after the other, the lighter ones last.
    for n in 2 3; do
        frames "$n" 3 | awk -v n=$n '(NR - 1) % 11 > n + 1 { next } NR % 11 == 1 { $1 = n } { print }'
    done > train.xyz
    frames 6 7 >> train.xyz
    linear molecules.yaml -s regression.baseline=composition
    assert_at_most 0 linear_forces make crystal 8 all.xyz
    awk 'NR <= 30' all.xyz > train.xyz
    awk 'NR > 30' all.xyz > test.xyz
    linear crystals.yaml
}

@test "environments, and tensors of atoms: deviations are those of NumPy's least squares, and do not depend on threads" {
    cat > atoms.yaml << 'YAML'
representation:
  - {body: 2, geometry: distance, reach: 4.5, taper: 1.5, sigma: 0.4, grid: [1, 5, 10], scale: 1.3}
  - {body: 3, geometry: cos_angle, weighting: 1/normnormnorm, reach: 3.8, taper: 1.5, sigma: 0.4, grid: [-1, 1, 6], scale: 4}
kernel: {atoms: sum, match: element, environments: 8, sum: [{function: linear, weight: 0.5}, {function: gaussian, sigma: 5}]}
regression: {property: energy, forces: forces, stress: stress, lambda: 1e-3, baseline: composition}
YAML
    none=(-s regression.forces=none -s regression.stress=none)
    assert_at_most 0 linear_forces make crystal 8 all.xyz
    awk 'NR <= 30' all.xyz > train.xyz
    # One that has atoms of an element that the training set lacks.
    awk 'NR > 30' all.xyz | sed '$s/^[A-Z][a-z]*/Ag/' > test.xyz
    for part in train test; do
        assert_at_most 0 linear_forces displace $part.xyz moved.xyz
        xyz2mbtr -c atoms.yaml "${none[@]}" moved.xyz > $part.moved.mbtr
    done
    xyz2mbtr -c atoms.yaml train.xyz > train.mbtr
    for way in '--primal kernel={atoms: sum, environments: 0, function: linear}' '--with regression={stress: none, lambda_energy: 1e-5}' \
        '--with kernel={atoms: average, environments: 7, function: matern52, sigma: 4}' \
        '--with regression={noise_energy: 0.003, noise_forces: 0.1, noise_stress: 0.02}'; do
        read -r kind option <<< "$way"
        krr-train "$kind" train.mbtr -s "$option" -s regression.baseline=mean --factor m.factor > m.krr
        krr-predict -m m.krr --stddev m.factor --xyz test.xyz > out.xyz
        assert_at_most 1e-6 environments uncertain out.xyz m.krr train.mbtr train.moved.mbtr test.moved.mbtr
    done
    krr-train -j 3 --with train.mbtr -s "$option" -s regression.baseline=mean --factor three.factor > m.krr
    cmp three.factor m.factor
    krr-predict -j 3 -m m.krr --stddev m.factor --novelty --xyz test.xyz | sed 's/ novelty.* pbc/ pbc/' | cmp - out.xyz
    # Of energies alone.
    xyz2mbtr -c atoms.yaml "${none[@]}" -s regression.baseline=mean train.xyz > train.mbtr
    krr-train --with train.mbtr --factor m.factor > m.krr
    krr-predict -m m.krr --stddev m.factor --xyz test.xyz > out.xyz
    assert_at_most 1e-6 environments uncertain out.xyz m.krr train.mbtr train.mbtr test.moved.mbtr
}
