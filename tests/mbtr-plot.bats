load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
    "$PYTHON" -c '
import numpy as np
r = np.random.default_rng(1)
x = r.normal(-1700, 300, 200)
y = x + r.normal(0, 2, 200) * np.where(r.random(200) < 0.9, 1, 8)
print("id\tformula\tatoms\tenergy\tpredicted")
for i, (a, b) in enumerate(zip(x, y)):
    print(f"{i}\tC2H6\t8\t{a:.9g}\t{b:.9g}")' > p.tsv
}

@test "numbers, points and bars are those of the table" {
    mbtr-plot parity --unit kcal/mol p.tsv > p.svg
    "$PYTHON" - <<'END'
import re
import xml.etree.ElementTree as tree
import numpy as np

x, y = np.genfromtxt("p.tsv", skip_header=1, usecols=(3, 4)).T
svg = tree.parse("p.svg").getroot()
tag = lambda name: [e for e in svg.iter() if e.tag.endswith("}" + name)]
texts = ["".join(t.itertext()).strip().replace("\u2212", "-") for t in tag("text")]

error = y - x
assert f"{abs(error).mean():.2f} kcal/mol" in texts, texts
assert f"{np.sqrt((error**2).mean()):.2f} kcal/mol" in texts, texts
assert "200" in texts and "reference energy (kcal/mol)" in texts and "predicted energy (kcal/mol)" in texts

points = [e for e in tag("use") if "gpPt6" in e.get("{http://www.w3.org/1999/xlink}href")]
at = np.array([re.search(r"translate\(([-\d.]+),([-\d.]+)\)", e.get("transform")).groups() for e in points], float)
assert len(at) == 200
for pixels, values in (at[:, 0], x), (at[:, 1], y):
    line = np.polyfit(values, pixels, 1)
    assert abs(np.polyval(line, values) - pixels).max() < 0.1
scale = [np.polyfit(v, p, 1)[0] for v, p in ((x, at[:, 0]), (y, at[:, 1]))]
assert abs(scale[0] + scale[1]) < 1e-3 * scale[0], scale

corners = [np.array([q.split(",") for q in e.get("points").split()], float) for e in tag("polygon")]
bars = [c for c in corners if len(np.unique(c[:, 0])) == 2]
limit = max(float(t) for t in texts if re.fullmatch(r"\d+", t) and t != "200")
assert f"{(abs(error) > limit).sum()} beyond" in texts
left, right = min(b[:, 0].min() for b in bars), max(b[:, 0].max() for b in bars)
width = np.ptp(bars[0][:, 0])
bins = round(2 * limit / (2 * limit / 15))
height = np.array([np.ptp(b[:, 1]) for b in bars])
centre = np.array([b[:, 0].mean() for b in bars])
counts = np.histogram(error, 15, (-limit, limit))[0]
assert len(bars) in (15, (counts > 0).sum()), (len(bars), counts)
high = height[height > 0]
assert abs(high / high.max() - counts[counts > 0] / counts.max()).max() < 0.01, (high, counts)
END
}

@test "the suffix of -o or -f says the format" {
    mbtr-plot parity p.tsv -o p.png
    mbtr-plot parity p.tsv -o p.svg
    mbtr-plot parity -f png < p.tsv > same.png
    mbtr-plot parity - < p.tsv > same.svg
    cmp p.png same.png
    cmp p.svg same.svg
    "$PYTHON" -c '
data = open("p.png", "rb").read()
assert data[:8] == b"\x89PNG\r\n\x1a\n" and data[-8:-4] == b"IEND"
assert int.from_bytes(data[16:20], "big") == 2 * 680'
    run head -c 5 p.svg
    assert_output '<?xml'
}

@test "rows without a reference are left out, another property can be named" {
    printf 'id\tformula\tatoms\tgap\tenergy\tpredicted\na\tH\t1\t3\t\t1\nb\tH\t1\t4\t2\t1\n' > two.tsv
    mbtr-plot parity two.tsv > energy.svg
    grep -q '>reference energy<' energy.svg
    [ "$(grep -c gpPt6 energy.svg)" -eq 2 ]
    mbtr-plot parity -p gap two.tsv > gap.svg
    grep -q '>reference gap<' gap.svg
    [ "$(grep -c gpPt6 gap.svg)" -eq 3 ]
}

@test "names are drawn as they are" {
    printf 'id\tformula\tatoms\tit'"'"'s_a^{`date`}\tpredicted\na\tH\t1\t3\t1\n' | mbtr-plot parity -u "x'y_z" > odd.svg
    "$PYTHON" -c '
import xml.etree.ElementTree as tree
texts = ["".join(e.itertext()).strip() for e in tree.parse("odd.svg").iter() if e.tag.endswith("}text")]
assert "reference it\x27s_a^{`date`} (x\x27y_z)" in texts, texts'
}

@test "all values equal, or all predictions right" {
    printf 'id\tformula\tatoms\te\tpredicted\na\tH\t1\t3\t3\nb\tH\t1\t3\t3\n' | mbtr-plot parity -o same.svg
    printf 'id\tformula\tatoms\te\tpredicted\na\tH\t1\t0\t0\n' | mbtr-plot parity -o zero.svg
    printf 'id\tformula\tatoms\te\tpredicted\na\tH\t1\t1e-12\t1e15\n' | mbtr-plot parity -o far.svg
    [ -s same.svg ] && [ -s zero.svg ] && [ -s far.svg ]
}

@test "bad tables" {
    printf 'id\tformula\tatoms\tenergy\na\tH\t1\t2\n' > none.tsv
    run -1 mbtr-plot parity none.tsv
    assert_output --partial "none.tsv: there is no column 'predicted'"
    printf 'id\tformula\tatoms\tpredicted\na\tH\t1\t2\n' > none.tsv
    run -1 mbtr-plot parity none.tsv
    assert_output "mbtr-plot: none.tsv: there is no column of reference values before 'predicted'"
    printf 'id\tformula\tatoms\tenergy\tpredicted\na\tH\t1\t\t2\n' > none.tsv
    run -1 mbtr-plot parity none.tsv
    assert_output 'mbtr-plot: none.tsv: no row has a value of energy'
    printf 'id\tformula\tatoms\tenergy\tpredicted\na\tH\t1\t2\tx\n' > none.tsv
    run -1 mbtr-plot parity none.tsv
    assert_output "mbtr-plot: none.tsv:2: predicted: expected a number, found 'x'"
    head -c 90 p.tsv > cut.tsv
    run -1 mbtr-plot parity cut.tsv -o cut.svg
    assert_output --partial 'cut short'
    [ ! -e cut.svg ]
}

@test "wrong usage" {
    run -2 mbtr-plot
    run -2 mbtr-plot piechart p.tsv
    assert_output --partial "expected the plot 'parity' or 'tensor', found 'piechart'"
    run -2 mbtr-plot parity p.tsv q.tsv
    run -2 mbtr-plot parity -f gif p.tsv
    assert_output --partial "expected svg or png, found 'gif'"
}

tensors()
{
    xyz2mbtr -c "$DATA/golden/nacl-k3.yaml" "$DATA/golden/nacl-k3.xyz"
}

@test "tensor: every block is a curve of its bins, heaviest first" {
    xyz2mbtr -c molecules "$DATA/golden/ethanol-k4-cos.xyz" > t
    mbtr-cat -t t > t.tsv
    mbtr-plot tensor -b 3 t > t.svg
    "$PYTHON" - << 'END'
import csv, re
import xml.etree.ElementTree as tree
import numpy as np

symbol = {"1": "H", "6": "C", "8": "O"}
rows = list(csv.reader(open("t.tsv"), delimiter="\t"))[1:]
svg = tree.parse("t.svg").getroot()
texts = ["".join(t.itertext()).strip() for t in svg.iter() if t.tag.endswith("}text")]
paths = [e.get("d") for e in svg.iter() if e.tag.endswith("}path")]
curves = [np.array(re.findall(r"[ML ]([-\d.]+),([-\d.]+)", d), float) for d in paths]
curves = [c[-100:] for c in curves if len(c) >= 100]  # the legend comes first
for term in "1", "2":
    blocks = {"-".join(symbol[z] for z in r[2].split("-")): np.array(r[3:], float) for r in rows if r[1] == term}
    names = sorted(blocks, key=lambda b: -blocks[b].sum())
    assert [t for t in texts if t in blocks] == names[:3], (texts, names)
    assert f"{len(blocks) - 3} more" in texts
    for b in blocks.values():
        off = [np.abs(np.polyval(np.polyfit(b, c[:, 1], 1), b) - c[:, 1]).max() for c in curves]
        assert min(off) < 0.1, off
assert "1/distance (1/\u00c5)" in texts and "angle (radian)" in texts
END
}

@test "tensor: --ascii shows the bins in shades" {
    tensors > t
    run mbtr-plot tensor --ascii t
    assert_line 'nacl-k3  ClNa'
    assert_line 'term 1: cos_angle'
    [ "${#lines[@]}" -eq 7 ]
    mbtr-cat -t t > t.tsv
    mbtr-plot tensor --ascii t | "$PYTHON" -c '
import csv, sys
import numpy as np
symbol = {"11": "Na", "17": "Cl"}
rows = {"-".join(symbol[z] for z in r[2].split("-")): np.array(r[3:], float)
        for r in list(csv.reader(open("t.tsv"), delimiter="\t"))[1:]}
total = sum(r.sum() for r in rows.values())
seen = [line.rsplit("|", 2) for line in sys.stdin if "|" in line]
assert len(seen) == len(rows)
shares = [float(s[2].split()[0]) for s in seen]
assert shares == sorted(shares, reverse=True)
for name, shades, share in seen:
    row = rows[name.strip()]
    assert abs(float(share.split()[0]) - 100 * row.sum() / total) < 0.06
    fine = np.repeat(row, 4).reshape(64, 3).sum(axis=1)
    assert [" .:-=+*#%@".index(c) for c in shades] == [int(x / fine.max() * 9 + 0.5) for x in fine]'
}

@test "tensor: a record by place or id, a term, species: atom, a term without blocks" {
    xyz2mbtr -c molecules "$DATA/golden/ethanol-k4-cos.xyz" > one
    xyz2mbtr -c molecules "$DATA/golden/water-k1-count.xyz" > two
    cat one two > t
    [ "$(mbtr-plot tensor --ascii -r 2 t)" = "$(mbtr-plot tensor --ascii two)" ]
    [ "$(mbtr-plot tensor --ascii --id water-k1-count < t)" = "$(mbtr-plot tensor --ascii two)" ]
    run mbtr-plot tensor --ascii -t 2 t
    refute_line --partial 'term 1'
    assert_line --partial 'term 2'
    run -1 mbtr-plot tensor --ascii -t 3 t
    assert_output 'mbtr-plot: there is no term 3: the tensors have 2'
    run -1 mbtr-plot tensor -r 3 t
    assert_output 'mbtr-plot: there is no record 3'
    run -1 mbtr-plot tensor --id x t
    assert_output "mbtr-plot: there is no structure 'x'"
    run -1 bash -c 'head -c 5000 t | mbtr-plot tensor -o none.svg'
    [ ! -e none.svg ]
    xyz2mbtr -c molecules -s species=atom "$DATA/golden/water-k1-count.xyz" > atoms
    run mbtr-plot tensor --ascii atoms
    assert_line --regexp '^[OH]1-[OH]2 '
    printf '1\n\nHe 0 0 0\n' | xyz2mbtr -c molecules > he
    mbtr-plot tensor he > he.svg
    grep -q 'no blocks' he.svg
    mbtr-plot tensor --ascii he
    run -2 mbtr-plot tensor -p x t
    assert_output --partial 'tensor does not take --property'
    run -2 mbtr-plot parity --ascii t
    run -2 mbtr-plot tensor --ascii -f png t
    run -2 mbtr-plot tensor --id x -r 2 t
}

@test "PNG is not for a terminal" {
    script -qec true /dev/null > /dev/null || skip 'no script(1), or no terminal to be had'
    run script -qec "'$BIN/mbtr-plot' parity -f png p.tsv" /dev/null
    assert_equal "$status" 2
    assert_output --partial 'not for a terminal'
}

@test "no gnuplot, or one that fails" {
    mkdir none
    run -1 env PATH="$PWD/none" "$BIN/mbtr-plot" parity p.tsv -o p.svg
    assert_output --partial 'gnuplot is not installed'
    for command in 'exit 3' 'exec cat > /dev/null' 'kill -9 $$'; do
        printf '#!/bin/sh\n%s\n' "$command" > none/gnuplot
        chmod +x none/gnuplot
        run -1 env PATH="$PWD/none:$PATH" mbtr-plot parity p.tsv -o p.svg
        assert_output 'mbtr-plot: gnuplot failed'
        [ ! -e p.svg ]
    done
}

@test "a full disk is a failure, a closed pipe a silent one" {
    run -1 sh -c 'mbtr-plot parity p.tsv > /dev/full'
    assert_output --partial 'standard output: write:'
    run -1 bash -c 'mbtr-plot parity -f png p.tsv | true; exit ${PIPESTATUS[0]}'
    assert_output ''
}
