load common

setup_file()
{
    "$PYTHON" -c '
import numpy as np
r = np.random.default_rng(1)
x = r.normal(-1700, 300, 200)
y = x + r.normal(0, 2, 200) * np.where(r.random(200) < 0.9, 1, 8)
print("id\tformula\tatoms\tenergy\tpredicted")
for i, (a, b) in enumerate(zip(x, y)):
    print(f"{i}\tC2H6\t8\t{a:.9g}\t{b:.9g}")' > "$BATS_FILE_TMPDIR/p.tsv"
}

setup()
{
    cd "$BATS_TEST_TMPDIR"
    cp "$BATS_FILE_TMPDIR/p.tsv" .
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
assert abs(scale[0] + scale[1]) < 5e-3 * scale[0], scale

corners = [np.array([q.split(",") for q in e.get("points").split()], float) for e in tag("polygon")]
bars = [c for c in corners if len(np.unique(c[:, 0])) == 2][1:]  # the first is what keeps points from under them
limit = max(float(t) for t in texts if re.fullmatch(r"\d+", t) and t != "200")
assert f"{(abs(error) > limit).sum()} larger errors not shown" in texts
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
assert int.from_bytes(data[16:20], "big") == round(8.5 / 2.54 * 400)'
    run -0 head -c 5 p.svg
    assert_output '<?xml'
}

# formats: those of the table, from the help.
formats()
{
    mbtr-plot --help | sed -nE 's/.*--format ([a-z|]+) .*/\1/p' | tr '|' ' '
}

@test "every format of the table is drawn, of the size that was asked for, and every plot draws PDF" {
    local format
    printf 'id\te\tpredicted\na\t1\t2\nb\t2\t2\n' > few.tsv
    printf 'n\tMAE\n1\t2\n4\t1\n' > few.curve
    printf 'formula\tenergy\nCu\t0\nPt\t0\nCuPt\t-1\n' > few.hull
    tensors > t
    assert_equal "$(formats)" 'svg png pdf eps'
    for format in $(formats); do
        TZ=Asia/Tokyo mbtr-plot parity --size 10x8cm few.tsv -o "parity.$format"
    done
    mbtr-plot curve --size 10x8 few.curve -o curve.pdf
    mbtr-plot hull --size 100x80mm few.hull -o hull.pdf
    mbtr-plot tensor --size 283.46x226.77pt t -o tensor.pdf
    "$PYTHON" - << 'END'
import re
data = {f: open(f"parity.{f}", "rb").read() for f in ("svg", "png", "pdf", "eps")}
assert data["eps"][:23] == b"%!PS-Adobe-3.0 EPSF-3.0"
page = rb"/MediaBox \[ 0 0 ([0-9]+) ([0-9]+) \]"
box = [re.search(b'viewBox="0 0 ([0-9]+) ([0-9]+)"', data["svg"]), re.search(rb"%%BoundingBox: 0 0 ([0-9]+) ([0-9]+)", data["eps"])]
size = [(96, b.groups()) for b in box[:1]] + [(72, box[1].groups())]
size.append((400, [int.from_bytes(data["png"][i : i + 4], "big") for i in (16, 20)]))
for name in "parity", "curve", "hull", "tensor":
    pdf = open(f"{name}.pdf", "rb").read()
    assert pdf[:5] == b"%PDF-" and pdf.rstrip()[-5:] == b"%%EOF", name
    size.append((72, re.search(page, pdf).groups()))
    # The day on which a picture is made is not in it.
    assert pdf.count(b"CreationDate") == pdf.count(b"/CreationDate (D:19700101000000Z)") == 1, name
for density, lengths in size:
    for pixels, cm in zip(lengths, (10, 8)):
        assert abs(int(pixels) - cm / 2.54 * density) <= 1, (density, size)
assert data["eps"].count(b"CreationDate") == data["eps"].count(b"%%CreationDate: Thu Jan  1 00:00:00 1970\n") == 1
END
}

@test "the font's size and family, and a title, are those that were asked for" {
    printf 'id\te\tpredicted\na\t1\t2\nb\t2\t2\n' > few.tsv
    mbtr-plot parity few.tsv -o usual.svg
    mbtr-plot parity --font Times,14 --title "<a> & 'b' _{c}" few.tsv -o large.svg
    mbtr-plot parity --font ,14 few.tsv -o same.svg
    "$PYTHON" - << 'END'
import xml.etree.ElementTree as tree
def read(path):
    svg = tree.parse(path).getroot()
    groups = [g for g in svg.iter() if g.get("font-size")]
    texts = ["".join(g.itertext()).strip() for g in groups]
    return {float(g.get("font-size")) for g in groups}, {g.get("font-family") for g in groups}, texts
usual, large, same = read("usual.svg"), read("large.svg"), read("same.svg")
assert usual[:2] == ({9.33}, {"sans-serif"}), usual[:2]
assert large[:2] == ({18.67}, {"Times"}), large[:2]
assert same[:2] == ({18.67}, {"sans-serif"}), same[:2]
assert "<a> & 'b' _{c}" in large[2] and "<a> & 'b' _{c}" not in usual[2]
END
}

@test "ends of axes are those that were asked for; what is then outside is told" {
    local plot
    mkdir copy
    printf '#!/bin/sh\nexec cat\n' > copy/gnuplot
    chmod +x copy/gnuplot
    errors > e.tsv
    tensors > t
    mbtr-plot parity --range x=-1900:-1500,y=:-1600 p.tsv -o part.svg
    "$PYTHON" - << 'END'
import numpy as np
x, y = np.genfromtxt("p.tsv", skip_header=1, usecols=(3, 4)).T
inside = ((x >= -1900) & (x <= -1500) & (y <= -1600)).sum()
svg = open("part.svg").read()
assert svg.count("</title></use>") == inside and f"200 ({200 - inside} outside the picture)" in svg, inside
END
    printf 'formula\tenergy\nCu\t0\nPt\t0\nCuPt\t-1\n' > two.tsv
    for plot in 'curve e.tsv' 'hull two.tsv' 'tensor t'; do
        # shellcheck disable=SC2086
        PATH=$PWD/copy:$PATH mbtr-plot $plot -f png --range x=0.25:,y=0.125:0.5 > script
        grep -qE '^set xrange \[0.25:' script
        grep -qE '^set yrange \[0.125:0.5\]' script
    done
    for plot in x y=1 z=0:1 x=0:1:2 'x=0:1,'; do
        run -2 mbtr-plot parity --range "$plot" p.tsv
        assert_output --partial "--range: expected ends of axes, like x=0:5,y=-1:1 or y=:10, found '$plot'"
    done
    printf 'formula\tenergy\nCu\t0\nPt\t0\nAu\t0\nCuPt\t-1\n' > three.tsv
    run -1 mbtr-plot hull --range x=0:1 three.tsv -o none.svg
    assert_output --partial '--range: this picture has no axis x'
    PATH=$PWD/copy:$PATH mbtr-plot hull -f png --range y=0:0.5 three.tsv > script
    grep -qE '^set cbrange \[0:0.5\]' script
    run -1 mbtr-plot parity --range y=2:2 p.tsv -o none.svg
    assert_output --partial 'y from 2 to 2 shows nothing'
    run -1 mbtr-plot curve --range x=:0 e.tsv -o none.svg
    assert_output --partial 'shows nothing on a logarithmic axis'
}

@test "wrong sizes and fonts" {
    local wrong
    for wrong in '' 8x 8.5by7 -3 8km 300cm 8x7x6; do
        run -2 mbtr-plot parity --size "$wrong" p.tsv
        assert_output --partial "found '$wrong'"
    done
    for wrong in '' ,0 ,x "it's" 'a"b,7' 'a`b`'; do
        run -2 mbtr-plot parity --font "$wrong" p.tsv
        assert_output --partial "found '$wrong'"
    done
    run -1 mbtr-plot parity --size 2cm p.tsv -o none.svg
    assert_output --partial 'no room for axes in a picture of this size: choose a larger --size or a smaller --font'
    mbtr-plot parity --size 4cm --font ,4 p.tsv -o small.svg
    [ ! -e none.svg ]
}

# titles FILE.svg: what its points tell, as a list in Python, of which the group has nothing else.
cat_titles='
import sys
import xml.etree.ElementTree as tree
def titles(path):
    svg = tree.parse(path).getroot()
    named = {e: e for e in svg.iter() if e.tag.endswith("}title")}
    uses = [e for e in svg.iter() if e.tag.endswith("}use") and len(e)]
    assert len(named) == len(uses), (len(named), len(uses))  # nothing else has a title
    return [list(e)[0].text for e in uses]
'

@test "parity: in SVG every point tells its id and numbers, whatever the id" {
    printf 'id\tformula\tatoms\te\tpredicted\n' > odd.tsv
    printf '%s\tH\t1\t%d\t%d.5\n' '<b>&amp;' 1 1 "it's" 2 2 '"x"' 3 3 'größe' 4 4 $'a\033[31mb' 5 5 '</title>' 6 6 \
        $'\xef\xbf\xbf' 7 7 $'\xff' 8 8 >> odd.tsv
    mbtr-plot parity -u eV odd.tsv > odd.svg
    "$PYTHON" - << END
$cat_titles
ids = ["<b>&amp;", "it's", '"x"', "gr\u00f6\u00dfe", "a [31mb", "</title>", "?", "?"]
assert titles("odd.svg") == [f"{id}\nreference {i} eV\npredicted {i}.5 eV" for i, id in enumerate(ids, 1)], titles("odd.svg")
END
    printf 'atoms\te\tpredicted\n1\t1\t1\n1\t\t2\n1\t3\t3\n' | mbtr-plot parity > rows.svg
    printf '2\nid=m Properties=species:S:1:pos:R:3:ref_forces:R:3:forces:R:3\nH 0 0 0 1 2 3 1 2 4\nH 0 0 1 5 6 7 5 6 8\n' |
        mbtr-plot parity -u eV > f.svg
    "$PYTHON" - << END
$cat_titles
assert [t.split("\n")[0] for t in titles("rows.svg")] == ["line 2", "line 4"], titles("rows.svg")
unit = "eV/\u00c5"
numbers = [(1, 1), (2, 2), (3, 4), (5, 5), (6, 6), (7, 8)]
assert titles("f.svg") == [f"m\natom {i // 3 + 1}, {'xyz'[i % 3]}\nreference {a} {unit}\npredicted {b} {unit}"
                           for i, (a, b) in enumerate(numbers)], titles("f.svg")
END
}

@test "hull: in SVG every point tells its id, formula and energies where it is" {
    alloy_tables
    mbtr-plot hull -u eV/atom --true all.tsv some.tsv > two.svg
    hull-filter --predicted some.tsv > some.hull
    ternary 1 > three.tsv
    mbtr-plot hull three.tsv > three.svg
    "$PYTHON" - << END
$cat_titles
import csv
rows = list(csv.DictReader(open("some.tsv"), delimiter="\t"))
told = titles("two.svg")
points = [t for t in told if "above the hull" in t]
assert sorted(t.split("\n")[0] for t in points) == sorted(r["id"] for r in rows)
by_id = {t.split("\n")[0]: t.split("\n")[2:] for t in points}
for r in rows:
    lines = by_id[r["id"]]
    assert lines[0].startswith("formation energy" if r["energy"] else "predicted formation energy"), lines
    assert lines[0].endswith(" eV/atom") and ("standard deviation 0.002 eV/atom" in lines) == (not r["energy"]), lines
for r in csv.DictReader(open("known.tsv"), delimiter="\t"):
    _, formation, above = by_id[r["id"]][0].split()[0], by_id[r["id"]][0].split()[2], by_id[r["id"]][-1].split()[3]
    assert abs(float(formation) - float(r["formation"])) < 1e-6 and abs(float(above) - float(r["above"])) < 1e-6, r
vertices = {t.split("\n")[0] for t in told if t.endswith("\nstable")}
assert vertices == {r["id"] for r in csv.DictReader(open("known.tsv"), delimiter="\t") if r["vertex"] == "yes"}
rows = list(csv.DictReader(open("three.tsv"), delimiter="\t"))
told = titles("three.svg")
assert {t.split("\n")[0] for t in told} <= {r["id"] for r in rows} and len(told) > 55
END
}

@test "hull: of four elements a row for each phase, with its composition and energy" {
    printf 'id\tformula\tenergy\n' > four.tsv
    printf '%s\t%s\t%s\n' a Cu 0 b Ag 0 c Au 0 d Pt 0 e CuAgAuPt -4 f Cu3Au -1 g Cu2AgAu 1 >> four.tsv
    sed 's/^g.*/g\tCu2AgAu\t-9/' four.tsv > true.tsv
    mbtr-plot hull --true true.tsv four.tsv > four.svg
    mbtr-plot hull --ascii four.tsv > four.txt
    "$PYTHON" - << END
$cat_titles
import re
told = titles("four.svg")
assert sorted(t.split("\n")[0] for t in told) == sorted("abcdef") + ["g", "g"], told
texts = ["".join(t.itertext()).strip() for t in tree.parse("four.svg").getroot().iter() if t.tag.endswith("}text")]
names = ["Cu", "Ag", "Au", "Pt", "CuAgAuPt", "Cu3Au", "Cu2AgAu"]
assert {t for t in texts if re.fullmatch(r"((Cu|Ag|Au|Pt)\d?)+", t)} == set(names), texts
bars = [[[float(x) for x in p.split(",")] for p in e.get("points").split()]
        for e in tree.parse("four.svg").getroot().iter() if e.tag.endswith("}polygon")]
widths = sorted(round(max(p[0] for p in b) - min(p[0] for p in b), 1) for b in bars)
whole = max(widths)
parts = [x for x in (w / whole for w in widths) if 0.2 < x < 0.9]  # less is a sample of the legend
assert [round(x, 2) for x in parts] == [0.25] * 7 + [0.5, 0.75], parts
END
    grep -qE '^[a-z]  CuAgAuPt +0.2500  0.2500  0.2500 +-1  \[e\]$' four.txt
    refute grep -q tie-lines four.txt
}

@test "curve: the line is the power that fits best, through the whole picture" {
    errors > e.tsv
    mkdir copy
    printf '#!/bin/sh\nexec cat\n' > copy/gnuplot
    chmod +x copy/gnuplot
    PATH=$PWD/copy:$PATH mbtr-plot curve --range x=:10000 e.tsv > script
    mbtr-plot curve --table e.tsv > points.tsv
    "$PYTHON" - << 'END'
import csv, re
import numpy as np
script, points = open("script").read(), list(csv.DictReader(open("points.tsv"), delimiter="\t", quoting=csv.QUOTE_NONE))
lines = [[float(x) for x in m] for m in re.findall(r"([\d.e+-]+)\*\(x/([\d.e+-]+)\)\*\*\(([\d.e+-]+)\)", script)]
models = list(dict.fromkeys(p["model"] for p in points))
assert len(lines) == len(models) == 3
for (at, n, exponent), model in zip(lines, models):
    x, y = np.log([[float(p["n"]), float(p["MAE"])] for p in points if p["model"] == model]).T
    x, y = (v[(len(v) - 1) // 2:] for v in (x, y))
    slope, constant = np.polyfit(x, y, 1)
    assert abs(exponent - slope) < 1e-4 and abs(np.log(at) - slope * np.log(n) - constant) < 1e-4, (model, exponent, slope)
assert re.search(r"set xrange \[[\d.]+:10000\]", script) and "'10000' 10000" in script
END
    # A table of means draws the bars that it tells.
    PATH=$PWD/copy:$PATH mbtr-plot curve e.tsv | sed -n '/^\$curve/,/^END/p' | awk '{for (i = 1; i <= NF; i++) printf "%.4g ", $i; print ""}' > bars
    PATH=$PWD/copy:$PATH mbtr-plot curve points.tsv | sed -n '/^\$curve/,/^END/p' | awk '{for (i = 1; i <= NF; i++) printf "%.4g ", $i; print ""}' | cmp - bars
    mbtr-plot curve --table points.tsv | cut -f 1-4 > again
    cut -f 1-4 points.tsv | cmp - again
}

@test "tensor: curves that are the same have one line, and their names one colour and dash" {
    tensors > t
    mkdir copy
    printf '#!/bin/sh\nexec cat\n' > copy/gnuplot
    chmod +x copy/gnuplot
    PATH=$PWD/copy:$PATH mbtr-plot tensor t > script
    "$PYTHON" - << 'END'
import re
script = open("script").read()
plots = [p for p in script.split("\n") if p.startswith("plot ")]
samples = re.findall(r"set arrow from screen .* nohead lw 1.5 (lc rgb '#\w+' dt \d)", script)
drawn = [re.findall(r"with lines lw 1.5 (lc rgb '#\w+' dt \d)", p) for p in plots]
assert all(len(set(d)) == len(d) for d in drawn)
assert set(samples) == {s for d in drawn for s in d}
assert len(samples) > sum(map(len, drawn)), (len(samples), drawn)
END
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

@test "a suffix of another format is refused, none is SVG" {
    local name
    for name in p.gif p.svg.gz ./p.PNG; do
        run -2 mbtr-plot parity p.tsv -o "$name"
        assert_output --partial "expected a name that ends in svg, png, pdf or eps, found '"
        [ ! -e "$name" ]
    done
    mkdir a.d
    for name in p a.d/p .p; do
        mbtr-plot parity p.tsv -o "$name"
        grep -q '<svg' "$name"
    done
    mbtr-plot parity -f svg p.tsv -o p.pdf
    grep -q '<svg' p.pdf
}

@test "names are drawn as they are" {
    printf 'id\tformula\tatoms\tit'"'"'s_a^{`date`}\tpredicted\na\tH\t1\t3\t1\n' | mbtr-plot parity -u "x'y_z" > odd.svg
    "$PYTHON" -c '
import xml.etree.ElementTree as tree
texts = ["".join(e.itertext()).strip() for e in tree.parse("odd.svg").iter() if e.tag.endswith("}text")]
assert "reference it\x27s_a^{`date`} (x\x27y_z)" in texts, texts'
}

@test "whatever a name holds, the picture is XML and shows it, cleaned" {
    local name
    for name in "x'" "x''" "x'''" 'x"' '\n' '@a' '$GPVAL_VERSION' '"`date`"' '%g' '\\' "\"''\""; do
        printf 'id\tformula\tatoms\t%s\tpredicted\na\tH\t1\t3\t1\n' "$name" | mbtr-plot parity > odd.svg
        NAME=$name "$PYTHON" -c '
import os, xml.etree.ElementTree as tree
texts = ["".join(e.itertext()).strip() for e in tree.parse("odd.svg").iter() if e.tag.endswith("}text")]
assert "reference " + os.environ["NAME"] in texts, texts'
    done
    printf 'id\tformula\tatoms\tx\033[31m\377\302\233\tpredicted\na\tH\t1\t3\t1\n' | mbtr-plot parity -u $'\xff\a' > odd.svg
    "$PYTHON" -c '
import xml.etree.ElementTree as tree
texts = ["".join(e.itertext()).strip() for e in tree.parse("odd.svg").iter() if e.tag.endswith("}text")]
assert any(t.startswith("reference x [31m?") for t in texts), texts'
}

@test "all values equal, or all predictions right" {
    printf 'id\tformula\tatoms\te\tpredicted\na\tH\t1\t3\t3\nb\tH\t1\t3\t3\n' | mbtr-plot parity -o same.svg
    printf 'id\tformula\tatoms\te\tpredicted\na\tH\t1\t0\t0\n' | mbtr-plot parity -o zero.svg
    printf 'id\tformula\tatoms\te\tpredicted\na\tH\t1\t1e-12\t1e15\n' | mbtr-plot parity -o far.svg
    [ -s same.svg ]
    [ -s zero.svg ]
    [ -s far.svg ]
}

@test "bad tables" {
    printf 'id\tformula\tatoms\tenergy\na\tH\t1\t2\n' > none.tsv
    run -1 mbtr-plot parity none.tsv
    assert_output --partial "none.tsv: there is no column 'predicted'"
    printf 'id\tformula\tatoms\tpredicted\na\tH\t1\t2\n' > none.tsv
    run -1 mbtr-plot parity none.tsv
    assert_output "mbtr-plot: none.tsv: there is no column of references: it is the one before 'predicted', or --property names it"
    printf 'id\tformula\tatoms\tenergy\tpredicted\na\tH\t1\t\t2\n' > none.tsv
    run -1 mbtr-plot parity none.tsv
    assert_output 'mbtr-plot: none.tsv: no row has a reference in column '"'energy'"
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
    assert_output --partial "expected the plot 'parity', 'curve', 'hull', 'tensor' or 'weights', found 'piechart'"
    run -2 mbtr-plot parity p.tsv q.tsv
    assert_output --partial 'parity: expected one file, found 2'
    run -2 mbtr-plot parity -f gif p.tsv
    assert_output --partial "expected svg, png, pdf or eps, found 'gif'"
}

# Errors of three models, with noise: five repetitions of each size, of the last size of the last model only one.
errors()
{
    "$PYTHON" -c '
import numpy as np
r = np.random.default_rng(2)
print("seed\tn\tmodel\tMAE\tRMSE")
for name, a, b in ("pairs", 60, 0.4), ("a_b^{c}", 55, 0.41), ("it\x27s \\d", 300, 0.7):
    for n in 1000, 100, 200, 500:
        for seed in range(1 if n == 1000 and a == 300 else 5):
            error = a * n**-b * np.exp(r.normal(0, 0.1))
            print(f"{seed}\t{n}\t{name}\t{error:.9g}\t{2 * error:.9g}")'
}

@test "curve: points, bars, exponents and labels are those of the table" {
    errors > e.tsv
    mbtr-plot curve --unit kcal/mol e.tsv > e.svg
    mbtr-plot curve --table e.tsv > points.tsv
    "$PYTHON" - << 'END'
import csv, re
import xml.etree.ElementTree as tree
import numpy as np

runs = {}
for row in csv.DictReader(open("e.tsv"), delimiter="\t", quoting=csv.QUOTE_NONE):
    runs.setdefault(row["model"], {}).setdefault(int(row["n"]), []).append(float(row["MAE"]))
table = list(csv.reader(open("points.tsv"), delimiter="\t", quoting=csv.QUOTE_NONE))
assert table.pop(0) == ["model", "n", "MAE", "deviation", "repetitions"]
expected = [(m, n, runs[m][n]) for m in runs for n in sorted(runs[m])]
assert len(table) == len(expected) == 12
for row, (model, n, x) in zip(table, expected):
    assert row[:2] == [model, str(n)] and row[4] == str(len(x)), row
    assert abs(float(row[2]) / np.mean(x) - 1) < 1e-5
    assert row[3] == "-" if len(x) == 1 else abs(float(row[3]) / np.std(x, ddof=1) - 1) < 1e-5

svg = tree.parse("e.svg").getroot()
tag = lambda name: [e for e in svg.iter() if e.tag.endswith("}" + name)]
texts = ["".join(t.itertext()).strip() for t in tag("text")]
assert "MAE (kcal/mol)" in texts and "training size n" in texts, texts
assert [t for t in texts if t in ("100", "200", "500", "1000")] == ["100", "200", "500", "1000"], texts
for model, sizes in runs.items():
    larger = sorted(sizes)[(len(sizes) - 1) // 2:]
    slope = np.polyfit(np.log(larger), [np.log(np.mean(sizes[n])) for n in larger], 1)[0]
    label = f"{model}  \u221d n\u2212{-slope:.2f}"
    assert label in texts, (label, texts)

at = lambda e: re.search(r"translate\(([-\d.]+),([-\d.]+)\)", e.get("transform")).groups()
points = np.array([at(e) for e in tag("use") if "gpPt6" in e.get("{http://www.w3.org/1999/xlink}href")], float)
means = np.log([[n, np.mean(x)] for _, n, x in expected])
assert len(points) == 12
lines = [np.polyfit(means[:, i], points[:, i], 1) for i in (0, 1)]
for i in 0, 1:
    assert abs(np.polyval(lines[i], means[:, i]) - points[:, i]).max() < 0.05

ends = [e for p in tag("path") for e in re.findall(r"M([\d.]+),([\d.]+)\s+L([\d.]+),([\d.]+)", p.get("d"))]
bars = np.array([e for e in ends if e[0] == e[2]], float)
for _, n, x in expected:
    if len(x) > 1:
        want = [np.polyval(lines[0], np.log(n))]
        want += [np.polyval(lines[1], np.log(np.mean(x) + s * np.std(x, ddof=1))) for s in (-1, 1)]
        assert abs(bars[:, [0, 1, 3]] - want).max(axis=1).min() < 0.05, (n, want)
END
}

@test "curve: the axis of sizes has a tick at each size, that of errors rising ones within it" {
    errors > e.tsv
    mkdir copy
    # In place of the picture comes its script.
    printf '#!/bin/sh\nexec cat\n' > copy/gnuplot
    chmod +x copy/gnuplot
    PATH=$PWD/copy:$PATH mbtr-plot curve e.tsv > script
    "$PYTHON" - << 'END'
import re
script = open("script").read()
def axis(letter):
    low, high = map(float, re.search(rf"set {letter}range \[(.*):(.*)\]", script).groups())
    ticks = re.search(rf"set {letter}tics \((.*)\)", script).group(1).split(", ")
    ticks = [re.fullmatch(r"'(.*)' (\S+) ([01])", t).groups() for t in ticks]
    for name, at, small in ticks:
        assert name == ("" if small == "1" else at), ticks
    at = [float(t[1]) for t in ticks]
    assert low <= at[0] and at[-1] <= high and all(a < b for a, b in zip(at, at[1:])), (low, high, at)
    return at
sizes = sorted({int(row.split("\t")[1]) for row in open("e.tsv").read().split("\n")[1:-1]})
assert axis("x") == sizes, script
assert len(axis("y")) > 2, script
END
}

@test "curve: other columns, several files, a table without models" {
    errors > e.tsv
    mbtr-plot curve --table --error RMSE --by seed e.tsv > by-seed
    run -0 head -n 1 by-seed
    assert_output $'seed\tn\tRMSE\tdeviation\trepetitions'
    [ "$(wc -l < by-seed)" -eq 21 ]
    head -n 20 e.tsv > one.tsv
    (head -n 1 e.tsv; tail -n +21 e.tsv) > two.tsv
    mbtr-plot curve --table e.tsv > whole
    mbtr-plot curve --table one.tsv - < two.tsv | cmp - whole
    mbtr-plot curve --table < e.tsv | cmp - whole
    printf 'MAE\tn\n4\t10\n2\t40\n6\t10\n' > plain.tsv
    run -0 mbtr-plot curve --table plain.tsv
    assert_output $'n\tMAE\tdeviation\trepetitions\n10\t5\t1.41421\t2\n40\t2\t-\t1'
    mbtr-plot curve plain.tsv > plain.svg
    grep -q '>MAE<' plain.svg
    mbtr-plot curve -f png plain.tsv > plain.png
    mbtr-plot curve plain.tsv -o same.png
    cmp plain.png same.png
}

@test "curve: --ascii puts points and bars on the axis of errors" {
    printf 'n\tMAE\tmodel\n100\t10\ta\n100\t6\ta\n400\t2\ta\n100\t1\tb\n' > e.tsv
    run -0 env PATH=/none "$BIN/mbtr-plot" curve --ascii -u meV e.tsv
    assert_line 'MAE (meV) by training size n'
    assert_line 'a  ~ n^-1.00'
    assert_line 'b'
    assert_line --regexp '^100 \| +-+o-+ +\| +8 \+- 2\.8$'
    assert_line --regexp '^400 \| +o +\| +2$'
    assert_line --regexp '^ +1 +2 .* 10$'
    "$PYTHON" - "$output" << 'END'
import math, sys
drawn = [line.split("|")[1] for line in sys.argv[1].splitlines() if "|" in line]
assert all(len(d) == 48 for d in drawn)
at = {error: d.index("o") for error, d in zip((8, 2, 1), drawn)}
place = lambda error: at[1] + (at[8] - at[1]) * math.log(error, 8)
for column, error in (at[2], 2), (drawn[0].index("-"), 8 - 8**0.5), (drawn[0].rindex("-"), 8 + 8**0.5):
    assert abs(column - place(error)) <= 1.5, (drawn, error)
END
}

@test "curve: labels of curves that end together do not cover each other" {
    (printf 'n\tMAE\tmodel\n'
     for i in $(seq 1 30); do printf '10\t%d\tm%d\n100\t5.%02d\tm%d\n' $((30 + i)) "$i" "$i" "$i"; done) > e.tsv
    mbtr-plot curve e.tsv > e.svg
    "$PYTHON" - << 'END'
import re
import xml.etree.ElementTree as tree
svg = tree.parse("e.svg").getroot()
place = {}
for group in svg.iter():
    for text in group:
        name = "".join(text.itertext())
        if text.tag.endswith("}text") and re.match(r"m\d+ ", name):
            place[int(name.split()[0][1:])] = float(re.search(r",([-\d.]+)\)", group.get("transform")).group(1))
heights = [place[i] for i in range(30, 0, -1)]
assert min(b - a for a, b in zip(heights, heights[1:])) > 14, heights
assert 0 < heights[0] and heights[-1] < float(svg.get("viewBox").split()[3]), heights
END
}

@test "curve: a bar that reaches below 0, one point, many powers of ten, few" {
    printf 'n\tMAE\n100\t3\n100\t30\n200\t2\n' | mbtr-plot curve -o wide.svg
    printf 'n\tMAE\n1e-99\t1e99\n1e99\t1e-99\n' | mbtr-plot curve -o far.svg
    printf 'n\tMAE\n100\t3\n' > one.tsv
    mbtr-plot curve one.tsv -o one.svg
    run -0 mbtr-plot curve --ascii one.tsv
    refute_output --partial 'n^'
    printf 'n\tMAE\n10\t3.3\n12\t3.21\n100\t3.15\n' | mbtr-plot curve -o near.svg
    for tick in 3.15 3.2 3.25 3.3; do
        grep -q ">$tick<" near.svg
    done
}

@test "curve: bad tables and wrong usage" {
    printf 'n\terror\n1\t2\n' > bad.tsv
    run -1 mbtr-plot curve bad.tsv
    assert_output "mbtr-plot: bad.tsv: there is no column 'MAE', only n, error"
    run -1 mbtr-plot curve --error error --by model bad.tsv
    assert_output "mbtr-plot: bad.tsv: there is no column 'model', only n, error"
    run -1 mbtr-plot curve <(printf 'size\tMAE\n1\t2\n')
    assert_output --partial "there is no column 'n', only size, MAE"
    for number in 0 -3 '' nan; do
        printf 'n\tMAE\n1\t2\n%s\t2\n' "$number" > bad.tsv
        run -1 mbtr-plot curve bad.tsv -o bad.svg
        assert_output "mbtr-plot: bad.tsv:3: n: expected a number above 0, found '$number'"
        printf 'n\tMAE\n1\t%s\n' "$number" > bad.tsv
        run -1 mbtr-plot curve bad.tsv -o bad.svg
        assert_output "mbtr-plot: bad.tsv:2: MAE: expected a number above 0, found '$number'"
    done
    for number in x 1e999; do
        printf 'n\tMAE\n1\t%s\n' "$number" > bad.tsv
        run -1 mbtr-plot curve bad.tsv -o bad.svg
        assert_output "mbtr-plot: bad.tsv:2: MAE: expected a number, found '$number'"
    done
    printf 'n\tMAE\n1\t1e-200\n' > bad.tsv
    run -1 mbtr-plot curve bad.tsv -o bad.svg
    assert_output "mbtr-plot: bad.tsv:2: MAE: expected a number from 1e-99 to 1e99, found '1e-200'"
    printf 'n\tMAE\n' > bad.tsv
    run -1 mbtr-plot curve bad.tsv -o bad.svg
    assert_output 'mbtr-plot: bad.tsv: the table has no rows'
    [ ! -e bad.svg ]
    run -2 mbtr-plot curve --ascii --table bad.tsv
    assert_output --partial '--ascii, --table and what is of pictures (--format, --size, --font, --title, --range) exclude each other'
    run -2 mbtr-plot curve --table -f png bad.tsv
    run -2 mbtr-plot curve -p energy bad.tsv
    assert_output --partial 'curve does not take --property'
    run -2 mbtr-plot tensor --error MAE bad.tsv
}

tensors()
{
    xyz2mbtr -c "$DATA/golden/nacl-k3.yaml" "$DATA/golden/nacl-k3.xyz"
}

@test "tensor: every block is a curve of its bins, heaviest first" {
    xyz2mbtr -c molecules "$DATA/golden/ethanol-k4-cos.xyz" > t
    mbtr-cat -t t > t.tsv
    mbtr-plot tensor --blocks 3 t > t.svg
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
# Smooth curves have points between bins; at these they must be what the bins hold.
curves = [np.column_stack([(x := np.linspace(*c[[0, -1], 0], 100)), np.interp(x, *c.T)]) for c in curves if len(c) > 300]
for term in "1", "2":
    blocks = {"-".join(symbol[z] for z in r[2].split("-")): np.array(r[3:], float) for r in rows if r[1] == term}
    names = sorted(blocks, key=lambda b: -blocks[b].sum())
    assert [t for t in texts if t in blocks] == names[:3], (texts, names)
    assert f"{len(blocks) - 3} more" in texts
    for b in blocks.values():
        off = [np.abs(np.polyval(np.polyfit(b, c[:, 1], 1), b) - c[:, 1]).max() for c in curves]
        assert min(off) < 0.1, off
assert "inverse distance (\u00c5\u207b\u00b9)" in texts and "angle (rad)" in texts
assert "ethanol-k4-cos  C2H6O" in texts
END
}

@test "tensor: --ascii shows the bins in shades" {
    tensors > t
    run -0 mbtr-plot tensor --ascii t
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
    [ "$(mbtr-plot tensor --ascii --record 2 t)" = "$(mbtr-plot tensor --ascii two)" ]
    [ "$(mbtr-plot tensor --ascii --named water-k1-count < t)" = "$(mbtr-plot tensor --ascii two)" ]
    run -0 mbtr-plot tensor --ascii --term 2 t
    refute_line --partial 'term 1'
    assert_line --partial 'term 2'
    run -1 mbtr-plot tensor --ascii --term 3 t
    assert_output --partial ': there is no term 3, only 2'
    run -1 mbtr-plot tensor --record 3 t
    assert_output --partial ': there is no record 3, only 2'
    run -1 mbtr-plot tensor --named x t
    assert_output --partial ": there is no structure 'x'"
    run -1 bash -o pipefail -c 'head -c 5000 t | mbtr-plot tensor -o none.svg'
    [ ! -e none.svg ]
    xyz2mbtr -c molecules -s species=atom "$DATA/golden/water-k1-count.xyz" > atoms
    run -0 mbtr-plot tensor --ascii atoms
    assert_line --regexp '^[OH]1-[OH]2 '
    # Pseudo-elements have numbers; an atom keeps its own element, here oxygen, which is the first listed.
    local factor='correlation={elements: [O, H, C], factor: [[1, 0.5, 0.5], [0, 1, 1]]}'
    xyz2mbtr -c molecules -s "$factor" "$DATA/golden/water-k1-count.xyz" > whole
    run -0 mbtr-plot tensor --ascii whole
    assert_line --regexp '^p[12]-p[12] '
    refute_line --regexp '^[HO]-'
    xyz2mbtr -c molecules -s "$factor" --local "$DATA/golden/water-k1-count.xyz" > atoms
    run -0 mbtr-plot tensor --ascii atoms
    assert_line --regexp '^O-p2 '
    assert_line --regexp '^p[12]-O-p[12] '
    printf '1\n\nHe 0 0 0\n' | xyz2mbtr -c molecules > he
    mbtr-plot tensor he > he.svg
    grep -q 'no blocks' he.svg
    mbtr-plot tensor --ascii he
    run -2 mbtr-plot tensor -p x t
    assert_output --partial 'tensor does not take --property'
    run -2 mbtr-plot parity --ascii t
    run -2 mbtr-plot tensor --ascii -f png t
    run -2 mbtr-plot tensor --named x --record 2 t
}

# linear FILE.xyz RECIPE [OPTION ...]: a linear model in primal form, of the energy.
linear()
{
    xyz2mbtr -c "$2" "$1" > train.mbtr
    mbtr-kernel -s search={} -s 'kernel={function: linear}' train.mbtr |
        krr-train -s regression.lambda=1e-4 "${@:3}" --primal train.mbtr
}

@test "weights: curves are weights times deviations, those that change most first" {
    awk 'left == 0 {left = $1 + 2; n++} n > 60 {exit} {print; left--}' "$DATA/molecules/molecules.xyz" > m.xyz
    linear m.xyz molecules -s regression.per=atom > m
    mbtr-cat -t m > m.tsv
    mbtr-plot weights -u kcal/mol --blocks 3 m > m.svg
    mbtr-plot weights --ascii --blocks 3 m > m.txt
    "$PYTHON" - << 'END'
import csv, re
import xml.etree.ElementTree as tree
import numpy as np

symbol = {"1": "H", "6": "C", "7": "N", "8": "O", "9": "F", "16": "S", "17": "Cl"}
rows = list(csv.reader(open("m.tsv"), delimiter="\t"))[1:]
read = {id: {tuple(r[1:3]): np.array(r[3:], float) for r in rows if r[0] == id} for id in ("weight", "deviation")}
svg = tree.parse("m.svg").getroot()
texts = ["".join(t.itertext()).strip() for t in svg.iter() if t.tag.endswith("}text")]
assert texts.count("energy per atom (kcal/mol)") == 2 and "energy: weight times standard deviation of each bin" in texts
paths = [e.get("d") for e in svg.iter() if e.tag.endswith("}path")]
curves = [np.array(re.findall(r"[ML ]([-\d.]+),([-\d.]+)", d), float) for d in paths]
# Smooth curves have points between bins; at these they must be what the bins hold.
curves = [np.column_stack([(x := np.linspace(*c[[0, -1], 0], 100)), np.interp(x, *c.T)]) for c in curves if len(c) > 300]
drawn = [line.rsplit("|", 2) for line in open("m.txt") if "|" in line]
for term in "1", "2":
    effect = {"-".join(symbol[z] for z in key[1].split("-")): w * read["deviation"][key]
              for key, w in read["weight"].items() if key[0] == term}
    total = sum(abs(x).sum() for x in effect.values())
    names = sorted(effect, key=lambda b: -abs(effect[b]).sum())
    assert [t for t in texts if t in effect] == names[:3], (texts, names)
    assert f"{len(effect) - 3} more" in texts
    for x in effect.values():
        off = [np.abs(np.polyval(np.polyfit(x, c[:, 1], 1), x) - c[:, 1]).max() for c in curves]
        assert min(off) < 0.1, off
    for name in names[:3]:
        above, below = drawn.pop(0), drawn.pop(0)
        assert above[0].split() == [name, "+"] and below[0].split() == ["-"]
        assert abs(float(above[2].split()[0]) - 100 * abs(effect[name]).sum() / total) < 0.06
        parts = [np.repeat(np.maximum(s * effect[name], 0), 16).reshape(64, 25).sum(axis=1) for s in (1, -1)]
        for part, line in zip(parts, (above, below)):
            assert [" .:-=+*#%@".index(c) for c in line[1]] == [int(v / np.max(parts) * 9 + 0.5) for v in part]
assert not drawn
END
}

@test "weights: a term, species: atom, crystals, PNG; what has no weights to draw is refused" {
    linear "$DATA/alloy/cupt-emt.xyz" crystals > m
    run -0 mbtr-plot weights --ascii --term 2 m
    refute_line --partial 'term 1'
    assert_line --regexp '^Pt-Pt-Pt \+ \|'
    mbtr-plot weights -f png < m > m.png
    mbtr-plot weights m -o same.png
    cmp m.png same.png
    run -1 mbtr-plot weights --term 3 m
    assert_output --partial ': there is no term 3, only 2'
    for x in 1.1 1.2 1.3; do printf '3\nenergy=%s\nO 0 0 0\nH %s 0 0\nH 0 0.9 0\n' $x $x; done > water.xyz
    linear water.xyz molecules -s regression.baseline=mean > element
    mbtr-plot weights --ascii element | grep '^H-O + '
    xyz2mbtr -c molecules -s species=atom water.xyz > train.mbtr
    mbtr-kernel -s kernel.function=linear train.mbtr | krr-train --primal train.mbtr > atoms
    mbtr-plot weights --ascii atoms | grep '^O1-H2 + '
    mbtr-kernel train.mbtr | krr-train > dual
    run -1 mbtr-plot weights dual -o none.svg
    assert_output --partial 'this model holds weights of training structures, none on the tensor: krr-train --primal'
    run -1 mbtr-plot weights train.mbtr -o none.svg
    assert_output --partial 'expected a stream that holds a model, found a tensor'
    head -c 2000 m > cut
    run -1 mbtr-plot weights cut -o none.svg
    assert_output --partial 'cut: byte'
    xyz2cm -c coulomb water.xyz > train.mbtr
    mbtr-kernel -s search={} -s 'kernel={function: linear}' train.mbtr | krr-train --primal train.mbtr > matrix
    run -1 mbtr-plot weights matrix -o none.svg
    assert_output --partial 'term 1 is the matrix coulomb: numbers'
    [ ! -e none.svg ]
    run -2 mbtr-plot weights --record 2 m
    assert_output --partial 'weights does not take --record'
    run -2 mbtr-plot weights --record 0 m
    assert_output --partial 'weights does not take --record'
    run -2 mbtr-plot weights --per structure m
    assert_output --partial 'weights does not take --per'
    run -2 mbtr-plot tensor -u eV train.mbtr
}

@test "pictures are not for a terminal" {
    local format
    script -qec true /dev/null > /dev/null || skip 'no script(1), or no terminal to be had'
    for format in png svg; do
        run script -qec "'$BIN/mbtr-plot' parity -f $format p.tsv" /dev/null
        assert_equal "$status" 2
        assert_output --partial 'not for a terminal'
    done
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

# Energies of the bundled alloy in all.tsv, some of them and predictions of the others in some.tsv; the hulls of both.
alloy_tables()
{
    xyz-info --table "$DATA/alloy/cupt-emt.xyz" > all.tsv
    awk -F '\t' -v OFS='\t' 'NR == 1 {print "id", "formula", "atoms", "energy", "predicted", "stddev"; next}
        {known = $1 == "0005" || $1 == "0010" || $1 % 3 == 1
         print $1, $2, $3, known ? $4 : "", $4 + 0.01 * $3, 0.002 * $3}' all.tsv > some.tsv
    awk -F '\t' '$4 != ""' some.tsv | hull-filter > known.tsv
    hull-filter all.tsv > true.tsv
}

@test "hull: points, bars, hulls and labels are those of hull-filter" {
    alloy_tables
    mbtr-plot hull -u eV/atom --true all.tsv some.tsv > h.svg
    "$PYTHON" - << 'END'
import csv, math, re
import xml.etree.ElementTree as tree
import numpy as np

def read(path):
    rows = list(csv.DictReader(open(path), delimiter="\t"))
    for r in rows:
        count = {s: int(c or 1) for s, c in re.findall("([A-Z][a-z]?)([0-9]*)", r["formula"])}
        n = [count.get("Cu", 0), count.get("Pt", 0)]
        g = math.gcd(*n)
        r["x"] = n[1] / sum(n)
        r["name"] = "".join(s + (str(c // g) if c > g else "") for s, c in zip(("Cu", "Pt"), n) if c)
    return rows

known, true, some = read("known.tsv"), read("true.tsv"), read("some.tsv")
hull = lambda rows: sorted((r["x"], float(r["formation"]), r["name"]) for r in rows if r["vertex"] == "yes")
found, truth = hull(known), hull(true)
missed = [v for v in truth if np.interp(v[0], *np.array([f[:2] for f in found]).T) > v[1] + 1e-9]
assert len(missed) >= 2 and len(found) >= 5

svg = tree.parse("h.svg").getroot()
texts = ["".join(t.itertext()).strip() for t in svg.iter() if t.tag.endswith("}text")]
labels = [t for t in texts if re.fullmatch(r"(Cu\d*)?(Pt\d*)?", t) and t]
assert sorted(labels) == sorted(["Cu", "Pt"] + [v[2] for v in found[1:-1] + missed]), labels
assert "fraction of Pt" in texts and "formation energy (eV/atom)" in texts
assert f"calculated ({len(known)})" in texts and f"predicted ({len(some) - len(known)})" in texts
assert "hull" in texts and "true hull" in texts

# The scales follow from the elements and the deepest vertex of the line that is nearest to the hull that was found.
paths = [np.array(re.findall(r"[ML]\s?([-\d.]+),([-\d.]+)", e.get("d")), float) for e in svg.iter() if e.tag.endswith("}path")]
deepest = lambda vertices: min(range(len(vertices)), key=lambda i: vertices[i][1])
def place(line, low, x, energy):
    return [line[0, 0] + (line[-1, 0] - line[0, 0]) * x, line[0, 1] + (line[low, 1] - line[0, 1]) * energy / found[low][1]]
def off(line):
    return max(abs(line - [place(line, deepest(found), *v[:2]) for v in found]).max(axis=1))
line = min((p for p in paths if len(p) == len(found) and np.ptp(p[:, 1]) > 50), key=off)
assert off(line) < 0.06
want = [place(line, deepest(found), *v[:2]) for v in truth]
assert min(abs(p - want).max() for p in paths if len(p) == len(truth)) < 0.06

uses = [e for e in svg.iter() if e.tag.endswith("}use") and "gpPt6" in e.get("{http://www.w3.org/1999/xlink}href")]
at = lambda e: re.search(r"translate\(([-\d.]+),([-\d.]+)\)", e.get("transform")).groups()
dots = {}
for e in uses:
    dots.setdefault(re.search(r"rgb\([ \d,]+\)", e.get("color")).group().replace(" ", ""), []).append(at(e))
reference = {x: min(float(r["energy"]) / int(r["atoms"]) for r in true if r["x"] == x) for x in (0, 1)}
formation = lambda r, e: float(e) / int(r["atoms"]) - r["x"] * reference[1] - (1 - r["x"]) * reference[0]
seen = lambda r, e: place(line, deepest(found), r["x"], formation(r, e))
for colour, rows in (("rgb(0,114,178)", [seen(r, r["energy"]) for r in some if r["energy"]]),
                     ("rgb(156,195,224)", [seen(r, r["predicted"]) for r in some if not r["energy"]])):
    drawn = np.array(dots[colour], float)
    assert len(drawn) == len(rows) + 1, (colour, len(drawn), len(rows))  # and one in the key
    assert max(abs(drawn - r).max(axis=1).min() for r in rows) < 0.06

ends = np.array([e for p in svg.iter() if p.tag.endswith("}path")
                 for e in re.findall(r"M([\d.]+),([\d.]+)\s+L([\d.]+),([\d.]+)", p.get("d"))], float)
bars = ends[ends[:, 0] == ends[:, 2]]
for r in some:
    if not r["energy"]:
        low, high = (seen(r, float(r["predicted"]) + s * float(r["stddev"])) for s in (-1, 1))
        assert abs(bars[:, [0, 1, 3]] - [low[0], low[1], high[1]]).max(axis=1).min() < 0.06, r
END
}

@test "hull: --ascii lists vertices and puts them where they are" {
    alloy_tables
    run env PATH=/none "$BIN/mbtr-plot" hull --ascii -u eV/atom --true all.tsv some.tsv
    assert_success
    printf '%s\n' "$output" > h.txt
    "$PYTHON" - << 'END'
import csv, re
lines = open("h.txt").read().split("\n")
read = lambda path: {r["id"]: r for r in csv.DictReader(open(path), delimiter="\t") if r["vertex"] == "yes"}
found, truth = read("known.tsv"), read("true.tsv")
rows = [re.fullmatch(r"(\w)  (\w+) +([\d.]+) +([-\d.e]+)  \[(\d+)\](  missed)?", l) for l in lines]
rows = [r.groups() for r in rows if r]
assert {r[4] for r in rows if not r[5]} == set(found) and {r[4] for r in rows if r[5]} == set(truth) - set(found), rows
drawn = [l.split("|")[1] for l in lines if "|" in l]
scale = [float(l.split("|")[0]) for l in lines if "|" in l and l.split("|")[0].strip()]
assert len(drawn) == 20 and all(len(d) == 65 for d in drawn)
cells = {}
for letter, name, x, energy, id, missed in rows:
    of = (truth if missed else found)[id]
    count = {s: int(c or 1) for s, c in re.findall("([A-Z][a-z]?)([0-9]*)", of["formula"])}
    assert abs(float(energy) - float(of["formation"])) < 1e-6
    assert abs(float(x) - count.get("Pt", 0) / int(of["atoms"])) < 6e-5
    cells.setdefault((int(19 * (scale[0] - float(energy)) / (scale[0] - scale[-1]) + 0.5), int(64 * float(x) + 0.5)), []).append(letter)
assert all(drawn[row][column] in letters for (row, column), letters in cells.items()), cells
calculated = sum(1 for r in csv.DictReader(open("some.tsv"), delimiter="\t") if r["energy"])
assert lines[0].startswith(f"{calculated} calculated (o), {637 - calculated} predicted (.)"), lines[0]
# Each structure has its sign where it is, or something above it; a row is known to the digits of the axis.
rows = list(csv.DictReader(open("some.tsv"), delimiter="\t"))
fraction = lambda r: int(re.search("Pt([0-9]*)", r["formula"] + "Pt0").group(1) or 1) / int(r["atoms"])
pure = [next(float(r["energy"]) / int(r["atoms"]) for r in rows if r["id"] == id) for id in ("0005", "0010")]
of = {"o": set(), ".": set()}
for r in rows:
    x, sign = fraction(r), "o" if r["energy"] else "."
    formation = float(r["energy"] or r["predicted"]) / int(r["atoms"]) - (1 - x) * pure[0] - x * pure[1]
    place = 19 * (scale[0] - formation) / (scale[0] - scale[-1]) + 0.5
    may = [(int(place + off), int(64 * x + 0.5)) for off in (-0.05, 0.05)]
    of[sign].update(may)
    assert any(drawn[i][j] in [sign, "o", *cells.get((i, j), [])] for i, j in may if 0 <= i < 20), (r, may)
for i, line in enumerate(drawn):
    for j, sign in enumerate(line):
        assert sign not in of or (i, j) in of[sign], (i, j, sign)
END
}

@test "hull: elements stand in the order of a formula that holds them all" {
    for formula in UO2 BrCl3; do
        case $formula in UO2) first=U second=O ;; *) first=Br second=Cl ;; esac
        printf 'formula\tenergy\n%s\t0\n%s\t-3\n%s\t0\n' $second $formula $first > order.tsv
        mbtr-plot hull --ascii order.tsv > order.txt
        run -0 grep -E "^ +$first .* 0.5 .* $second\$" order.txt
        grep -E "^b  $formula +0.(66|75)" order.txt
    done
}

@test "hull: labels stand below the hull, on the outer side of a slope" {
    printf 'formula\tenergy\nCu\t0\nCu3Pt\t-1.2\nCuPt\t-0.8\nCuPt3\t-1.2\nPt\t0\n' > v.tsv
    mbtr-plot hull v.tsv > v.svg
    "$PYTHON" - << 'END'
import re
import xml.etree.ElementTree as tree
import numpy as np
svg = tree.parse("v.svg").getroot()
place = lambda e: np.array(re.search(r"translate\(([-\d.]+),([-\d.]+)\)", e.get("transform")).groups(), float)
label = {"".join(t.itertext()).strip(): place(g) for g in svg.iter() for t in g if t.tag.endswith("}text")}
paths = [np.array(re.findall(r"[ML]\s?([-\d.]+),([-\d.]+)", e.get("d")), float) for e in svg.iter() if e.tag.endswith("}path")]
hull, = (p for p in paths if len(p) == 5 and (np.diff(p[:, 0]) > 0).all())
# How far right of its vertex a label is, and how far below the hull; y goes down.
right = [label[name][0] - hull[i, 0] for i, name in enumerate(("Cu3Pt", "CuPt", "CuPt3"), 1)]
below = [label[name][1] - np.interp(label[name][0], *hull.T) for name in ("Cu3Pt", "CuPt", "CuPt3")]
assert min(below) > 5, below
assert right[0] < -5 and abs(right[1]) < 1 and right[2] > 5 and abs(right[0] + right[2]) < 1, right
END
}

@test "hull: what is missed does not depend on units, and is below what was found by more than its digits" {
    alloy_tables
    mbtr-plot hull --ascii --true all.tsv some.tsv | sed -n 's/.*\[\(.*\)\]  missed$/\1/p' > missed
    [ -s missed ]
    for unit in 1e-6 1e6; do
        for table in all some; do
            awk -F '\t' -v OFS='\t' -v unit=$unit \
                'NR > 1 {for (i = 4; i <= NF; i++) if ($i != "") $i = sprintf("%.15g", unit * $i)} {print}' $table.tsv > $table.unit
        done
        mbtr-plot hull --ascii --true all.unit some.unit | sed -n 's/.*\[\(.*\)\]  missed$/\1/p' | cmp - missed
    done
    printf 'formula\tenergy\nCu\t0\nCuPt\t-0.1234568\nPt\t0\n' > true.tsv
    run -0 mbtr-plot hull --ascii --true true.tsv <(sed s/4568/457/ true.tsv)
    refute_output --partial missed
    # Nothing is stable but the elements: what was found is all there is.
    printf 'formula\tenergy\nCu\t0\nCuPt\t1\nPt\t0\n' > true.tsv
    run -0 mbtr-plot hull --ascii --true true.tsv true.tsv
    refute_output --partial missed
}

# A ternary set, random.
ternary()
{
    "$PYTHON" - "$1" << 'END'
import sys
import numpy as np
r = np.random.default_rng(int(sys.argv[1]))
counts = [c for c in np.ndindex(7, 7, 7) if 0 < sum(c) <= 6]
print("id\tformula\tenergy")
for i, c in enumerate(counts):
    x = np.array(c) / sum(c)
    f = ((x**2).sum() - 1) * r.uniform(0.5, 1) if max(x) < 1 else 0
    text = "".join(s + (str(n) if n > 1 else "") for s, n in zip(("Al", "Cu", "Li"), c) if n)
    print(f"s{i}\t{text}\t{float((f - x @ [3, 2, 1]) * sum(c))!r}")
END
}

@test "hull: tie-lines of three elements are the edges of SciPy's hull" {
    for seed in 1 2 3; do
        ternary $seed > t.tsv
        mbtr-plot hull --ascii t.tsv > t.txt
        mbtr-plot hull t.tsv > t.svg
        hull-filter t.tsv > t.hull
        "$PYTHON" - << 'END'
import csv, re
import xml.etree.ElementTree as tree
import numpy as np
from scipy.spatial import ConvexHull
rows = list(csv.DictReader(open("t.hull"), delimiter="\t"))
def fractions(formula):
    count = {s: int(c or 1) for s, c in re.findall("([A-Z][a-z]?)([0-9]*)", formula)}
    n = np.array([count.get(s, 0) for s in ("Al", "Cu", "Li")])
    return n / n.sum()
x = np.array([fractions(r["formula"]) for r in rows])
f = np.array([float(r["formation"]) for r in rows])
ends = lambda i, j: tuple(sorted((tuple(x[i].round(9)), tuple(x[j].round(9)))))
h = ConvexHull(np.column_stack((x[:, 1:], f)))
edges = {ends(a, b) for s, q in zip(h.simplices, h.equations) if q[2] < -1e-9 for a in s for b in s if a != b}
text = open("t.txt").read()
listed = [re.match(r"(\w)  (\w+) .*\[s(\d+)\]", l) for l in text.split("\n")]
listed = {l.group(1): (l.group(2), int(l.group(3))) for l in listed if l}
assert {i for _, i in listed.values()} == {i for i, r in enumerate(rows) if r["vertex"] == "yes"}
drawn = [ends(listed[e[0]][1], listed[e[2]][1]) for e in text.split("tie-lines:")[1].split()]
assert len(drawn) == len(set(drawn)) and set(drawn) == edges, edges ^ set(drawn)

# The triangle: the third element above, a row for each 28th of it.
triangle = [l[4:].ljust(57) for l in text.split("\n")[3:32]]
cell = lambda x: (int(28 * (1 - x[2]) + 0.5), int(56 * (x[1] + x[2] / 2) + 0.5))
marked = {(i, j): sign for i, l in enumerate(triangle) for j, sign in enumerate(l) if sign.isalpha()}
letter = {cell(x[i]): sign for sign, (_, i) in listed.items()}
assert marked == {cell(y): "o" for y in x} | letter, set(marked) ^ {cell(y) for y in x}

svg = tree.parse("t.svg").getroot()
texts = ["".join(t.itertext()).strip() for t in svg.iter() if t.tag.endswith("}text")]
assert sorted(t for t in texts if re.fullmatch(r"((Al|Cu|Li)\d*)+", t)) == sorted(name for name, _ in listed.values())
uses = [e for e in svg.iter() if e.tag.endswith("}use") and len(e)]
at = np.array([re.search(r"translate\(([-\d.]+),([-\d.]+)\)", e.get("transform")).groups() for e in uses], float)
corners = at[[(at @ v).argmax() for v in ((-2, 1), (2, 1), (0, -1))]]
side = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
assert np.ptp(side) < 0.2, side
for i in range(len(rows)):
    assert abs(at - x[i] @ corners).max(axis=1).min() < 0.1, rows[i]
END
    done
}

@test "hull: of a flat face with four corners one diagonal is drawn" {
    printf 'formula\tenergy\nLi\t0\nCu\t0\nAl\t0\nLi4CuAl\t-1\nLi2Cu3Al\t-1\nLi2CuAl3\t-1\nLi2Cu5Al5\t-1\n' > flat.tsv
    mbtr-plot hull --per atom --ascii flat.tsv > flat.txt
    assert_equal "$(sed -n 's/^tie-lines: //p' flat.txt | wc -w)" 15
}

@test "hull: predictions alone, references, compositions that are no whole numbers, far points" {
    printf 'id\tformula\tpredicted\na\tCu\t-1\nb\tPt\t-2\nc\tCuPt\t-4\n' > p.tsv
    run -0 mbtr-plot hull --ascii p.tsv
    assert_line --partial '0 calculated (o), 3 predicted (.)'
    assert_line --regexp '^b  CuPt +0\.5000 +-0\.5  \[c\]$'
    mbtr-plot hull p.tsv > p.svg
    printf 'id\tformula\te\na\tPt0.876544Cu0.123456\t-4\nb\tPt3Cu3\t-2\n' > p.tsv
    run -0 mbtr-plot hull --ascii --per atom --energy e --references Cu=-1,Pt=-2 p.tsv
    assert_line --regexp '^a  Pt +0\.0000 +0$'
    assert_line --regexp '^b  Pt0\.877Cu0\.123 +0\.1235 +-2\.12346  \[a\]$'
    assert_line --regexp '^c  Cu +1\.0000 +0$'
    # Whole numbers sum to 200 at most.
    for formula in Cu199Pt=Cu199Pt Cu200Pt=Cu0.995Pt0.005; do
        printf 'formula\tenergy\nCu\t0\nPt\t0\n%s\t-1\n' "${formula%=*}" | mbtr-plot hull --ascii > whole
        run -0 sed -n 's/^b  \([^ ]*\) .*/\1/p' whole
        assert_output "${formula#*=}"
    done
    printf 'id\tformula\tenergy\na\tCu\t0\nb\tPt\t0\nc\tCuPt\t-0.2\nd\tCuPt\t9\ne\tCuPt\t0.1\nf\tCuPt\t0\n' > far.tsv
    mbtr-plot hull far.tsv > far.svg
    grep -q '>1 outside the picture<' far.svg
    mbtr-plot hull -f png far.tsv > far.png
    mbtr-plot hull far.tsv -o same.png
    cmp far.png same.png
    run -0 mbtr-plot hull --true far.tsv far.tsv --ascii
    refute_output --partial missed
    printf 'formula\te\tpredicted\nCu\t0\t0\nPt\t0\t0\nAu\t0\t0\nCuPt\t-1\t0\nCuPt\t\t9\nAuPt\t\t-1\n' > three.tsv
    run -0 mbtr-plot hull three.tsv -o three.svg
    assert_output ''
    run -0 mbtr-plot hull --true <(head -n 5 three.tsv) three.tsv -o three.svg
    assert_output ''
    grep -q '>hull, as the true one<' three.svg
    run -0 mbtr-plot hull <(printf 'formula\te\tpredicted\nCu\t0\t0\nPt\t0\t0\nCuPt\t-1\t0\nCuPt\t\t9\n') -o far.svg
    assert_output ''
    printf 'id\tformula\tenergy\na\tCu\t0\nb\tPt\t0\n' | mbtr-plot hull > none.svg
    [ -s none.svg ]
}

@test "hull: where nothing was predicted, or nothing calculated, gnuplot has nothing to say of it" {
    for column in energy predicted; do
        for elements in 'Cu Pt' 'Cu Pt Au'; do
            # shellcheck disable=SC2086
            { printf 'formula\t%s\nCuPt\t-1\n' $column; printf '%s\t0\n' $elements; } > one.tsv
            run -0 mbtr-plot hull one.tsv -o one.svg
            assert_output ''
        done
    done
}

@test "hull: bad tables and wrong usage" {
    refused()
    {
        run -1 mbtr-plot hull -o none.svg <(printf "$1") "${@:3}"
        assert_output --partial "$2"
        [ ! -e none.svg ]
    }
    refused 'formula\tenergy\n' 'the table has no rows'
    refused 'formula\tenergy\nCu\t1\nCu2\t1\n' 'expected two to seven elements, found 1: Cu'
    refused 'formula\tenergy\nCuPtAgAuPdNiAlMg\t1\n' \
        'expected two to seven elements, found 8: Mg, Al, Ni, Cu, Pd, Ag, Pt, Au; hull-filter tells the phases of any number'
    refused 'formula\tenergy\nCuPt\t1\n' \
        'there is no energy of pure Cu, Pt: add a pure structure, or give the energy per atom by --references Cu=ENERGY,Pt=ENERGY'
    refused 'formula\tenergy\nCuX\t1\n' 'expected a formula'
    refused 'formula\tenergy\nCu\t1\nPt\t1' 'cut short'
    printf 'formula\tenergy\nCu\t0\nAg\t0\n' > other.tsv
    refused 'formula\tenergy\nCu\t0\nPt\t0\n' 'other.tsv: expected the same elements as in ' --true other.tsv
    printf 'formula\tenergy\tpredicted\nCu\t0\t0\nPt\t\t0\n' > other.tsv
    refused 'formula\tenergy\nCu\t0\nPt\t0\n' 'other.tsv: 2: expected an energy, found a prediction only' --true other.tsv
    run -2 mbtr-plot hull --per cell other.tsv
    assert_output --partial "--per: expected structure or atom, found 'cell'"
    run -2 mbtr-plot hull --references Xx=1 other.tsv
    run -2 mbtr-plot hull --ascii -f png other.tsv
    assert_output --partial '--ascii and what is of pictures'
    run -2 mbtr-plot hull other.tsv other.tsv
    run -2 mbtr-plot hull --error MAE other.tsv
    assert_output --partial 'hull does not take --error'
    run -2 mbtr-plot curve --true other.tsv other.tsv
}
