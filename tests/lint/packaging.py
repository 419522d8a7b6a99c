"""Prints what is wrong with what others pack and cite: the recipe for conda and the package for Spack need what deps.sh installs,
all name the version of the programs, nobody's host, and the licence; every folder of tests/data has a licence."""
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).parent.parent.parent
PACKAGING = ROOT / "tests/packaging"
NEEDS = ("pkg", "blas", "yaml", "cbor", "xxhash", "lbfgs", "spglib", "gnuplot")
CITED = {"cff-version", "message", "title", "abstract", "type", "version", "license", "authors", "preferred-citation"}
NEEDED = {"cff-version", "message", "title", "version", "license", "authors"}
found = []


def expect(right, what):
    if not right:
        found.append(what)


def version():
    return re.search(r'MBTR_VERSION "(.*)"', (ROOT / "lib/base/options.h").read_text())[1]


def packages(manager):
    """What deps.sh has for these needs."""
    listed = re.search(rf"\b{manager}\) echo (.*?);;", (ROOT / "tests/deps.sh").read_text(), re.S)[1]
    return {pair.split(":")[1] for pair in listed.replace("\\", "").split() if pair.split(":")[0] in NEEDS}


def check_conda():
    recipe = yaml.safe_load((PACKAGING / "recipe.yaml").read_text())
    named = {line.split()[0] for part in recipe["requirements"].values() for line in part}
    expect(recipe["context"]["version"] == version(), f"recipe.yaml: its version is not {version()}")
    expect(recipe["about"]["license"] == "MIT", "recipe.yaml: the licence is MIT")
    for name in sorted(packages("conda-forge") ^ (named - {"${{", "make"})):
        found.append(f"recipe.yaml and deps.sh: only one of them has {name}")


def check_spack():
    text = (PACKAGING / "package.py").read_text()
    compile(text, "package.py", "exec")
    named = {name.split()[0] for name in re.findall(r'depends_on\("([^"]*)"', text)}
    expect(re.findall(r'^    version\("(.*?)"', text, re.M) == [version()], f"package.py: its version is not {version()}")
    for name in sorted(packages("spack") ^ (named - {"c", "gmake"})):
        found.append(f"package.py and deps.sh: only one of them has {name}")


def check_citation():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    article = cited["preferred-citation"]
    expect(NEEDED <= set(cited) <= CITED, f"CITATION.cff: keys {sorted(set(cited) ^ CITED)}")
    expect(cited["cff-version"] == "1.2.0" and cited["type"] == "software", "CITATION.cff: not of software, by version 1.2.0")
    expect(cited["version"] == version(), f"CITATION.cff: its version is not {version()}")
    expect(re.fullmatch(r"10\.\d{4,}/\S+", article["doi"]), f"CITATION.cff: {article['doi']} is no DOI")
    for author in cited["authors"] + article["authors"]:
        expect(set(author) in ({"name"}, {"family-names", "given-names"}), f"CITATION.cff: author {author}")
    expect(version() in (ROOT / "CHANGELOG.md").read_text(), f"CHANGELOG.md does not name {version()}")


def check_hosts():
    for path in [*PACKAGING.iterdir(), ROOT / "CITATION.cff"]:
        expect("://" not in path.read_text(), f"{path.name} names a host")


def check_licences():
    data = ROOT / "tests/data"
    licence = re.search(r"^Licence .*:((?:.|\n )*)", (data / "README.txt").read_text(), re.M)
    named = set(re.findall(r"[\w-]+", licence[1] if licence else ""))
    for name in sorted(named ^ {path.name for path in data.iterdir() if path.is_dir()}):
        found.append(f"tests/data/README.txt: the licence of {name} is not told, or it is not there")


def main():
    for check in check_conda, check_spack, check_citation, check_hosts, check_licences:
        check()
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
