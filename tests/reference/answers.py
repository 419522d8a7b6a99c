"""answers.py: compares, for as many questions as are asked, so that NumPy and the modules here are loaded once.

Each line of standard input is a folder, a limit, a module here and one of its functions with its arguments, tabs between them;
the answer is "right" when what the function finds is at most the limit, or what is wrong, on a line.
"""
import importlib
import os
import sys
import traceback


def answer(folder, limit, module, word, *arguments):
    os.chdir(folder)
    try:
        off = getattr(importlib.import_module(module), word)(*arguments)
    except Exception:
        return " | ".join(traceback.format_exc().splitlines())
    return "right" if off <= float(limit) else f"off by {off}"


if __name__ == "__main__":
    for line in sys.stdin:
        print(answer(*line.rstrip("\n").split("\t")), flush=True)
