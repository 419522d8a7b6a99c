"""ase_xyz.py DRIVER COUNT SEED FILE.xyz ...: the XYZ reader against ASE's, on COUNT files made from those given by small
damages. Where both read, numbers must be the same; where only one reads, there must be a reason of those below.
"""
import collections
import json
import pathlib
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import warnings

import numpy as np
from ase.io.extxyz import read_xyz

ALPHABET = "0123456789.-+eED \t\"'{}[]=:TFtfHCOaSRI,_\n\r\\/nx"
WORDS = ["Lattice=", "Properties=species:S:1:pos:R:3", "pbc=", 'pbc="T F T"', "energy=-1.5", "1e5", "-1.25E-03", "1.5D+01",
         "nan", "inf", "T", "F", "H", "Cu", "x=1", "a=b", '"', "key", "=", "He 0 0 0\n", "pos:R:3", ":forces:R:3", "8", "0"]

# What ours says where ASE reads on, and what it reads where ASE does not.
REFUSALS = [
    r"expected the number of atoms, found",  # ASE ends at a line of text and does not say so
    r"expected from 1 to 4294967295 atoms, found '0+'",
    r"expected \d+ atoms, the file ends after \d+",
    r"expected \d+ columns, found \d+",  # ASE passes over what Properties does not tell of
    r"pbc is T in direction \d but there is no Lattice",
    r"a . in the comment line has no (partner|key before it)",
    r"Properties: expected name:type:columns, found",  # ASE takes the columns before
    r"Properties: expected a number of columns, found",
    r"Properties: (species:S:1|pos:R:3) is missing",  # ASE then takes nothing for it
    r"pbc: expected three of T and F, found",  # any other text is true to ASE
    r"'.*' is given twice",  # ASE takes one of them
    r"Lattice: expected numbers within 1e9 angstrom, found",
    r"unknown element 'x'",  # ASE's dummy atom
    r"the lattice is singular: its periodic vectors span no",
    r"expected a position within 1e9 angstrom, found",
    r"Lattice: expected 9 numbers, found",  # not finite, or with underscores
    r"expected a (finite )?number, found",  # the same
    r"the lattice is zero: a molecule has no Lattice",
]
READINGS = [
    r"[\d.][Dd][-+]?\d",  # Fortran's exponents
    r"\r(?!\n)",  # a blank, to ASE the end of a line
    r"(?m)(^|\s)(Properties|Lattice|pbc)(\s|$)",  # a word without a value
    r"\n\s*\d{1,3}\s+[-+.\d]",  # an atomic number for an element's symbol
    r"\d\*\^[-+]?\d",  # Mathematica's exponents
]
DIFFERENCES = [
    # a name in other letters, which ASE does not know
    r"(?!Lattice|Properties|pbc)(?i:lattice|properties|pbc)\s*=",
    r"(?!species|pos|Z)(?i:species|pos|z):",
    r"pbc\s*=\W*([TFtf]{3}|[TFtf\s]*[tf])",  # true to ASE: truths without blanks, or in small letters
    r"\\",  # a backslash in a bare word, which ASE drops
]


def damage(text, rng):
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        at, to = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
        to = min(to, at + rng.choice((1, 1, 2, 8, 60)))
        kind = rng.randrange(6)
        if kind == 0:
            text = text[:at] + rng.choice(ALPHABET) + text[at + 1:]
        elif kind == 1:
            text = text[:at] + rng.choice(ALPHABET) + text[at:]
        elif kind == 2:
            text = text[:at] + text[to:]
        elif kind == 3:
            text = text[:at] + " " + rng.choice(WORDS) + " " + text[at:]
        elif kind == 4:
            text = text[:to] + text[at:to] + text[to:]
        else:
            lines = text.splitlines(keepends=True)
            i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
            lines[i], lines[j] = lines[j], rng.choice((lines[i], ""))
            text = "".join(lines) or "\n"
    return text


def give_up(*_):
    raise TimeoutError


def by_ase(path):
    """Structures, or None where ASE raises an error or takes longer than a second."""
    signal.setitimer(signal.ITIMER_REAL, 1)
    try:
        with warnings.catch_warnings(), open(path, newline="") as f:
            warnings.simplefilter("ignore")
            frames = list(read_xyz(f, index=slice(None)))
    except Exception:  # ASE's reader ends in whatever its code meets
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return frames


def by_ours(driver, path):
    done = subprocess.run([driver, path], capture_output=True, text=True, errors="replace", timeout=60)
    return done.returncode, [json.loads(line, strict=False) for line in done.stdout.splitlines()], done.stderr


def properties(atoms):
    results = atoms.calc.results if atoms.calc else {}
    return {k: v for k, v in {**atoms.info, **results}.items() if np.isscalar(v) and isinstance(v, (int, float))
            and not isinstance(v, bool)}


def difference(ours, ase):
    """What differs between what both read, or None."""
    if len(ours) != len(ase):
        return f"{len(ours)} structures, ASE {len(ase)}"
    for a, b in zip(ours, ase):
        if a["numbers"] != b.numbers.tolist():
            return f"elements {a['numbers']}, ASE {b.numbers.tolist()}"
        # A bare word pbc makes ASE's structure periodic; here it means nothing, and without a cell it could not.
        if not b.cell.array.any() and not any(a["pbc"]):
            b.pbc = False
        for name, mine, its in (("positions", a["positions"], b.positions), ("cell", a["cell"], b.cell.array),
                                ("pbc", [bool(x) for x in a["pbc"]], b.pbc)):
            if not np.array_equal(mine, its):
                return f"{name} {mine}, ASE {its.tolist()}"
        its = properties(b)
        for name, value in a["properties"].items():
            if name in its and its[name] != value:
                return f"{name} {value}, ASE {its[name]}"
    return None


def main():
    # ASE makes room for as many columns and atoms as a file claims.
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (1 << 31 if hard < 0 else min(1 << 31, hard), hard))
    signal.signal(signal.SIGALRM, give_up)
    driver, count, seed, *paths = sys.argv[1:]
    rng = random.Random(int(seed))
    texts = [pathlib.Path(p).read_text() for p in paths]
    told, wrongs = collections.Counter(), []
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/damaged.xyz"
        for i in range(int(count)):
            text = damage(rng.choice(texts), rng)
            pathlib.Path(path).write_text(text, newline="")
            ase = by_ase(path)
            status, ours, message = by_ours(driver, path)
            wrong = None
            if status == 1 and not re.match(r"xyz: .*damaged\.xyz:\d+: .", message):
                wrong = f"no place and reason: {message}"
            elif status == 1 and ase is not None and not any(re.search(r, message) for r in REFUSALS):
                wrong = f"only ASE reads: {message}"
            elif status == 0 and ase is None and not any(re.search(r, text) for r in READINGS):
                wrong = "only ours reads"
            elif status not in (0, 1):
                wrong = f"status {status}: {message}"
            elif status == 0 and ase is not None:
                wrong = None if any(re.search(r, text) for r in DIFFERENCES) else difference(ours, ase)
            told[("read" if status == 0 else "refused"), ("read" if ase is not None else "refused")] += 1
            if wrong:
                wrongs.append(wrong)
                print(f"{i}: {wrong}\n{text}\n", file=sys.stderr)
    for (ours, ase), n in sorted(told.items()):
        print(f"{ours} here, {ase} by ASE", n, sep="\t")
    print("differences", len(wrongs), sep="\t")
    return 1 if wrongs else 0


if __name__ == "__main__":
    sys.exit(main())
