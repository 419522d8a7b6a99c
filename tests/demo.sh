#!/bin/sh
# demo.sh molecules: the whole pipeline on 2454 small molecules: from structures to predictions, their errors and a picture.
# demo.sh hull: the stable phases of an alloy from few calculations.
# demo.sh forces: forces of a molecule from few of its frames, and dynamics by them, for which ASE is needed.
# demo.sh relax: crystals relaxed by a model of rattled ones, and their stable phases.
set -eu

build=$(cd "${MBTR_BUILD:-build}" && pwd)
data=$(cd "$(dirname "$0")/data" && pwd)
PATH=$build/bin:$PATH
mkdir -p "$build/demo"
cd "$build/demo"
ln -sf "$data/molecules/molecules.xyz" .
ln -sf "$data/alloy/cupt-emt.xyz" alloy.xyz
ln -sf "$data/ethanol-md/ethanol-md.xyz" .
ln -sf "$data/rattled-alloy/cuau-train.xyz" rattled.xyz
ln -sf "$data/rattled-alloy/cuau-test.xyz" others.xyz
ln -sf "$data/relaxed-alloy/cuau-fcc-unrelaxed.xyz" candidates.xyz

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
    run 'mbtr-kernel train.mbtr | krr-train --with train.mbtr -o energy.krr'
    run 'krr-predict -m energy.krr test.xyz -o predictions.tsv'
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

# The energies of a table of dynamics, as a picture.
draw_energies()
{
    gnuplot << END
set terminal pngcairo size 900,500
set output 'energies.png'
set xlabel 'time (fs)'
set ylabel 'difference from the energy at the start (meV)'
set key outside top center horizontal
set border 3
set tics nomirror out
plot '$1' using 1:2 every ::1 with lines lw 2 lc rgb '#1f4e8c' title 'total', \
    '$1' using 1:3 every ::1 with lines lw 1 lc rgb '#7fa3cf' title 'potential'
END
}

forces()
{
    cat << 'END'
A hundred configurations of ethanol at 500 K with energies and forces (GFN2-xTB, kcal/mol, angstrom): 70 to learn from, the
others to predict. Then the molecule moves for a picosecond by the forces that were learned.
END

    run 'xyz-split -n 70 --seed 1 --train md-train.xyz --test md-test.xyz ethanol-md.xyz'
    run 'xyz2mbtr -v -c forces md-train.xyz -o forces.mbtr'
    run 'krr-train --with forces.mbtr -o forces.krr'
    run 'krr-predict -m forces.krr --xyz md-test.xyz -o predicted.xyz'
    run 'krr-score --unit kcal/mol predicted.xyz'
    run 'mbtr-plot parity --unit kcal/mol predicted.xyz -o forces.svg'
    run 'mbtr-plot parity --unit kcal/mol predicted.xyz -o forces.png'

    printf '\nA picosecond in steps of 0.5 fs, by ASE and krr-serve:\n'
    "$(sh "$data/../python.sh" ase)" "$data/../demo_dynamics.py" forces.krr md-test.xyz dynamics.tsv
    awk 'NR > 1 { t = $2 < 0 ? -$2 : $2; if (t > most) most = t } END {
        printf "The total energy stays within %.2g meV of what it was at the start.\n", most }' dynamics.tsv
    draw_energies dynamics.tsv

    printf '\nPredicted against reference forces, and energies along the way:\n  %s\n  %s\n' "$PWD/forces.png" "$PWD/energies.png"
}

# Energies before and after, per atom in meV, against those of the reference relaxed, as a picture.
draw_relaxed()
{
    awk -F '\t' 'FNR == 1 { next } NR == FNR { right[$1] = $4; next }
        { print 1e3 * right[$1] / $2, 1e3 * $6 / $2, 1e3 * $7 / $2 }' "$1" "$2" > relax.dat
    gnuplot << END
set terminal pngcairo size 700,600
set output 'relax.png'
set xlabel 'energy, relaxed by EMT (meV/atom)'
set ylabel 'energy by the model (meV/atom)'
set key top left reverse Left
set border 3
set tics nomirror out
set size square
plot x with lines lc rgb '#999999' notitle, \
    'relax.dat' using 1:2 with points pt 6 ps 0.6 lc rgb '#c06020' title 'as enumerated', \
    '' using 1:3 with points pt 7 ps 0.5 lc rgb '#1f4e8c' title 'relaxed by the model'
END
}

relax()
{
    cat << 'END'
Two hundred crystals of copper and gold, strained and rattled, with energies, forces and stress (effective medium theory, eV) are
learned from. The model then relaxes all 631 ordered structures on an fcc lattice of up to 8 atoms, cell and atoms, and tells
which are stable.
END

    run 'xyz2mbtr -c crystals-forces rattled.xyz -o rattled.mbtr'
    run 'krr-train --with rattled.mbtr -o alloy.krr'
    run 'krr-predict -m alloy.krr --xyz others.xyz | krr-score --unit eV'
    run 'xyz-relax --cell -m alloy.krr candidates.xyz --summary relax.tsv -o relaxed.xyz'
    run 'krr-score --unit eV relaxed.xyz'
    run 'xyz-info --table relaxed.xyz -o relaxed.tsv'
    run 'hull-filter relaxed.tsv -o stable.tsv'
    run "awk -F '\\t' 'NR == 1 || \$9 == \"yes\" { print \$1 \"\\t\" \$2 \"\\t\" \$6 }' stable.tsv"
    run 'mbtr-plot hull --unit eV/atom relaxed.tsv -o phases.png'
    xyz-info --table candidates.xyz > right.tsv
    draw_relaxed right.tsv relax.tsv

    printf '\nEnergies before and after, against those of the same structures relaxed by the reference; the phase diagram:\n  %s\n  %s\n' \
        "$PWD/relax.png" "$PWD/phases.png"
}

"$1"
