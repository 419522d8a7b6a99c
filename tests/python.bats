# tests/examples/mbtr.py: streams and tables in Python as the programs have them, and predictions by programs and library.
load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
    export PYTHONPATH=$ROOT/tests/examples LD_LIBRARY_PATH=$MBTR_BUILD PYTHONDONTWRITEBYTECODE=1
}

@test "ids keep their zeros, in tables and arrays, and columns of numbers are numbers; what is missing is nan" {
    printf 'id\tformula\tenergy\tnote\n0042\tH2\t-1.5\ta"b\n7\tO2\tNone\t\n8\tO2\t\t\n' > table
    printf '2\nname=0042 energy=-1\nH 0 0 0\nH 0 0 0.7\n2\nname=007 energy=-2\nH 0 0 0\nO 0 0 1\n' > two.xyz
    xyz2mbtr -q -c molecules two.xyz -o two.mbtr
    "$PYTHON" - << 'END'
import numpy
import mbtr
t = mbtr.table("table")
assert list(t["id"]) == ["0042", "7", "8"] and list(t["formula"]) == ["H2", "O2", "O2"] and list(t["note"]) == ['a"b', "", ""], t
assert t["energy"][0] == -1.5 and numpy.isnan(t["energy"][1:]).all(), t
empty = mbtr.table(["id\tenergy\n"])
assert list(empty) == ["id", "energy"] and len(empty["energy"]) == 0, empty
d = mbtr.dense("two.mbtr")
assert d.ids == ["0042", "007"] and d.array.shape == (2, len(d.columns)), d.ids
bins = [t for r in mbtr.records("two.mbtr") if "tensor" in r for t in r["tensor"]]
assert abs(sum(t["bins"].sum() for t in bins) - d.array.sum()) < 1e-9, bins
assert {c["block"] for c in d.columns if c["term"] == "1"} == {"1-1", "1-8"}, d.columns[0]
END
}

@test "records of every kind of stream" {
    "$PYTHON" - "$DATA"/streams/*.mbtr "$DATA"/streams/*.kernel "$DATA"/streams/*.krr << 'END'
import sys
import mbtr
for path in sys.argv[1:]:
    header, *records, end = mbtr.records(path)
    assert header["stream"] == "mbtr-tools/1" and end["end"] == len(records) > 0, path
    for record in records:
        arrays = [record[key] for key in ("row", "forces") if key in record]
        arrays += [a for term in record.get("tensor", ()) for a in term.values()]
        assert arrays or "alpha" in record, (path, record)
        assert all(a.dtype in ("<f8", "<u2") for a in arrays), (path, record)
END
}

@test "program and library predict the same, for molecules and crystals; both say what is wrong" {
    need_plain_build
    awk 'left == 0 {left = $1 + 2; n++} n > 20 {exit} {print; left--}' "$DATA/molecules/molecules.xyz" > m.xyz
    awk 'left == 0 {left = $1 + 2; n++} n > 20 {exit} {print; left--}' "$DATA/alloy/cupt-emt.xyz" > a.xyz
    for of in m:molecules a:crystals; do
        xyz2mbtr -q -c "${of#*:}" "${of%:*}.xyz" -o "${of%:*}.mbtr"
        mbtr-kernel -q "${of%:*}.mbtr" | krr-train -q --with "${of%:*}.mbtr" -o "${of%:*}.krr"
    done
    mbtr-kernel -q m.mbtr | krr-train -q -o needy.krr
    "$PYTHON" - << 'END'
import mbtr
def frames(path):
    with open(path) as file:
        for line in file:
            comment, atoms = file.readline(), [file.readline().split() for _ in range(int(line))]
            numbers = [{"H": 1, "C": 6, "N": 7, "O": 8, "S": 16, "Cu": 29, "Pt": 78}[a[0]] for a in atoms]
            cell = comment.split('Lattice="')[1].split('"')[0].split() if "Lattice" in comment else None
            yield numbers, [a[1:4] for a in atoms], cell, None if cell is None else True
for of in "m", "a":
    table = mbtr.predictions(f"{of}.krr", f"{of}.xyz")
    assert len(table["id"]) == 20 and len(set(table["predicted"])) == 20, table
    with mbtr.Model(f"{of}.krr") as model:
        assert model.property == "energy"
        for predicted, frame in zip(table["predicted"], frames(f"{of}.xyz"), strict=True):
            assert abs(model.predict(*frame) - predicted) < 1e-10 * abs(predicted)
def refused(call, *given):
    try:
        call(*given)
    except mbtr.Error as error:
        return str(error)
    raise AssertionError(given)
with mbtr.Model("m.krr") as model:
    assert refused(model.predict, [1, 1], [[0, 0, 0]]) == "expected three coordinates for each of 2 atoms, found an array (1, 3)"
    assert "one place" in refused(model.predict, [1, 1], [[0, 0, 0]] * 2), refused(model.predict, [1, 1], [[0, 0, 0]] * 2)
assert refused(mbtr.Model, "none.krr") == "none.krr: No such file or directory"
assert refused(mbtr.Model, "needy.krr").startswith("needy.krr: it needs kernels")
assert refused(mbtr.predictions, "needy.krr", "m.xyz").startswith("krr-predict: ")
assert refused(mbtr.dense, "m.xyz").startswith("mbtr-cat: m.xyz: byte 0: not a stream")
END
}
