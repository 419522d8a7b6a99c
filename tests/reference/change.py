"""change.py STATEMENT FROM > TO: a stream whose items, in the list item, a statement has changed; its hash is right.

Tag(number, bytes) is a typed array, doubles(list) one of doubles.
"""
import array
import ctypes
import ctypes.util
import functools
import sys

import cbor2


def items(path):
    with open(path, "rb") as file:
        while file.peek(1):
            yield cbor2.load(file)


@functools.cache
def xxhash():
    """The function of the library, which takes two processes to find."""
    function = ctypes.CDLL(ctypes.util.find_library("xxhash")).XXH3_64bits
    function.argtypes, function.restype = [ctypes.c_char_p, ctypes.c_size_t], ctypes.c_uint64
    return function


def xxh3(data):
    """The hash that streams have at their end."""
    return xxhash()(data, len(data))


def write(kept, to, no_utf8=None):
    """The items, but the last, and the end that goes with them; no_utf8: a text that becomes bytes that are no UTF-8."""
    encoded = b"".join(cbor2.dumps(item) for item in kept[:-1])
    if no_utf8:
        code = no_utf8.encode()
        encoded = encoded.replace(code, b"\xff" * len(code))
    end = {"end": len(kept) - 2, "xxh3": xxh3(encoded)}
    with open(to, "wb") as file:
        file.write(encoded + cbor2.dumps(end))


def doubles(numbers):
    values = array.array("d", numbers)
    if sys.byteorder == "big":
        values.byteswap()
    return cbor2.CBORTag(86, values.tobytes())


if __name__ == "__main__":
    statement, source = sys.argv[1:]
    item = list(items(source))
    exec(statement, {"item": item, "Tag": cbor2.CBORTag, "doubles": doubles})
    write(item, "/dev/stdout")
