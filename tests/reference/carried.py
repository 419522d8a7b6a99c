"""carried.py STREAM: the structures, forces and stress that the records of a stream carry, a line of JSON for each."""
import array
import json
import sys

from change import items


def numbers(tag):
    values = array.array("d", tag.value)
    if sys.byteorder == "big":
        values.byteswap()
    return values.tolist()


for record in list(items(sys.argv[1]))[1:-1]:
    if "structure" not in record:
        print("null")
        continue
    found = {key: numbers(record[key]) for key in ("forces", "stress") if key in record}
    found.update({key: numbers(record["structure"][key]) for key in ("positions", "cell")})
    found.update({key: record["structure"][key] for key in ("numbers", "pbc")})
    print(json.dumps(found, sort_keys=True))
