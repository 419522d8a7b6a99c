"""mutate.py N SEED [FILE ...]: makes N wrong programs, each by one small change in lib or cmd (or in these files), and tells
which of them the tests do not notice.

A change is drawn by chance from SEED: another operator, a number off by one, a condition the other way round, two arguments
swapped, a statement left out. What does not compile, or compiles to the same machine code, is drawn again. The tests run on two
copies of the sources side by side, those first that are about the changed file, until one fails, crashes or does not end; at
last the first two about the file once more, below sanitizers, where CI runs them so. The draw of a change depends on its own lines alone, so that work
elsewhere does not change it. Changes that equivalent.txt lists, with a reason, are no fault of the tests and are not tried.
Below 95 % noticed of the others is a failure."""

import concurrent.futures
import hashlib
import os
import pathlib
import queue
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = pathlib.Path(os.environ.get("BUILD", "build")).resolve() / "mutate"
# What the sources were when this began; they may be worked on while it runs.
WHOLE = BUILD / "whole"
COPIES, SECONDS, SANITIZED_SECONDS, MEMORY, GOAL = 2, 240, 900, 12 << 30, 0.95

# What each wing is tested by, the likeliest first; a program by the file of its name. After these come all others.
TESTS = {
    "base": "unit options messages logs recipe mbtr-cat faults",
    "math": "unit krr-score tensor hull-search",
    "structure": "xyz xyz-info xyz-split xyz-edit",
    "geometry": "tensor xyz2mbtr",
    "tensor": "xyz2mbtr tensor xyz2cm unit mbtr",
    "stream": "mbtr-cat streams messages",
    "kernel": "mbtr-kernel unit krr-tune",
    "solve": "unit krr-train krr-predict",
    "learn": "krr-train krr-predict krr-score prediction-table",
    "recipe": "recipe tensor messages xyz2mbtr",
    "tune": "krr-tune krr-validate tuned-forces xyz-info",
    "phase": "hull-filter hull-search logs",
    "plot": "mbtr-plot",
}
# These see the sources, not the programs, or other programs than those that were built.
BLIND = {"house", "shell", "install"}
# Before the names of tests: they run below sanitizers.
SANITIZED = "sanitize"
LATE = ["man", "demo", "paper", "faults", "fuzz"]

SWAPS = [(" < ", " <= "), (" <= ", " < "), (" > ", " >= "), (" >= ", " > "), (" == ", " != "), (" != ", " == "), (" && ", " || "),
         (" || ", " && "), (" + ", " - "), (" - ", " + "), (" * ", " / "), (" / ", " * "), (" += ", " -= "), (" -= ", " += "),
         ("true", "false"), ("false", "true")]
# A free that is left out is for the sanitizers.
STATEMENT = re.compile(r"^ +(?!\w*free\(|return\b|static\b|const\b|break\b|continue\b)"
                       r"(?:[\w.>\[\]*-]+\(.*\)|[*\w.>\[\]-]+ [-+*/|&]?= .*|\w+[\w.>\[\]-]*(?:\+\+|--));$")
CONDITION = re.compile(r"\b(if|while) \((.*)\)(?=$| \{$)")
NUMBER = re.compile(r"(?<![\w.\"'\[])(\d+)(?![\w.\"'])")
ARGUMENTS = re.compile(r"(?<=[(\s])([\w.>-]+), ([\w.>-]+)(?=[,)])")
LITERAL = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])+\'|/\*.*?\*/|//[^\n]*', re.S)


def masked(text):
    """Strings and comments as blanks."""
    return LITERAL.sub(lambda m: re.sub(r"[^\n]", "\x00", m[0]), text)


def changes_of(line, mask):
    """All small changes of a line of a function: (kind, new line)."""
    for old, new in SWAPS:
        for m in re.finditer(re.escape(old), mask):
            yield f"{old.strip()} is {new.strip()}", line[:m.start()] + new + line[m.end():]
    for m in NUMBER.finditer(mask):
        yield "off by one", line[:m.start()] + str(int(m[1]) + 1) + line[m.end():]
    m = CONDITION.search(mask)
    if m:
        yield "negated", f"{line[:m.start(2)]}!({line[m.start(2):m.end(2)]}){line[m.end(2):]}"
    for m in ARGUMENTS.finditer(mask):
        if m[1] != m[2]:
            yield "swapped", line[:m.start()] + f"{m[2]}, {m[1]}" + line[m.end():]
    if STATEMENT.match(mask.replace("\x00", "x")):
        yield "left out", re.match(" *", line)[0] + ";"


def all_changes(paths):
    """(path, line number, kind, new line) of every change inside of functions."""
    for path in paths:
        text = (WHOLE / path).read_text()
        inside = False
        for n, (line, mask) in enumerate(zip(text.split("\n"), masked(text).split("\n"))):
            inside = line == "{" or (inside and line != "}")
            if inside and line != "{" and not line.lstrip().startswith("#"):
                for kind, new in changes_of(line, mask):
                    yield path, n, kind, new


def draw(seed, change):
    """Where a change stands in the order of a seed."""
    path, n, _, new = change
    old = (WHOLE / path).read_text().split("\n")[n]
    return hashlib.sha1(f"{seed} {path} {old.strip()} {new.strip()}".encode()).digest()


def equivalents():
    """{(file, old line, new line)} of equivalent.txt."""
    found = set()
    for block in (HERE / "equivalent.txt").read_text().split("\n\n"):
        lines = [s for s in block.strip("\n").split("\n") if not s.startswith("#")]
        if len(lines) > 1:
            assert len(lines) > 3 and lines[3].startswith("  "), f"equivalent.txt lacks a reason: {lines}"
            found.add((lines[0], lines[1][2:].strip(), lines[2][2:].strip()))
    return found


def about(path):
    """The tests that are likely to notice a change of this file, the likeliest first."""
    there = {p.stem for p in (WHOLE / "tests").glob("*.bats")} - BLIND
    first = [path.stem] if path.parts[0] == "cmd" else [path.stem, *TESTS.get(path.parts[1], "mbtr").split()]
    return [name for name in dict.fromkeys(first) if name in there]


def order_of(path):
    """All tests, those about this file first."""
    there = {p.stem for p in (WHOLE / "tests").glob("*.bats")} - BLIND
    rest = sorted(there - set(LATE), key=lambda name: (name not in ("unit", "streams", "programs", "messages"), name))
    return [name for name in dict.fromkeys([*about(path), *rest, *LATE]) if name in there]


def limits():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def copy_sources(source, to):
    """All is new to make, which must not keep what was made of a change."""
    for name in ("cmd", "lib", "man", "tests"):
        if (to / name).exists():
            shutil.rmtree(to / name)
        shutil.copytree(source / name, to / name, copy_function=shutil.copy)
    for name in ("Makefile", "README.md", "LICENSE"):
        shutil.copy(source / name, to / name)


class Copy:
    """Sources of our own, to be changed and built."""

    def __init__(self, number):
        self.root = BUILD / str(number)
        copy_sources(WHOLE, self.root)
        assert self.make(), f"the sources as they are do not build in {self.root}"

    def make(self, target="tests"):
        # Without debug information equal machine code makes equal objects.
        return subprocess.run(["make", "-s", "CFLAGS=-O3", target], cwd=self.root, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, env=clean_environment()).returncode == 0

    def build(self, path, n, new):
        """Whether the changed program builds, and is another one."""
        target = self.root / path
        text = (WHOLE / path).read_text().split("\n")
        text[n] = new
        made = self.root / "build/obj" / path.with_suffix(".o")
        before = made.read_bytes()
        target.write_text("\n".join(text))
        return self.make() and made.read_bytes() != before

    def restore(self, path):
        """The sources and objects; programs are linked with the next change."""
        (self.root / path).write_text((WHOLE / path).read_text())
        assert self.make(f"build/obj/{path.with_suffix('.o')}")

    def noticed_by(self, path):
        """The first test that fails: (file, its line of output); None when none does."""
        for name in order_of(path):
            line = self.fails(name)
            if line:
                return name, line
        below = [name for name in about(path) if name in (WHOLE / "tests/sanitized.txt").read_text().split()]
        name = " ".join([SANITIZED, "programs", *below[:2]])
        line = self.fails(name)
        return (name, line) if line else None

    def fails(self, name):
        """The line that tells what failed in these tests; None when nothing did."""
        if name.startswith(SANITIZED):
            # Memory that is reserved for shadows, not used, is not limited.
            return self.run_fails(["make", "sanitize", "TESTS=" + " ".join(f"tests/{n}.bats" for n in name.split()[1:])],
                                  SANITIZED_SECONDS, None, clean_environment())
        return self.run_fails(["bats", "--tap", f"tests/{name}.bats"], SECONDS, limits, clean_environment(self.root))

    def run_fails(self, command, seconds, limit, environment):
        run = subprocess.Popen(command, cwd=self.root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
                               preexec_fn=limit, env=environment)
        endless = threading.Timer(seconds, end, [run])
        endless.start()
        try:
            for line in run.stdout:
                if line.startswith("not ok"):
                    return line.strip()
            return None if run.wait() == 0 else f"{command}: status {run.returncode}"
        finally:
            endless.cancel()
            end(run)


def end(run):
    try:
        os.killpg(run.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    run.wait()


def clean_environment(root=None):
    """Without what make passes on, and what bats does."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", "BATS_", "MBTR_BUILD", "BUILD"))}
    kept.setdefault("MBTR_DATA", str(ROOT.parent / "shared/data"))
    return kept | ({"MBTR_BUILD": str(root / "build")} if root else {})


whole = set()


def check_whole(copy, name):
    """Ends when these tests fail without any change, and so notice nothing."""
    if name not in whole:
        line = copy.fails(name) if copy.make() else "they do not build"
        if line:
            print(f"{name}: fails on the sources as they are: {line}", file=sys.stderr, flush=True)
            os._exit(2)
        whole.add(name)


def try_one(copies, draws, known):
    """Draws until a changed program builds: (path, line number, kind, old, new, what noticed it, whether it is known)."""
    copy = copies.get()
    try:
        while True:
            path, n, kind, new = draws.get()
            old = (WHOLE / path).read_text().split("\n")[n]
            try:
                made = copy.build(path, n, new)
                is_known = (str(path), old.strip(), new.strip()) in known
                noticed = copy.noticed_by(path) if made and not is_known else None
            finally:
                copy.restore(path)
            if made:
                if noticed:
                    check_whole(copy, noticed[0])
                result = path, n + 1, kind, old, new, noticed, is_known
                print(told(result), flush=True)
                return result
    finally:
        copies.put(copy)


def told(result):
    path, n, kind, _, _, noticed, is_known = result
    what = f"noticed by {noticed[0]}" if noticed else "equivalent" if is_known else "survived"
    return f"{path}:{n}\t{kind}\t{what}"


def main():
    count, seed, *files = sys.argv[1:]
    copy_sources(ROOT, WHOLE)
    every = sorted(p.relative_to(WHOLE) for folder in ("lib/*/*.c", "cmd/*.c") for p in WHOLE.glob(folder))
    paths = [pathlib.Path(f) for f in files] or every
    changes = sorted(all_changes(paths), key=lambda change: draw(seed, change))
    copies, draws, known = queue.Queue(), queue.Queue(), equivalents()
    for change in changes:
        draws.put(change)
    for i in range(COPIES):
        copies.put(Copy(i))
    with concurrent.futures.ThreadPoolExecutor(COPIES) as pool:
        results = list(pool.map(lambda _: try_one(copies, draws, known), range(min(int(count), len(changes)))))
    survivors = [r for r in results if not r[5] and not r[6]]
    for path, n, kind, old, new, _, _ in survivors:
        print(f"\n{path}:{n}: {kind}\n- {old}\n+ {new}")
    counted = [r for r in results if r[5] or not r[6]]
    noticed = sum(bool(r[5]) for r in counted)
    print(f"\n{len(changes)} changes can be made; of {len(results)} that were, {len(results) - len(counted)} are equivalent, "
          f"{noticed} of {len(counted)} others were noticed")
    return noticed < GOAL * len(counted)


if __name__ == "__main__":
    sys.exit(main())
