"""environment.py variables|limits|descriptors [--all]: what programs do whatever a user's shell has set.

Programs run on their main paths below each row of a table, a line of bash: a part of the programs below one row and others
below the next, so that every row and every program is tried; with --all every program below every row. They must give the bytes that they give without:
within SECONDS, never by a signal. Where there may be too little to work with it may say so instead, by a message and status 1
or 2, and leave no file but a log. From a log the run after it goes on to the right bytes.

variables    in the environment
limits       of the shell, and places where nothing can be written
descriptors  standard input, output and error, each closed or not
"""
import collections
import concurrent.futures
import functools
import itertools
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).parent.parent / "faults"))
import faults  # noqa: E402

SECONDS = 30
FIRST_USER = 60000  # of those that no system has
MANY = 280  # structures: products of their tensors are large enough for a BLAS to share them out

# What is read beside the inputs of faults.py.
INPUTS = """
xyz2mbtr -q -c molecules many.xyz -o many.mbtr
mbtr-kernel -q -c molecules many.mbtr -o many.kernel
"""

COMMANDS = [
    "xyz-info --table in/many.xyz",
    "xyz-split -n 3 --stratify energy --train train --test test in/mol.xyz",
    "xyz-edit -q --join in/mol.tsv --rename gap=g --subtract predicted=energy in/mol.xyz",
    "xyz2mbtr -c molecules in/many.xyz",
    "xyz2cm --bob in/mol.xyz",
    "mbtr-kernel in/many.mbtr",
    "krr-train --loo loo --factor factor in/many.kernel",
    "krr-predict -m in/mol.krr --stddev in/mol.factor in/cross.kernel",
    "krr-predict -m in/held.krr in/mol.xyz",
    "xyz-relax -m in/primal.krr --fmax 0.5 in/mol.xyz",
    "krr-serve -m in/primal.krr --template in/one.xyz --energy-unit kcal/mol --unix ./server",
    "krr-score in/mol.tsv",
    "krr-validate -c in/search.yaml --cv 2 --log log in/mol.xyz",
    "krr-tune -c in/search.yaml --holdout 3 --log log --folds folds in/mol.xyz",
    "hull-search -c crystals --initial 4 --limit 8 --command 'sh in/calculate' --log log in/alloy.xyz",
    "hull-filter --margin 0.05 in/alloy.tsv",
    "mbtr-cat -r 2-3 in/mol.mbtr",
    "mbtr-plot parity -f svg in/mol.tsv",
]

# These make no difference.
VARIABLES = """
export OMP_DYNAMIC=true
export OMP_THREAD_LIMIT=1
export OMP_THREAD_LIMIT=2
export OMP_MAX_ACTIVE_LEVELS=0
export OMP_NESTED=true OMP_MAX_ACTIVE_LEVELS=9
export OMP_NUM_THREADS=1
export OMP_NUM_THREADS=3,2,2
export OMP_NUM_THREADS=100000
export OMP_NUM_THREADS=0
export OMP_NUM_THREADS=-1
export OMP_NUM_THREADS=many
export OMP_NUM_THREADS=99999999999999999999
export OMP_DYNAMIC=true OMP_THREAD_LIMIT=1 OMP_NUM_THREADS=64 OPENBLAS_NUM_THREADS=64
export OMP_PLACES={0} OMP_PROC_BIND=close
export OMP_PLACES=moon OMP_PROC_BIND=loosely
export OMP_PROC_BIND=spread
export GOMP_CPU_AFFINITY=99
export OMP_STACKSIZE=1
export OMP_STACKSIZE=40k
export OMP_STACKSIZE=900G
export GOMP_STACKSIZE=20
export OMP_WAIT_POLICY=active
export GOMP_SPINCOUNT=infinity
export OMP_SCHEDULE=static,1 OMP_CANCELLATION=true OMP_MAX_TASK_PRIORITY=9
export OMP_DISPLAY_ENV=verbose OMP_DISPLAY_AFFINITY=true
export OPENBLAS_NUM_THREADS=0
export OPENBLAS_NUM_THREADS=9999
export OPENBLAS_NUM_THREADS=-3 GOTO_NUM_THREADS=7
export OPENBLAS_CORETYPE=Prescott
export OPENBLAS_CORETYPE=SkylakeX
export OPENBLAS_CORETYPE=abacus OPENBLAS_VERBOSE=9
export OPENBLAS_BLOCK_FACTOR=3 OPENBLAS_THREAD_TIMEOUT=4 OPENBLAS_MAIN_FREE=1
export LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8
export LC_ALL=tr_TR.UTF-8 LANGUAGE=tr
export LC_ALL=C.UTF-8 LC_NUMERIC=fr_FR
export LC_ALL=nowhere
unset HOME USER LANG TERM
export HOME=/nonexistent TERM=abacus COLUMNS=1 LINES=1
export TZ=Moon/Tranquillity SHELL=/bin/false IFS=0123456789
export MALLOC_PERTURB_=165
export MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=4096
export TMPDIR=
export GNUTERM=dumb GNUPLOT_LIB=/nonexistent
umask 0077; trap '' PIPE CHLD
"""

# Below these, or where the place is none to write, there may be too little.
LIMITS = """
export TMPDIR=/nonexistent
export PATH=${BIN:?}
export POSIXLY_CORRECT=1
ulimit -v 65000
ulimit -v 100000
ulimit -v 200000
ulimit -v 300000
ulimit -v 350000
ulimit -v 400000
ulimit -v 430000
ulimit -v 460000
ulimit -v 480000
ulimit -v 520000
ulimit -v 700000
ulimit -v 100000; export OPENBLAS_NUM_THREADS=1
ulimit -v 350000; export OMP_NUM_THREADS=1
ulimit -d 40000
ulimit -d 200000
ulimit -d 400000
ulimit -s 32
ulimit -s 64
ulimit -S -s 32
ulimit -s 600
ulimit -S -s unlimited
ulimit -u 0
ulimit -u 2
ulimit -n 4
ulimit -n 6
ulimit -n 9
ulimit -f 0
ulimit -f 4
ulimit -t 20
ulimit -c 0; ulimit -l 0; ulimit -q 0; ulimit -i 0; ulimit -e 0
"""

# No others: a stack of 32 KiB must hold the environment too, or the system starts no program at all.
KEPT = ("PATH", "BIN", "HOME", "USER", "LC_ALL", "LD_LIBRARY_PATH", "OMP_WAIT_POLICY")

# They name their outputs otherwise or have none; and what reads no standard input.
WITHOUT_OUTPUT = ("xyz-split", "krr-serve")
WITHOUT_INPUT = ("krr-serve",)

# Stay after a failure, so that the next run goes on from them.
LOGS = ("log", "log.ask", "log.answers")

Result = collections.namedtuple("Result", "status out err files")


def make_inputs(folder):
    faults.make_inputs(folder)
    (folder / "many.xyz").write_text(faults.frames(faults.DATA / "molecules/molecules.xyz", 0, 8, MANY))
    for line in INPUTS.strip().splitlines():
        subprocess.run(shlex.split(line), cwd=folder, check=True)


@functools.cache
def someone(number):
    """Root may have as many processes as it likes. How to run as one who may not, for whom nobody else runs any; as root where
    others cannot reach the programs."""
    how = {"user": FIRST_USER + number, "group": FIRST_USER + number} if os.getuid() == 0 else {}
    try:
        subprocess.run(["xyz-info", "--version"], check=True, capture_output=True, **how)
    except (OSError, subprocess.SubprocessError):
        return {}
    return how


class Place:
    """A folder where commands run, one after the other."""

    def __init__(self, root, number=0):
        self.folder, self.temporary, self.number = root, root / "tmp", number
        self.temporary.mkdir(parents=True)
        for folder in root.parent, root, self.temporary:
            folder.chmod(0o777)

    def clean(self):
        for path in self.folder.iterdir():
            if path != self.temporary:
                path.unlink()
        (self.folder / "in").symlink_to("../in")

    def run(self, command, setting=":"):
        environment = {name: os.environ[name] for name in KEPT if name in os.environ} | {"TMPDIR": str(self.temporary)}
        try:
            done = faults.run_served(self.folder, command, ["bash", "-c", f"{setting}\nexec {command}"], cwd=self.folder,
                                     env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS,
                                     **(someone(self.number) if "ulimit -u" in setting else {}))
        except subprocess.TimeoutExpired:
            return Result("endless", b"", b"", {})
        files = {p.name: p.read_bytes() for p in self.folder.iterdir() if p.name not in ("in", "tmp", *LOGS)}
        return Result(done.returncode, done.stdout, done.stderr.decode(errors="replace"), files)

    def left_over(self):
        return sorted(p.name for p in self.temporary.iterdir())


def refusal(command, got):
    """Whether it says why it cannot."""
    return got.status in (1, 2) and any(line.startswith(command.split()[0] + ": ") for line in got.err.splitlines())


def no_refusal(command, got):
    return False


def complaint(got, place, command, right, refused):
    """What is wrong with a run, or None."""
    if got.status == 0 and (got.out, got.files) != (right.out, right.files):
        return "status 0, and other bytes"
    if got.status != 0 and not refused:
        return f"status {got.status}: {got.err.strip()[-200:]}"
    if got.status != 0 and got.files:
        return f"it left {', '.join(got.files)}"
    if place.left_over():
        return f"left in TMPDIR: {', '.join(place.left_over())}"
    if "--log" in command:
        after = place.run(command)
        if (after.status, after.out, after.files) != (0, right.out, right.files):
            return f"the run after it does not go on from the log: {after.err.strip()[-200:]}"
    return None


def try_all(root, tasks):
    """tasks: commands, what is set, and what may be refused. Prints how many were tried, and what was wrong with them."""
    places = [Place(root / str(i), i) for i in range(len(os.sched_getaffinity(0)))]
    free, rights, wrongs, refusals = list(places), {}, 0, 0
    for command in dict.fromkeys(command for command, _, _ in tasks):
        places[0].clean()
        rights[command] = places[0].run(command)
        assert rights[command].status == 0, (command, rights[command].err)

    def work(task):
        command, setting, may_refuse = task
        place = free.pop()
        try:
            place.clean()
            got = place.run(command, setting)
            refused = got.status != 0 and may_refuse(command, got)
            return complaint(got, place, command, rights[command], refused), refused
        finally:
            free.append(place)

    with concurrent.futures.ThreadPoolExecutor(len(places)) as pool:
        for (command, setting, _), (wrong, refused) in zip(tasks, pool.map(work, tasks)):
            refusals += refused
            wrongs += wrong is not None
            if wrong:
                print(f"{setting}; {command}: {wrong}", file=sys.stderr)
    print(f"{len(tasks)} cases, {refusals} refused, {wrongs} wrong")
    return wrongs == 0


def pairs(rows, whole, parts):
    """Of commands and rows all, or one of so many on each diagonal, so that each row has its share of commands and each command of
    rows."""
    every = itertools.product(enumerate(rows), enumerate(COMMANDS))
    return [(command, row) for (i, row), (k, command) in every if whole or (i + k) % parts == 0]


def try_variables(root, whole):
    return try_all(root, [(*pair, no_refusal) for pair in pairs(VARIABLES.strip().splitlines(), whole, 4)])


def try_limits(root, whole):
    return try_all(root, [(*pair, refusal) for pair in pairs(LIMITS.strip().splitlines(), whole, 2)])


def standard_output_closed(command, got):
    """Commands that write to files alone do not end so, and are right."""
    return got.status == 1 and got.err == command.split()[0] + ": standard output: Bad file descriptor\n"


def silently(command, got):
    return got.status == 1


def try_descriptors(root, whole):
    """With output to a file nothing is missing. Input that is closed is no empty file."""
    settings = {}
    closed = [sum(which, ()) for which in itertools.product(((), (0,)), ((), (1,)), ((), (2,)))]
    for which in closed[1:]:
        setting = "exec " + " ".join(f"{fd}>&-" for fd in which)
        may_refuse = no_refusal if 1 not in which else silently if 2 in which else standard_output_closed
        settings[setting] = may_refuse
    tasks = [(command, setting, settings[setting]) for command, setting in pairs(settings, whole, 2)]
    tasks += [(f"{command} -o out", setting, no_refusal) for command, setting, _ in tasks
              if not command.startswith(WITHOUT_OUTPUT)]
    return try_all(root, tasks) and try_closed_input(root)


def try_closed_input(root):
    """Programs without a file: they read standard input."""
    place, wrongs = Place(root / "input"), 0
    place.clean()
    commands = [command for command in COMMANDS if not command.startswith(WITHOUT_INPUT)]
    for command in commands:
        words = [word for word in shlex.split(command) if word not in command.split()[-1:]]
        got = place.run(shlex.join(words), "exec 0<&-")
        if got.status != 1 or got.err != f"{words[0]}: standard input: read: Bad file descriptor\n":
            print(f"{words}: status {got.status}: {got.err}", file=sys.stderr)
            wrongs += 1
    print(f"{len(commands)} programs with a closed standard input, {wrongs} wrong")
    return wrongs == 0


def check_commands():
    programs = {p.name for p in pathlib.Path(shutil.which("xyz-info")).parent.iterdir()}
    absent = programs - {command.split()[0] for command in COMMANDS}
    if absent:
        sys.exit(f"environment.py has no command for {', '.join(sorted(absent))}: add rows to COMMANDS")


def main():
    check_commands()
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        make_inputs(root / "in")
        tables = {"variables": try_variables, "limits": try_limits, "descriptors": try_descriptors}
        return 0 if tables[sys.argv[1]](root, "--all" in sys.argv) else 1


if __name__ == "__main__":
    sys.exit(main())
