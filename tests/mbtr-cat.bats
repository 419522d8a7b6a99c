load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
    awk 'left == 0 {left = $1 + 2; n++} n > 6 {exit} {print; left--}' "$DATA/molecules/molecules.xyz" > m.xyz
    xyz2mbtr -c molecules m.xyz > t
}

# sigma below half a bin: erf alone makes the bins, to the last bit on any processor.
small()
{
    printf '1\nid=He\nHe 0 0 0\n' > he.xyz
    echo 'representation: [{body: 1, geometry: count, sigma: 0.01, grid: [0.5, 2.5, 2]}]' > he.yaml
    xyz2mbtr -c he.yaml he.xyz
}

@test "copies are equal, cut pieces join again" {
    mbtr-cat t | cmp - t
    mbtr-cat -r -2 t > a
    mbtr-cat -r 3 t > b
    mbtr-cat -r 4- t > c
    cat a b c | mbtr-cat | cmp - t
    mbtr-cat a b c | cmp - t
    run -2 mbtr-cat --text --header t
}

@test "records of a list are those of its parts, in their order" {
    n=$(mbtr-cat -t t | tail -n +2 | cut -f 1 | uniq | wc -l)
    [ "$n" -gt 5 ]
    mbtr-cat -r -2,5- t > a
    { mbtr-cat -r -2 t; mbtr-cat -r 5- t; } | mbtr-cat | cmp - a
    for same in 5-,-2 5,6-,1,2 1-1,2,-2,5-5,6- 18446744073709551615,-2,5- 5-7,6-,5-18446744073709551614,-2; do
        mbtr-cat -r "$same" t | cmp - a
    done
    mbtr-cat -t -r 2,4 t | tail -n +2 | cut -f 1 | uniq > ids
    mbtr-cat -t t | tail -n +2 | cut -f 1 | uniq | sed -n '2p;4p' | cmp - ids
    for wrong in 3-2 0 '' '1,' ,1 1,,2 1-2-3 a 1-b +1 18446744073709551616 1,3-2; do
        run -2 mbtr-cat -r "$wrong" t
        assert_line --index 0 "mbtr-cat: --records: expected A-B with 1 <= A <= B, or a list of such with commas between them, found '$wrong'"
    done
}

@test "a stream that is cut anywhere, or of which any bit is flipped, is refused" {
    small > s
    run "$UNIT/damage" s 1
    assert_success
    mbtr-cat --check s
}

@test "bytes after the end, other files and missing ones are refused" {
    { cat t; echo; } > more
    run -1 mbtr-cat --check more
    run -1 mbtr-cat --check m.xyz
    assert_output --partial "not a stream of mbtr-tools"
    run -1 mbtr-cat --check /dev/null
    assert_output --partial "expected a stream's header, the file ends"
    run -1 mbtr-cat --check nothere
    assert_output --partial "nothere: No such file"
}

@test "each key of each kind of stream is missed, has its type, and is compared where the table says so" {
    need_speed
    "$UNIT/keys" > keys.tsv
    run "$PYTHON" "$ROOT/tests/reference/keys.py" keys.tsv "$DATA/streams"
    assert_success
    assert_output --partial ' keys'
}

@test "streams of different recipes do not join" {
    xyz2mbtr -c molecules -s representation.1.sigma=0.1 m.xyz > other
    run -1 mbtr-cat t other -o both
    assert_output --partial "cannot follow"
    [ ! -e both ]
}

@test "a claim of 2^60 bytes needs no memory" {
    small | "$PYTHON" -c 'import sys
data = sys.stdin.buffer.read()
sys.stdout.buffer.write(data[:data.index(b"\xd8\x56")] + b"\xd8\x56\x5b\x10" + bytes(7))' > s
    memory_limit 500000
    run -1 mbtr-cat --check s
    assert_output --partial "cut in the middle"
}

@test "text, header and array tell the same" {
    mbtr-cat --text t > t.tsv
    mbtr-cat --npy t.npy t
    run -0 mbtr-cat --header t
    assert_line "holds: tensor"
    assert_line "term 1: 2-body, 100 bins from 0.1 to 1.2"
    PYTHONPATH=$ROOT/tests/reference "$PYTHON" - << 'END'
import csv, numpy
from change import xxh3
array = numpy.load("t.npy")
labels = list(csv.DictReader(open("t.npy.tsv"), delimiter="\t"))
assert [l["id"] for l in labels if l["axis"] == "hash"] == [f"{xxh3(open('t.npy', 'rb').read()):016x}"]
rows = [l["id"] for l in labels if l["axis"] == "0"]
columns = [(l["term"], l["block"]) for l in labels if l["axis"] == "1"]
edges = [(float(l["start"]), float(l["stop"])) for l in labels if l["axis"] == "1"]
assert array.shape == (len(rows), len(columns)) and len(rows) == 6
assert abs(edges[0][0] - 0.1) < 1e-12 and abs(edges[99][1] - 1.2) < 1e-12
dense = numpy.zeros_like(array)
for line in list(csv.reader(open("t.tsv"), delimiter="\t"))[1:]:
    first = columns.index((line[1], line[2]))
    dense[rows.index(line[0]), first:first + 100] = line[3:]
assert (dense == array).all() and array.max() > 0
END
}

@test "mbtr-stream(5): it tells of every key" {
    "$UNIT/keys" | sed 1d | cut -f 4 | sed 's/.*\.//' | sort -u > keys
    [ -s keys ]
    while read -r key; do
        grep -Eq "^\.(It )?Cm $key( |\$)" "$ROOT/man/mbtr-stream.5" || fail "$key"
    done < keys
}

@test "mbtr-stream(5): the hex example is what the programs write" {
    sed -n '/^\.Bd -literal$/,/^\.Ed$/p;/^\.Ed$/q' "$ROOT/man/mbtr-stream.5" | sed '1d;$d' | cut -c 1-47 | tr -d ' \n' > hex
    small | "$PYTHON" -c 'import sys; print(sys.stdin.buffer.read().hex(), end="")' | cmp - hex
    [ -s hex ]
}

@test "mbtr-stream(5): the Python reader works, on a pipe too" {
    sed -n '/^import cbor2/,/^\.Ed/p' "$ROOT/man/mbtr-stream.5" | sed '$d' > reader.py
    cat >> reader.py << 'END'

import sys
total = {}
for name, keys, bins in tensors(sys.stdin.buffer):
    assert len(keys) == len(bins)
    total[name] = total.get(name, 0) + bins.sum()
array = numpy.load("t.npy").sum(axis=1)
assert numpy.allclose(list(total.values()), array, rtol=1e-12)
END
    mbtr-cat --npy t.npy t
    cat t | "$PYTHON" reader.py
}

@test "binary output is refused on a terminal" {
    script -qec true /dev/null > /dev/null || skip 'no script(1), or no terminal to be had'
    run -2 script -qec "mbtr-cat t" /dev/null
    assert_output --partial "binary output is not for a terminal"
}

@test "models in primal form: whole or refused; text, header and array tell the same" {
    for e in 1 2 4; do printf '1\nid=He%s energy=%s\nHe 0 0 0\n' $e $e; done > he.xyz
    echo '{representation: [{body: 1, geometry: count, sigma: 0.5, grid: [0.5, 2.5, 2]}], kernel: {function: linear},
        regression: {property: energy, lambda: 1}}' > he.yaml
    xyz2mbtr -c he.yaml he.xyz > he
    mbtr-kernel he | krr-train --primal he > m
    mbtr-cat m | cmp - m
    run -0 mbtr-cat --header m
    assert_line "holds: model"
    assert_line "term 1: 1-body, 2 bins from 0.5 to 2.5"
    assert_line "kernel: linear"
    mbtr-cat --text m > m.tsv
    mbtr-cat --npy m.npy m
    mbtr-cat --npy he.npy he
    "$PYTHON" - << 'END'
import csv, numpy
rows = list(csv.reader(open("m.tsv"), delimiter="\t"))
assert rows[0] == ["id", "term", "block", "bin1", "bin2"], rows
assert [r[:3] for r in rows[1:]] == [["weight", "1", "2"], ["deviation", "1", "2"]], rows
array = numpy.load("m.npy")
assert (array == numpy.array([r[3:] for r in rows[1:]], float)).all()
x = numpy.load("he.npy")
w = x.T @ numpy.linalg.solve(x @ x.T + numpy.eye(3), [1, 2, 4])
assert abs(array[0] - w).max() < 1e-12 and abs(array[1]).max() < 1e-15, (array, w)
END
    run -1 mbtr-cat m m -o both
    assert_output --partial 'cannot be joined'
    run "$UNIT/damage" m 7
    assert_success
}

@test "models that hold tensors: the array is of these, and of the weights on bins behind them" {
    for model in weighted slopes environments; do
        mbtr-cat --text "$DATA/streams/$model.krr" > m.tsv
        mbtr-cat --npy $model.npy "$DATA/streams/$model.krr"
        "$PYTHON" - $model.npy << 'END'
import csv, sys, numpy
head, *rows = csv.reader(open("m.tsv"), delimiter="\t")
bins = [i for i, name in enumerate(head) if name.startswith("bin")]
labels = [l for l in csv.DictReader(open(sys.argv[1] + ".tsv"), delimiter="\t") if l["axis"] != "hash"]
ids = {l["id"]: int(l["index"]) for l in labels if l["axis"] == "0"}
assert list(ids) == list(dict.fromkeys(r[0] for r in rows)), ids
wanted = numpy.zeros((len(ids), len(labels) - len(ids)))
first = {}
for l in labels[len(ids):]:
    first.setdefault((l["term"], l["block"]), int(l["index"]))
for r in rows:
    for j, i in enumerate(bins):
        wanted[ids[r[0]], first[r[1], r[2]] + j] = float(r[i])
assert (numpy.load(sys.argv[1]) == wanted).all(), wanted
END
    done
}

@test "models in dual form: text and array tell the weights of the training structures, which are NumPy's" {
    for e in 1 2 4; do printf '1\nid=He%s energy=%s\nHe 0 0 0\n' $e $e; done > he.xyz
    echo '{representation: [{body: 1, geometry: count, sigma: 0.5, grid: [0.5, 2.5, 2]}], kernel: {function: gaussian, sigma: 1},
        regression: {property: energy, lambda: 1}}' > he.yaml
    xyz2mbtr -c he.yaml he.xyz | mbtr-kernel | tee k | krr-train > m
    mbtr-cat --text m > m.tsv
    mbtr-cat --npy m.npy m
    mbtr-cat --npy k.npy k
    "$PYTHON" - << 'END'
import csv, numpy
alpha, kernel = numpy.load("m.npy"), numpy.load("k.npy")
assert alpha.shape == (3,) and abs(alpha - numpy.linalg.solve(kernel + numpy.eye(3), [1, 2, 4])).max() < 1e-12, alpha
labels = [l for l in csv.DictReader(open("m.npy.tsv"), delimiter="\t") if l["axis"] != "hash"]
assert [(l["axis"], l["index"], l["id"]) for l in labels] == [("0", "0", "He1"), ("0", "1", "He2"), ("0", "2", "He4")], labels
text = list(csv.reader(open("m.tsv"), delimiter="\t"))
assert text[0] == ["id", "alpha"] and [r[0] for r in text[1:]] == ["He1", "He2", "He4"], text
assert (alpha == [float(r[1]) for r in text[1:]]).all()
END
}

@test "an array takes no memory for its rows" {
    need_plain_build
    cd "$BATS_TEST_TMPDIR"
    PYTHONPATH=$ROOT/tests/reference "$PYTHON" - "$DATA/streams/rows.kernel" << 'END'
import sys
from change import doubles, items, write
header, record, *_ = items(sys.argv[1])
header["columns"] = [str(i) for i in range(2000)]
record["row"] = doubles(range(2000))
write([header, *3000 * [record], {}], "rows")
END
    run "$PYTHON" -c 'import resource, subprocess
subprocess.run(["mbtr-cat", "-j", "1", "--npy", "rows.npy", "rows"], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)'
    assert_success
    [ "$output" -lt 30000 ]
    "$PYTHON" -c 'import numpy
array = numpy.load("rows.npy", mmap_mode="r")
assert array.shape == (3000, 2000) and (array[-1] == range(2000)).all()'
}
