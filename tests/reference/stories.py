"""stories.py DATA: the files that the commands of mbtr-stories(7) begin with, made of those in DATA (tests/data): qm9/, in the
layout of QM9's raw files; calculations/*/POSCAR and energies.csv; labelled.xyz, with names of other programs, of which some are missing;
both.xyz, with energies of two methods."""
import math
import os
import re
import sys

FROM = sys.argv[1]


def frames(path, n, every=1):
    """The comment's pairs and the atoms' words of n frames."""
    lines, found = open(f"{FROM}/{path}").read().splitlines(), []
    while lines and len(found) < n * every:
        atoms = int(lines[0])
        found.append((dict(re.findall(r'(\w+)=("[^"]*"|\S+)', lines[1])), [line.split() for line in lines[2:2 + atoms]]))
        lines = lines[2 + atoms:]
    return found[::every]


def qm9(number, pairs, atoms):
    """One of QM9's files: its energies are in hartree, and small coordinates have exponents of its own."""
    def coordinate(x):
        return x if abs(float(x)) > 1e-3 else f"{float(x) * 1e6:.6f}*^-6"
    values = [0.0] * 15
    values[10] = float(pairs["energy"]) / 627.5094740631
    values[7] = float(pairs["gap"]) / 27.211386
    numbers = "\t".join(f"{v:.10g}" for v in values)
    rows = ["\t".join([a[0], *map(coordinate, a[1:4]), "0."]) for a in atoms]
    return "\n".join([str(len(atoms)), f"gdb {number}\t{numbers}\t", *rows, "100.0\t200.0", "C\tC\t", "InChI=1\tInChI=1", ""])


def poscar(pairs, atoms):
    """Its atoms, those of an element together."""
    lattice = pairs["Lattice"].strip('"').split()
    elements = sorted({a[0] for a in atoms})
    counts = [sum(a[0] == e for a in atoms) for e in elements]
    vectors = [" ".join(lattice[i:i + 3]) for i in (0, 3, 6)]
    places = [" ".join(a[1:4]) for e in elements for a in atoms if a[0] == e]
    return "\n".join(["cell", "1.0", *vectors, " ".join(elements), " ".join(map(str, counts)), "Cartesian", *places, ""])


def main():
    os.mkdir("qm9")
    for i, (pairs, atoms) in enumerate(frames("molecules/molecules.xyz", 300, 2), 1):
        with open(f"qm9/dsgdb9nsd_{i:06}.xyz", "w") as f:
            f.write(qm9(i, pairs, atoms))

    os.mkdir("calculations")
    with open("energies.csv", "w") as table:
        table.write("id,energy,comment\n")
        for pairs, atoms in frames("alloy/cupt-emt.xyz", 150, 4):
            os.mkdir(f"calculations/{pairs['name']}")
            with open(f"calculations/{pairs['name']}/POSCAR", "w") as f:
                f.write(poscar(pairs, atoms))
            table.write(f"{pairs['name']},{pairs['energy']},\"done, by EMT\"\n")

    with open("labelled.xyz", "w") as f:
        for i, (pairs, atoms) in enumerate(frames("ethanol-md/ethanol-md.xyz", 100)):
            first, second = ([float(x) for x in a[1:4]] for a in atoms[:2])
            gap = f" gap={6 + 3 * math.dist(first, second):.5f}" if i % 5 else ""
            f.write(f"{len(atoms)}\nProperties=species:S:1:pos:R:3:REF_forces:R:3 REF_energy={pairs['energy']}{gap} pbc=\"F F F\"\n")
            f.writelines(" ".join(a) + "\n" for a in atoms)

    with open("both.xyz", "w") as f:
        for pairs, atoms in frames("molecules/molecules.xyz", 400, 3):
            # A cheap method, which is off by what atoms near hydrogen add, and a little by chance.
            cheap = float(pairs["energy"]) + sum(5 if a[0] == "H" else 11 for a in atoms) + int(pairs["name"]) % 7 / 10
            f.write(f"{len(atoms)}\nenergy={pairs['energy']} cheap={cheap:.4f} name={pairs['name']}\n")
            f.writelines(" ".join(a) + "\n" for a in atoms)


main()
