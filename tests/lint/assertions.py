#!/usr/bin/env python3
"""assertions.py: finds checks in the tests that cannot fail. Run at the top of the sources; prints them, and fails when there
are any.

In bats a test goes on after "! command", whatever follows it, and after "[ ... ] && command" that is not its last line, whatever they say; "run"
takes a crash for an answer unless its status is looked at; a pipe is as its last part is, but where common.bash sets pipefail,
and there whoever writes to "head" or "grep -q" may be killed for it, or not."""

import pathlib
import re
import sys

TESTS = pathlib.Path("tests")
PASSED_OVER = re.compile(r"\s*(! |\[.*\] && (?!return\b))")
RUN = re.compile(r"(?:^|[{;]|&&)\s*(?:\w+=\S* )*run (?P<rest>.*)")
WITH_STATUS = re.compile(r"(?:--\S+ )*(?:-\d+|!) ")
STATUS = re.compile(r"\bassert_(?:success|failure)\b|\$\{?status\b")
EARLY = re.compile(r"(?<!\|)\| *(?:head\b|grep -\w*q)")
SHELL = re.compile(r"\b(?:ba)?sh -c '[^'|]*\|(?!\|)")

found = []


def check_line(path, n, line, after):
    if PASSED_OVER.match(line) and not after.startswith("}"):
        found.append(f"{path}:{n}: bats passes over this when it fails: use run, refute or if")
    if EARLY.search(line) and "PIPESTATUS" not in line:
        found.append(f"{path}:{n}: what writes to head or grep -q may be killed for it: use sed -n 1,Np, or grep")
    if SHELL.search(line) and "PIPESTATUS" not in line:
        found.append(f"{path}:{n}: this pipe is as its last part is: use bash -o pipefail -c")


def check_runs(path, lines):
    """Of each run the status is given with it, or looked at before the next one or the end of the function."""
    last = None
    for n, line in enumerate(lines, 1):
        begins = RUN.search(line)
        if last and (begins or line.startswith("}")):
            found.append(f"{path}:{last}: the status of run is not looked at: use run -0, or assert_success")
        if begins or line.startswith("}"):
            last = n if begins and not WITH_STATUS.match(begins["rest"]) else None
        if STATUS.search(line):
            last = None


for path in sorted([*TESTS.glob("*.bats"), *TESTS.glob("*.bash"), *TESTS.glob("reference/*.bash")]):
    lines = path.read_text().split("\n")
    for n, line in enumerate(lines[:-1], 1):
        check_line(path, n, line, lines[n])
    check_runs(path, lines)
    if path.suffix == ".bats" and "load common" not in lines:
        found.append(f"{path}: does not load common, which sets pipefail")
if "set -o pipefail" not in (TESTS / "common.bash").read_text().split("\n"):
    found.append(f"{TESTS / 'common.bash'}: does not set pipefail")
print("\n".join(found), end="\n" if found else "")
sys.exit(bool(found))
