#!/usr/bin/env python3
"""house.py: holds lib to the rules of lib/README.md, by the table of wings there, and tests to tests/README.md. Run at the top of
the sources; prints what breaks a rule, and fails when something does."""

import collections
import pathlib
import re
import shutil
import subprocess
import sys

PAGE = pathlib.Path("lib/README.md")
TESTS = pathlib.Path("tests/README.md")
TOP = {"cmd", "lib", "man", "tests", "Makefile", "README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", ".ci", ".gitignore"}
LONGEST = 60
FUNCTION = re.compile(r"^(?!.*\bstatic\b|typedef|extern)[A-Za-z_][\w ]*[ *](\w+)\([^;{]*?\)(?:;|\n\{)", re.M)
TABLE = re.compile(r"^extern const struct \w+ (?:\*const )?([\w\[\], ]+);", re.M)

found = []


def wings():
    """The table of wings: {wing: files without their ending}, in its order."""
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|", PAGE.read_text(), re.M)
    return {wing: files.replace("`", "").replace(",", " ").split() for wing, files in rows}


def code(path):
    """The text without comments, strings and what the preprocessor reads, but with as many lines."""
    text = re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', lambda m: "\n" * m.group().count("\n"), path.read_text(), flags=re.S)
    return re.sub(r"^#(?:[^\n\\]|\\.)*(?:\\\n[^\n]*)*", lambda m: "\n" * m.group().count("\n"), text, flags=re.M)


def check_wings(table):
    folders = {p.name for p in PAGE.parent.iterdir() if p.is_dir()}
    for wing in sorted(folders ^ set(table)):
        found.append(f"{PAGE}: the wing {wing} " + ("is not in the table" if wing in folders else "does not exist"))
    for wing, files in table.items():
        there = sorted({p.stem for p in (PAGE.parent / wing).glob("*.[ch]")})
        for name in sorted(set(there) ^ set(files)):
            found.append(f"{PAGE}: {wing}/{name} " + ("is not in the table" if name in there else "does not exist"))


def check_includes(table, paths):
    """No include up a wing, and no circle, but for a table that includes the files of its rows."""
    order = list(table)
    uses = collections.defaultdict(set)
    for path in paths:
        for wing, name in re.findall(r'^#include "(\w+)/(\w+)\.h"', path.read_text(), re.M):
            if not re.search(rf"^const struct [^;]* {path.stem}\w*\[\] = ", code(path), re.M):
                uses[path.stem].add(name)
            if order.index(wing) > order.index(path.parent.name):
                found.append(f"{path}: includes {wing}/{name}.h, which is of a later wing")
    for name in sorted(uses):
        reached, new = set(), uses[name] - {name}
        while new:
            reached |= new
            new = {n for one in new for n in uses.get(one, set()) - {one}} - reached
        if name in reached:
            found.append(f"{name}: its includes lead back to it")


def check_names(paths):
    """File names and tags are there once. Public functions begin with the name of their header, and stand in the file of that
    name or in one whose name goes on from it."""
    files, tags = collections.defaultdict(set), collections.defaultdict(set)
    heads = {path.stem for path in paths if path.suffix == ".h"}
    for path in paths:
        files[path.stem].add(path.parent.name)
        text = code(path)
        for tag in re.findall(r"^(?:struct|enum|union) (\w+)\s*\{", text, re.M):
            tags[tag].add(str(path))
        of = [head for head in heads if (path.stem + "_").startswith(head + "_")] if path.suffix == ".c" else [path.stem]
        for name in FUNCTION.findall(text):
            if not any((name + "_").startswith(head + "_") for head in of):
                found.append(f"{path}: the name of {name} does not begin with that of its file")
    for what, places in (("file", files), ("tag", tags)):
        for name, where in places.items():
            if len(where) > 1:
                found.append(f"the {what} {name} is there more than once: {', '.join(sorted(where))}")


def check_length(paths):
    for path in paths:
        lines = path.read_text().split("\n")
        for n, line in enumerate(lines):
            if line == "{":
                length = lines.index("}", n) - n + 1
                if length > LONGEST:
                    found.append(f"{path}:{n + 1}: a function of {length} lines; a screen has {LONGEST}")


def check_page(paths):
    """The page names all tables, and only what is there, as do includes and comments in lib."""
    page = PAGE.read_text()
    there = {name for p in paths for row in TABLE.findall(code(p)) for name in re.findall(r"(\w+)\[\]", row)}
    named = set(re.findall(r"`(\w+)\[\]`", page))
    for name in sorted(there ^ named):
        found.append(f"{PAGE}: the table {name} " + ("is not named" if name in there else "does not exist"))
    for name in re.findall(r"`([\w./]+/[\w.-]*)`", page):
        if not any(pathlib.Path(at, name).exists() for at in (".", "lib")):
            found.append(f"{PAGE}: {name} does not exist")
    for path in paths:
        for name in re.findall(r"(?<![\w/<])\w+(?:/\w+)+\.[ch]\b", path.read_text()):
            if not any(pathlib.Path(at, name).exists() for at in (".", "lib")):
                found.append(f"{path}: names {name}, which does not exist")


def check_tests():
    """The page of the tests tells what all is that is no bats file."""
    told = set(re.findall(r"`([\w.]+)`", TESTS.read_text()))
    for path in sorted(TESTS.parent.iterdir()):
        if path.suffix != ".bats" and path != TESTS and path.name not in told:
            found.append(f"{TESTS}: {path.name} is not named")


def check_top():
    """Nothing is kept at the top but what belongs there; where there is no git, nothing is known of it."""
    if not shutil.which("git"):
        return
    kept = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=False).stdout
    for name in sorted({line.split("/")[0] for line in kept.splitlines()} - TOP):
        found.append(f"{name}: does not belong to the top level")


def check_teams(paths):
    """OpenMP's own number of threads is 1, for the BLAS: regions say how many they have."""
    for path in paths:
        for n, line in enumerate(path.read_text().split("\n"), 1):
            if re.match(r"\s*#pragma omp parallel", line) and "num_threads(threads())" not in line:
                found.append(f"{path}:{n}: a parallel region without num_threads(threads())")


def check_seams(paths):
    """What only one place may ask."""
    for path in paths:
        for n, line in enumerate(path.read_text().split("\n"), 1):
            if re.search(r"\.matrix\b", line) and path.stem != "coulomb":
                found.append(f"{path}:{n}: asks whether a term is a matrix; only its row of the representations does")
            opens = path.parts[0] == "cmd" and "reader_open(" in line
            if "HOLDS_" in line and path.parent.name != "stream" and not opens:
                found.append(f"{path}:{n}: asks what a stream holds; the wing stream does, and programs that open one")


lib = sorted(p for p in PAGE.parent.glob("*/*.[ch]"))
all_paths = lib + sorted(PAGE.parent.glob("*.[ch]")) + sorted(pathlib.Path("cmd").glob("*.c"))
table = wings()
check_wings(table)
check_includes(table, lib)
check_names(lib)
check_length(all_paths)
check_page(lib)
check_tests()
check_top()
check_seams(all_paths)
check_teams(all_paths)
print("\n".join(found), end="\n" if found else "")
sys.exit(bool(found))
