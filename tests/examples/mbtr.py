"""mbtr.py: streams, models and tables of mbtr-tools in NumPy, and predictions from Python; mbtr-python(7) shows how.

Needs NumPy, and the programs on PATH; records() needs cbor2. Ids are texts: 0042 stays 0042. What a program refuses is an
Error with its words, and so is what the library refuses.
"""
import collections
import csv
import ctypes
import os
import pathlib
import shutil
import subprocess
import tempfile

import numpy

Dense = collections.namedtuple("Dense", "ids array columns")


class Error(Exception):
    """What was said by the program or the library."""


def run(*command):
    """What a program writes to standard output."""
    done = subprocess.run([os.fspath(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise Error(done.stderr.strip())
    return done.stdout


MISSING = ("", "nan", "None", "null", "NA")


def column(name, texts):
    """Numbers where all texts are such or missing, and never ids and formulas."""
    try:
        if name in ("id", "formula"):
            raise ValueError
        return numpy.array([float("nan" if text in MISSING else text) for text in texts])
    except ValueError:
        return numpy.array(texts, dtype=object)


def table(file):
    """A table by its columns, from a path or from lines: {name: array}, of which pandas.DataFrame makes a frame."""
    if isinstance(file, (str, os.PathLike)):
        with open(file, encoding="utf-8") as lines:
            return table(lines)
    names, *rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return {name: column(name, list(texts)) for name, texts in zip(names, zip(*rows) if rows else [()] * len(names))}


def dense(path):
    """Tensors, kernel rows, a factor, or weights of a model: ids of the rows, the array, and of each column of the array id, term,
    block, start and stop, as far as it has them."""
    with tempfile.TemporaryDirectory() as folder:
        array = pathlib.Path(folder, "array.npy")
        run("mbtr-cat", "--npy", array, path)
        with open(f"{array}.tsv", encoding="utf-8") as lines:
            labels = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
        return Dense([row["id"] for row in labels if row["axis"] == "0"], numpy.load(array),
                     [row for row in labels if row["axis"] == "1"])


TYPES = {86: "<f8", 69: "<u2"}  # of arrays, by their tags in mbtr-stream(5)


def typed(decoder, tag):
    return numpy.frombuffer(tag.value, TYPES[tag.tag]) if tag.tag in TYPES else tag


def records(path):
    """Header, records and end of a stream as maps, mbtr-stream(5): all that it holds, one after the other."""
    import cbor2
    run("mbtr-cat", "--check", path)
    with open(path, "rb") as file:
        decoder = cbor2.CBORDecoder(file, tag_hook=typed)
        while file.peek(1):
            yield decoder.decode()


def predictions(model, structures):
    """The table that krr-predict makes of a file of structures, for models that predict from structures."""
    return table(run("krr-predict", "-q", "-m", model, structures).splitlines())


def library():
    """libmbtr beside the programs, or where the system's loader finds it."""
    program = shutil.which("krr-predict")
    beside = pathlib.Path(program).resolve().parent.parent / "lib/libmbtr.so.0" if program else None
    face = ctypes.CDLL(str(beside) if beside and beside.exists() else "libmbtr.so.0")
    pointer, number, count = ctypes.c_void_p, ctypes.POINTER(ctypes.c_double), ctypes.c_size_t
    for name, gives, takes in (
            ("message", ctypes.c_char_p, ()),
            ("model_read", pointer, (ctypes.c_char_p,)),
            ("model_free", None, (pointer,)),
            ("model_property", ctypes.c_char_p, (pointer,)),
            ("model_columns", count, (pointer,)),
            ("model_predict", ctypes.c_int, (pointer, pointer, number, number)),
            ("structure_new", pointer, (count, pointer, pointer, pointer, pointer)),
            ("structure_free", None, (pointer,))):
        function = getattr(face, f"mbtr_{name}")
        function.restype, function.argtypes = gives, takes
    return face


class Model:
    """A model that predicts from structures, held by the library: with Model("e.krr") as m: m.predict(numbers, positions)."""

    def __init__(self, path):
        self.face, self.model = library(), None
        self.model = self.made(self.face.mbtr_model_read(os.fsencode(path)))
        if self.face.mbtr_model_columns(self.model):
            self.close()
            raise Error(f"{path}: it needs kernels: krr-train --with or --primal makes models that predict from structures")
        self.property = self.face.mbtr_model_property(self.model).decode()

    def made(self, what):
        if not what:
            raise Error(self.face.mbtr_message().decode())
        return what

    def predict(self, numbers, positions, cell=None, pbc=None):
        """The property of a structure: atomic numbers, positions in angstrom, lattice vectors, and which are periodic."""
        numbers, positions = numpy.ascontiguousarray(numbers, "u1"), numpy.ascontiguousarray(positions, "f8")
        if positions.shape != (len(numbers), 3):
            raise Error(f"expected three coordinates for each of {len(numbers)} atoms, found an array {positions.shape}")
        cell = None if cell is None else numpy.ascontiguousarray(cell, "f8").reshape(3, 3)
        pbc = None if pbc is None else numpy.ascontiguousarray(numpy.broadcast_to(pbc, 3), "i4")
        given = [array if array is None else array.ctypes.data for array in (numbers, positions, cell, pbc)]
        structure, value = self.made(self.face.mbtr_structure_new(len(numbers), *given)), ctypes.c_double()
        failed = self.face.mbtr_model_predict(self.model, structure, None, value)
        self.face.mbtr_structure_free(structure)
        self.made(not failed)
        return value.value

    def close(self):
        self.face.mbtr_model_free(self.model)
        self.model = None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()
