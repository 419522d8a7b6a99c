"""streams.py [--all] [--only WORD]: streams that are whole by count and hash, each with one thing in them that cannot be.

Every key of the header and of the last record of every kind of stream in turn is left out, gets another type, a number that
is not finite, or is too long, too short or out of range. Of these streams every third goes to one of the programs that read
its kind, the next in turn, or with --all each stream to each program. They must end with status 1 and a message that names
the file. Where that is not so, TOLERATED says why, and what a program then writes must be what it writes of the stream as it
was. Of what mbtr-cat does only --check is tried without --all.
"""
import argparse
import concurrent.futures
import fnmatch
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import cbor2

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "reference"))
from change import doubles, items, write  # noqa: E402

STREAMS = pathlib.Path(os.environ["DATA"], "streams")
SECONDS = 30
SHARE = 3  # of these streams one is tried without --all
NAN, INF = float("nan"), float("inf")

# What is put in place of a text, and becomes bytes that are no UTF-8.
NO_UTF8 = "\ue000"

# What reads a stream of each kind; {} is the stream, a file named out is what is written.
EVERY = ["mbtr-cat --check {}", "mbtr-cat {}", "mbtr-cat --text {}", "mbtr-cat --npy out {}"]
WITH_ALL = EVERY[1:]
TENSORS = [*EVERY, "mbtr-kernel {}", "mbtr-kernel -x {} tensor.mbtr", "mbtr-kernel -x tensor.mbtr {}",
           "krr-train --primal {} symmetric.kernel", "krr-predict -m primal.krr {}", "mbtr-plot tensor --record 4 --ascii {}"]
PROGRAMS = {
    "tensor.mbtr": TENSORS,
    "local.mbtr": [*EVERY, "mbtr-kernel --sum {}", "mbtr-kernel --sum -x {} local.mbtr", "mbtr-kernel --sum -x local.mbtr {}"],
    "matrix.mbtr": [*EVERY, "mbtr-kernel -s kernel.function=linear {}"],
    "symmetric.kernel": [*EVERY, "krr-train {}", "krr-train --primal tensor.mbtr --loo out {}"],
    "rows.kernel": [*EVERY, "krr-predict -m dual.krr {}", "krr-predict -m dual.krr --stddev factor.krr {}"],
    "nearest.kernel": [*EVERY, "krr-predict -m nearest.krr {}", "krr-predict -m nearest.krr --novelty {}"],
    "dual.krr": [*EVERY, "krr-predict -m {} rows.kernel", "krr-predict -m {} --stddev factor.krr rows.kernel"],
    "mean.krr": [*EVERY, "krr-predict -m {} rows.kernel"],
    "primal.krr": [*EVERY, "krr-predict -m {} tensor.mbtr", "mbtr-plot weights --ascii {}"],
    "environments.mbtr": ["krr-train --with {}"],
    "environments.krr": [*EVERY, "krr-predict -m {} --xyz atoms.xyz"],
    "held.krr": [*EVERY, "krr-predict -m {} atoms.xyz"],
    "factor.krr": [*EVERY, "krr-predict -m dual.krr --stddev {} rows.kernel"],
    "weights.krr": [*EVERY, "krr-predict -m linear.krr --stddev {} --xyz frames.xyz"],
}

# What is no error, and why: stream, place, change and command, each with wildcards. SAME: the programs write what they write
# of the stream as it was. OTHER: they say so, or write what the changed value means.
SAME, OTHER = "same", "other"
TOLERATED = [
    (("*", "header", "an unknown key", "*"), SAME, "a key of a newer version"),
    (("*", "record", "an unknown key", "krr-predict*"), SAME, "the same"),
    (("*", "record", "an unknown key", "*"), OTHER, "the same; it is part of the digest of tensors"),
    (("*", "record:formula", "*", "krr-predict*"), SAME, "for readers of others: ours have it from the composition"),
    (("*", "record:formula", "*", "*"), OTHER, "the same; it is part of the digest of tensors"),
    (("[tmpw]*", "header:local", "missing", "*"), SAME, "tensors are of structures"),
    (("[telp]*", "header:species", "missing", "*"), SAME, "keys are of elements"),
    (("weights.krr", "header:species", "*", "mbtr-cat*"), OTHER, "columns name the keys, which are not read"),
    (("[rn]*.kernel", "header:symmetric", "missing", "*"), SAME, "rows are of other structures than columns"),
    (("[mw]*", "header:terms.last.st*", "missing", "*"), SAME, "a matrix has no edges, which are 0"),
    (("[mw]*", "header:terms.last", "too short", "*"), SAME, "the same"),
    (("symmetric.kernel", "header:columns", "*", "krr-train*"), OTHER, "no structures, which is said before rows are read"),
    (("*", "header:kernel.function", "line feed", "*"), OTHER, "a sum of kernels is a text of lines"),
    (("*", "header:regression.coefficients.last", "negative", "*"), OTHER, "another baseline"),
    (("*", "record:alpha", "negative", "*"), OTHER, "another weight"),
    (("environments.krr", "record:element", "missing", "*"), OTHER, "compared with atoms of any element"),
    (("held.krr", "record:element", "*", "mbtr-cat*"), OTHER, "a kernel that does not ask for it"),
    (("*", "record:properties*", "*", "*"), OTHER, "missing, said where it is learned; another value is another"),
    (("[rn]*.kernel", "record:self", "missing", "*"), OTHER, "older versions did not tell; --stddev says so"),
    (("*", "record:tensor.last", "empty", "*"), OTHER, "a structure without blocks"),
    (("*.mbtr", "stream", "*", "*"), OTHER, "other structures"),
    (("[rn]*.kernel", "stream", "*", "*"), OTHER, "the same"),
    (("dual.krr", "stream", "*", "*"), OTHER, "other weights, or not as many as there are columns"),
    (("mean.krr", "stream", "*", "*"), OTHER, "the same"),
]

# Of these, what must be refused all the same.
REFUSED = [("*", "record:properties*", "escape in a name", "*")]


def is_data(path):
    """Maps whose keys are no names of the format."""
    return path and path[-1] in ("composition", "properties", "coefficients")


def copied(value):
    """A copy of maps and lists, in which tags are shared."""
    if isinstance(value, dict):
        return {k: copied(v) for k, v in value.items()}
    return [copied(v) for v in value] if isinstance(value, list) else value


def get(item, path):
    for name in path:
        item = item[name]
    return item


def put(item, path, value):
    get(item, path[:-1])[path[-1]] = value


def places(value, path=()):
    """The paths of all values within a map or a list, of which the last stands for all."""
    if isinstance(value, dict):
        keys = list(value)[-1:] if is_data(path) else list(value)
    elif isinstance(value, list):
        keys = [len(value) - 1] if value else []
    else:
        keys = []
    for key in keys:
        yield path + (key,)
        yield from places(value[key], path + (key,))


def of_typed(tag, value):
    size = {86: 8, 69: 2}[tag]
    good = value[-size:]
    other = {86: [("nan", NAN), ("inf", INF), ("-inf", -INF)],
             69: [("no element", 0), ("beyond elements", 119), ("largest", 65535)]}[tag]
    yield "empty", cbor2.CBORTag(tag, b"")
    yield "too long", cbor2.CBORTag(tag, value + good)
    yield "too short", cbor2.CBORTag(tag, value[:-size])
    yield "half an element", cbor2.CBORTag(tag, value[:-1])
    yield "of another type", cbor2.CBORTag(85, value)
    for name, x in other:
        bytes_of = doubles([x]).value if tag == 86 else x.to_bytes(2, "little")
        yield name + " last", cbor2.CBORTag(tag, value[:-size] + bytes_of)
        yield name + " first", cbor2.CBORTag(tag, bytes_of + value[size:])
    if tag == 69 and len(value) > 2:
        yield "descending", cbor2.CBORTag(tag, b"\x76\x00" + value[2:])


def of_map(path, value):
    if path[-1] == "composition":
        yield "unknown element", {**value, 200: 1}
        yield "element 0", {0: 1, **value}
        yield "one more", {**value, 118: 1}
        yield "none of an element", {**value, 118: 0}
        yield "unsorted", {118: 1, **{k: v - 1 for k, v in value.items()}}
        yield "negative", {k: -v for k, v in value.items()}
    elif path[-1] == "coefficients":
        yield "unknown element", {**value, 200: 1.0}
        yield "unsorted", {118: 1.0, 1: 1.0}
        yield "nan", {0: NAN}
        yield "inf", {**value, 118: INF}
        yield "beyond 32 bits", {2**32: 1.0}
    elif path[-1] == "properties":
        yield "escape in a name", {"\033[31m": 1.0}
    if value and path[-1] != "properties":
        yield "empty", {}
        yield "too short", dict(list(value.items())[:-1])


def changes(path, value):
    """Names of changes, and values that then cannot be."""
    yield "null", None
    if isinstance(value, bool):
        yield "a number", 1
    elif isinstance(value, str):
        yield "a number", 1
        yield "line feed", value + "\nforged"
        yield "escape", value + "\033[31m"
        yield "no UTF-8", value + NO_UTF8
    elif isinstance(value, int):
        yield "a real number", value + 0.5
        yield "0", 0
        yield "negative", -1
        yield "beyond 32 bits", 2**32 + value
        yield "beyond 63 bits", 2**63
    elif isinstance(value, float):
        yield "a text", "1"
        yield "negative", -1.0
        yield "nan", NAN
        yield "inf", INF
    elif isinstance(value, list):
        yield "empty", []
        yield "too long", value + [copied(value[-1]) if value else 1]
        yield "too short", value[:-1]
        yield "an unknown element", value + [200]
    elif isinstance(value, dict):
        yield from of_map(path, value)
    elif isinstance(value, cbor2.CBORTag):
        yield from of_typed(value.tag, value.value)


def name_of(path):
    return ".".join("last" if isinstance(p, int) else p for p in path)


def mutants(stream):
    """(place, change, items): each with one change."""
    for number, what in ((0, "header"), (len(stream) - 2, "record")):
        for path in places(stream[number]):
            new = copied(stream)
            holder = get(new[number], path[:-1])
            if isinstance(holder, dict):
                del holder[path[-1]]
                yield f"{what}:{name_of(path)}", "missing", new
            for change, value in changes(path, get(stream[number], path)):
                if repr(value) == repr(get(stream[number], path)):
                    continue
                new = copied(stream)
                put(new[number], path, value)
                yield f"{what}:{name_of(path)}", change, new
        yield what, "an unknown key", [{**item, "unknown": 1} if i == number else item for i, item in enumerate(stream)]
    yield "stream", "a record less", stream[:-2] + stream[-1:]
    yield "stream", "a record twice", stream[:-1] + stream[-2:]
    yield "stream", "no record", stream[:1] + stream[-1:]
    if len(stream) > 3:
        yield "stream", "records in another order", [stream[0], *stream[-2:0:-1], stream[-1]]


def run(command, folder):
    done = subprocess.run(command.split(), cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=SECONDS)
    out = pathlib.Path(folder, "out")
    wrote = done.stdout + (out.read_bytes() if out.exists() else b"")
    out.unlink(missing_ok=True)
    pathlib.Path(folder, "out.tsv").unlink(missing_ok=True)
    return done.returncode, wrote, done.stderr.decode(errors="replace")


def tolerated(*case):
    if any(all(fnmatch.fnmatchcase(c, p) for c, p in zip(case, patterns)) for patterns in REFUSED):
        return None
    for patterns, how, reason in TOLERATED:
        assert reason
        if all(fnmatch.fnmatchcase(c, p) for c, p in zip(case, patterns)):
            TRIED.add(patterns)
            return how
    return None


TRIED = set()


def wrong(case, program, status, wrote, said, before):
    """What is wrong with an ending, or None."""
    how = tolerated(*case)
    refused = status == 1 and "\n" not in said.strip("\n") and said.startswith(f"{program}: changed")
    if how is None:
        return None if refused else "expected status 1 and a message that names the file"
    if how == SAME:
        return None if status == 0 and wrote == before else "expected what is written of the stream as it was"
    refused = status == 1 and said.count("\n") == 1 and said.startswith(f"{program}: ")
    return None if refused or (status == 0 and not said) else "expected status 0, or a message"


def try_mutant(name, commands, case, mutant, before):
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for path in STREAMS.iterdir():
            os.symlink(path, pathlib.Path(folder, path.name))
        changed = pathlib.Path(folder, "changed")
        write(mutant, changed, NO_UTF8)
        for command in commands:
            full = (name, *case, command)
            # Records are copied as they are, headers are written anew.
            copied_whole = command == "mbtr-cat {}" and not case[0].startswith("header")
            expected = changed.read_bytes() if copied_whole else before[command]
            status, wrote, said = run(command.replace("{}", "changed"), folder)
            problem = wrong(full, command.split()[0], status, wrote, said, expected)
            if problem:
                found.append(f"{': '.join(full)}: status {status}: {said.strip()}\n  {problem}")
    return len(commands), found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    tried, bad = 0, []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = []
        for name, every in PROGRAMS.items():
            commands = [c for c in every if args.all or c not in WITH_ALL]
            stream = list(items(STREAMS / name))
            with tempfile.TemporaryDirectory() as folder:
                shutil.copytree(STREAMS, folder, dirs_exist_ok=True)
                before = {}
                for command in commands:
                    status, before[command], said = run(command.replace("{}", name), folder)
                    assert status == 0, f"{name}: {command}: {said}"
            for number, (place, change, mutant) in enumerate(mutants(stream)):
                chosen = commands if args.all else [commands[number // SHARE % len(commands)]] if number % SHARE == 0 else []
                if chosen and args.only in f"{name} {place} {change}":
                    jobs.append(pool.submit(try_mutant, name, chosen, (place, change), mutant, before))
        for job in jobs:
            n, found = job.result()
            tried += n
            bad += found
    for patterns, _, reason in TOLERATED:
        if args.all and not args.only and patterns not in TRIED:
            bad.append(f"TOLERATED: {patterns} is of no case")
    for line in bad:
        print(line)
    print(f"{len(jobs)} streams, {tried} runs of programs, {len(TRIED)} kinds of them tolerated")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
