"""corrupt.py FROM TO IDS SEED N: adds errors of 10 to 30 to the energies of N structures; their ids to IDS."""
import random
import re
import sys

source, to, ids, seed, n = sys.argv[1:]
lines = open(source).read().splitlines()
at, comments = 0, []
while at < len(lines):
    comments.append(at + 1)
    at += int(lines[at]) + 2
chance = random.Random(int(seed))
with open(ids, "w") as names:
    for i in chance.sample(comments, int(n)):
        error = chance.choice((-1, 1)) * chance.uniform(10, 30)
        lines[i] = re.sub(r"\benergy=(\S+)", lambda m: "energy=%.4f" % (float(m[1]) + error), lines[i])
        print(re.search(r"\b(?:id|name)=(\S+)", lines[i])[1], file=names)
open(to, "w").write("\n".join(lines) + "\n")
