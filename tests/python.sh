#!/bin/sh
# python.sh MODULE...: prints the first Python that has them all; fails where there is none.
# What is printed is the interpreter itself, since a script that looks for it may take longer than it does.
for p in "${PYTHON:-python3}" /usr/bin/python3; do
    "$p" -c 'import importlib.util as i, sys; assert all(map(i.find_spec, sys.argv[1:])); print(sys.executable)' "$@" \
        2> /dev/null && exit
done
exit 1
