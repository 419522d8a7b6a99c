"""faults.py right|told|calls|situations|cut [--preload FAULT.so] [--all] [--only WORD]: what programs do when things go wrong.

Every run must give the right bytes with status 0, or a message and status 1; never a signal, a half-written file, a file
left over, or an endless wait. Where a log stays to go on from, the run after it must give the right bytes.

right       nothing goes wrong: status 0, and nothing is said, by sanitizers neither
told        the same of every program with -v: it tells what it took
calls       one call of the program goes wrong in each run (fault.c tells how); a sample of them, or all with --all.
            Calls that are cut short or interrupted must make no difference.
situations  outputs that cannot take what is written
cut         inputs that end too early
"""
import argparse
import collections
import concurrent.futures
import contextlib
import functools
import itertools
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).parent.parent / "reference"))
import ipi  # noqa: E402

DATA = pathlib.Path(os.environ["DATA"])
MODES = ("fail", "lose", "full", "short", "interrupt", "end")
HARMLESS = ("short", "interrupt")
SAMPLE, FEW = 5, 7  # calls of one command and mode, without --all; no more than few, and all that lose data, are tried
SECONDS = 60

# What commands read, made by the programs themselves; mol.xyz and alloy.xyz are there.
INPUTS = """
xyz2mbtr -q -c molecules mol.xyz -o mol.mbtr
mbtr-kernel -q -c molecules mol.mbtr -o mol.kernel
krr-train -q --factor mol.factor -o mol.krr mol.kernel
krr-train -q --with mol.mbtr -o held.krr mol.kernel
mbtr-kernel -q -x mol.mbtr -o cross.kernel mol.mbtr
krr-predict -q --stddev mol.factor -m mol.krr cross.kernel -o mol.tsv
xyz2mbtr --show-recipe -c molecules -o molecules.yaml
xyz-info -q --table alloy.xyz -o alloy.tsv
gzip -k alloy.xyz
mbtr-kernel -q -s kernel.function=linear mol.mbtr -o linear.kernel
krr-train -q -s kernel.function=linear --primal mol.mbtr -o primal.krr linear.kernel
"""

# Commands; files in keep stay after a failure so that the next run goes on from them.
Case = collections.namedtuple("Case", "command keep", defaults=[()])
CASES = [
    Case("xyz-info in/mol.xyz"),
    Case("xyz-info --table in/alloy.xyz.gz"),
    Case("xyz-info --grid -o grid in/alloy.xyz"),
    Case("xyz-info --grid --atoms in/mol.xyz"),
    Case("xyz-info --table in/alloy.xyz"),
    Case("xyz-info --help"),
    Case("xyz-split -n 3 --stratify energy --train train --test test in/mol.xyz"),
    Case("xyz-edit -q --ids in/ids --join in/mol.tsv --convert energy=eV:meV -o edited in/mol.xyz"),
    Case("xyz2mbtr -j 2 -c molecules -o mol.mbtr in/mol.xyz"),
    Case("xyz2mbtr -j 1 -c in/molecules.yaml -s representation.1.sigma=2^-5 in/mol.xyz"),
    Case("xyz2mbtr --recipes"),
    Case("xyz2mbtr --functions -o functions"),
    Case("xyz2mbtr --version"),
    Case("xyz2mbtr -c crystals --show-recipe"),
    Case("xyz2cm --bob -o bonds in/mol.xyz"),
    Case("mbtr-kernel -j 2 -c molecules -o kernel in/mol.mbtr"),
    Case("mbtr-kernel -x in/mol.mbtr in/mol.mbtr"),
    Case("krr-train --loo loo --factor factor -o model in/mol.kernel"),
    Case("krr-predict -j 2 -m in/mol.krr --stddev in/mol.factor -o predictions in/cross.kernel"),
    Case("krr-train -s kernel.function=linear --primal in/mol.mbtr -o model in/linear.kernel"),
    Case("krr-predict -m in/primal.krr in/mol.mbtr"),
    Case("krr-predict -j 2 -m in/held.krr -o predictions in/mol.xyz"),
    Case("xyz-relax -q -j 2 -m in/primal.krr --fmax 0.5 --summary log -o relaxed in/mol.xyz"),
    Case("krr-serve -m in/primal.krr --template in/one.xyz --energy-unit kcal/mol --unix ./server"),
    Case("krr-score in/mol.tsv"),
    Case("krr-score --outliers 2 -o worst in/mol.tsv"),
    Case("krr-validate -q -c in/search.yaml --cv 2 --log log -o predictions in/mol.xyz", keep=("log",)),
    Case("krr-tune -q -c in/search.yaml --holdout 3 --log log --folds folds -o best in/mol.xyz", keep=("log",)),
    Case("hull-search -q -c crystals --initial 4 --limit 10 --energies known --rounds rounds -o found in/alloy.xyz"),
    Case("hull-search -q -c crystals --initial 4 --limit 8 --command 'sh in/calculate' --log log -o found in/alloy.xyz",
         keep=("log", "log.ask", "log.answers")),
    Case("hull-filter --margin 0.05 -o near in/alloy.tsv"),
    Case("mbtr-plot hull --ascii in/alloy.tsv"),
    Case("mbtr-cat --check in/mol.mbtr"),
    Case("mbtr-cat -r 2-3 -o part in/mol.mbtr"),
    Case("mbtr-cat --npy mol.npy in/mol.mbtr"),
    Case("mbtr-cat -t in/mol.krr"),
    Case("mbtr-plot parity -o parity.svg in/mol.tsv"),
    Case("mbtr-plot tensor -f png in/mol.mbtr"),
    Case("mbtr-plot tensor --ascii in/mol.mbtr"),
]


def frames(path, first, step, count):
    """Structures of an extended XYZ file."""
    lines = iter(path.read_text().splitlines(keepends=True))
    all_frames = []
    for line in lines:
        all_frames.append(line + "".join(itertools.islice(lines, int(line) + 1)))
    return "".join(all_frames[first::step][:count])


def make_inputs(folder):
    folder.mkdir()
    (folder / "mol.xyz").write_text(frames(DATA / "molecules/molecules.xyz", 0, 150, 8))
    (folder / "alloy.xyz").write_text(frames(DATA / "alloy/cupt-emt.xyz", 0, 1, 16))
    (folder / "one.xyz").write_text("3\n\nO 0 0 0\nH 0 0 1\nH 0 1 0\n")
    (folder / "ids").write_text("\n".join(re.findall(r" name=(\S+)", (folder / "mol.xyz").read_text())[1:5]) + "\n")
    # Energies of the structures asked for.
    (folder / "calculate").write_text("sed -n 's/.* energy=\\([^ ]*\\) .*/\\1/p'\n")
    for line in INPUTS.strip().splitlines():
        subprocess.run(shlex.split(line), cwd=folder, check=True)
    recipe = (folder / "molecules.yaml").read_text().partition("search:")[0]
    (folder / "search.yaml").write_text(recipe + "search:\n  kernel.sigma: {start: 8, factor: 2, min: 4, max: 16}\n")


Result = collections.namedtuple("Result", "status out err files")


# What servers were sent in the first run of a command, which is the right one.
SENT = {}


def run_served(folder, command, *what, **how):
    """subprocess.run of a command; krr-serve has its server beside it, and is right only where that is sent the right bytes."""
    if "krr-serve" not in command:
        return subprocess.run(*what, **how)
    with ipi.Beside(folder / "server", [0, 0, 0.1, 0, 0, 2, 0, 1.9, 0]) as beside:
        done = subprocess.run(*what, **how)
    if done.returncode == 0 and (not beside.result or beside.result != SENT.setdefault(command, beside.result)):
        done.returncode = "0, and the server was sent other bytes"
    return done


class Place:
    """A folder where a command runs, again and again."""

    def __init__(self, root, preload):
        self.root, self.preload = pathlib.Path(root), preload
        self.folder, self.temporary = self.root / "at", self.root / "tmp"
        self.report = self.root / "report"
        for folder in self.folder, self.temporary:
            folder.mkdir(parents=True)

    def clean(self):
        for path in [*self.folder.iterdir(), *self.temporary.iterdir()]:
            path.unlink()
        (self.folder / "in").symlink_to("../../in")
        self.report.unlink(missing_ok=True)

    def run(self, case, fault=None, folder=None, temporary=None, **how):
        folder = folder or self.folder
        environment = dict(os.environ, TMPDIR=str(temporary or self.temporary), OMP_NUM_THREADS="1")
        if fault:
            environment |= {"LD_PRELOAD": self.preload, "FAULT": f"{fault[0]} {fault[1]} {self.report}"}
        try:
            done = run_served(folder, case.command, shlex.split(case.command), cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, timeout=SECONDS, **{"stdout": subprocess.PIPE, **how})
        except subprocess.TimeoutExpired:
            return Result("endless", b"", b"", {})
        files = {p.name: p.read_bytes() for p in folder.iterdir() if p.name not in ("in", FILLER)}
        return Result(done.returncode, done.stdout or b"", done.stderr, files)

    def left_over(self):
        return [p.name for p in self.temporary.iterdir()]


# What an output held before, in every other run.
OLD = b"old\n"
FILLER = "filler"


def is_right(got, right, case):
    outputs = [name for name in right.files if name not in case.keep]
    return (got.status == 0 and got.out == right.out
            and all(got.files.get(name) == right.files[name] for name in outputs))


def complaint(got, right, case, mode):
    """What is wrong with a run, or None."""
    program = case.command.split()[0].encode()
    if mode == "end" and got.status not in (-signal.SIGTERM, -signal.SIGINT):
        return f"status {got.status}"
    if mode != "end" and got.status not in (0, 1):
        return f"status {got.status}"
    if mode == "lose" and got.status == 0:
        return "status 0, though the output is right"
    if mode in HARMLESS and got.status != 0:
        return f"status {got.status}"
    if got.status == 0 and not is_right(got, right, case):
        return "status 0 and wrong output"
    if got.status == 1 and not got.err.startswith(program + b": "):
        return "no message"
    for name, held in got.files.items():
        if name not in case.keep and held != right.files.get(name) and (held != OLD or name not in right.files):
            return f"{name} is left, {len(held)} bytes"
    return None


def are_parted(got, right, case):
    """Whether some outputs of a run are there and others not."""
    outputs = [name for name in right.files if name not in case.keep]
    return 0 < sum(got.files.get(name) == right.files[name] for name in outputs) < len(outputs)


def try_fault(place, case, right, mode, n):
    """Runs with one fault: (whether a call went wrong, what is wrong with the run or None)."""
    place.clean()
    for name in right.files if n % 2 else ():
        if name not in case.keep:
            (place.folder / name).write_bytes(OLD)
    got = place.run(case, (mode, n))
    if not place.report.exists():
        return False, None
    wrong = complaint(got, right, case, mode)
    # No file system lets several names change at once: that one of them cannot after others did is beyond us.
    if not wrong and are_parted(got, right, case) and "rename" not in place.report.read_text():
        wrong = "outputs without the others"
    if not wrong and place.left_over():
        wrong = f"left in TMPDIR: {place.left_over()}"
    if not wrong and case.keep and got.status != 0 and not is_right(place.run(case), right, case):
        wrong = "the next run does not give the right output"
    if not wrong:
        return True, None
    message = got.err.decode(errors="replace").strip().splitlines()
    return True, f"{case.command}: {mode} {n}: {place.report.read_text().strip()}: {wrong} ({message[-1:]})"


def sample(total, whole):
    """Numbers of calls: all, or the first, the last and some between."""
    if whole or total <= FEW:
        return range(1, total + 1)
    few = SAMPLE // 3
    between = {few + 1 + i * (total - 2 * few) // (SAMPLE - 2 * few) for i in range(SAMPLE - 2 * few)}
    return sorted({*range(1, few + 1), *between, *range(total - few + 1, total + 1)})


def check_cases():
    """Every program beside xyz-info has a command here."""
    programs = {p.name for p in pathlib.Path(shutil.which("xyz-info")).parent.iterdir() if os.access(p, os.X_OK)}
    absent = programs - {case.command.split()[0] for case in CASES}
    if absent:
        sys.exit(f"faults.py has no command for {', '.join(sorted(absent))}: add rows to CASES")


def side_by_side(root, preload, work, tasks):
    """Each task with work(place, task), on all cores, each of which has its own place."""
    places = [Place(root / str(i), preload) for i in range(len(os.sched_getaffinity(0)))]
    free = list(places)

    def at_some_place(task):
        place = free.pop()
        try:
            return task, work(place, task)
        finally:
            free.append(place)

    with concurrent.futures.ThreadPoolExecutor(len(places)) as pool:
        yield from pool.map(at_some_place, tasks)


def run_right(options, root):
    check_cases()
    make_inputs(root / "in")
    wrongs = 0

    def run(place, case):
        place.clean()
        return place.run(case)

    for case, got in side_by_side(root, "", run, CASES):
        if got.status != 0 or got.err:
            wrongs += 1
            print(f"{case.command}: status {got.status}: {got.err.decode(errors='replace')}", file=sys.stderr)
    print(len(CASES), "commands of", len({case.command.split()[0] for case in CASES}), "programs")
    return 1 if wrongs else 0


def run_told(options, root):
    """With -v every program tells what it took."""
    make_inputs(root / "in")
    first = {}
    for case in CASES:
        if "--help" not in case.command:
            first.setdefault(case.command.split()[0], case)
    cases = [case._replace(command=re.sub(r"^(\S+)( -q)?", r"\1 -v", case.command)) for case in first.values()]
    end = rb": [0-9]+\.[0-9]{2} s of processors, [0-9]+ MB of memory at most\n\Z"

    def run(place, case):
        place.clean()
        return place.run(case)

    wrongs = 0
    for case, got in side_by_side(root, "", run, cases):
        if got.status != 0 or not re.search(b"(?m)^" + case.command.split()[0].encode() + end, got.err):
            wrongs += 1
            print(f"{case.command}: status {got.status}: {got.err.decode(errors='replace')}", file=sys.stderr)
    print(*sorted(first), sep="\n")
    return 1 if wrongs else 0


def run_calls(options, root):
    check_cases()
    make_inputs(root / "in")
    preload = str(pathlib.Path(options.preload).resolve())
    first, tasks, rights = Place(root / "first", preload), [], {}
    for case in CASES:
        if options.only not in case.command:
            continue
        first.clean()
        rights[case] = first.run(case)
        assert rights[case].status == 0, (case.command, rights[case].err)
        first.clean()
        got = first.run(case, ("count", 0))
        assert is_right(got, rights[case], case), (case, got)
        for mode, total in zip(MODES, first.report.read_text().split(), strict=True):
            tasks += [(case, mode, n) for n in sample(int(total), options.all or mode == "lose")]

    injected, wrongs = collections.Counter(), []

    def work(place, task):
        case, mode, n = task
        return try_fault(place, case, rights[case], mode, n)

    for (case, mode, _), (reached, wrong) in side_by_side(root, preload, work, tasks):
        injected[case.command.split()[0], mode] += reached
        if wrong:
            wrongs.append((case.command.split()[0], wrong))
            print(wrong, file=sys.stderr)
    print("program\t" + "\t".join(MODES) + "\tsurvived")
    for program in dict.fromkeys(case.command.split()[0] for case in rights):
        of_modes = [injected[program, mode] for mode in MODES]
        bad = sum(1 for name, _ in wrongs if name == program)
        print(program, *of_modes, f"{sum(of_modes) - bad} of {sum(of_modes)}", sep="\t")
    return 1 if wrongs else 0


def output_full(place, case, right):
    with open("/dev/full", "wb") as full:
        return bool(right.out), place.run(case, stdout=full)


def output_closed(place, case, right):
    return bool(right.out), place.run(case, stdout=None, preexec_fn=lambda: os.close(1))


def pipe_closed(place, case, right):
    from_end, to_end = os.pipe()
    os.close(from_end)
    try:
        got = place.run(case, stdout=to_end)
    finally:
        os.close(to_end)
    # This one is silent.
    return bool(right.out), got._replace(err=got.err or case.command.split()[0].encode() + b": ")


def spools(case):
    """Whether the command keeps data in a temporary file."""
    return any(word in case.command for word in ("xyz-split", "--table", "hull-filter", "plot hull"))


def files_limited(place, case, right):
    stores = any(right.files.values()) or spools(case)
    return stores, place.run(case, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))


def fill(path):
    """Writes until there is no room."""
    with contextlib.suppress(OSError), open(path, "wb", buffering=0) as filler:
        while filler.write(bytes(4096)):
            pass


def disk_full(place, case, right):
    folder = place.root / "full"
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(mount, stderr=subprocess.DEVNULL).returncode != 0:
        return None
    try:
        (folder / "in").symlink_to(place.root.parent / "in")
        fill(folder / FILLER)
        return any(right.files.values()), place.run(case, folder=folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@functools.cache
def someone():
    """Root may write everywhere. How to run as one who may not; None where others cannot reach the programs."""
    how = {"user": 65534, "group": 65534} if os.getuid() == 0 else {}
    try:
        subprocess.run(["xyz-info", "--version"], check=True, capture_output=True, **how)
    except (OSError, subprocess.SubprocessError):
        return None
    return how


def folder_read_only(place, case, right):
    folder = place.root / "fixed"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    if not (folder / "in").exists():
        (folder / "in").symlink_to(place.root.parent / "in")
    folder.chmod(0o555)
    how = someone()
    if how is None:
        return None
    try:
        return bool(right.files) or spools(case), place.run(case, folder=folder, temporary=folder, **how)
    finally:
        folder.chmod(0o755)


# What surrounds a run; each tells whether the command must fail, and what it did; None where this cannot be had.
SITUATIONS = {
    "standard output is /dev/full": output_full,
    "standard output is closed": output_closed,
    "standard output is a closed pipe": pipe_closed,
    "no file may grow": files_limited,
    "the disk is full": disk_full,
    "the folder is read-only": folder_read_only,
}


def try_situations(place, case, right, told):
    wrongs = []
    for name, situation in SITUATIONS.items():
        place.clean()
        result = situation(place, case, right)
        if not result:
            told[name, "not possible here"] += 1
            continue
        fails, got = result
        wrong = complaint(got, right, case, "situation")
        if not wrong and fails != (got.status != 0):
            wrong = f"status {got.status}"
        if not wrong and place.left_over():
            wrong = f"left in TMPDIR: {place.left_over()}"
        told[name, "failed as it should" if got.status else "not concerned"] += 1
        if wrong:
            wrongs.append(f"{case.command}: {name}: {wrong} ({got.err.decode(errors='replace')})")
    return wrongs


def run_situations(options, root):
    make_inputs(root / "in")
    root.chmod(0o755)
    place, told, wrongs = Place(root / "0", ""), collections.Counter(), []
    for case in CASES:
        if options.only in case.command:
            place.clean()
            wrongs += try_situations(place, case, place.run(case), told)
    for (name, what), n in sorted(told.items()):
        print(name, what, n, sep="\t")
    print(*wrongs, sep="\n", end="", file=sys.stderr)
    return 1 if wrongs else 0


def damage(path):
    """Texts and streams that were cut, each with whether that can be seen."""
    whole = path.read_bytes()
    ends = [i + 1 for i, c in enumerate(whole) if c == 10] if path.suffix in (".tsv", ".xyz") else []
    sizes = {len(whole) * i // 15 for i in range(15)} | set(range(len(whole) - 5, len(whole)))
    return [(whole[:size], size not in ends) for size in sorted(sizes)]


READERS = {
    "mol.mbtr": "mbtr-kernel -",
    "mol.kernel": "krr-train -",
    "cross.kernel": "krr-predict -m in/mol.krr -",
    "mol.krr": "krr-predict -m - in/cross.kernel",
    "mol.factor": "krr-predict -m in/mol.krr --stddev - in/cross.kernel",
    "mol.tsv": "krr-score -",
    "alloy.xyz.gz": "xyz-info -",
}


def run_cut(options, root):
    """Files that end too early, because they were cut before or while they were read."""
    make_inputs(root / "in")
    place, wrongs = Place(root / "0", ""), []
    place.clean()
    for name, command in READERS.items():
        refused, all_cut = 0, damage(root / "in" / name)
        for text, visible in all_cut:
            done = subprocess.run([*shlex.split(command), "-o", "out"], cwd=place.folder, input=text, capture_output=True)
            refused += done.returncode == 1
            if done.returncode not in (0, 1) or (visible and done.returncode != 1) or (done.returncode and not done.stderr):
                wrongs.append(f"{command}: {name} cut to {len(text)} bytes: status {done.returncode} {done.stderr}")
            if done.returncode and [p.name for p in place.folder.iterdir()] != ["in"]:
                wrongs.append(f"{command}: {name} cut to {len(text)} bytes: a file is left")
            (place.folder / "out").unlink(missing_ok=True)
        print(f"{name} cut", f"{refused} of {len(all_cut)} refused", sep="\t")
    print(*wrongs, sep="\n", end="", file=sys.stderr)
    return 1 if wrongs else 0


TASKS = {"right": run_right, "told": run_told, "calls": run_calls, "situations": run_situations, "cut": run_cut}


def main():
    # Shells make what they run in the background ignore it, and that would be passed on.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=TASKS)
    parser.add_argument("--preload", default="", help="fault.so")
    parser.add_argument("--all", action="store_true", help="all calls, not a sample")
    parser.add_argument("--only", default="", metavar="WORD", help="commands that hold it")
    options = parser.parse_args()
    root = pathlib.Path(tempfile.mkdtemp(prefix="faults-"))
    try:
        sys.exit(TASKS[options.what](options, root))
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
