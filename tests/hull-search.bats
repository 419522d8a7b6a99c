load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
    alloy=$DATA/alloy/cupt-emt.xyz
    vertices=$'0005\n0010\n0041\n0110\n0145\n0417\n0625' # of its README.txt
}

# A command that looks energies up and tells in "asked" which structures it was asked for; those in FAIL, between blanks, fail.
make_command()
{
    cat > calculate <<'END'
awk -v pause="$1" '{
    n = $1
    getline
    match($0, / (name|id)=[^ ]+/)
    name = substr($0, RSTART, RLENGTH)
    sub(/.*=/, "", name)
    print name >> "asked"
    fflush("asked")
    failed = index(ENVIRON["FAIL"], " " name " ")
    match($0, / energy=[^ ]+/)
    print failed ? "failed" : substr($0, RSTART + 8, RLENGTH - 8)
    fflush()
    if (pause > 0) system("sleep " pause)
    for (i = 0; i < n; i++) getline
}'
END
}

# Ids of the phases on the hull of the energies in a binary table, by the convex hull of SciPy.
hull_of()
{
    "$PYTHON" - "$1" "$2" <<'END'
import csv, re, sys
import numpy as np
from scipy.spatial import ConvexHull
rows = [r for r in csv.DictReader(open(sys.argv[1]), delimiter="\t") if r["energy"]]
n = np.array([int(r["atoms"]) for r in rows])
count = [sum(int(c or 1) for s, c in re.findall("([A-Z][a-z]?)([0-9]*)", r["formula"]) if s == sys.argv[2]) for r in rows]
x, e = np.array(count) / n, np.array([float(r["energy"]) for r in rows]) / n
f = e - (1 - x) * e[x == 0].min() - x * e[x == 1].min()
h = ConvexHull(np.column_stack((x, f)))
low = {v for s, q in zip(h.simplices, h.equations) if q[1] < -1e-12 for v in s}
print("\n".join(sorted(rows[v]["id"] for v in low)))
END
}

@test "the hull of the bundled alloy is found, and most calculations are saved" {
    run --separate-stderr hull-search -c crystals --energies known "$alloy" -o found
    assert_success
    assert_regex "$stderr" 'of 637 calculated, 9[0-9]\.[0-9] % saved; 7 phases on the hull'
    assert_regex "$stderr" 'it is above the true hull by 0 at most'
    assert_equal "$(hull_of found Pt)" "$vertices"
    assert_equal "$(wc -l < found)" 638
    krr-score found > score
    awk '$1 == "MAE" { exit !($2 < 0.1) }' score
}

@test "the same bytes with one and two threads" {
    for j in 1 2; do
        hull-search -q -j $j -c crystals --energies known --rounds rounds$j "$alloy" -o found$j
    done
    cmp found1 found2
    cmp rounds1 rounds2
}

@test "predictions, deviations, width and lambda are NumPy's" {
    xyz2mbtr -q -c crystals "$alloy" -o all.mbtr
    mbtr-kernel -q -s kernel.function=linear all.mbtr -o all.kernel
    mbtr-cat --npy all.npy all.kernel
    hull-search -q -c crystals --energies known --limit 60 --rounds rounds "$alloy" -o found
    hull-search -q -c crystals --energies known --limit 60 --untuned -s kernel.sigma=2 -s regression.lambda=1e-4 "$alloy" -o fixed
    "$PYTHON" - <<'END'
import csv, re
import numpy as np
g = np.tril(np.load("all.npy"))
g = g + g.T - np.diag(np.diag(g))
square = np.maximum(np.diag(g)[:, None] + np.diag(g) - 2 * g, 0)

def read(name):
    rows = list(csv.DictReader(open(name), delimiter="\t"))
    n = np.array([int(r["atoms"]) for r in rows])
    x = np.array([sum(int(c or 1) for s, c in re.findall("([A-Z][a-z]?)([0-9]*)", r["formula"]) if s == "Pt") for r in rows]) / n
    e = np.array([float(r["energy"] or "nan") for r in rows]) / n
    known = np.isfinite(e)
    line = (1 - x) * e[known & (x == 0)].min() + x * e[known & (x == 1)].min()
    return n, line, e - line, known, *(np.array([float(r[k]) for r in rows]) for k in ("predicted", "stddev"))

def check(name, sigma, lam):
    n, line, f, known, predicted, deviation = read(name)
    k = np.exp(-square / (2 * sigma**2))
    l = np.linalg.inv(np.linalg.cholesky(k[np.ix_(known, known)] + lam * np.eye(known.sum())))
    a = l.T @ l
    alpha = l.T @ (l @ f[known])
    loo = alpha / np.diag(a)
    s2 = np.mean(loo**2 * np.diag(a))
    row = k[~known][:, known]
    mean, variance = row @ alpha, s2 * (1 + lam - ((l @ row.T)**2).sum(0))
    def same(a, b, what):
        print(what, np.abs(a - b).max() / np.abs(b).max())
        assert np.abs(a - b).max() < 1e-6 * np.abs(b).max()
    same((predicted / n - line)[~known], mean, "mean")
    same((deviation / n)[~known]**2, variance, "variance")
    same((predicted / n - line)[known], f[known] - loo, "left out")
    same((deviation / n)[known]**2, s2 / np.diag(a), "its variance")
    return square[np.ix_(known, known)], f[known]

check("fixed", 2, 1e-4)
last = list(csv.DictReader(open("rounds"), delimiter="\t"))[-1]
d, y = check("found", float(last["width"]), float(last["lambda"]))
best = (np.inf,)
for i in range(-16, 17):
    w, u = np.linalg.eigh(np.exp(-d / (2 * 2.0**i)))
    z = (u.T @ y)**2
    for r in range(-10, 1):
        if w.min() + 10.0**r > 0:
            best = min(best, (len(y) * np.log((z / (w + 10.0**r)).sum()) + np.log(w + 10.0**r).sum(), 2 ** (i / 2), 10.0**r))
print(best, last)
assert abs(best[1] / float(last["width"]) - 1) < 1e-5 and abs(best[2] / float(last["lambda"]) - 1) < 1e-5
END
}

@test "kernels of atoms: the kernel is mbtr-kernel's, and chosen widths do not depend on threads" {
    xyz-split -n 120 --seed 1 --train some.xyz --test /dev/null "$alloy"
    local kernel='{atoms: average, match: element, function: gaussian, sigma: 1}'
    xyz2mbtr -c crystals -s "kernel=$kernel" some.xyz | mbtr-kernel | mbtr-cat --npy some.npy
    hull-search -q -c crystals -s "kernel=$kernel" --references Cu=0,Pt=0 --energies known --limit 40 --untuned -s regression.lambda=1e-4 some.xyz -o fixed
    "$PYTHON" - <<'END'
import csv
import numpy as np
k = np.tril(np.load("some.npy"))
k = k + k.T - np.diag(np.diag(k))
rows = list(csv.DictReader(open("fixed"), delimiter="\t"))
known = np.array([bool(r["energy"]) for r in rows])
deviation = np.array([float(r["stddev"]) / int(r["atoms"]) for r in rows])
a = np.linalg.inv(k[np.ix_(known, known)] + 1e-4 * np.eye(known.sum()))
row = k[~known][:, known]
variance = np.diag(k)[~known] + 1e-4 - np.einsum("ij,jk,ik->i", row, a, row)
ratio = deviation[~known] ** 2 / variance
assert 0 < known.sum() < len(rows) and np.ptp(ratio) < 1e-6 * ratio.mean(), ratio
END
    for j in 1 2; do
        hull-search -q -j $j -c crystals -s "kernel=$kernel" --references Cu=0,Pt=0 --energies known --limit 40 --rounds rounds$j some.xyz -o found$j
    done
    cmp found1 found2
    cmp rounds1 rounds2
}

@test "candidates, threshold and chance of each strategy are what its rule says" {
    for strategy in chance bound holdout; do
        hull-search -q -c crystals --energies known --strategy $strategy --limit 40 --tolerance 0.001 --risk 0.02 --rounds rounds \
            "$alloy" -o found
        "$PYTHON" - $strategy <<'END'
import csv, re, sys
import numpy as np
from scipy.stats import norm
rows = list(csv.DictReader(open("found"), delimiter="\t"))
last = list(csv.DictReader(open("rounds"), delimiter="\t"))[-1]
n = np.array([int(r["atoms"]) for r in rows])
x = np.array([sum(int(c or 1) for s, c in re.findall("([A-Z][a-z]?)([0-9]*)", r["formula"]) if s == "Pt") for r in rows]) / n
e, mean, deviation = (np.array([float(r[k] or "nan") for r in rows]) / n for k in ("energy", "predicted", "stddev"))
known = np.isfinite(e)
assert known.sum() == int(last["known"]) == 40
line = (1 - x) * e[known & (x == 0)].min() + x * e[known & (x == 1)].min()
points = {}
for a, b in zip(x[known], (e - line)[known]):
    points[a] = min(b, points.get(a, np.inf))
px, py = np.array(sorted(points.items())).T
# The lowest line between two points at each composition.
level = np.array([min(py[i] if px[i] == px[j] else py[i] + (py[j] - py[i]) * (c - px[i]) / (px[j] - px[i])
                      for i in range(len(px)) for j in range(len(px)) if px[i] <= c <= px[j]) for c in x[~known]])
above = (mean - line)[~known] - level
z = (above + 0.001) / deviation[~known]
p = norm.cdf(-z)
chance = 1 - np.prod(1 - p)
assert abs(chance - float(last["chance"])) < 1e-5, (chance, last)
threshold, candidates = float(last["threshold"]), int(last["candidates"])
if sys.argv[1] == "chance":
    left = np.cumprod(1 - np.sort(p))  # the chance that none of the least likely lies below
    wanted = len(p) - (left > 0.98).sum()
    order = np.argsort(z)[:wanted]
elif sys.argv[1] == "bound":
    order = np.where(z < norm.ppf(0.98))[0]
    wanted = len(order)
else:
    assert 0.001 < threshold < 0.1
    wanted = (above < threshold - 0.001).sum()
print(sys.argv[1], wanted, last)
assert wanted == candidates > 0
if sys.argv[1] != "holdout":
    assert abs(above[order].max() - threshold) < 1e-6
END
    done
}

# search_sets SET LABEL NUMBER OPTION ...: twenty seeds, how often the hull was right to 1 meV/atom, and what was saved.
twenty_seeds()
{
    local name=$1
    shift
    for seed in $(seq 0 19); do
        hull-search -c crystals --energies known --seed "$seed" "$@" -o /dev/null 2> report
        tail -n 2 report
    done | awk -v name="$name" '
        /saved/ { saved += $6; n++ }
        /true hull/ { right += $9 <= 0.001; worst = $9 > worst ? $9 : worst }
        END { printf("%s: %d runs, %.1f %% saved, %d right, worst %g\n", name, n, saved / n, right, worst)
              exit !(n == 20 && right >= 19 && saved / n >= 70) }'
}

@test "Ag-Pd, 625 structures: in at least 19 of 20 runs the hull is right to 1 meV/atom, and 70 % are saved" {
    need_speed
    need_data agpd/agpd.xyz.xz
    xz -dc "$MBTR_DATA/agpd/agpd.xyz.xz" > all.xyz
    twenty_seeds AgPd --per atom all.xyz
}

# Frames that hold no other elements than two or three.
only()
{
    awk -v pattern="^($1)\$" '{
        text = $0 "\n"; n = $1; good = 1
        for (i = 0; i <= n; i++) { getline; text = text $0 "\n"; if (i > 0 && $1 !~ pattern) good = 0 }
        if (good) printf("%s", text) }'
}

@test "Cu-Ag-Au, 1079 structures, and its binaries: the same, and most are saved" {
    need_speed
    need_data cuagau/cuagau.xyz.xz
    xz -dc "$MBTR_DATA/cuagau/cuagau.xyz.xz" > all.xyz
    twenty_seeds CuAgAu all.xyz
    only 'Cu|Ag' < all.xyz > CuAg.xyz
    only 'Cu|Au' < all.xyz > CuAu.xyz
    twenty_seeds CuAg CuAg.xyz
    twenty_seeds CuAu CuAu.xyz
}

@test "energies from a table, in the structures, and by a command: the same search" {
    make_command
    grep -o ' energy=[^ ]* .* name=[^ ]*' "$alloy" | sed 's/ energy=\([^ ]*\) .* name=\(.*\)/\2\t\1/' > rest
    { printf 'id\tenergy\n'; cat rest; } > table
    sed 's/ energy=[^ ]*//' "$alloy" > without.xyz
    hull-search -q -c crystals --energies known "$alloy" -o found1
    hull-search -q -c crystals --energies table without.xyz -o found2
    hull-search -q -c crystals --command 'sh calculate' --log log "$alloy" -o found3
    cmp found1 found2
    cmp found1 found3
    sort asked | uniq -d > twice
    [ ! -s twice ]
    [ ! -e log.ask ]
    [ ! -e log.answers ]
}

@test "killed at twenty moments and started again: the same hull, nothing asked for twice" {
    make_command 0.01
    hull-search -q -c crystals --energies known --seed 3 "$alloy" -o whole
    for _ in $(seq 20); do
        hull-search -q -c crystals --command 'sh calculate 0.01' --log log --seed 3 "$alloy" -o found 3>&- &
        sleep "$(printf '0.%02d' $((10 + RANDOM % 60)))"
        kill -9 $! || break
        wait $! || true
    done 2> /dev/null
    hull-search -q -c crystals --command 'sh calculate 0.01' --log log --seed 3 "$alloy" -o found
    assert_equal "$(hull_of found Pt)" "$(hull_of whole Pt)"
    sort asked | uniq -d > twice
    assert_equal "$(cat twice)" ''
    assert_equal "$(cut -f 4,5 log | awk -F '\t' '$2 != ""' | cut -f 1 | tail -n +2 | sort)" "$(sort asked)"
    cmp found whole
}

@test "a command that is killed with the search: the lines it wrote count" {
    make_command
    cat > dies <<'END'
sh calculate | sed -n 1,5p
kill -9 $PPID
END
    run hull-search -q -c crystals --command '. ./dies' --log log "$alloy" -o found
    assert_equal "$status" 137
    [ ! -e found ]
    assert_equal "$(wc -l < log.answers)" 6
    rm asked
    hull-search -q -c crystals --command 'sh calculate' --log log "$alloy" -o found
    hull-search -q -c crystals --energies known "$alloy" -o whole
    cmp found whole
    assert_equal "$(awk -F '\t' '$5 != ""' log | sed -n 2,6p | cut -f 4 | grep -cxF -f - asked)" 0
}

@test "a command that fails, answers too little, too much or nonsense is told, and what is right is kept" {
    make_command
    run hull-search -q -c crystals --command 'sh calculate | sed -n 1,3p; exit 3' --log log "$alloy"
    assert_failure 1
    assert_output --partial 'the command ended with status 3 and left 23 structures without an energy'
    assert_equal "$(awk -F '\t' '$5 != ""' log | wc -l)" 4
    run hull-search -q -c crystals --command 'sh calculate; echo 1' --log log "$alloy"
    assert_failure 1
    assert_output --partial 'log.answers:25: more energies than the 23 that were asked for'
    rm log.answers
    run hull-search -q -c crystals --command 'echo 1; echo many' --log log "$alloy"
    assert_failure 1
    assert_output --partial "log.answers:3: expected an energy or 'failed', found 'many'"
    printf '3\n' > log.answers
    hull-search -q -c crystals --command 'sh calculate' --log log "$alloy" -o found
    assert_equal "$(hull_of found Pt)" "$vertices"
}

# failing ID ... FILE.xyz ELEMENT: a search in which these fail ends well and says so, and all programs tell the same stable
# phases from its table: those of the energies that are known.
failing()
{
    local failed=${*:1:$#-2}
    make_command
    FAIL=" $failed " run --separate-stderr hull-search -c crystals --command 'sh calculate' --log log "${@: -2:1}" -o found
    assert_success
    assert_regex "$stderr" "warning: $(wc -w <<< "$failed") of these failed, so that the hull may lack phases: ${failed// /, }"
    stable=$(hull_of found "${@: -1}")
    assert_regex "$stderr" "; $(wc -l <<< "$stable") phases on the hull"
    hull-filter found > hull
    assert_equal "$(awk -F '\t' '$10 == "yes" { print $1 }' hull | sort)" "$stable"
    assert_equal "$(mbtr-plot hull --ascii found | sed -n 's/^[a-zA-Z]  .*\[\(.*\)\]$/\1/p' | sort)" "$stable"
    for id in $failed; do
        assert_equal "$(awk -F '\t' -v id="$id" '$1 == id { print $4 $10 }' hull)" no
        [ "$(grep -c "$id.failed$" log)" -eq 1 ]
        refute_regex "$(cut -f 11 hull)" "\[$id\]"
    done
    # Asked to, they draw predictions too, and again alike.
    hull-filter --predicted found > predicted
    assert_equal "$(mbtr-plot hull --predicted --ascii found | sed -n 's/^[a-zA-Z]  .*\[\(.*\)\]$/\1/p' | sort)" \
        "$(awk -F '\t' '$10 == "yes" { print $1 }' predicted | sort)"
    # The next run, which has nothing left to do, says it again.
    run -0 hull-search -c crystals --command 'exit 3' --log log "${@: -2:1}" -o again
    assert_output --partial "so that the hull may lack phases: ${failed// /, }"
    cmp again found
    rm log
}

@test "failed calculations are told, and left out of every hull" {
    failing 0417 "$alloy" Pt
    awk '{ text = $0 "\n"; n = $1
           for (i = 0; i <= n; i++) { getline; text = text $0 "\n"; if (i == 0) skip = / name=0417 / }
           if (!skip) printf("%s", text) }' "$alloy" > without.xyz
    hull-search -q -c crystals --energies known without.xyz -o without
    assert_equal "$(hull_of found Pt)" "$(hull_of without Pt)"
    failing 0041 0625 "$alloy" Pt
}

@test "Cu-Au without its ground state: the same hull from all programs, and not from a prediction" {
    need_data cuagau/cuagau.xyz.xz
    xz -dc "$MBTR_DATA/cuagau/cuagau.xyz.xz" | only 'Cu|Au' > CuAu.xyz
    ground=$(xyz-info --table CuAu.xyz | hull-filter | awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        $column["vertex"] == "yes" { print $column["formation"] "\t" $column["id"] }' | sort -g | sed -n 1p | cut -f 2)
    failing "$ground" CuAu.xyz Au
    # This is what its prediction would have made of it.
    assert_equal "$(awk -F '\t' -v id="$ground" '$1 == id { print $10 }' predicted)" yes
    assert_equal "$(awk -F '\t' -v id="$ground" '$1 == id { print $9 < 0 }' hull)" 1
}

@test "the unit of the recipe's width makes no difference, when few widths are tried too" {
    # Above 300 energies only widths beside the last one are tried.
    set -- -q -c crystals --initial 304 --limit 336 --risk 1e-9 --energies known
    hull-search "$@" --rounds rounds "$alloy" -o found
    hull-search "$@" -s kernel.sigma=2^-4 --rounds other.rounds "$alloy" -o other
    cmp found other
    [ "$(wc -l < rounds)" -gt 3 ]
    awk -F '\t' -v OFS='\t' 'NR > 1 {$8 *= 16} {print}' rounds | cmp - other.rounds
}

@test "a search goes on from its log, with another risk too" {
    hull-search -q -c crystals --energies known --log log --limit 34 "$alloy" -o part
    assert_equal "$(awk -F '\t' '$5 != ""' log | wc -l)" 35
    hull-search -q -c crystals --energies known --log log "$alloy" -o found
    hull-search -q -c crystals --energies known "$alloy" -o whole
    cmp found whole
    printf 'cut' >> log
    run --separate-stderr hull-search -c crystals --energies known --log log --risk 0.000001 "$alloy" -o more
    assert_success
    [ "$(grep -c . more)" -eq "$(grep -c . found)" ]
    [ "$(awk -F '\t' '$4 != ""' more | wc -l)" -ge "$(awk -F '\t' '$4 != ""' found | wc -l)" ]
}

@test "elements without a structure of their own need references" {
    awk '{ text = $0 "\n"; n = $1; cu = pt = 0
           for (i = 0; i <= n; i++) { getline; text = text $0 "\n"; cu += $1 == "Cu"; pt += $1 == "Pt" }
           if (cu && pt) printf("%s", text) }' "$alloy" > mixed.xyz
    run hull-search -q -c crystals --energies known mixed.xyz
    assert_failure 1
    assert_output 'hull-search: there is no energy of pure Cu, Pt: add a pure structure, or give the energy per atom by --references Cu=ENERGY,Pt=ENERGY'
    low=$(hull-search -q -c crystals --energies known "$alloy" | awk -F '\t' '$1 == "0005" { cu = $4 / $3 }
          $1 == "0010" { pt = $4 / $3 } END { printf("Cu=%.17g,Pt=%.17g", cu, pt) }')
    hull-search -q -c crystals --energies known --references "$low" mixed.xyz -o found
    { cat found; hull-search -q -c crystals --energies known "$alloy" | grep -E '^(0005|0010)'; } > all
    assert_equal "$(hull_of all Pt)" "$vertices"
}

@test "bad input" {
    run hull-search -q -c crystals --energies known -s regression.property=mass "$alloy"
    assert_failure 1
    assert_output --partial "cupt-emt.xyz:2: there is no property 'mass'; there is: energy"
    printf 'id\tenergy\n0001\t-1\n' > table
    run hull-search -q -c crystals --energies table "$alloy"
    assert_failure 1
    assert_output "hull-search: table: there is no energy of structure '0002'"
    hull-search -q -c crystals --energies known --log log "$alloy" -o found
    only Pt < "$alloy" > other.xyz
    run hull-search -q -c crystals --energies known --log log other.xyz
    assert_failure 1
    assert_output --partial 'log:2: this line is of other structures or another property: use another --log'
    run hull-search -q -c crystals --energies known --log found "$alloy"
    assert_failure 1
    assert_output "hull-search: found: not a log of hull-search: expected the columns setup, round, number, id, energy, found 'id, formula, atoms, energy, predicted, stddev': give --log another file"
    run hull-search -q -c crystals --energies known /dev/null
    assert_failure 1
    assert_output 'hull-search: expected structures to search, found none'
    printf '1\nLattice="2 0 0 0 2 0 0 0 2" energy=1\nCu 0 0 0\n' > one.xyz
    run hull-search -q -c crystals --energies known one.xyz
    assert_failure 1
    assert_output 'hull-search: there are energies of 1 structures, too few to learn from: --initial N asks for more'
}

@test "wrong usage" {
    for wrong in '' '--energies known --command true --log x' '--command true' '--energies known --risk 1' '--energies known --risk -1' \
        '--energies known --tolerance -1' '--energies known --batch 0' '--energies known --per molecule' \
        '--energies known --strategy luck' '--energies known --references Cu' '--energies known --references Xx=1'; do
        run hull-search -c crystals $wrong "$alloy"
        assert_failure 2
    done
    run hull-search --strategies
    assert_success
    assert_line --partial 'holdout   at random of those'
}
