load common
load reference/learn

setup_file()
{
    cd "$BATS_FILE_TMPDIR"
    make_sets
}

setup()
{
    cd "$BATS_FILE_TMPDIR"
}

@test "every kernel function is NumPy's, symmetric and against a training set" {
    for kernel in '{function: linear}' '{function: gaussian, sigma: 8}' '{function: laplacian, sigma: 100}' \
        '{function: matern32, sigma: 8}' '{function: matern52, sigma: 8}'; do
        mbtr-kernel -s "kernel=$kernel" train.mbtr > k
        assert_numpy kernel k train.mbtr train.mbtr
        mbtr-kernel -s "kernel=$kernel" -x train.mbtr test.mbtr > x
        assert_numpy kernel x test.mbtr train.mbtr
        assert_numpy self x test.mbtr
    done
}

G='{function: gaussian, sigma: 2, terms: [1]}'
SUM="{sum: [$G, {function: laplacian, sigma: 20, terms: [2], weight: 0.5}, {function: linear, weight: 1e-4}]}"
PRODUCT="{product: [$G, {function: matern32, sigma: 3, terms: [2]}, {function: gaussian, sigma: 16}]}"

@test "sums and products of kernels over terms are NumPy's" {
    for kernel in "$SUM" "$PRODUCT" "{sum: [$G]}" '{sum: [{function: gaussian, sigma: 2, weight: 3, terms: [2, 1]},
        {function: matern52, sigma: 9, weight: 0.1, terms: [1, 2]}]}'; do
        mbtr-kernel -s search={} -s "kernel=$kernel" train.mbtr > k
        assert_numpy kernel k train.mbtr train.mbtr
        assert_numpy definite k
        mbtr-kernel -s search={} -s "kernel=$kernel" -x train.mbtr test.mbtr > x
        assert_numpy kernel x test.mbtr train.mbtr
        [ "$(mbtr-cat --header k | grep digest)" = "$(mbtr-cat --header x | grep digest)" ]
    done
    mbtr-cat --header x | grep '^kernel: {sum: \[{function: gaussian, sigma: 2, terms: \[1, 2\], weight: 3}, '
}

@test "parts, weights and terms are in the digest" {
    for set in kernel.1.sigma=2 kernel.1.sigma=3 kernel.2.weight=0.25 'kernel.3.terms=[1]' kernel.3.function=gaussian; do
        mbtr-kernel -s search={} -s "kernel=$SUM" -s kernel.3.sigma=1 -s "$set" test.mbtr | mbtr-cat --header | grep digest
    done > digests
    [ "$(sort -u digests | wc -l)" -eq 5 ]
}

@test "a kernel of one part has the digest that it always had" {
    printf '1\nid=He\nHe 0 0 0\n' > he.xyz
    echo 'representation: [{body: 1, geometry: count, sigma: 2^-20, grid: [0.5, 2.5, 2]}]' > he.yaml
    xyz2mbtr -c he.yaml he.xyz > he.mbtr
    mbtr-kernel -s 'kernel={function: gaussian, sigma: 8}' he.mbtr | mbtr-cat --header | grep -x 'digest: 3371417db1bfe492'
    mbtr-kernel -s 'kernel={function: linear, sigma: 8}' he.mbtr | mbtr-cat --header | grep -x 'digest: 1a809b306fb32229'
}

@test "the right numbers for crystals with few blocks in common" {
    xyz2mbtr -c crystals "$DATA/alloy/cupt-emt.xyz" > alloy.mbtr
    for function in gaussian laplacian matern32 matern52; do
        mbtr-kernel -s kernel.function=$function alloy.mbtr > k
        assert_numpy kernel k alloy.mbtr alloy.mbtr
    done
}

@test "scales of terms apply, and may be overridden" {
    mbtr-kernel -s representation.1.scale=2 -s representation.2.scale=0 -s 'kernel={function: linear}' train.mbtr > k
    assert_numpy kernel k train.mbtr train.mbtr
}

# assert_atoms HOW KERNEL COLUMNS ROWS: the kernel of this section, of tensors of atoms, is NumPy's.
assert_atoms()
{
    local question=sum
    [[ $1 != *none* ]] || question=kernel
    mbtr-kernel -s search={} -s "kernel={$1, $2}" "$3" > k
    assert_at_most 1e-12 learn $question k "$3" "$3"
    mbtr-kernel -s search={} -s "kernel={$1, $2}" -x "$3" "$4" > x
    assert_at_most 1e-12 learn $question x "$4" "$3"
    assert_at_most 1e-12 learn "self${question#kernel}" x "$4"
}

@test "kernels of atoms are added up or averaged, all or those of equal elements" {
    awk 'left == 0 {left = $1 + 2; n++} n > 25 {exit} {print; left--}' train.xyz > few.xyz
    awk 'left == 0 {left = $1 + 2; n++} n > 10 {exit} {print; left--}' test.xyz > ten.xyz
    xyz2mbtr -c few-bins.yaml -s kernel.atoms=sum few.xyz > atoms.mbtr
    xyz2mbtr -c few-bins.yaml -s kernel.match=element ten.xyz > others.mbtr
    local how kernel
    for how in 'atoms: sum, match: element' 'atoms: average, match: element' 'atoms: average' 'atoms: none, match: element' 'atoms: sum'; do
        for kernel in 'function: linear' 'function: gaussian, sigma: 2' 'function: laplacian, sigma: 20' \
            'function: matern52, sigma: 2' "${SUM:1:-1}" "${PRODUCT:1:-1}"; do
            assert_atoms "$how" "$kernel" atoms.mbtr others.mbtr
        done
    done
    for correlation in 'elements: [C, N, O], matrix: [[1, 0.5, 0.3], [0.5, 1, 0.5], [0.3, 0.5, 1]]' \
        'elements: [H, C, N, O], factor: [[1, 0.2, 0, 0], [0, 1, 0.8, -0.4]]'; do
        for set in few ten; do
            xyz2mbtr -c few-bins.yaml -s "correlation={$correlation}" -s kernel.match=correlation $set.xyz > $set.mbtr
        done
        for how in 'atoms: sum' 'atoms: none'; do
            for kernel in 'function: gaussian, sigma: 2' "${PRODUCT:1:-1}"; do
                assert_atoms "$how, match: correlation" "$kernel" few.mbtr ten.mbtr
            done
        done
    done
    mbtr-kernel --sum -s search={} -s 'kernel={match: element, function: gaussian, sigma: 2}' atoms.mbtr |
        cmp - <(mbtr-kernel -s search={} -s 'kernel={atoms: sum, match: element, function: gaussian, sigma: 2}' atoms.mbtr)
    for how in atoms=sum atoms=average match=element; do
        run -1 mbtr-kernel -s kernel.$how train.mbtr -o out
        assert_output "mbtr-kernel: train.mbtr: kernel.${how%=*} needs tensors of atoms: xyz2mbtr --local"
    done
    "$PYTHON" "$ROOT/tests/reference/change.py" 'item[3].pop("element")' atoms.mbtr > untold.mbtr
    mbtr-kernel --sum untold.mbtr > k
    run -1 mbtr-kernel -s kernel.match=element untold.mbtr -o out
    assert_output --regexp '^mbtr-kernel: untold.mbtr: record 3 .*: it does not tell the element of its atom, which '
    "$PYTHON" "$ROOT/tests/reference/change.py" 'item[3]["element"] = 92' atoms.mbtr > uranium.mbtr
    run -1 mbtr-cat --check uranium.mbtr
    assert_output --partial 'an atom of an element that its structure does not have'
}

@test "--sum adds up the kernels of atoms" {
    awk 'left == 0 {left = $1 + 2; n++} n > 25 {exit} {print; left--}' train.xyz > few.xyz
    xyz2mbtr --local -c few-bins.yaml few.xyz > atoms.mbtr
    awk 'left == 0 {left = $1 + 2; n++} n > 10 {exit} {print; left--}' test.xyz > ten.xyz
    xyz2mbtr --local -c few-bins.yaml ten.xyz > others.mbtr
    for kernel in '{function: linear}' '{function: gaussian, sigma: 2}' '{function: laplacian, sigma: 20}' \
        '{function: matern52, sigma: 2}' "$SUM" "$PRODUCT"; do
        mbtr-kernel --sum -s search={} -s "kernel=$kernel" atoms.mbtr > k
        assert_numpy sum k atoms.mbtr atoms.mbtr
        mbtr-kernel --sum -s search={} -s "kernel=$kernel" -x atoms.mbtr others.mbtr > x
        assert_numpy sum x others.mbtr atoms.mbtr
        assert_numpy selfsum x others.mbtr
    done
    mbtr-kernel --sum atoms.mbtr | krr-train > m
    mbtr-kernel --sum -x atoms.mbtr others.mbtr | krr-predict -m m > p.tsv
    [ "$(wc -l < p.tsv)" -eq 11 ]
    run -1 bash -o pipefail -c 'mbtr-kernel -x atoms.mbtr others.mbtr | krr-predict -m m'
    assert_output --partial "these rows are of atoms"
    run -1 mbtr-kernel --sum train.mbtr -o out
    assert_output --partial "--sum needs tensors of atoms: xyz2mbtr --local"
    mbtr-cat -r 2- atoms.mbtr > beheaded
    run -1 mbtr-kernel --sum beheaded -o out
    assert_output --regexp "^mbtr-kernel: beheaded: record 1 \(.*:2\): expected atom 1 of a structure, found atom 2$"
    mbtr-cat -r -7 atoms.mbtr > short
    run -1 mbtr-kernel --sum short -o out
    assert_output --regexp "^mbtr-kernel: short: record 7 \(.*:1\): the structure has [0-9]+ atoms, the stream ends after 1$"
    run -1 mbtr-kernel --sum atoms.mbtr beheaded -o out
    assert_output --partial "mbtr-kernel: beheaded: record "
}

@test "blocks that no training structure has count in the kernel of a structure with itself" {
    awk 'left == 0 {left = $1 + 2; n++} n > 3 {exit} {print; left--}' train.xyz > few.xyz
    printf '3\n\nF 0 0 0\nCl 0 0 1.6\nF 0 1.6 1.6\n' > alien.xyz
    cat few.xyz alien.xyz > mixed.xyz
    for local in '' --local; do
        xyz2mbtr $local -c few-bins.yaml few.xyz > few.mbtr
        xyz2mbtr $local -c few-bins.yaml mixed.xyz > mixed.mbtr
        for kernel in '{function: linear}' '{function: gaussian, sigma: 2}' '{function: laplacian, sigma: 20}'; do
            mbtr-kernel -s "kernel=$kernel" ${local:+--sum} -x few.mbtr mixed.mbtr > x
            assert_numpy self${local:+sum} x mixed.mbtr
            [ -n "$local" ] || continue
            mbtr-kernel -s "kernel=$kernel" -s kernel.match=element --sum -x few.mbtr mixed.mbtr > x
            assert_numpy selfsum x mixed.mbtr
        done
    done
}

@test "the same bytes with one and two threads, from a file and a pipe, whole and in parts" {
    mbtr-kernel -j 1 train.mbtr > one
    mbtr-kernel -j 2 < train.mbtr | cmp - one
    mbtr-cat -r -100 train.mbtr > a
    mbtr-cat -r 101- train.mbtr > b
    cat a b | mbtr-kernel | cmp - one
    mbtr-kernel -j 1 -x train.mbtr test.mbtr > one
    cat test.mbtr | mbtr-kernel -j 2 -x train.mbtr | cmp - one
    mbtr-kernel -j 1 -s search={} -s "kernel=$SUM" train.mbtr > one
    mbtr-kernel -j 2 -s search={} -s "kernel=$SUM" < train.mbtr | cmp - one
    mbtr-kernel -j 1 -s search={} -s "kernel=$PRODUCT" -x train.mbtr test.mbtr > one
    mbtr-kernel -j 2 -s search={} -s "kernel=$PRODUCT" -x train.mbtr < test.mbtr | cmp - one
}

# forecast NAME: the value of a quantity in the table of a dry run.
forecast()
{
    awk -F '\t' -v name="$1" '$1 == name { print $2 }' forecast.tsv
}

# Most memory of a command, in bytes.
memory_of()
{
    "$PYTHON" -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(1024 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}

@test "--dry-run counts the operations of common blocks" {
    for n in 1 2 3 4 5; do printf '2\nid=h%d\nH 0 0 0\nH 0 0 1\n' $n; done > h.xyz
    printf '2\nid=f\nH 0 0 0\nF 0 0 1\n' > hf.xyz
    echo 'representation: [{body: 2, geometry: distance, weighting: unity, sigma: 0.02, grid: [0, 2, 100]}]
kernel: {function: linear}' > pairs.yaml
    xyz2mbtr -c pairs.yaml h.xyz hf.xyz > h.mbtr
    mbtr-kernel --dry-run h.mbtr > forecast.tsv
    [ "$(forecast rows) $(forecast columns)" = '6 6' ]
    [ "$(forecast operations)" = $(((5 * 6 + 1 * 2) * 100)) ]
    xyz2mbtr -c pairs.yaml h.xyz > only.mbtr
    mbtr-kernel --dry-run -x only.mbtr h.mbtr > forecast.tsv
    [ "$(forecast rows) $(forecast columns)" = '6 5' ]
    [ "$(forecast operations)" = $((2 * 5 * 5 * 100)) ]
    mbtr-kernel --dry-run -s 'kernel={sum: [{function: linear}, {function: laplacian, sigma: 1}]}' -x only.mbtr h.mbtr \
        > forecast.tsv
    [ "$(forecast operations)" = $((2 * 2 * 5 * 5 * 100)) ]
}

# Prints how many dimensions contributions of unit length span in the bins of this sigma and grid, values from least to most.
dimensions()
{
    "$PYTHON" -c 'import sys
import numpy
from scipy.special import ndtr
sigma, start, stop, bins, least, most = map(float, sys.argv[1:])
edges = numpy.linspace(start, stop, int(bins) + 1)[:, None]
values = numpy.arange(max(least, start - 8 * sigma), min(most, stop + 8 * sigma), sigma / 4)
a, b = (edges[:-1] - values) / sigma, (edges[1:] - values) / sigma
masses = numpy.where(a > 0, ndtr(-a) - ndtr(-b), ndtr(b) - ndtr(a))
singular = numpy.linalg.svd(masses / numpy.linalg.norm(masses, axis=0), compute_uv=False)
print((singular > 1e-7 * singular[0]).sum())' "$@"
}

@test "scalar products and distances take no more operations than bins hold numbers, with the same result" {
    printf '3\nid=a\nO 0 0 0\nH 0 0 1\nH 0 0.9 0\n3\nid=b\nO 0 0 0\nH 0.1 0 1\nH 0 1 0.3\n' > two.xyz
    local of term dim
    for term in 'body: 2, geometry: distance, weighting: unity, sigma: 0.1, grid: [0, 2, 100]' \
        'body: 3, geometry: angle, weighting: unity, sigma: 0.3, grid: [-0.1, 3.2, 61]' \
        'body: 3, geometry: cos_angle, weighting: unity, sigma: 0.2, grid: [-2, 3, 100]'; do
        printf 'representation: [{%s}]\nkernel: {function: linear}\n' "$term" > smooth.yaml
        xyz2mbtr -c smooth.yaml two.xyz > smooth.mbtr
        case $term in
        *cos_angle*) of='-1 1' ;;
        *angle*) of='0 3.141592653589793' ;;
        *) of='0 99' ;;
        esac
        dim=$(sed 's/.*sigma: \([^,]*\), grid: \[\(.*\), \(.*\), \(.*\)\]/\1 \2 \3 \4/' <<< "$term")
        # shellcheck disable=SC2046,SC2086
        dim=$(dimensions $dim $of)
        blocks=$(mbtr-cat --text smooth.mbtr | awk 'NR > 1' | wc -l)
        mbtr-kernel --dry-run smooth.mbtr > forecast.tsv
        echo "$term: $(forecast operations) operations, $blocks blocks, $dim dimensions"
        [ "$(forecast operations)" -le $((blocks / 2 * 6 * (dim + 7))) ]
        [ "$(forecast operations)" -ge $((blocks / 2 * 6 * (dim - 5))) ]
        for kernel in '{function: linear}' '{function: gaussian, sigma: 3}' \
            '{sum: [{function: gaussian, sigma: 3}, {function: laplacian, sigma: 5}]}'; do
            mbtr-kernel -s "kernel=$kernel" smooth.mbtr > k
            assert_numpy kernel k smooth.mbtr smooth.mbtr
        done
    done
}

@test "bins that are none of the recipe's broadening are refused, not taken for what they are not" {
    xyz2mbtr -c molecules train.xyz > smooth.mbtr
    for change in '[1.0 if i % 2 else 0.0 for i in range(n)]' '[1.0] + [0.0] * (n - 1)'; do
        "$PYTHON" "$ROOT/tests/reference/change.py" "blocks = item[3]['tensor'][1]; n = len(blocks['bins'].value) // 8
blocks['bins'] = doubles($change)" smooth.mbtr > foreign.mbtr
        mbtr-cat --check foreign.mbtr
        for command in 'mbtr-kernel foreign.mbtr' 'mbtr-kernel -x foreign.mbtr smooth.mbtr' \
            'mbtr-kernel -x smooth.mbtr foreign.mbtr'; do
            run -1 $command -o k.foreign
            assert_output 'mbtr-kernel: foreign.mbtr: bins hold what no broadening of its recipe leaves in them: they are of another sigma or grid, or no tensors'
        done
        mbtr-kernel -s 'kernel={function: laplacian, sigma: 100}' foreign.mbtr > k
        assert_numpy kernel k foreign.mbtr foreign.mbtr
    done
}

@test "--dry-run tells the bytes that the kernel takes, of memory and of output" {
    xyz-split -n 40 --train some.xyz --test /dev/null test.xyz
    xyz2mbtr --local -c few-bins.yaml some.xyz > atoms.mbtr
    for rows in train.mbtr '-x train.mbtr test.mbtr' '-x test.mbtr train.mbtr' '--sum atoms.mbtr' '--sum -x atoms.mbtr atoms.mbtr'; do
        # shellcheck disable=SC2086
        mbtr-kernel --dry-run $rows > forecast.tsv
        used=$(memory_of mbtr-kernel $rows -o k)
        size=$(wc -c < k)
        echo "$rows: output $(forecast output), is $size; memory $(forecast memory), is $used"
        # What may be missing is the length before each row.
        [ "$(forecast output)" -ge $((size - 8 * $(forecast rows))) ]
        [ "$(forecast output)" -ge $((size * 99 / 100)) ]
        [ "$(forecast output)" -le "$size" ]
        if plain_build; then
            [ "$(forecast memory)" -lt $((used * 5 / 4)) ]
            [ "$(forecast memory)" -gt $(((used - 20000000) * 3 / 4)) ]
        fi
        [ "$(forecast available)" -gt 0 ]
    done
}

@test "too little memory is a message that tells the need, before anything is written" {
    need_plain_build
    seq 30000 | awk '{ printf "1\nid=%d\nHe 0 0 0\n", $1 }' > he.xyz
    echo 'representation: [{body: 1, geometry: count, sigma: 2^-20, grid: [0.5, 2.5, 2]}]
kernel: {function: linear}' > he.yaml
    xyz2mbtr -c he.yaml he.xyz > he.mbtr
    export OMP_NUM_THREADS=1
    ulimit -v 480000
    run -1 timeout 60 mbtr-kernel -j 1 he.mbtr -o out
    assert_output --regexp '^mbtr-kernel: the work on rows needs 0.34[0-9]* GiB, there are 0.[0-9]* GiB; take fewer'
    [ ! -e out ]
}

@test "rows against the training set are the symmetric kernel's, with its digest" {
    mbtr-kernel train.mbtr > k
    mbtr-kernel -x train.mbtr train.mbtr > x
    mbtr-cat --npy k.npy k
    mbtr-cat --npy x.npy x
    "$PYTHON" -c 'import numpy; assert abs(numpy.load("k.npy") - numpy.load("x.npy")).max() < 1e-12'
    [ "$(mbtr-cat --header k | grep digest)" = "$(mbtr-cat --header x | grep digest)" ]
    mbtr-kernel -s kernel.sigma=7 train.mbtr > other
    [ "$(mbtr-cat --header k | grep digest)" != "$(mbtr-cat --header other | grep digest)" ]
}

@test "tensors of another recipe, kernels and cut streams are refused" {
    xyz2mbtr -c few-bins.yaml -s representation.2.sigma=0.3 test.xyz > other.mbtr
    run -1 mbtr-kernel -x train.mbtr other.mbtr -o out
    assert_output --partial "other.mbtr: its tensors were made by another recipe: representation.2.sigma differs"
    run -1 mbtr-kernel -c crystals train.mbtr -o out
    assert_output --partial "another recipe"
    mbtr-kernel test.mbtr > k
    run -1 mbtr-kernel k -o out
    assert_output --partial "expected a stream that holds a tensor, found a kernel"
    head -c 100000 train.mbtr > cut
    run -1 mbtr-kernel -x train.mbtr cut -o out
    assert_output --partial "cut"
    run -1 mbtr-kernel -x cut test.mbtr -o out
    assert_output --partial "cut: byte"
    run -1 mbtr-kernel -x nothere test.mbtr -o out
    [ ! -e out ]
    echo 'representation: [{body: 1, geometry: count, sigma: 1, grid: [0, 1, 1]}]' > plain.yaml
    xyz2mbtr -c plain.yaml test.xyz > plain.mbtr
    run -1 mbtr-kernel plain.mbtr -o out
    assert_output "mbtr-kernel: plain.mbtr: the recipe lacks 'kernel', which mbtr-kernel needs: add it, or give it by -s"
}
