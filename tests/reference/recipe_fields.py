"""recipe_fields.py same|numbers RECIPE FILE.xyz: every value of a recipe, as xyz2mbtr --show-recipe prints it, in turn.

same     overridden by itself it gives the same recipe; so does every section
numbers  that is no number, or far out, it is refused with a message; at the ends of its range, kernels are finite
"""
import re
import subprocess
import sys

# Keys that are not to be overridden but with what they are in.
WHOLE = {"correlation.elements", "correlation.matrix", "correlation.factor"}
NEVER = ["nan", "inf", "-inf", "1e308", "-1e308", "1e-320"]


def run(*command, given=None):
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def show(recipe, *settings):
    options = [o for s in ("normalize=none", *settings) for o in ("-s", s)]
    return run("xyz2mbtr", "-c", recipe, *options, "--show-recipe")


def parts(text):
    """What stands between the commas of a list or map, those within others left alone."""
    found, depth = [""], 0
    for c in text[1:-1]:
        depth += (c in "[{") - (c in "]}")
        if c == "," and depth == 0:
            found.append("")
        else:
            found[-1] += c
    return [f.strip() for f in found if f.strip()]


def paths(path, text):
    """Path and text of a value and of all below it."""
    yield path, text
    if text.startswith("{"):
        for pair in parts(text):
            key, _, value = pair.partition(": ")
            # Parts of a sum or product have numbers of their own.
            yield from paths(path if key in ("sum", "product") else f"{path}.{key}", value)
    elif text.startswith("[{"):
        for i, value in enumerate(parts(text)):
            yield from paths(f"{path}.{i + 1}", value)


def sections(shown):
    """Each section of a printed recipe, its lines as one."""
    for section in re.split(r"\n(?! )", shown.strip()):
        key, _, value = section.partition(":")
        lines = value.strip().split("\n")
        if key == "representation":
            yield key, "[" + ", ".join(line.strip()[2:] for line in lines) + "]"
        elif key == "search":
            yield key, "{" + ", ".join(line.strip() for line in lines) + "}"
        else:
            yield key, value.strip()


def all_values(recipe):
    shown = show(recipe)
    assert shown.returncode == 0, shown.stderr
    for key, text in sections(shown.stdout.decode()):
        yield (key, text), list(paths(key, text))[1:] if key != "search" else []


def is_value(path, text):
    return path not in WHOLE and not text.startswith(("{", "[{"))


def same(recipe):
    expected, tried = show(recipe).stdout, 0
    for section, below in all_values(recipe):
        for path, text in [section] + [(p, t) for p, t in below if is_value(p, t)]:
            found = show(recipe, f"{path}={text}")
            assert found.stdout == expected, f"{path}={text}: {found.stderr.decode() or found.stdout.decode()}"
            tried += 1
    return tried


def finite(recipe, setting, xyz):
    """Whether the kernel of a recipe is of finite numbers."""
    tensors = run("xyz2mbtr", "-c", recipe, "-s", setting, xyz)
    assert tensors.returncode == 0, f"{setting}: {tensors.stderr.decode()}"
    rows = run("mbtr-kernel", given=tensors.stdout)
    assert rows.returncode == 0, f"{setting}: {rows.stderr.decode()}"
    table = run("mbtr-cat", "--text", given=rows.stdout)
    text = table.stdout.decode()
    assert table.returncode == 0 and text.count("\n") > 1, f"{setting}: {table.stderr.decode()}"
    return not re.search(r"\b(nan|inf)", text)


def numbers(recipes, xyz):
    """What recipes have in common is tried once."""
    tried, done = 0, set()
    for recipe in recipes.split():
        for _, below in all_values(recipe):
            fresh = [value for value in below if value not in done]
            done |= set(fresh)
            tried += numbers_of(recipe, fresh, xyz)
    return tried


def numbers_of(recipe, values, xyz):
    tried = 0
    for path, text in values:
        ends = set()
        for form in ["%s"] if re.fullmatch(r"-?[0-9.e+-]+", text) else ["[%s, 4, 20]", "[0, %s, 20]", "[0, 4, %s]"]:
            if form != "%s" and not path.endswith(".grid"):
                continue
            for number in NEVER:
                found = show(recipe, f"{path}={form % number}")
                tried += 1
                if found.returncode == 0 and number == "1e-320":
                    ends.add(form % number)
                    continue
                assert found.returncode == 1 and found.stderr, f"{path}={form % number}: status {found.returncode}"
                told = re.search(r"number from (\S+) to (\S+),", found.stderr.decode())
                ends |= {form % end for end in told.groups()} if told else set()
        for end in sorted(ends):
            setting = f"{path}={end}"
            if show(recipe, setting).returncode == 0:
                assert finite(recipe, setting, xyz), setting
                tried += 1
    return tried


if __name__ == "__main__":
    print({"same": same, "numbers": numbers}[sys.argv[1]](*sys.argv[2:]))
