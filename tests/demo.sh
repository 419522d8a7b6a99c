#!/bin/sh
# demo.sh molecules: the whole pipeline on 2454 small molecules: from structures to predictions, their errors and a picture.
# demo.sh hull: the stable phases of an alloy from few calculations.
set -eu

build=$(cd "${MBTR_BUILD:-build}" && pwd)
data=$(cd "$(dirname "$0")/data" && pwd)
PATH=$build/bin:$PATH
mkdir -p "$build/demo"
cd "$build/demo"
ln -sf "$data/molecules/molecules.xyz" .
ln -sf "$data/alloy/cupt-emt.xyz" alloy.xyz

# Prints a command as a user would type it, then runs it.
run()
{
    printf '\n$ %s\n' "$1"
    sh -c "$1"
}

molecules()
{
    cat << 'END'
Atomization energies of 2454 organic molecules (H C N O S, up to 7 heavy atoms; GFN2-xTB, kcal/mol): 2000 to learn
from, all with up to 4 heavy atoms among them, and the others to predict.
END

    run 'xyz-split -n 2000 --seed 1 --stratify natoms --keep-small 4 --train train.xyz --test test.xyz molecules.xyz'
    run 'xyz2mbtr -c molecules train.xyz -o train.mbtr'
    run 'mbtr-kernel -c molecules train.mbtr | krr-train -c molecules -o energy.krr'
    run 'xyz2mbtr -c molecules test.xyz | mbtr-kernel -x train.mbtr | krr-predict -m energy.krr -o predictions.tsv'
    run 'krr-score --unit kcal/mol predictions.tsv'
    run 'mbtr-plot parity --unit kcal/mol predictions.tsv -o parity.svg'
    run 'mbtr-plot parity --unit kcal/mol predictions.tsv -o parity.png'

    printf '\nPredicted against reference energies:\n  %s\n  %s\n' "$PWD/parity.svg" "$PWD/parity.png"
}

hull()
{
    cat << 'END'
Formation energies of 637 copper-platinum structures (effective medium theory, eV): which phases are stable? Most energies
need not be calculated to tell. Here all are known and looked up when they are asked for.
END

    run 'hull-search -c crystals --energies known alloy.xyz -o found.tsv'
    run 'hull-filter found.tsv -o hull.tsv'
    run "awk -F '\\t' 'NR == 1 || \$10 == \"yes\" { print \$2 \"\\t\" \$8 }' hull.tsv"
    run 'mbtr-plot hull --ascii found.tsv'
    run 'xyz-info --table alloy.xyz -o all.tsv'
    run 'mbtr-plot hull --unit eV/atom --true all.tsv found.tsv -o hull.svg'
    run 'mbtr-plot hull --unit eV/atom --true all.tsv found.tsv -o hull.png'

    printf '\nThe phase diagram:\n  %s\n  %s\n' "$PWD/hull.svg" "$PWD/hull.png"
}

"$1"
