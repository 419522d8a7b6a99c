"""keys.py TABLE FOLDER: every key of every kind of stream is written, and is missed, has its type, and is compared.

TABLE is what tests/unit/keys.c prints; FOLDER has a stream of each kind. Each key in turn is left out, is made null, and
in the header is made another; what mbtr-cat then says follows from the table.
"""
import csv
import pathlib
import subprocess
import sys

from change import items, write

# Streams of each kind, in the order of lib/stream/stream_kind.c, that have all keys of their kind between them.
STREAMS = [["local.mbtr", "charges.mbtr", "forces.mbtr"], ["atoms.kernel", "nearest.kernel", "charges.kernel"], ["dual.krr"],
           ["primal.krr", "slopes.krr", "weighted.krr", "environments.krr", "held.krr"],
           ["factor.krr", "derivatives.krr", "virial.krr"], ["weights.krr"]]

# What is said of keys that lack, but that the header or the record is not complete.
TERM = "a term without atoms or bins"
ATOM = "a record of an atom among those of structures"
ATOM_OF_NONE = "an element in a record that is of no atom"
NEAREST = "an atom without its nearest"
GEOMETRY = "a structure without numbers, positions, cell or pbc"
MISSED = {
    ("header", "stream"): "it does not begin with a header",
    ("header", "holds"): "a stream that holds neither",
    ("header", "basis"): "expected the record 'weight' of a model",
    ("header", "columns"): "more numbers than there are columns",
    ("header", "terms.body"): TERM,
    ("header", "terms.bins"): TERM,
    ("header", "terms.start"): "its recipe and the terms in its header do not agree",
    ("header", "terms.stop"): "bins end before they begin",
    ("record", "atom"): ATOM,
    ("record", "atoms"): "does not add up",
    ("record", "unlike"): NEAREST,
    ("record", "nearest"): NEAREST,
    ("record", "structure"): "forces or a stress without a structure",
    ("record", "structure.numbers"): GEOMETRY,
    ("record", "structure.positions"): GEOMETRY,
    ("record", "structure.cell"): GEOMETRY,
    ("record", "structure.pbc"): GEOMETRY,
    ("record", "tensor.keys"): "keys and bins do not agree",
    ("record", "tensor.bins"): "keys and bins do not agree",
}
# The same of factors, whose rows are as many as their columns.
MISSED_OF_FACTORS = {"symmetric": "a factor whose rows are not its columns", "columns": "the stream goes on after the 0 records"}
# What is said of values that are others, but what streams then differ in.
OTHERS = {"stream": "a stream of another version", "regression.per": "another word than there may be"}
ANY_TYPE = [("record", "formula")]
CANNOT_JOIN = "which rows they hold"


def first(value):
    return value[0] if isinstance(value, list) else value


def keys(item, above=""):
    """All keys of a map in their order, those of maps within behind dots; such maps as the table does not tell of have
    numbers or names that are the data's."""
    for key, value in item.items():
        yield above + key
        if isinstance(first(value or None), dict) and key not in ("composition", "properties", "of_atom", "coefficients"):
            yield from keys(first(value), f"{above}{key}.")


def place(item, path):
    *maps, key = path.split(".")
    for name in maps:
        item = first(item[name])
    return item, key


def other(value):
    if isinstance(value, dict):
        return {0: 1.0} if not value else {k: other(v) if i == 0 else v for i, (k, v) in enumerate(value.items())}
    if isinstance(value, list):
        return value + [value[0] if value else 1]
    if isinstance(value, bool):
        return not value
    return value + ("x" if isinstance(value, str) else 1)


def said(*paths):
    """What mbtr-cat says of these streams, one after the other; nothing when all is well."""
    done = subprocess.run(["mbtr-cat", "--check", *paths], stderr=subprocess.PIPE, text=True)
    assert done.returncode == (1 if done.stderr else 0), done
    return done.stderr


def check(what, found, expected):
    assert (expected in found) if expected else not found, f"{what}: expected '{expected}', found '{found}'"


def try_key(row, path, header, another):
    """another: a stream that holds something else."""
    number, name, key = int(row["item"] == "record"), (row["item"], row["key"]), row["key"]

    def changed(change):
        new = list(items(path))
        change(*place(new[number], key))
        write(new, "changed")
        return "changed"

    def replace(at, k):
        at[k] = other(at[k])

    check(f"{path}: {name} missing", said(changed(lambda at, k: at.pop(k))), missed(row, header))
    null = "" if name in ANY_TYPE else "found null"
    check(f"{path}: {name} null", said(changed(lambda at, k: at.update({k: None}))), null)
    if row["item"] == "record" or is_edge_of_none(row, header):
        return
    alone = MISSED_OF_FACTORS["symmetric"] if (header["holds"], key) == ("factor", "symmetric") else OTHERS.get(key)
    if alone:
        check(f"{path}: {name} differs", said(changed(replace)), alone)
        return
    next_one = another if key == "holds" else changed(replace)
    expected = differ_of(row, header)
    check(f"{path}: {name} differs", said(path, next_one), expected and f"they differ in {expected}")


def is_edge_of_none(row, header):
    """Numbers without bins have edges of 0, told or not."""
    return row["key"] in ("terms.start", "terms.stop") and first(header["terms"])["start"] == first(header["terms"])["stop"]


def missed(row, header):
    if row["key"] == "local" and header["local"]:
        return ATOM_OF_NONE if header["holds"] == "model" else ATOM
    if row["key"] == "terms" and header["holds"] in ("model", "factor"):
        return "the record is not complete"  # of a model in dual form, which it then is, or its factor
    if header["holds"] == "factor" and row["key"] in MISSED_OF_FACTORS:
        return MISSED_OF_FACTORS[row["key"]]
    if is_edge_of_none(row, header):
        return ""
    if row["key"] == "weighted" and header["weighted"]:
        return f"the stream ends after {header['basis'] + 2 * header.get('bins', 0)} records"
    if row["key"] == "bins" and header["local"]:
        return ATOM  # which environments are not
    if row["key"] == "bins":
        return f"the stream goes on after the {header['basis']} records"
    if row["key"] == "species" and header["species"]:
        return "its recipe and the terms in its header do not agree"
    default = f"the {row['item']} is not complete" if row["needed"] == "1" else ""
    return MISSED.get((row["item"], row["key"]), default)


def differ_of(row, header):
    """What streams differ in when they differ in a key: in what the table says of it or of the map that it is in, else
    in nothing, unless such streams cannot be joined at all."""
    single = header["holds"] in ("model", "factor") or row["key"] == "symmetric"
    return row["differ"] or (CANNOT_JOIN if single else "")


def try_stream(rows, path, item, another):
    """Tries the keys of its kind that it has, which are in their order; returns them."""
    there = [[(name, key) for key in keys(item[number])] for number, name in enumerate(("header", "record"))]
    own = [r for r in rows if (r["item"], r["key"]) in there[0] + there[1]]
    assert [(r["item"], r["key"]) for r in own] == there[0] + there[1], f"{path}: {there}"
    for row in own:
        try_key(row, path, item[0], another)
    return own


def main(table, folder):
    rows = list(csv.DictReader(open(table), delimiter="\t"))
    streams = [[(str(pathlib.Path(folder, s)), list(items(pathlib.Path(folder, s)))) for s in kind] for kind in STREAMS]
    assert {int(r["kind"]) for r in rows} == set(range(len(streams))), "a kind of stream is not tried"
    differs = {}
    for i, kind in enumerate(streams):
        own = [r for r in rows if int(r["kind"]) == i]
        for row in own:
            above = row["key"].rpartition(".")[0]
            row["differ"] = row["differ"] or differs.get((i, row["item"], above), "")
            differs[i, row["item"], row["key"]] = row["differ"]
        another = next(p for (p, s), *_ in streams if s[0]["holds"] != kind[0][1][0]["holds"])
        tried = [row for path, item in kind for row in try_stream(own, path, item, another)]
        assert all(row in tried for row in own), f"{kind[0][0]}: {[r for r in own if r not in tried]} are not tried"
    print(len(rows), "keys")


if __name__ == "__main__":
    main(*sys.argv[1:])
