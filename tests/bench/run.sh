#!/bin/sh
# run.sh [ROW ...]: measures speed and memory, all rows or only these, and prints a table:
#
#   tensors    tensors of molecules and crystals, against the plain twin of tests/reference
#   gradients  forces and strain of a linear model of tensors, against the tensors alone
#   kernel     kernels of tensors whose blocks are filled, of molecules and of many elements, against dense products
#   laplacian  the laplacian kernel, against a plain loop
#   train      the factorisation of the kernel matrix, against LAPACK's
#   xyz        reading structures
#   qm7        molecules from structures to errors, pipe by pipe
#   atoms      the same by sums over atoms, those of equal elements alone
#   sets       tensors and kernels of whole data sets, program by program
#   million    a million small molecules through a pipe
#   scaling    time against size: structures, elements, atoms, bins
#
# Processors differ most by AVX-512: what one has is told, and BUILD=build/avx2 CFLAGS='-O3 -march=x86-64-v3 -DONE_TARGET' after
# make bench measures a build without it.
#
# MBTR_BUILD: the build. MBTR_DATA: data sets; where they are missing, those of tests/data stand in. QUICK=1: small sizes,
# to see that all works. The table stays in MBTR_BUILD/bench/speed.tsv; that of scaling in slopes.tsv, its points in
# scaling.tsv and a picture of them in scaling.svg. A row whose result is wrong ends everything with status 1.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${MBTR_BUILD:-build}" && pwd)
shared=$(cd "${MBTR_DATA:-$root/../shared/data}" 2> /dev/null && pwd) || shared=/nowhere
bench=$build/bench
PATH=$bench:$build/bin:$PATH
LC_ALL=C
export LC_ALL

# pick USUAL QUICK: which of the two applies.
pick()
{
    if [ "${QUICK:-0}" = 1 ]; then echo "$2"; else echo "$1"; fi
}

# dataset NAME FILE STAND-IN: sets file and name to the data set NAME, unpacked from $shared/FILE, or to what stands in for
# it; fails when there is neither.
dataset()
{
    name=$1
    file=$bench/data/$1.xyz
    if [ -e "$shared/$2" ]; then
        [ -e "$file" ] || { xz -dc "$shared/$2" > "$file.part" && mv "$file.part" "$file"; }
    elif [ -n "$3" ]; then
        name=$(basename "$3" .xyz)
        file=$root/tests/data/$3
    else
        printf '%s\tno %s\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\n' "$1" "$2"
        return 1
    fi
}

qm7() { dataset qm7 qm7/qm7.xyz.xz molecules/molecules.xyz; }
oxides() { dataset nomad2018 nomad2018/train.xyz.xz alloy/cupt-emt.xyz; }
perov5() { dataset perov5 perov5/perov5.xyz.xz ''; }

# One term of molecules, numbers from 1, as a recipe of its own.
term()
{
    xyz2mbtr -c molecules --show-recipe | awk -v term="$1" '/^ +- {body/ { if (++n == term) line = $0 }
        END { printf "representation:\n%s\nkernel: {function: gaussian, sigma: 40}\n", line }' > "$bench/data/$1.yaml"
    echo "$bench/data/$1.yaml"
}

row_tensors()
{
    qm7 && tensors "tensors $name" molecules "$file" "$(pick 0 200)" "$(pick 30 5)" 50
    qm7 && tensors "tensors $name k=2" "$(term 1)" "$file" "$(pick 0 200)" "$(pick 30 5)" 15
    qm7 && tensors "tensors $name k=3" "$(term 2)" "$file" "$(pick 0 200)" "$(pick 30 5)" 50
    oxides && tensors "tensors $name" crystals "$file" "$(pick 400 20)" "$(pick 4 1)" 100
}

# Of crystals by terms that have derivatives; and with another term of triples, that differs in weighting alone.
row_gradients()
{
    qm7 && gradients "gradients $name" molecules "$file" "$(pick 0 200)" 0.333
    smooth=$bench/data/smooth.yaml
    xyz2mbtr -c crystals --show-recipe |
        sed 's/cutoff: [^,]*,/reach: 6, taper: 2,/
            s/angle\(.*\) reach: 6/cos_angle\1 reach: 5/; s/-0.15, 3.306/-1.1, 1.1/' > "$smooth"
    oxides && gradients "gradients $name" "$smooth" "$file" "$(pick 400 20)" 0.333
    sed '/body: 3/ {
        p
        s/length: 1.5/length: 0.7/
    }' "$smooth" > "$bench/data/weightings.yaml"
    oxides && gradients "gradients $name, weightings" "$bench/data/weightings.yaml" "$file" "$(pick 400 20)" 0.333
}

row_kernel()
{
    kernel filled
    qm7 && kernel "kernel $name" molecules "$file" "$(pick 3000 300)" 4
    ! perov5 || kernel "kernel $name" crystals "$file" "$(pick 3000 300)" 30
}

row_laplacian()
{
    qm7 && kernel "laplacian $name" molecules "$file" "$(pick 3000 300)" 10 laplacian
}

row_train()
{
    train "$(pick 4000 500)"
}

# A file of some 100 MB.
row_xyz()
{
    large=$bench/data/large.xyz
    qm7
    : > "$large"
    while [ "$(wc -c < "$large")" -lt "$(pick 100000000 2000000)" ]; do
        cat "$file" >> "$large"
    done
    xyz "$large" 300
    rm -f "$large"
}

# stages WORK SIZE RUNS UNIT N: programs, in the folder where their files may lie.
stages()
{
    (cd "$bench/data" && programs "$@")
}

# learning NAME OPTIONS RUNS: from structures of qm7 to errors, by these options of the recipe.
learning()
{
    count=$(grep -c Properties "$file")
    learn=$(pick $((count * 5000 / 7101)) 1000)
    stages "$1" "$learn to learn, $((count - learn)) to predict" "$3" structures/s "$count" << END
xyz-split	xyz-split -n $learn --seed 0 --train train.xyz --test test.xyz $file
xyz2mbtr	xyz2mbtr -j \$J $2 train.xyz -o train.mbtr
mbtr-kernel | krr-train	mbtr-kernel -j \$J train.mbtr | krr-train -j \$J -o energy.krr
xyz2mbtr | mbtr-kernel | krr-predict	xyz2mbtr -j \$J $2 test.xyz | mbtr-kernel -j \$J -x train.mbtr | krr-predict -j \$J -m energy.krr -o predictions.tsv
krr-score	krr-score predictions.tsv -o score.tsv
check	awk '\$1 == "MAE" { right = \$2 > 0 && \$2 < $(pick 2.5 20) } END { exit !right }' score.tsv
END
    (cd "$bench/data" && rm -f train.* test.* energy.krr predictions.tsv score.tsv)
}

row_qm7()
{
    qm7
    learning "$name" '-c molecules' "$(pick 5 1)"
}

row_atoms()
{
    qm7
    learning "$name atoms" '-c molecules -s kernel.atoms=sum -s kernel.match=element -s kernel.sigma=2' 1
}

# tensors_and_kernel: programs on all of the data set.
tensors_and_kernel()
{
    count=$(grep -c Properties "$file")
    stages "all $name" "$count structures" "$(pick 3 1)" structures/s "$count" << END
xyz2mbtr	xyz2mbtr -j \$J -c crystals $file -o all.mbtr
mbtr-kernel	mbtr-kernel -j \$J -c crystals all.mbtr -o all.kernel
check	mbtr-cat --check all.mbtr && mbtr-cat --check all.kernel
END
    rm -f "$bench/data/all.mbtr" "$bench/data/all.kernel"
}

row_sets()
{
    oxides && tensors_and_kernel
    ! perov5 || tensors_and_kernel
}

row_million()
{
    million "$(pick 1000000 10000)" 90 "$bench/data/million.mbtr"
    rm -f "$bench/data/million.mbtr"
}

# The lines do not have the columns of the other rows.
row_scaling()
{
    scaling "$bench/scaling" "$bench/data" "$(pick 0 3)" > "$bench/slopes.tsv"
    scaled=yes
}

# Columns below each other, numbers to the right.
align()
{
    awk -F '\t' '
        { for (i = 1; i <= NF; i++) { cell[NR, i] = $i; if (length($i) > width[i]) width[i] = length($i) } columns = NF }
        END {
            for (r = 1; r <= NR; r++)
                for (i = 1; i <= columns; i++)
                    printf("%" (i > 2 && cell[r, i] ~ /^[-0-9.]/ ? "" : "-") width[i] "s%s", cell[r, i], i < columns ? "  " : "\n")
        }' "$1"
}

# What all times are of.
processor()
{
    model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2> /dev/null | head -n 1)
    if grep -q avx512f /proc/cpuinfo 2> /dev/null; then wide=with; else wide=without; fi
    case $(cat "$build/flags" 2> /dev/null) in
    *ONE_TARGET*) built=', built for one kind of processor' ;;
    *) built= ;;
    esac
    echo "# processor: ${model:-$(uname -m)}, $wide AVX-512$built; BLAS kernels: $(tensors blas)"
}

mkdir -p "$bench/data"
table=$bench/speed.tsv
processor
tensors names > "$table"
scaled=no
[ $# -gt 0 ] || set -- tensors gradients kernel laplacian train xyz qm7 atoms sets million scaling
for row in "$@"; do
    echo "bench: $row" >&2
    "row_$row" >> "$table"
done
[ "$*" = scaling ] || align "$table"
[ $scaled = no ] || { echo; align "$bench/slopes.tsv"; }
