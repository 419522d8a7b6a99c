"""messages.py run [TABLE ...]|write [TABLE ...]|whole: what programs say when something is wrong.

A table, NAME.txt, is blocks with an empty line between them: the commands (lines that start with "$ ", "> " goes on),
what standard error then holds, and "[N]" where the status is neither 2 below a "Try '... --help'." nor 1. Every block
runs in a folder of its own, with what the commands of setup.txt made. "..." stands for what differs from run to run;
a line of "#" is a comment, and "# Plain:" begins that of a block for programs that run as they are, since sanitizers make
it take minutes.

run     fails where a block says anything else, or a control character
whole   fails where a message of the sources stands in no table; those that no command can provoke, or not here, are
        blocks of elsewhere.txt: the message as the sources write it, and the reason below, indented
write   writes what the blocks say into their table, to be read and checked
"""
import atexit
import functools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
TABLES = sorted(p for p in HERE.glob("*.txt") if p.stem not in ("setup", "elsewhere"))
SECONDS, FILE_MAX = 120, 100000  # of a block; KiB
ENDING = re.compile(r"^\[(\d+)\]$")


class Block:
    def __init__(self, text, line):
        self.text, self.line = text, line
        lines = text.splitlines()
        self.comments = [s for s in lines if s.startswith("#")]
        self.commands = [s for s in lines if s[:2] in ("$ ", "> ") or s in ("$", ">")]
        told = [s for s in lines if s not in self.comments and s not in self.commands]
        ending = told and ENDING.match(told[-1])
        self.told = told[:-1] if ending else told
        self.status = int(ending[1]) if ending else usual_status(told)

    def is_left_out(self):
        """A comment; what sanitizers make too slow, or a limit on memory, of which they need more than any; a terminal
        where there is none."""
        plain = "# Plain:" in self.text or "ulimit -v" in self.text
        return (not self.commands or (plain and "PLAIN" not in os.environ)
                or ("$ script " in self.text and not has_terminals()))

    def script(self):
        return "\n".join(s[2:] for s in self.commands) + "\n"


@functools.cache
def has_terminals():
    try:
        for fd in os.openpty():
            os.close(fd)
    except OSError:
        return False
    return True


def usual_status(told):
    return 2 if told and told[-1].startswith("Try '") else 1


def blocks(path):
    text = pathlib.Path(path).read_text()
    starts = [m.start() for m in re.finditer(r"(?:\A|(?<=\n\n))(?=[^\n])", text)]
    for start, end in zip(starts, starts[1:] + [len(text)]):
        yield Block(text[start:end].strip("\n"), text.count("\n", 0, start) + 1)


def shell(script, folder):
    """Standard error and status. What goes wrong ends soon and fills no disk."""
    done = subprocess.run(["bash", "-o", "pipefail", "-c", f"ulimit -f {FILE_MAX}\n{script}"], cwd=folder,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          encoding="utf-8", errors="replace", timeout=SECONDS)
    return done.stderr.removesuffix("\n").split("\n") if done.stderr else [], done.returncode


def is_raw(said):
    """Whether a terminal would obey what is said, or could not show it."""
    return any(unicodedata.category(c) == "Cc" or c == "\N{REPLACEMENT CHARACTER}" for line in said for c in line)


@functools.cache
def inputs_of_all():
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    for block in blocks(HERE / "setup.txt"):
        said, status = shell("set -e\n" + block.script(), folder)
        if said or status:
            sys.exit(f"{HERE / 'setup.txt'}:{block.line}: status {status}\n" + "\n".join(said))
    return folder


def results(path):
    """Every block of a table with what it said, and its status."""
    with tempfile.TemporaryDirectory() as place:
        inputs = inputs_of_all()
        for i, block in enumerate(blocks(path)):
            if block.is_left_out():
                continue
            folder = pathlib.Path(place, str(i))
            shutil.copytree(inputs, folder)
            yield (block, *shell(block.script(), folder))
            shutil.rmtree(folder)


def agrees(told, said):
    pattern = ".*".join(re.escape(part) for part in "\n".join(told).split("..."))
    return re.fullmatch(pattern, "\n".join(said)) is not None


def run(path):
    n = bad = 0
    for block, said, status in results(path):
        n += 1
        if not said or not agrees(block.told, said) or status != block.status or is_raw(said):
            bad += 1
            print(f"{path}:{block.line}: status {status}, and:", *said, sep="\n")
    print(f"{n} blocks of {pathlib.Path(path).name}")
    return bad == 0


def write(path):
    texts = {block.line: block.text for block in blocks(path)}
    for block, said, status in results(path):
        if not agrees(block.told, said) or status != block.status:
            ending = [f"[{status}]"] if status != usual_status(said) else []
            texts[block.line] = "\n".join(block.comments + block.commands + said + ending)
    pathlib.Path(path).write_text("\n\n".join(texts.values()) + "\n")
    return True


# What prints a text as it is, and what passes a part of one on to that.
WHOLE = ["die", "die_usage", "say_warning", "say"]
PARTS = ["die_at", "yaml_die", "yaml_expected", "item_die", "mem_check", r"expected\(x",
         r"snprintf\([\w>-]*message,", r"snprintf\(text,", r"return(?= \")"]
CONVERSION = re.compile(r"%(?:%|[-+ #0]*[\d*]*(?:\.[\d*]+)?(?:hh|h|ll|l|z|j|t)?[a-zA-Z])")
STRING = r'"(?:[^"\\\n]|\\.)*"'
TEXT = rf"{STRING}(?:\s*{STRING})*"
CALL = re.compile(rf"\b(?P<name>{'|'.join(WHOLE + PARTS)})(?!\w)(?P<rest>(?:{STRING}|[^;\"])*);")
ERRORS = {os.strerror(i) for i in range(1, 134)}


def without_comments(source):
    return re.sub(rf"{STRING}|'(?:[^'\\]|\\.)+'|/\*.*?\*/|//[^\n]*",
                  lambda m: re.sub(r"[^\n]", " ", m[0]) if m[0].startswith("/") else m[0], source, flags=re.S)


def formats():
    """Texts of the sources: whole messages and parts of such, each with its places."""
    found = {}
    for path in sorted([*ROOT.glob("cmd/*.c"), *ROOT.glob("lib/*/*.c")]):
        source = without_comments(path.read_text())
        for m in CALL.finditer(source):
            whole = m["name"] in WHOLE
            texts = list(re.finditer(TEXT, m["rest"]))
            for t in texts[:1] if whole else texts:
                text = "".join(s[1:-1] for s in re.findall(STRING, t[0])).replace('\\"', '"').replace("\\\\", "\\")
                if whole or " " in text:
                    line = source.count("\n", 0, m.start("rest") + t.start()) + 1
                    found.setdefault((text, whole), []).append(f"{path.relative_to(ROOT)}:{line}")
    return found


def pattern(text):
    parts = CONVERSION.split(text)
    return re.compile(".*".join(re.escape(part) for part in parts), re.S)


def stands_in(text, is_whole, messages):
    """A whole message that ends in a colon goes on with an error of the system."""
    if not is_whole:
        return any(pattern(text).search(m) for m in messages)
    if text.endswith(":"):
        messages = [m[:m.rindex(": ") + 1] for m in messages if ": " in m and m[m.rindex(": ") + 2:] in ERRORS]
    return any(pattern(text).fullmatch(m) for m in messages)


def elsewhere():
    listed = {}
    for text in (HERE / "elsewhere.txt").read_text().split("\n\n"):
        message, *reason = [s for s in text.strip("\n").splitlines() if not s.startswith("#")] or [""]
        if message:
            listed[message] = " ".join(s.strip() for s in reason)
    return listed


def whole():
    told = [s for path in TABLES for block in blocks(path) for s in block.told]
    messages = [re.sub(r"^[a-z0-9-]+: (?:warning: )?", "", s) for s in told]
    found, listed, bad = formats(), elsewhere(), []
    for (text, is_whole), places in found.items():
        if not stands_in(text, is_whole, messages) and text not in listed:
            bad.append(f"{places[0]}: no table has '{text}'")
    texts = {text: is_whole for text, is_whole in found}
    for message, reason in listed.items():
        if message not in texts:
            bad.append(f"elsewhere.txt: the sources have no '{message}'")
        elif stands_in(message, texts[message], messages):
            bad.append(f"elsewhere.txt: a table has '{message}'")
        elif not reason:
            bad.append(f"elsewhere.txt: '{message}' lacks its reason")
    for line in bad:
        print(line)
    print(f"{len(found)} texts of the sources, {len(listed)} of them in elsewhere.txt; {len(messages)} lines in the tables")
    return not bad


if __name__ == "__main__":
    what, *tables = sys.argv[1:]
    good = whole() if what == "whole" else all([{"run": run, "write": write}[what](t) for t in tables or TABLES])
    sys.exit(not good)
