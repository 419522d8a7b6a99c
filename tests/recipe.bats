load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
    printf '2\n\nH 0 0 0\nH 0 0 0.74\n' > m.xyz
}

# refused YAML MESSAGE
refused()
{
    printf '%b' "$1" > r.yaml
    run -1 xyz2mbtr -c r.yaml -o out m.xyz
    assert_output --partial "$2"
    [ ! -e out ]
}

T='representation:\n  - {body: 2, geometry: distance, sigma: 0.1, grid: [0, 2, 10]'

@test "mistakes are named with file, line and column" {
    refused "$T, nonsense: 1}\n" "r.yaml:2:65: unknown key 'nonsense'; a term has 'body'"
    refused "$T}\nkernels: {}\n" "r.yaml:3:1: unknown key 'kernels'"
    refused "$T, scale: big}\n" "r.yaml:2:72: expected a number, found 'big'"
    refused "$T, scale: -1}\n" "expected at least 0, found '-1'"
    refused "$T, sigma: 1}\n" "key 'sigma' comes twice"
    refused "$T, weighting: exp}\n" "'length' is missing"
    refused "$T, weighting: 1/count}\n" "the body does not fit the weighting 1/count"
    refused "$T, taper: 1}\n" "'taper' needs a 'reach'"
    refused "$T, weighting: sqrt}\n" "expected 'unity', '1/count'"
    refused "$T}\nkernel: {function: gaussian}\n" "kernel: 'sigma' is missing"
    refused "$T}\nkernel: [1]\n" "r.yaml:3:9: expected kernel, found a list"
    refused "$T}\nkernel: {summ: []}\n" "r.yaml:3:10: unknown key 'summ'; a kernel without 'sum' or 'product' has 'atoms', 'match', 'environments', 'function' or 'sigma'"
    refused "$T}\nkernel: {sum: []}\n" "r.yaml:3:15: the sum has no part"
    refused "$T}\nkernel: {product: {}}\n" "r.yaml:3:19: expected a list of kernels, found a map"
    refused "$T}\nkernel: {sum: [{function: linear}], sigma: 1}\n" "r.yaml:3:37: unknown key 'sigma'; a kernel with 'sum' has 'atoms', 'match' or 'environments' besides"
    refused "kernel: {sum: [{function: linear, terms: [1, 2]}]}\n$T}\n" "r.yaml:1:46: the representation has no term 2"
    refused "$T}\nkernel: {sum: [{function: linear, terms: []}]}\n" "r.yaml:3:42: the list has no term"
    refused "$T}\nkernel: {sum: [{function: linear, terms: [1, 1]}]}\n" "r.yaml:3:46: term 1 comes twice"
    refused "$T}\nkernel: {sum: [{function: linear, terms: [0]}]}\n" "expected a whole number from 1 to 64, found '0'"
    refused "$T}\nkernel: {sum: [{function: linear, weight: -1}]}\n" "expected at least 0, found '-1'"
    refused "$T}\nkernel: {sum: [{product: [{function: linear}]}]}\n" "unknown key 'product'; a part of a sum has 'function'"
    refused "$T}\nkernel: {product: [{function: linear, weight: 2}]}\n" "unknown key 'weight'; a part of a product has 'function'"
    refused "$T}\nkernel: {sum: [{function: linear}, {function: gaussian}]}\n" "kernel: part 2: 'sigma' is missing"
    refused "$T}\nkernel: {sum: [{sigma: 1}]}\n" "kernel: part 1: 'function' is missing"
    refused "$T}\nkernel: {sum: [{function: linear}]}\nsearch: {kernel.sigma: {start: 1, factor: 2, min: 0, max: 3}}\n" \
        "search: kernel.sigma: the recipe has no such number"
    refused "$T}\nsearch: {kernel.width: {start: 1, factor: 2, min: 0, max: 3}}\n" "search: kernel.width: the recipe has no such number"
    refused "$T}\nsearch: {representation.1.sigma: {start: 5, factor: 2, min: 0, max: 3}}\n" "min <= start <= max"
    refused "$T}\nsearch: {representation.1.sigma: [0.1]}\n" "search: representation.1.sigma: it is a number: it takes start, min, max and a factor or a step"
    refused "$T}\nsearch: {normalize: {start: 1, factor: 2, min: 0, max: 3}}\n" "search: normalize: it is a name: it takes a list of names"
    refused "$T}\nsearch: {normalize: []}\n" "r.yaml:3:21: the list of names is empty"
    refused "$T}\nsearch: {normalize: [l2, l2]}\n" "'l2' comes twice"
    refused "$T}\nsearch: {normalize: [$(seq -s, 65)]}\n" "the list has more than 64 names"
    refused "$T}\nsearch: {representation.1.sigma: {start: 5, factor: 2, min: 1, max: 1e20}}\n" \
        "search: representation.1.sigma: expected numbers from 1e-12 to 1e+12, found 1 to 1e+20"
    refused 'representation:\n  - {body: 2, geometry: distance, sigma: 0.1, grid: [1, 1.00000001, 100000]}\n' "too narrow for edges at 1"
    refused "$T}\nsearch: {normalize: [l2, l3]}\n" "search: normalize: there is no 'l3'"
    refused "$T}\nsearch: {representation.1.weighting: [unity, exp]}\n" "weighting: exp: term 1 of the representation: 'length'"
    refused 'representation: []\n' "the representation has no term"
    refused 'kernel: {function: linear}\n' "the recipe has no 'representation'"
    refused 'representation:\n  - {body: 2, geometry: angle, sigma: 0.1, grid: [0, 2, 10]}\n' "does not fit the geometry"
    refused 'representation:\n  - {body: 5, geometry: angle, sigma: 0.1, grid: [0, 2, 10]}\n' "expected a whole number from 1 to"
    refused 'representation:\n  - {body: 2, geometry: distance, sigma: 0.1, grid: [2, 0, 10]}\n' "r.yaml:2:53: the grid's last edge 0"
    refused 'representation:\n  - {body: 2, geometry: distance, sigma: 0.1, grid: [0, 2]}\n' "expected [first edge"
    refused 'representation:\n  - {body: 2, geometry: distance, grid: [0, 2, 9]}\n' "'sigma' is missing"
    refused 'representation: [1, 2\n' "r.yaml:"
    refused 'representation: [{matrix: coulomb, sigma: 1}]\n' "r.yaml:1:36: unknown key 'sigma'; a term with 'matrix' has 'matrix' or 'scale'"
    refused 'representation: [{matrix: mbtr}]\n' "expected 'coulomb', 'coulomb_unsorted'"
    refused 'representation: [{matrix: bonds}]\nspecies: atom\n' "'species: atom' does not go with the matrix bonds"
    refused 'representation: [{matrix: bonds}]\nnormalize: l2\n' "'normalize' and 'correlation' do not go with 'matrix'"
    refused "$T}\n  - {matrix: bonds}\n" "term 2 of the representation: terms with and without 'matrix' do not mix"
    refused '' "found nothing"
}

@test "-s overrides values and sections, and is checked like the file" {
    printf '%b' "$T}\n" > r.yaml
    run xyz2mbtr -c r.yaml -s representation.1.sigma=2^-4 -s 'kernel={function: laplacian, sigma: 3}' --show-recipe
    assert_success
    assert_line --partial "sigma: 0.0625"
    assert_line "kernel: {function: laplacian, sigma: 3}"
    run -0 xyz2mbtr -c coulomb -s representation.1.scale=2 -s representation.1.matrix=bonds --show-recipe
    assert_line "  - {matrix: bonds, scale: 2}"
    run -1 xyz2mbtr -c coulomb -s representation.1.sigma=2 --show-recipe
    assert_output --partial "the recipe has no 'representation.1.sigma'"
    run -1 xyz2mbtr -c r.yaml -s representation.2.sigma=1 --show-recipe
    assert_output --partial "the recipe has no 'representation.2.sigma'"
    run -1 xyz2mbtr -c r.yaml -s representation.1.sigma=-1 --show-recipe
    assert_output --partial "-s representation.1.sigma=-1: expected a number above 0, found '-1'"
    run -2 xyz2mbtr -c r.yaml -s nonsense --show-recipe
}

# Recipes that have all keys between them.
all_keys()
{
    local t='representation: [{body: 2, geometry: distance, weighting: exp, length: 2, sigma: 0.1, grid: [0, 4, 20], cutoff: 1e-3,
        reach: 5, taper: 1, counting: ordered, value: density}, {body: 1, geometry: count, sigma: 0.1, grid: [0, 4, 20]}]
regression: {property: "x y\"z", lambda: 1, baseline: mean, per: atom}
search: {regression.lambda: {start: 1, factor: 2, min: 0, max: 8}, normalize: [none, l2]}'
    printf '%s\ncorrelation: {elements: [H, C], length: 2, rank: 1}\n' "$t" > sum.yaml
    echo 'kernel: {atoms: sum, match: element, sum: [{function: gaussian, sigma: 2, weight: 2, terms: [1]}, {function: linear, terms: [2]}]}' >> sum.yaml
    printf '%s\ncorrelation: {elements: [H, C], matrix: [[1, 0.5], [0.5, 1]]}\n' "$t" > product.yaml
    echo 'kernel: {product: [{function: gaussian, sigma: 2}, {function: matern52, sigma: 2, terms: [2]}]}' >> product.yaml
    printf '%s\ncorrelation: {elements: [H, C], factor: [[1, 0.5]]}\n' "$t" > plain.yaml
    echo 'kernel: {atoms: average, match: element, function: laplacian, sigma: 2}' >> plain.yaml
    printf '%s\n' 'representation: [{matrix: bonds, scale: 2}]' 'kernel: {function: matern32, sigma: 2}' > matrix.yaml
}

@test "all values and sections, overridden by themselves, give the same recipe" {
    need_speed
    all_keys
    for recipe in sum product plain matrix; do
        run "$PYTHON" "$ROOT/tests/reference/recipe_fields.py" same $recipe.yaml
        assert_success
        [ "$output" -ge 8 ]
    done
}

@test "all numbers are refused where they are none or far out, and kernels are finite at the ends of their ranges" {
    need_speed
    all_keys
    printf '2\n\nH 0 0 0\nC 0 0 1.1\n' >> m.xyz
    run "$PYTHON" "$ROOT/tests/reference/recipe_fields.py" numbers "sum.yaml product.yaml plain.yaml" m.xyz
    assert_success
    [ "$output" -ge 150 ]
}

@test "what is searched below a section that -s replaces goes away where it is no longer there" {
    all_keys
    local range='{start: 1, factor: 2, min: 0, max: 8}'
    for case in 'kernel.sigma|kernel={sum: [{function: linear}]}' 'representation.2.sigma|representation=[{matrix: bonds}]' \
        'correlation.length|correlation={elements: [H, C], matrix: [[1, 0], [0, 1]]}'; do
        printf '%s\ncorrelation: {elements: [H, C], length: 2}\n' "$(grep -v '^search\|^correlation' plain.yaml)" > r.yaml
        printf 'search: {%s: %s, normalize: [none]}\n' "${case%%|*}" "$range" >> r.yaml
        case $case in *matrix:\ bonds*) sed -i '/^correlation/d' r.yaml ;; esac
        run xyz2mbtr -v -c r.yaml -s "${case#*|}" --show-recipe
        assert_success
        assert_line --partial "search: ${case%%|*} goes away with what -s replaces"
        refute_line --partial "  ${case%%|*}:"
        assert_line "  normalize: [none]"
        # One that is still there stays, and one that was asked for beside it is an error.
        run xyz2mbtr -c r.yaml -s 'kernel={function: gaussian}' --show-recipe
        assert_success
        assert_line --partial "  ${case%%|*}:"
        run -1 xyz2mbtr -c r.yaml -s "${case#*|}" -s "search={${case%%|*}: $range}" --show-recipe
        assert_line --partial "search: ${case%%|*}: the recipe has no such number"
    done
}

@test "a recipe is read in linear time, within bounds, and is one document" {
    need_speed
    { printf '%b' "$T}\n" && seq 20000 | sed 's/.*/key&: 1/'; } > r.yaml
    run -1 timeout 10 xyz2mbtr -c r.yaml m.xyz
    assert_output --partial "r.yaml:3:1: unknown key 'key1'"
    { echo 'search:' && seq 20000 | sed 's/.*/  normalize&: [l2]/' && printf '%b' "$T}\n"; } > r.yaml
    run -1 timeout 10 xyz2mbtr -c r.yaml m.xyz
    assert_output --partial "search: normalize1: the recipe has no such number"
    { printf '%b' "$T}\n" && seq 20000 | sed 's/.*/key&: \&a& 1/'; } > r.yaml
    run -1 timeout 10 xyz2mbtr -c r.yaml m.xyz
    assert_output --partial "r.yaml:67:8: more than 64 values have an anchor"
    for second in '---\n' '---\nnonsense: 1\n' '...\nkernel: 5\n' '... x\n'; do
        refused "$T}\n$second" "r.yaml:"
    done
    printf '%b' "--- # a recipe\n$T}\n...\n" > r.yaml
    xyz2mbtr -c r.yaml m.xyz | mbtr-cat --check
    { printf '%b' "$T}\n" && awk 'BEGIN { for (i = 0; i < 150000; i++) print "# more" }'; } > long.yaml
    run -1 xyz2mbtr -c long.yaml m.xyz
    assert_output "xyz2mbtr: long.yaml: expected a text of at most 1 MiB, found more"
    xyz2mbtr -c r.yaml m.xyz > short
    "$PYTHON" "$ROOT/tests/reference/change.py" 'item[0]["recipe"] += 200000 * "# more\n"' short > t
    run -1 mbtr-kernel -s kernel.function=linear t
    assert_output "mbtr-kernel: t: a recipe has at most 1048576 bytes, this has more"
    run -1 timeout 10 xyz2mbtr -c /dev/zero m.xyz
    assert_output "xyz2mbtr: /dev/zero:1: the line holds a NUL byte"
    run -1 timeout 10 xyz2mbtr -c r.yaml -s "correlation={file: /dev/zero}" m.xyz
    assert_output "xyz2mbtr: /dev/zero:1: the line holds a NUL byte"
}

@test "-s reaches parts of kernels" {
    printf '%b' "$T}\nkernel: {sum: [{function: linear}, {function: gaussian, sigma: 2}]}\n" > r.yaml
    run xyz2mbtr -c r.yaml -s kernel.1.weight=2^-1 -s kernel.2.sigma=3 -s 'kernel.2.terms=[1]' --show-recipe
    assert_success
    assert_line "kernel: {sum: [{function: linear, weight: 0.5}, {function: gaussian, sigma: 3, terms: [1], weight: 1}]}"
    xyz2mbtr -c r.yaml -s 'search={kernel.2.sigma: {start: 1, factor: 2, min: 0, max: 3}}' --show-recipe > a.yaml
    xyz2mbtr -c a.yaml -s normalize=none --show-recipe | cmp - a.yaml
    run -0 xyz2mbtr -c r.yaml -s 'kernel={function: linear}' --show-recipe
    assert_line "kernel: {function: linear}"
    run -1 xyz2mbtr -c r.yaml -s kernel.3.sigma=1 --show-recipe
    assert_output --partial "the recipe has no 'kernel.3.sigma'"
    run -1 xyz2mbtr -c r.yaml -s 'kernel.2.terms=[2]' --show-recipe
    assert_output --partial "kernel: part 2: the representation has no term 2"
}

@test "a printed recipe reads back as itself" {
    for name in molecules molecules-atoms crystals crystals-atoms dynamics forces forces-linear crystals-forces; do
        xyz2mbtr -c $name -s normalize=l2 --show-recipe > a.yaml
        xyz2mbtr -c a.yaml -s normalize=l2 --show-recipe | cmp - a.yaml
    done
    for name in coulomb bonds; do
        xyz2mbtr -c $name -s representation.1.scale=2 --show-recipe > a.yaml
        xyz2mbtr -c a.yaml -s normalize=none --show-recipe | cmp - a.yaml
    done
    printf '%b' "$T}\nsearch: {normalize: [none, l2], regression.baseline: [mean]}\n" > r.yaml
    xyz2mbtr -c r.yaml -s normalize=l2 --show-recipe > a.yaml
    grep -q '  normalize: \[none, l2\]' a.yaml
    xyz2mbtr -c a.yaml -s normalize=l2 --show-recipe | cmp - a.yaml
}

@test "mbtr-recipe(5): its example is a recipe, and it names every row of the tables" {
    sed '1,/^\.Sh EXAMPLES/d' "$ROOT/man/mbtr-recipe.5" | sed -n '/^\.Bd -literal/,/^\.Ed/p;/^\.Ed/q' | sed '1d;$d' > r.yaml
    xyz2mbtr -c r.yaml m.xyz > /dev/null
    for field in geometry weighting; do
        printf '%b' "$T}\n" | sed "s/sigma/$field: nonsense, sigma/;s/geometry: distance, geometry/geometry/" > r.yaml
        run -1 xyz2mbtr -c r.yaml m.xyz
        for row in $(grep -o "'[^']*'" <<< "${output#*expected}" | tr -d "'" | grep -v nonsense); do
            grep -q -- "$row" "$ROOT/man/mbtr-recipe.5" || fail "mbtr-recipe(5) lacks $row"
        done
    done
    printf '%b' "$T}\nkernel: {function: nonsense}\n" > r.yaml
    run -1 xyz2mbtr -c r.yaml m.xyz
    for row in $(grep -o "'[^']*'" <<< "${output#*expected}" | tr -d "'" | grep -v nonsense); do
        for page in mbtr-recipe.5 mbtr-kernel.1; do
            grep -q "^\.Cm $row" "$ROOT/man/$page" || fail "$page lacks $row"
        done
    done
}

@test "crystals-atoms has at most three quarters of the error of crystals" {
    need_speed
    local recipe
    xyz-split -n 300 --seed 3 --train a.xyz --test rest.xyz "$DATA/alloy/cupt-emt.xyz"
    for recipe in crystals crystals-atoms; do
        xyz2mbtr -c $recipe a.xyz > a.mbtr
        mbtr-kernel a.mbtr | krr-train > a.krr
        xyz2mbtr -c $recipe rest.xyz | mbtr-kernel -x a.mbtr | krr-predict -m a.krr | krr-score > $recipe.tsv
    done
    awk '$1 == "MAE" {e[FILENAME] = $2} END {exit !(e["crystals-atoms.tsv"] < 0.75 * e["crystals.tsv"])}' crystals.tsv crystals-atoms.tsv
}

@test "a recipe is named once: later steps take it from the stream, and refuse another, saying what differs" {
    cd "$BATS_TEST_TMPDIR"
    printf '2\nenergy=-1\nH 0 0 0\nH 0 0 0.7\n2\nenergy=-2\nH 0 0 0\nH 0 0 0.8\n' > two.xyz
    cat > r.yaml << 'END'
representation:
  - {body: 2, geometry: distance, sigma: 0.1, grid: [0, 4, 8], scale: 2}
  - {body: 1, geometry: count, sigma: 1, grid: [0, 9, 9]}
kernel: {function: gaussian, sigma: 4}
regression: {property: energy, lambda: 1e-3}
END
    xyz2mbtr -c r.yaml two.xyz -o t.mbtr
    mbtr-kernel -c r.yaml t.mbtr | cmp - <(mbtr-kernel t.mbtr)
    mbtr-kernel t.mbtr -o t.kernel
    krr-train -c r.yaml t.kernel | cmp - <(krr-train t.kernel)
    krr-train -c r.yaml --with t.mbtr t.kernel -o t.krr
    cmp t.krr <(krr-train --with t.mbtr t.kernel)
    # From a stream and a model.
    for from in t.mbtr t.kernel t.krr; do xyz2mbtr -c $from two.xyz | mbtr-cat -r 1-2 | cmp - t.mbtr; done
    krr-validate -q -c t.krr --holdout 1 two.xyz > table
    # Another value of each section, at both later steps.
    local tried=0
    while IFS='|' read -r change section here there; do
        sed "$change" r.yaml > other.yaml
        for command in 'mbtr-kernel -c other.yaml t.mbtr' 'krr-train -c other.yaml t.kernel' 'krr-train -c other.yaml --with t.mbtr t.kernel'; do
            of=${command##* }
            if [[ $command == *--with* ]]; then of=t.mbtr; fi
            run -1 $command
            assert_output "${command%% *}: other.yaml: another recipe than that of $of: $section has '$here' here, '$there' there; leave out -c, or give other values by -s"
            tried=$((tried + 1))
        done
    done << 'END'
s/sigma: 4/sigma: 8/|kernel|sigma: 8|sigma: 4
s/function: gaussian/function: laplacian/|kernel|function: laplacian|function: gaussian
s/1e-3/1e-4/|regression|lambda: 0.0001|lambda: 0.001
s/sigma: 1,/sigma: 2,/|representation|sigma: 2|sigma: 1
s/scale: 2/scale: 3/|representation|scale: 3|scale: 2
s/4, 8\]/4, 16]/|representation|grid: [0, 4, 16]|grid: [0, 4, 8]
/kernel/d|kernel|nothing|function: gaussian
END
    [ "$tried" -ge 21 ]
    # What -s overrides is the step's own; what a search would try is nobody's.
    sed 's/sigma: 4/sigma: 8/' r.yaml > other.yaml
    mbtr-kernel -c other.yaml -s kernel.sigma=4 t.mbtr | cmp - t.kernel
    (cat r.yaml; echo 'search: {kernel.sigma: {start: 4, factor: 2, min: 1, max: 8}}') > search.yaml
    mbtr-kernel -c search.yaml t.mbtr -o k
    # What is to be found, and was.
    head -n 33 "$DATA/ethanol-md/ethanol-md.xyz" > md.xyz
    xyz2mbtr -c forces md.xyz -o f.mbtr
    krr-train -c forces --with f.mbtr | cmp - <(krr-train --with f.mbtr)
}
