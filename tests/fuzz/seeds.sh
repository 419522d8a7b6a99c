#!/bin/sh
# seeds.sh FOLDER: small inputs for each harness to begin with, FOLDER/NAME/*, by the programs in PATH from tests/data.
# The flags are words without quotes:
# shellcheck disable=SC2086
set -eu

data=$(cd "$(dirname "$0")/../data" && pwd)
mkdir -p "$1/xyz" "$1/recipe" "$1/stream" "$1/table"
cd "$1"

cp "$data"/golden/*.xyz xyz
cp "$data"/golden/*.yaml recipe
cp "$data"/golden/water-*.tsv "$data"/golden/slab-k3.tsv table
awk 'NR <= 40' "$data/molecules/molecules.xyz" > xyz/molecules
awk '{ n = $1; print; for (i = 0; i <= n; i++) { getline; print } } NR > 400 { exit }' "$data/alloy/cupt-emt.xyz" > xyz/alloys
printf '1\nenergy=-1.5D+02 pbc=F "a key"={1 2 3} name=\047x y\047\nH 0 0 0\n' > xyz/plain
printf '2\n7 -76.4 x 0.3\nO 0 0 0 1\n1 1e0 .5 -1.D0\n\n' > xyz/columns
cp "$data"/cases/*.xyz xyz
cp "$data"/cases/*.csv table
printf 'salt\n1.0\n2.8 2.8 0\n0 2.8 2.8\n2.8 0 2.8\nNa Cl\n1 1\nDirect configuration= 1\n0 0 0\n.5 .5 .5\n' > xyz/xdatcar
printf '# CIF\n\ndata_x\n' > xyz/cif
printf '1\r\nProperties=Z:I:1:forces:R:3:pos:R:3\r\n8 0 0 0 1 2 3\r\n' > xyz/numbers
for recipe in $(xyz2mbtr --recipes | cut -f 1); do
    xyz2mbtr -c "$recipe" --show-recipe > "recipe/$recipe"
    # Those that learn forces and stress are of totals.
    xyz2mbtr -q -c "$recipe" -s regression.per=atom --show-recipe > whole 2> /dev/null && mv whole "recipe/$recipe-whole"
done
cat > recipe/sum << 'YAML'
representation:
  - {body: 2, geometry: distance, weighting: 1/distance, sigma: 0.1, grid: [0, 5, 9], reach: 5, taper: 1, cutoff: 1e-6}
  - {body: 3, geometry: angle, weighting: exp, length: 2.5, sigma: 0.1, grid: [0, 3.2, 9], value: density, counting: ordered}
correlation: {elements: [Al, Ga], matrix: [[1, 0.5], [0.5, 1]]}
normalize: l2
kernel: {sum: [{function: gaussian, sigma: 8, terms: [1], weight: 2}, {function: laplacian, sigma: 4}]}
regression: {property: gap, lambda: 1e-3, baseline: mean, per: atom}
search:
  kernel.1.sigma: {start: 8, factor: 2, min: 1, max: 64}
YAML

small='-s representation.1.grid=[0.1,1.2,4] -s representation.2.grid=[-0.15,3.306,4]'
sed -n 1,30p xyz/molecules > m
xyz2mbtr -q -c molecules $small "$data/golden/water-k1-count.xyz" -o t || exit 1
xyz2mbtr -q -c molecules $small --local "$data/golden/water-k1-count.xyz" -o stream/local
xyz2mbtr -q -c molecules $small -s species=atom "$data/golden/water-k1-count.xyz" -o stream/atoms
xyz2cm -q "$data/golden/water-k1-count.xyz" -o stream/matrix
awk '{ n = $1; print; for (i = 0; i <= n; i++) { getline; print } } ++k == 4 { exit }' "$data/molecules/molecules.xyz" > m
xyz2mbtr -q -c molecules $small m -o stream/tensor
mbtr-kernel -q stream/tensor -o stream/kernel
mbtr-kernel -q -x stream/tensor stream/tensor -o stream/rows
krr-train -q --loo table/loo --factor stream/factor stream/kernel -o stream/model
krr-train -q -s regression.baseline=mean stream/kernel -o stream/mean
mbtr-kernel -q -s kernel.function=linear stream/tensor -o stream/linear
krr-train -q -s regression.lambda=1 --primal stream/tensor stream/linear -o stream/primal
krr-predict -q -m stream/model stream/rows -o table/predictions
rm -f m t whole

# The harness takes 1 for the hash of any stream.
python3 - stream/* << 'PYTHON'
import re, sys
for path in sys.argv[1:]:
    bytes = open(path, "rb").read()
    open(path, "wb").write(re.sub(rb"\x64xxh3\x1b.{8}", b"\x64xxh3\x01", bytes, flags=re.S))
PYTHON
