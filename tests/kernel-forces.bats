# Kernel models of forces (krr-train --with, krr-predict --xyz) and the symmetry of molecules.
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
regression: {property: energy, forces: forces, lambda: 1e-9, baseline: mean}
END
}

# frames FIRST LAST: those of the ethanol trajectory, numbers from 1.
frames()
{
    awk -v first="$1" -v last="$2" 'NR > 11 * (first - 1) && NR <= 11 * last' "$DATA/ethanol-md/ethanol-md.xyz"
}

# Least: the first number of a line is below the bounds of the second and third argument.
below()
{
    awk -v e="$2" -v f="$3" 'NF == 2 { n++; if (!($1 < e && $2 < f)) exit 1 } END { exit n != 1 }' <<< "$1"
}

@test "energies and forces are those of plain NumPy, with exchanged atoms and without" {
    local function group
    frames 1 4 > train.xyz
    frames 50 52 > test.xyz
    for function in gaussian matern52; do
        for group in '' '1,2,3,5,4,6,8,7,9'; do
            xyz2mbtr -c forces.yaml -s kernel.function=$function ${group:+-s "symmetry=[[$group]]"} train.xyz > train.mbtr
            krr-train --with train.mbtr > m.krr
            krr-predict -m m.krr --xyz test.xyz > out.xyz
            # shellcheck disable=SC2086
            run -0 "$PYTHON" "$ROOT/tests/reference/kernel_forces.py" forces.yaml train.xyz test.xyz out.xyz $function 10 1e-9 $group
            below "$output" 1e-6 1e-6 || fail "$function, '$group': $output"
        done
    done
}

@test "a model of forces exchanges equal atoms, turns with the molecule and has no net force" {
    frames 1 10 > train.xyz
    frames 60 60 > one.xyz
    # Two hydrogens of the methyl group exchanged, and both of the other carbon; then all turned about z.
    awk 'NR <= 2 { print; next } { line[NR - 2] = $0 } END { split("1 2 3 5 4 6 8 7 9", p); for (i = 1; i <= 9; i++) print line[p[i]] }' \
        one.xyz > exchanged.xyz
    awk -v OFMT=%.17g 'NR <= 2 { print; next } { print $1, -$3, $2, $4, -$6, $5, $7 }' one.xyz > turned.xyz
    xyz2mbtr -c forces.yaml -s 'symmetry=[[1,2,3,5,4,6,8,7,9]]' train.xyz > train.mbtr
    krr-train --with train.mbtr > m.krr
    krr-predict -m m.krr --xyz one.xyz exchanged.xyz turned.xyz > out.xyz
    run -0 "$PYTHON" - <<'PY'
import re
import numpy as np
lines = open('out.xyz').read().splitlines()
frames = [lines[i:i + 11] for i in range(0, 33, 11)]
energy = [float(re.search(r'(?:^|\s)energy=(\S+)', f[1]).group(1)) for f in frames]
x, force = ([np.array([line.split()[k:k + 3] for line in f[2:]], float) for f in frames] for k in (1, 4))
p = [0, 1, 2, 4, 3, 5, 7, 6, 8]
turned = np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1]])
assert np.ptp(energy) < 1e-9 * abs(force[0]).max(), energy
assert abs(force[1] - force[0][p]).max() < 1e-9 * abs(force[0]).max()
assert abs(force[2] - force[0] @ turned.T).max() < 1e-9 * abs(force[0]).max()
assert abs(force[0].sum(0)).max() < 1e-10 * abs(force[0]).max()
assert abs(np.cross(x[0], force[0]).sum(0)).max() < 1e-9 * abs(force[0]).max()
PY
}

@test "models of forces, stress and energies predict derivatives of their own energies" {
    local kind function
    frames 1 6 > train.xyz
    frames 70 71 > new.xyz
    xyz2mbtr -c forces.yaml -s 'symmetry=[[1,2,3,5,4,6,8,7,9]]' train.xyz > t.mbtr
    krr-train --with t.mbtr > m.krr
    predict m.krr new
    assert_at_most 1e-6 linear_forces differences new.out new.moved.out
    cat > crystals.yaml <<END
representation:
  - {body: 2, geometry: distance, reach: 4.5, taper: 1.5, sigma: 0.4, grid: [1, 5, 14], scale: 1.3}
  - {body: 3, geometry: cos_angle, weighting: 1/normnormnorm, reach: 3.8, taper: 1.5, sigma: 0.4, grid: [-1, 1, 6], scale: 4}
kernel: {function: gaussian, sigma: 20}
regression: {property: energy, forces: forces, stress: stress, lambda: 1e-6, baseline: composition}
END
    for kind in slab crystal; do
        assert_at_most 0 linear_forces make $kind 6 $kind.xyz
        head -n 15 $kind.xyz > some-$kind.xyz
    done
    cat slab.xyz crystal.xyz > all.xyz
    xyz2mbtr -c crystals.yaml all.xyz > t.mbtr
    krr-train --with t.mbtr > forces.krr
    for function in gaussian matern52; do
        xyz2mbtr -c crystals.yaml -s regression.forces=none -s regression.stress=none -s kernel.function=$function all.xyz > e.mbtr
        mbtr-kernel e.mbtr | krr-train --with e.mbtr > $function.krr
    done
    for kind in slab crystal; do
        for model in forces gaussian matern52; do
            predict $model.krr some-$kind
            assert_at_most 1e-6 linear_forces differences some-$kind.out some-$kind.moved.out
        done
    done
}

@test "a model of energies that holds its tensors predicts what rows of its kernel do" {
    frames 1 20 > train.xyz
    frames 30 34 > new.xyz
    xyz2mbtr -c forces.yaml -s regression.forces=none -s regression.lambda=1e-6 -s kernel.sigma=5 train.xyz > t.mbtr
    mbtr-kernel t.mbtr > t.kernel
    krr-train t.kernel > rows.krr
    krr-train --with t.mbtr t.kernel > with.krr
    xyz2mbtr -c forces.yaml -s regression.forces=none new.xyz > new.mbtr
    mbtr-kernel -x t.mbtr new.mbtr | krr-predict -m rows.krr | cut -f 5 | tail -n +2 > right
    krr-predict -m with.krr --xyz new.xyz | sed -n 's/.* energy=\([^ ]*\).*/\1/p' > found
    [ "$(wc -l < found)" -eq 5 ]
    run -0 "$PYTHON" -c 'import numpy as n; a, b = n.loadtxt("right"), n.loadtxt("found"); assert abs(a - b).max() < 1e-7, a - b'
    # Tensors that the kernel was not made of.
    run -1 krr-train --with new.mbtr t.kernel
    assert_output --partial 'these are not the tensors that the kernel was made of'
}

@test "models and predictions of forces do not depend on the number of threads" {
    frames 1 12 > train.xyz
    xyz2mbtr -c forces.yaml -s 'symmetry=[[1,2,3,5,4,6,8,7,9]]' train.xyz > train.mbtr
    krr-train -j 1 --with train.mbtr > one.krr
    krr-train -j 3 --with train.mbtr > three.krr
    cmp one.krr three.krr
    krr-predict -j 1 -m one.krr --xyz train.xyz > one.xyz
    krr-predict -j 3 -m one.krr --xyz train.xyz > three.xyz
    cmp one.xyz three.xyz
}

@test "with exchanged atoms forces of ethanol have less than half the error" {
    local symmetry
    frames 1 60 > train.xyz
    frames 61 100 > test.xyz
    for symmetry in none auto; do
        xyz2mbtr -q -c forces.yaml -s symmetry=$symmetry train.xyz > train.mbtr
        krr-train -q --with train.mbtr > m.krr
        krr-predict -m m.krr --xyz test.xyz > $symmetry.xyz
    done
    run -0 "$PYTHON" - <<'PY'
import numpy as np
def error(path):
    rows = [line.split() for line in open(path) if len(line.split()) == 10]
    x = np.array([row[4:] for row in rows], float)
    return abs(x[:, :3] - x[:, 3:]).mean()
none, auto = error('none.xyz'), error('auto.xyz')
print(none, auto)
assert auto < 0.5 * none
PY
}

@test "permutations are found: six of ethanol, whatever the order of its atoms" {
    local order
    for order in '1 2 3 4 5 6 7 8 9' '9 4 2 7 1 3 8 6 5'; do
        awk -v order="$order" '(NR - 1) % 11 < 2 { print; next }
            { line[(NR - 1) % 11 - 1] = $0 } (NR - 1) % 11 == 10 { split(order, p); for (i = 1; i <= 9; i++) print line[p[i]] }' \
            "$DATA/ethanol-md/ethanol-md.xyz" > e.xyz
        xyz2mbtr -q -c forces.yaml -s symmetry=auto e.xyz > e.mbtr
        mbtr-cat --header e.mbtr | sed -n 's/.*symmetry: \(\[\[.*\)/\1/p' > found
        run -0 "$PYTHON" - "$order" <<'PY'
import itertools
import json
import sys
order = [int(a) - 1 for a in sys.argv[1].split()]
generators = [tuple(a - 1 for a in p) for p in json.load(open('found'))]
group = {tuple(range(9))}
while True:
    more = group | {tuple(a[i] for i in b) for a in group for b in generators}
    if more == group:
        break
    group = more
# In the file's own order: the methyl group turns, or is mirrored while the two hydrogens of the other carbon change places.
wanted = set()
for three in itertools.permutations((3, 4, 5)):
    odd = sum(three[i] > three[j] for i in range(3) for j in range(i + 1, 3)) % 2
    wanted.add((0, 1, 2, *three, *((7, 6) if odd else (6, 7)), 8))
back = {old: new for new, old in enumerate(order)}
wanted = {tuple(back[p[old]] for old in order) for p in wanted}
assert group == wanted, (group, wanted)
PY
    done
    xyz2mbtr -q -c forces.yaml -s symmetry=classes "$DATA/ethanol-md/ethanol-md.xyz" > e.mbtr
    run -0 mbtr-cat --header e.mbtr
    assert_output --partial 'symmetry: {classes: [1, 2, 3, 4, 4, 4, 7, 7, 9]}'
}

@test "permutations of malonaldehyde, benzene, toluene and uracil" {
    local molecule wanted
    for molecule in malonaldehyde:4 benzene:12 toluene:12 uracil:1; do
        need_data rmd17/${molecule%:*}.xyz.xz
        wanted=${molecule#*:}
        xzcat "$MBTR_DATA/rmd17/${molecule%:*}.xyz.xz" | awk 'NR == 1 { n = 200 * ($1 + 2) } NR <= n' > m.xyz
        xyz2mbtr -q -c forces.yaml -s symmetry=auto m.xyz > m.mbtr
        mbtr-cat --header m.mbtr | sed -n 's/.*symmetry: \(\[\[.*\)/\1/p' > found
        run -0 "$PYTHON" - "$wanted" <<'PY'
import json
import sys
text = open('found').read()
generators = [tuple(a - 1 for a in p) for p in json.loads(text)] if text else []
group = {tuple(range(len(generators[0])))} if generators else {()}
while True:
    more = group | {tuple(a[i] for i in b) for a in group for b in generators}
    if more == group:
        break
    group = more
assert len(group) == int(sys.argv[1]), group
PY
    done
}

@test "classes give equal atoms one label: the tensor does not tell them apart" {
    frames 1 1 > one.xyz
    awk 'NR <= 2 { print; next } { line[NR - 2] = $0 } END { split("1 2 3 4 5 6 8 7 9", p); for (i = 1; i <= 9; i++) print line[p[i]] }' \
        one.xyz > exchanged.xyz
    xyz2mbtr -c forces.yaml -s 'symmetry={classes: [1, 2, 3, 4, 4, 4, 7, 7, 9]}' one.xyz exchanged.xyz > e.mbtr
    mbtr-cat --npy e.npy e.mbtr
    run -0 "$PYTHON" -c 'import numpy as np; x = np.load("e.npy"); assert abs(x[0] - x[1]).max() < 1e-12 and x.any()'
    mbtr-cat -t e.mbtr | awk 'NR > 1 { print $3 }' > keys
    [ "$(wc -l < keys)" -gt 20 ]
    run -1 grep '[568]' keys
}
