"""foreign.py: files of other programs, made here or by ASE; what xyz-info says of each must make XYZ of it.

Prints a line for each: its name, formula and energy of each structure then, and the command.
"""
import pathlib
import re
import shlex
import subprocess

import ase.build
import ase.calculators.singlepoint
import ase.cli.main
import ase.db
import ase.io

MOLECULE = """ 3  2  0  0  0  0  0  0  0  0999 V2000
    0.0000    0.0000    0.0000 O   0  0
    0.9500    0.0000    0.0000 H   0  0
   -0.2400    0.9200    0.0000 H   0  0
  1  2  1  0
  1  3  1  0
M  END
$$$$
"""
DUMP = """ITEM: TIMESTEP
{}
ITEM: NUMBER OF ATOMS
2
ITEM: BOX BOUNDS pp pp pp
0 5
0 5
0 5
ITEM: ATOMS id type element x y z
1 1 Cu 0 0 0
2 2 Au 2.5 2.5 2.5
"""


def make_files():
    salt = ase.build.bulk("NaCl", "rocksalt", a=5.64)
    salt.calc = ase.calculators.singlepoint.SinglePointCalculator(salt, energy=-3.5)
    ase.io.write("a.cif", salt)
    ase.io.write("POSCAR", salt, format="vasp")
    ase.io.write("XDATCAR", [salt, salt], format="vasp-xdatcar")
    ase.io.write("a.traj", [salt, salt])
    ase.io.write("a.pdb", ase.build.molecule("CH3CH2OH"))
    with ase.db.connect("a.db") as rows:
        for gap in 5, 6:
            rows.write(salt, gap=gap)
    # A title may look like a number of atoms.
    pathlib.Path("a.sdf").write_text("3\n  program\n\n " + MOLECULE)
    pathlib.Path("a.dump").write_text(DUMP.format(0) + DUMP.format(10))
    subprocess.run("printf '1\\n\\nH 0 0 0\\n' > a.xyz && tar -cf a.tar a.xyz && rm a.xyz", shell=True, check=True)
    subprocess.run(["gzip", "-k", "a.cif"], check=True)


def run(command):
    words = shlex.split(command)
    if words[0] == "ase":
        ase.cli.main.main(args=words[1:])
    else:
        subprocess.run(command, shell=True, check=True)


make_files()
for name in "a.cif a.cif.gz POSCAR XDATCAR a.db a.traj a.pdb a.sdf a.dump a.tar".split():
    said = subprocess.run(["xyz-info", name], capture_output=True, text=True)
    found = re.fullmatch(f"xyz-info: {name}: expected XYZ, found [^:]*: '(.*)' makes XYZ of it\n", said.stderr)
    assert said.returncode == 1 and found, said
    run(found[1])
    table = subprocess.run(["xyz-info", "--table", "new.xyz"], check=True, capture_output=True, text=True)
    print(name, *[row.split("\t")[1] for row in table.stdout.splitlines()[1:]], ":", found[1])
    pathlib.Path("new.xyz").unlink()
