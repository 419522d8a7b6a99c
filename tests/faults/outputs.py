"""outputs.py: what becomes of files that a command names as its outputs.

Every program, with each option that names an output, is run with outputs that are an input or another output (by the same
name, by ./, by a link, by a hard link; the log too): refused with status 2, and no file is changed. Then with outputs of other
kinds (descriptors, devices, pipes, links, folders, folders that are absent): the right bytes, or a message before anything is
read, and what was there stays. Prints how many were tried.
"""
import collections
import concurrent.futures
import itertools
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import threading

import faults

ROOT = pathlib.Path(__file__).parents[2]

# Options with the files that they name: read (and which), written, or logs. Inputs are those of faults.py, and more.
Case = collections.namedtuple("Case", "command reads writes logs operands")
CASES = [
    Case("xyz-info", {}, ["--output"], (), ["mol.xyz"]),
    Case("xyz-split -n 3", {}, ["--train", "--test"], (), ["mol.xyz"]),
    Case("xyz-edit", {"--ids": "ids", "--join": "mol.tsv"}, ["--output"], (), ["mol.xyz"]),
    Case("xyz2mbtr", {"--recipe": "molecules.yaml"}, ["--output"], (), ["mol.xyz"]),
    Case("xyz2cm", {}, ["--output"], (), ["mol.xyz", "mol2.xyz"]),
    Case("xyz2cm", {"--recipe": "cm.yaml"}, ["--output"], (), ["mol.xyz"]),
    Case("mbtr-kernel", {"--recipe": "molecules.yaml", "--against": "mol.mbtr"}, ["--output"], (), ["mol2.mbtr"]),
    Case("krr-train", {"--recipe": "molecules.yaml"}, ["--output", "--loo", "--factor"], (), ["mol.kernel"]),
    Case("krr-train", {"--recipe": "linear.yaml", "--primal": "primal.mbtr"}, ["--output"], (), ["linear.kernel"]),
    Case("krr-train", {"--with": "forces.mbtr"}, ["--output", "--factor"], (), []),
    Case("krr-train", {"--primal": "linear.mbtr", "--validate": "valid.mbtr"}, ["--output", "--factor"], (), []),
    Case("krr-predict", {"--model": "mol.krr", "--stddev": "mol.factor"}, ["--output"], (), ["cross.kernel"]),
    Case("xyz-relax", {"--model": "primal.krr"}, ["--output", "--summary"], (), ["mol.xyz"]),
    Case("krr-score", {}, ["--output"], (), ["mol.tsv"]),
    Case("krr-validate", {"--recipe": "search.yaml", "--predict": "mol2.xyz"}, ["--output"], ["--log"], ["mol.xyz"]),
    Case("krr-tune --holdout 3", {"--recipe": "search.yaml"}, ["--output", "--folds"], ["--log"], ["mol.xyz"]),
    Case("hull-search --initial 4 --limit 10", {"--recipe": "alloy.yaml", "--energies": "alloy.tsv"},
         ["--output", "--rounds"], ["--log"], ["alloy.xyz"]),
    Case("hull-filter", {}, ["--output"], (), ["alloy.tsv"]),
    Case("mbtr-cat", {}, ["--output"], (), ["mol.mbtr"]),
    Case("mbtr-cat", {}, ["--npy"], (), ["mol.mbtr"]),
    Case("mbtr-plot hull --format svg", {"--true": "alloy.tsv"}, ["--output"], (), ["alloy2.tsv"]),
]
MORE_INPUTS = """
cp mol.xyz mol2.xyz
cp mol.mbtr mol2.mbtr
cp alloy.tsv alloy2.tsv
xyz2mbtr --show-recipe -c molecules -s kernel.function=linear -o linear.yaml
xyz2mbtr -q -c linear.yaml mol.xyz -o primal.mbtr
xyz2mbtr --show-recipe -c crystals -o alloy.yaml
xyz2mbtr -q -c forces forces.xyz -o forces.mbtr
xyz2mbtr -q -c forces.yaml forces.xyz -o linear.mbtr
cp linear.mbtr valid.mbtr
"""
# They write no file.
WITHOUT = {"krr-serve"}
OLD = b"as it was\n"
# Another file goes beside it, so that it must be one.
FILES_ONLY = ["--npy"]


def options_of_sources():
    """All options that name files: (file, option, kind)."""
    row = re.compile(r"'?.'?, \"([a-z-]+)\", OPTION_(INPUT|OUTPUT|LOG)\b")
    return {(path.stem, "--" + name, kind) for path in [*ROOT.glob("cmd/*.c"), *ROOT.glob("lib/*/*.[ch]")]
            for name, kind in row.findall(path.read_text())}


def check_cases():
    """Every option of the sources is in a row of its program; those of lib belong to several programs."""
    absent = []
    for stem, option, kind in sorted(options_of_sources()):
        rows = [c for c in CASES if c.command.split()[0] == stem] or CASES
        held = {"INPUT": [o for c in rows for o in c.reads], "OUTPUT": [o for c in rows for o in c.writes],
                "LOG": [o for c in rows for o in c.logs]}[kind]
        if option not in held and stem not in WITHOUT:
            absent.append(f"{stem} {option}")
    programs = {p.name for p in pathlib.Path(os.environ["BIN"]).iterdir()}
    absent += programs - {c.command.split()[0] for c in CASES} - WITHOUT
    if absent:
        sys.exit(f"outputs.py has no row for {', '.join(absent)}")


class Place:
    """A folder with copies of the inputs and of what outputs held before."""

    def __init__(self, root, inputs, case):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=root))
        self.case = case
        for name in {*case.reads.values(), *case.operands}:
            (self.folder / name).write_bytes((inputs / name).read_bytes())
        self.names = {option: f"out{i}" for i, option in enumerate(case.writes)}
        self.names |= {option: f"log{i}" for i, option in enumerate(case.logs)}

    def arguments(self, changed):
        """The command line; changed: what some options name instead."""
        named = {**self.case.reads, **self.names, **changed}
        options = [word for option, name in named.items() for word in (option, name)]
        return [*shlex.split(self.case.command), "-q", *options, *self.case.operands]

    def run(self, changed=None, **how):
        how = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, **how}
        environment = dict(os.environ, OMP_NUM_THREADS="1")
        try:
            return subprocess.run(self.arguments(changed or {}), cwd=self.folder, env=environment, stderr=subprocess.PIPE,
                                  timeout=60, **how)
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess([], "endless", b"", b"")

    def bytes(self):
        return {p.name: p.read_bytes() for p in self.folder.iterdir() if p.is_file()}


def aliases(folder, name):
    """Other names of a file: (how, name)."""
    (folder / "sub").mkdir(exist_ok=True)
    (folder / "soft").symlink_to(name)
    os.link(folder / name, folder / "hard")
    return [("name", name), ("./name", "./" + name), ("sub/../name", "sub/../" + name), ("link", "soft"), ("hard link", "hard")]


def refused(place, changed, before, **how):
    got = place.run(changed, **how)
    if got.returncode != 2:
        return f"status {got.returncode} {got.stderr}"
    if b"are the same file" not in got.stderr:
        return f"said {got.stderr}"
    if place.bytes() != before:
        return "files were changed"
    return None


def try_same_as_input(root, inputs, case):
    """Each output, and the log, as each input; then inputs by descriptors."""
    for target in [*case.writes, *case.logs]:
        for source in dict.fromkeys([*case.reads.values(), *case.operands]):
            place = Place(root, inputs, case)
            for how, name in aliases(place.folder, source):
                yield f"{target} is {source} by {how}", refused(place, {target: name}, place.bytes())
            with open(place.folder / source, "rb") as f:
                yield f"{target} is standard input", refused(place, {target: source}, place.bytes(), stdin=f)


def try_same_as_output(root, inputs, case):
    for one, other in itertools.combinations([*case.writes, *case.logs], 2):
        place = Place(root, inputs, case)
        yield f"{one} and {other} are one new file", refused(place, {one: "new", other: "./new"}, place.bytes())
        (place.folder / "there").write_bytes(OLD)
        for how, name in aliases(place.folder, "there"):
            yield f"{one} and {other} by {how}", refused(place, {one: name, other: "there"}, place.bytes())


def try_appending_to_input(root, inputs, case):
    """>> of an input."""
    if "--output" not in case.writes:
        return
    for source in dict.fromkeys([*case.reads.values(), *case.operands]):
        place = Place(root, inputs, case)
        with open(place.folder / source, "ab") as f:
            yield f"standard output goes to {source}", refused(place, {"--output": "-"}, place.bytes(), stdout=f)


def wrong_bytes(place, right, except_for=()):
    held = place.bytes()
    wrong = [name for name in place.names.values() if name in right and name not in except_for and held.get(name) != right[name]]
    return f"{wrong} differ" if wrong else None


def try_descriptors(root, inputs, case, right):
    """What a shell opened is added to, never replaced."""
    for option in case.writes:
        for name, fd in ("/dev/stdout", 1), ("/dev/fd/1", 1), ("/proc/self/fd/1", 1), ("/dev/fd/{}", 3), ("link", 1):
            place = Place(root, inputs, case)
            (place.folder / "link").symlink_to("/dev/stdout")
            path = place.folder / "kept"
            path.write_bytes(OLD)
            with open(path, "ab") as f:
                how = {"stdout": f} if fd == 1 else {"pass_fds": [f.fileno()]}
                got = place.run({option: name.format(f.fileno())}, **how)
            wrong = None
            if option in FILES_ONLY:
                kept = got.returncode in (1, 2) and path.read_bytes() == OLD
                yield f"{option} {name}", None if kept else f"status {got.returncode} {got.stderr}"
                continue
            if got.returncode != 0 or path.read_bytes() != OLD + right[place.names[option]]:
                wrong = f"status {got.returncode} {got.stderr}"
            yield f"{option} {name}", wrong or wrong_bytes(place, right, [place.names[option]])


def read_all(path, to):
    to.append(path.read_bytes())


def through_pipe(place, option, right):
    os.mkfifo(place.folder / "fifo")
    came = []
    reader = threading.Thread(target=read_all, args=(place.folder / "fifo", came), daemon=True)
    reader.start()
    got = place.run({option: "fifo"})
    reader.join(10)
    name = place.names[option]
    if got.returncode != 0 or came != [right[name]]:
        return f"status {got.returncode} {got.stderr}"
    return wrong_bytes(place, right, [name])


def try_kinds(root, inputs, case, right):
    for option in case.writes:
        place = Place(root, inputs, case)
        name = place.names[option]
        yield f"{option} is a named pipe", through_pipe(place, option, right)
        got = place.run({option: "/dev/null"})
        wanted = 1 if option in FILES_ONLY else 0
        yield f"{option} /dev/null", None if got.returncode == wanted else f"status {got.returncode} {got.stderr}"
        (place.folder / "real").write_bytes(OLD)
        (place.folder / "real").chmod(0o640)
        (place.folder / "soft").symlink_to("real")
        got = place.run({option: "soft"})
        ok = (got.returncode == 0 and (place.folder / "soft").is_symlink()
              and (place.folder / "real").stat().st_mode & 0o777 == 0o640
              and (place.folder / "real").read_bytes() == right[name])
        yield f"{option} is a link to a file", None if ok else f"status {got.returncode} {got.stderr}"


# What cannot be written, and what is said.
UNWRITABLE = {"/dev/full": b"No space left", ".": b"Is a directory", "absent/file": b"No such file", "out-is-file/file": b"Not a dir",
              "/dev/fd/99": b"Bad file descriptor", "x" * 300: b"name too long", "": b"No such file"}


def try_unwritable(root, inputs, case, right):
    """What cannot be written is told before anything is read, and all other outputs stay as they were."""
    for option, (target, said) in itertools.product([*case.writes], UNWRITABLE.items()):
        if option in FILES_ONLY and target == "/dev/full":
            continue
        place = Place(root, inputs, case)
        (place.folder / "out-is-file").write_bytes(OLD)
        for other in place.names.values():
            if not other.startswith("log"):
                (place.folder / other).write_bytes(OLD)
        before = place.bytes()
        if target != "/dev/full":
            # Before the work: an input is absent, and yet it is the output that is complained of.
            absent = [*case.operands, *case.reads.values()][0]
            (place.folder / absent).unlink()
            del before[absent]
        got = place.run({option: target})
        wrong = None
        if got.returncode != 1 or said not in got.stderr:
            wrong = f"status {got.returncode} {got.stderr}"
        after = {name: held for name, held in place.bytes().items() if not name.startswith("log")}
        yield f"{option} {target[:20]!r}", wrong or (None if after == before else "other files were changed")


def try_case(root, inputs, case):
    place = Place(root, inputs, case)
    got = place.run()
    assert got.returncode == 0, (case, got.stderr)
    right = {name: (place.folder / name).read_bytes() for name in place.names.values()}
    for name in case.logs:
        del right[place.names[name]]
    yield from try_same_as_input(root, inputs, case)
    yield from try_same_as_output(root, inputs, case)
    yield from try_appending_to_input(root, inputs, case)
    yield from try_descriptors(root, inputs, case, right)
    yield from try_kinds(root, inputs, case, right)
    yield from try_unwritable(root, inputs, case, right)


def make_inputs(folder):
    faults.make_inputs(folder)
    (folder / "forces.xyz").write_text(faults.frames(faults.DATA / "ethanol-md/ethanol-md.xyz", 0, 1, 5))
    (folder / "forces.yaml").write_text("representation: [{body: 2, geometry: distance, sigma: 0.2, grid: [0, 5, 10]}]\n"
                                        "kernel: {function: linear}\n"
                                        "regression: {property: energy, forces: forces, lambda: 1, baseline: mean}\n")
    (folder / "cm.yaml").write_text("representation: [{matrix: coulomb}]\n")
    for line in MORE_INPUTS.strip().splitlines():
        subprocess.run(shlex.split(line), cwd=folder, check=True)


def main():
    check_cases()
    tried, wrongs = collections.Counter(), []
    with tempfile.TemporaryDirectory() as root:
        root = pathlib.Path(root)
        make_inputs(root / "in")
        with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            for case, results in zip(CASES, pool.map(lambda c: list(try_case(root, root / "in", c)), CASES)):
                for what, wrong in results:
                    tried[case.command.split()[0]] += 1
                    if wrong:
                        wrongs.append(f"{case.command}: {what}: {wrong}")
    for program, n in tried.items():
        print(program, n, sep="\t")
    print("cases", sum(tried.values()), sep="\t")
    print(*wrongs, sep="\n", file=sys.stderr)
    return 1 if wrongs else 0


if __name__ == "__main__":
    sys.exit(main())
