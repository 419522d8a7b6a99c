"""ipi.py WHERE STATEMENT ...: a server of i-PI's protocol for the tests. Listens at a path, or for "PORT" at a port of this
machine whose number it prints, takes one connection for each statement of Python, which says what it is told to, and closes it.

say("STATUS")           a word
send(numbers, "i4")     numbers as bytes of a type
hear()                  a word that comes
positions(x)            POSDATA: a list of positions, bohr, with a cell (cell=...)
step(x)                 the same with all that belongs to it; returns energy, forces, virial
"""
import os  # noqa: F401: for statements
import pathlib
import signal  # noqa: F401
import socket
import struct
import sys
import threading


class Server:
    """What statements call, one connection after the other."""

    def __init__(self, path=None, seconds=60):
        self.path = path
        self.listening = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
        self.listening.bind(str(path) if path else ("127.0.0.1", 0))
        self.listening.listen(1)
        self.listening.settimeout(seconds)
        self.to = None

    def port(self):
        return self.listening.getsockname()[1]

    def take(self):
        self.to = self.listening.accept()[0]
        self.to.settimeout(60)

    def drop(self):
        """Whatever comes is read first: else it would be lost to the other side that something was closed."""
        try:
            self.to.shutdown(socket.SHUT_WR)
            while self.to.recv(4096):
                pass
        except OSError:
            pass
        self.to.close()

    def close(self):
        self.listening.close()
        if self.path:
            pathlib.Path(self.path).unlink(missing_ok=True)

    def say(self, word):
        self.to.sendall(word.encode().ljust(12))

    def send(self, numbers, kind):
        code = {"i4": "i", "f8": "d", "i1": "b"}[kind]
        self.to.sendall(struct.pack(f"={len(numbers)}{code}", *numbers))

    def receive(self, n):
        got = b""
        while len(got) < n:
            more = self.to.recv(n - len(got))
            if not more:
                raise EOFError
            got += more
        return got

    def hear(self):
        return self.receive(12).decode().rstrip()

    def numbers(self, n, code="d"):
        return list(struct.unpack(f"={n}{code}", self.receive(n * struct.calcsize("=" + code))))

    def positions(self, x, cell=(0,) * 9, count=None):
        self.say("POSDATA")
        self.send([*cell, *[0] * 9], "f8")
        self.send([len(x) // 3 if count is None else count], "i4")
        self.send(x, "f8")

    def forces(self):
        self.say("GETFORCE")
        assert self.hear() == "FORCEREADY"
        energy, count = self.numbers(1)[0], self.numbers(1, "i")[0]
        return energy, self.numbers(3 * count), self.numbers(9), self.receive(self.numbers(1, "i")[0])

    def step(self, x, cell=(0,) * 9):
        self.say("STATUS")
        assert self.hear() == "READY"
        self.positions(x, cell)
        self.say("STATUS")
        assert self.hear() == "HAVEDATA"
        return self.forces()

    def run(self, statement):
        self.take()
        names = {name: getattr(self, name) for name in dir(self) if name[0] != "_"}
        try:
            exec(statement, globals(), names)
        except (EOFError, OSError):
            pass
        self.drop()


class Beside:
    """A server in a thread of its own, which serves while a program runs beside it: then result has what it sent, as text."""

    def __init__(self, path, x):
        self.server, self.x, self.result = Server(path, 0.05), x, ""
        # Others than this user may run the program.
        os.chmod(path, 0o777)
        self.ends = threading.Event()
        self.thread = threading.Thread(target=self.serve)

    def serve(self):
        s = self.server
        while not self.ends.is_set():
            try:
                s.take()
                s.say("INIT")
                s.send([0, 1, ], "i4")
                s.send([0], "i1")
                told = "".join(repr(s.step(self.x)) for _ in range(2))
                s.say("EXIT")
                self.result = told
            except (EOFError, OSError, AssertionError):
                pass
            if s.to:
                s.drop()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ends.set()
        self.thread.join()
        self.server.close()


def main():
    server = Server(None if sys.argv[1] == "PORT" else sys.argv[1])
    if sys.argv[1] == "PORT":
        print(server.port(), flush=True)
    for statement in sys.argv[2:]:
        server.run(statement)
    server.close()


if __name__ == "__main__":
    main()
