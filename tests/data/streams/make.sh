#!/bin/sh
# make.sh: makes a stream of each kind in this folder, by the programs in PATH, from structures beside it. All numbers are whole,
# or halves, so that no processor rounds them otherwise.
set -eu

data=$(cd "$(dirname "$0")" && pwd)
cat > whole.yaml << 'YAML'
representation:
  - {body: 1, geometry: atomic_number, sigma: 0.001, grid: [0.5, 10.5, 10]}
kernel: {function: linear}
regression: {property: energy, lambda: 0, baseline: none}
YAML

xyz2mbtr -c whole.yaml "$data/atoms.xyz" -o tensor.mbtr
xyz2mbtr -c whole.yaml --local "$data/atoms.xyz" -o local.mbtr
head -n 4 "$data/atoms.xyz" | xyz2cm --matrix 1/distance -s species=atom -o matrix.mbtr
mbtr-kernel tensor.mbtr -o symmetric.kernel
mbtr-kernel -x tensor.mbtr tensor.mbtr -o rows.kernel
mbtr-kernel -x local.mbtr local.mbtr -o atoms.kernel
mbtr-kernel --sum local.mbtr -o sum.kernel
near='{atoms: sum, match: element, function: gaussian, sigma: 1}'
mbtr-kernel -s "kernel=$near" -x local.mbtr local.mbtr -o nearest.kernel
mbtr-kernel -s "kernel=$near" local.mbtr | krr-train -o nearest.krr
krr-train --factor factor.krr --loo loo.tsv symmetric.kernel -o dual.krr
krr-train --primal tensor.mbtr symmetric.kernel -o primal.krr
krr-train -s regression.baseline=mean -s regression.per=atom symmetric.kernel -o mean.krr
{
    printf '2\nProperties=species:S:1:pos:R:3:charge:R:1 name=two\nH 0 0 0 0.5\nF 0 0 1 -0.5\n'
    printf '1\nProperties=species:S:1:pos:R:3:charge:R:1 name=one\nH 0 0 0 0\n'
} | xyz2mbtr -c whole.yaml --local -o charges.mbtr
mbtr-kernel -x charges.mbtr charges.mbtr -o charges.kernel
{
    printf '2\nProperties=species:S:1:pos:R:3:forces:R:3 Lattice="4 0 0 0 4 0 0 0 4" energy=1 stress="1 2 3 0.5 -0.5 4" name=two\n'
    printf 'Li 0 0 0 1 -2 0.5\nF 2 0 0 -1 2 -0.5\n'
    printf '1\nProperties=species:S:1:pos:R:3:forces:R:3 energy=2 name=one\nHe 0 0 0 0 0 0\n'
} | xyz2mbtr -c whole.yaml -s regression='{property: energy, forces: forces, stress: stress}' -o forces.mbtr
xyz2cm --matrix 1/distance -s species=atom -s 'kernel={function: gaussian, sigma: 1}' \
    -s regression='{property: energy, forces: forces, lambda: 1}' "$data/frames.xyz" -o frames.mbtr
krr-train --with frames.mbtr -o slopes.krr
# Its factor has roots of whole numbers alone, and so has that of the stress of a crystal, whose neighbours have no broadening.
mbtr-cat -r 2 frames.mbtr | krr-train -s regression.lambda=9 --with - --factor derivatives.krr -o model
near='{body: 2, geometry: distance, weighting: 1/distance, reach: 2, taper: 0.5, sigma: 0.001, grid: [0.5, 1.5, 1]}'
printf '2\nLattice="4 0 0 0 4 0 0 0 4" energy=0 stress="0 0 0 0 0 0 0 0 0" name=one\nH 0 0 0\nF 0 0 1\n' |
    xyz2mbtr -c whole.yaml -s "representation=[$near]" -s 'kernel={function: gaussian, sigma: 1}' \
        -s regression='{property: energy, stress: stress, lambda: 3.375}' |
    krr-train --with - --factor virial.krr -o model
mbtr-cat -r 2 frames.mbtr | krr-train -s kernel.function=linear --primal - --factor weights.krr -o linear.krr \
    -s regression='{property: energy, forces: forces, lambda: 2, baseline: none}'
none='{property: energy, forces: none, lambda: 1}'
mbtr-kernel frames.mbtr | krr-train -s "regression=$none" --with frames.mbtr -o weighted.krr
sparse='kernel={atoms: sum, match: element, environments: 2, sum: [{function: linear}, {function: gaussian, sigma: 1}]}'
{
    printf '2\nenergy=0 name=two\nH 0 0 0\nF 0 0 2\n1\nenergy=0 name=one\nH 0 0 0\n'
} | xyz2mbtr -c whole.yaml -s regression.lambda=1 -s "$sparse" -o environments.mbtr
krr-train --with environments.mbtr -o environments.krr
mbtr-kernel -s regression.of=atoms charges.mbtr |
    krr-train -s regression='{property: charge, of: atoms, lambda: 1}' -o charges.krr
all='kernel={atoms: sum, match: element, environments: 0, function: linear}'
mbtr-kernel -s "$all" environments.mbtr | krr-train --with environments.mbtr -s "$all" -o held.krr
