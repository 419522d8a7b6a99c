load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
    molecules=$DATA/molecules/molecules.xyz
}

split()
{
    xyz-split --train train --test test "$@"
}

# The choice as an independent Python program makes it: file n seed key keep-small.
twin()
{
    "$PYTHON" - "$@" <<'END'
import re, sys
path, n, seed, key, small = sys.argv[1], *map(int, sys.argv[2:4]), sys.argv[4], int(sys.argv[5])
mask, state = 2**64 - 1, seed
def bits():
    global state
    state = (state + 0x9e3779b97f4a7c15) & mask
    z = state
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9 & mask
    z = (z ^ z >> 27) * 0x94d049bb133111eb & mask
    return z ^ z >> 31
def below(k):
    while True:
        b = bits()
        if b < 2**64 // k * k:
            return b % k
lines, frames = open(path).read().splitlines(keepends=True), []
while lines:
    m = int(lines[0]) + 2
    frames.append(lines[:m])
    lines = lines[m:]
def value(f):
    if key == 'natoms':
        return int(f[0])
    return float(re.search(' %s=([^ ]+)' % key, f[1])[1]) if key else 0
lots = [bits() for f in frames]
chosen = {i for i, f in enumerate(frames) if sum(not a.startswith('H ') for a in f[2:]) <= small}
others = sorted((value(f), lots[i], i) for i, f in enumerate(frames) if i not in chosen)
groups = n - len(chosen)
while groups > 0:
    k = len(others) // groups
    chosen.add(others[below(k)][2])
    others, groups = others[k:], groups - 1
open('twin-train', 'w').writelines(l for i, f in enumerate(frames) if i in chosen for l in f)
open('twin-test', 'w').writelines(l for i, f in enumerate(frames) if i not in chosen for l in f)
END
}

same_as_twin()
{
    cmp train twin-train
    cmp test twin-test
}

@test "the choice is the one that the method gives on any machine" {
    split -n 500 "$molecules"
    twin "$molecules" 500 0 '' -1
    same_as_twin
    split -n 1700 --seed 18446744073709551615 --stratify natoms --keep-small 4 "$molecules"
    twin "$molecules" 1700 18446744073709551615 natoms 4
    same_as_twin
    split -n 333 --seed 7 --stratify energy "$molecules"
    twin "$molecules" 333 7 energy -1
    same_as_twin
}

@test "train and test together are the input, in its order" {
    split -n 2000 --seed 5 "$molecules"
    [ "$(grep -c name= train)" -eq 2000 ]
    [ "$(grep -c name= test)" -eq 454 ]
    grep -o 'name=[0-9]*' train | sort -c
    grep -o 'name=[0-9]*' test | sort -c
    cmp <(sort train test) <(sort "$molecules")
}

@test "-n 80%: so many of a hundred, to the nearest number" {
    split -n 80% "$molecules"
    twin "$molecules" 1963 0 '' -1
    same_as_twin
    split -n 0.05% "$molecules"
    [ "$(grep -c name= train)" -eq 1 ]
    split -n 100% "$molecules"
    cmp train "$molecules"
    run -1 split -n 0.01% "$molecules"
    assert_output 'xyz-split: -n 0.01%: expected enough structures to choose one, found 2454'
    run -2 split -n 0% "$molecules"
    assert_line --index 0 'xyz-split: -n is missing: how many structures to train with'
}

@test "a seed gives one choice, another seed another" {
    split -n 100 --seed 1 "$molecules"
    mv train first
    split -n 100 --seed 1 -j 2 - < "$molecules"
    cmp train first
    split -n 100 --seed 2 "$molecules"
    run ! cmp -s train first
}

@test "--stratify spreads training over all values" {
    split -n 245 --stratify energy "$molecules"
    "$PYTHON" - "$molecules" <<'END'
import re, sys
def energies(path):
    return sorted(float(e) for e in re.findall(r'energy=(\S+)', open(path).read()))
everything, train = energies(sys.argv[1]), set(energies('train'))
ranks = [i for i, e in enumerate(everything) if e in train]
assert len(ranks) == 245
assert all(b - a < 22 for a, b in zip(ranks, ranks[1:])) and ranks[0] < 11 and ranks[-1] > 2454 - 12
END
}

@test "a plain choice is even: each structure is chosen about equally often" {
    for i in $(seq 40); do printf '1\nid=%d\nH 0 0 0\n' "$i"; done > forty
    for seed in $(seq 200); do split -n 10 --seed "$seed" forty; grep id= train; done | sort | uniq -c |
        awk '{ n++; if ($1 < 25 || $1 > 75) bad = 1 } END { exit n != 40 || bad }'
}

@test "--keep-small: the small ones train and count towards -n" {
    split -n 200 --keep-small 4 "$molecules"
    "$PYTHON" - <<'END'
def heavy(path):
    lines, counts = open(path).read().splitlines(), []
    while lines:
        n = int(lines[0])
        counts.append(sum(not a.startswith('H ') for a in lines[2:2 + n]))
        lines = lines[2 + n:]
    return counts
train, test = heavy('train'), heavy('test')
assert len(train) == 200 and sum(h <= 4 for h in train) == 169 and all(h > 4 for h in test)
END
    printf '2\n\nH 0 0 0\nH 0 0 1\n1\n\nO 0 0 0\n' | split -n 1 --keep-small 0
    assert_equal "$(tail -n 1 train)" 'H 0 0 1'
}

@test "frames are copied as they stand" {
    printf '\n 1 \r\nany  comment, energy=1\r\n H\t0 0 0  \r\n\n1\n7\nHe 0 0 0' > odd
    split -n 2 odd
    cmp train <(printf ' 1 \r\nany  comment, energy=1\r\n H\t0 0 0  \r\n1\n7\nHe 0 0 0\n')
    [ -e test ]
    [ ! -s test ]
    "$PYTHON" -c 'import os
for b in open("odd", "rb").read(): os.write(1, bytes([b]))' | xyz-split -n 1 --stratify natoms --train a --test b
    cmp <(cat a b | sort) <(sort train)
}

@test "one of the two may be standard output" {
    split -n 10 "$molecules"
    xyz-split -n 10 --train - --test test2 "$molecules" | cmp - train
    cmp test test2
}

@test "--id: the key that it names is no property" {
    printf '1\nname=1 run=2\nH 0 0 0\n' > one
    split -n 1 --stratify run one
    run -1 split -n 1 --stratify run --id run one
    assert_output "xyz-split: one:2: there is no property 'run'; there is: name"
}

@test "what cannot be chosen is an error and leaves no file" {
    run split -n 2455 "$molecules"
    assert_failure 1
    assert_output 'xyz-split: -n 2455: expected at least as many structures, found 2454'
    run split -n 168 --keep-small 4 "$molecules"
    assert_failure 1
    assert_output 'xyz-split: --keep-small 4: expected at most -n 168 structures that small, found 169'
    run split -n 5 --stratify charge "$molecules"
    assert_failure 1
    assert_output "xyz-split: $molecules:2: there is no property 'charge'; there is: energy, polarizability, gap"
    run split -n 1 <(printf '1\n\nH 0 0 0\n1\n\nH 0 0\n')
    assert_failure 1
    [ -z "$(ls)" ]
}

@test "wrong usage" {
    local arguments
    for arguments in '--train a --test b' '-n 0 --train a --test b' '-n 5 --train a' '-n 5 --test a' \
        '-n 5 --train a --test a' '-n 5 --train a --test b -o c' '-n x --train a --test b'; do
        run xyz-split $arguments "$molecules"
        [ "$status" -eq 2 ] || fail "$arguments: status $status"
    done
    assert_output --partial 'expected a whole number'
}
