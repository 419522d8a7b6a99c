#!/bin/sh
# table.sh OUT.tsv {SET RECIPE COLUMN FACTOR UNIT FILES}...: the mean errors of rows, each from score files of krr-score in
# folders SET/SEED/N, beside the paper's numbers of paper.tsv: as a table to OUT.tsv, aligned to standard output.
set -eu

here=$(dirname "$0")
out=$1
shift

# mean NAME COLUMN FACTOR FILE ...: mean of an error over files, and its standard deviation ('-' for one file).
mean()
{
    name=$1 column=$2 factor=$3
    shift 3
    awk -F '\t' -v name="$name" -v column="$column" -v factor="$factor" '
        FNR == 1 { for (i = 1; i <= NF; i++) if ($i == column) c = i }
        $1 == name { x = $c * factor; n++; sum += x; squares += x * x }
        END {
            if (n == 0) exit 1
            m = sum / n
            d = n > 1 ? (squares - n * m * m) / (n - 1) : 0
            if (n > 1) printf("%#.4g\t%.2g", m, sqrt(d > 0 ? d : 0)); else printf("%#.4g\t-", m)
        }' "$@"
}

# seconds FILE ...: mean processor time from structures to predictions, as timed.sh noted it; '-' where it was not noted.
seconds()
{
    for file in "$@"; do
        name=$(basename "$file" .score)
        at=$(dirname "$file")
        cat "$at/$name.train.mbtr.cpu" "$at/$name.krr.cpu" "$(dirname "$at")/$name.test.mbtr.cpu" "$at/$name.tsv.cpu" \
            2> /dev/null || true
    done | awk -v files=$# '{ sum += $1 } END { if (NR == 4 * files) printf("%.3g", sum / files); else printf("-") }'
}

# paper SET RECIPE: the number and the remark of paper.tsv.
paper()
{
    awk -F '\t' -v set="$1" -v recipe="$2" '
        $1 == set && $2 == recipe { print $3 "\t" $4; found = 1 }
        END { if (!found) print "-\t-" }' "$here/paper.tsv"
}

printf 'set\trecipe\ttrain\ttest\tseeds\tMAE\tdeviation\tRMSE\tdeviation_RMSE\tunit\tcpu_s\tpaper_MAE\tpaper_for\n' > "$out.part"
seeds=
while [ $# -ge 6 ]; do
    data=$1 recipe=$2 column=$3 factor=$4 unit=$5
    seeds=
    for file in $6; do
        train=$(basename "$(dirname "$file")")
        seeds="$seeds${seeds:+,}$(basename "$(dirname "$(dirname "$file")")")"
        test=$(awk '$1 == "n" { print $2 }' "$file")
    done
    # shellcheck disable=SC2086 # FILES are several
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$data" "$recipe" "$train" "$test" "$seeds" \
        "$(mean MAE "$column" "$factor" $6)" "$(mean RMSE "$column" "$factor" $6)" "$unit" "$(seconds $6)" "$(paper "$data" "$recipe")" \
        >> "$out.part"
    shift 6
done
mv "$out.part" "$out"

# Columns below each other, numbers to the right.
awk -F '\t' '
    { for (i = 1; i <= NF; i++) { cell[NR, i] = $i; if (length($i) > width[i]) width[i] = length($i) } columns = NF }
    END {
        for (r = 1; r <= NR; r++)
            for (i = 1; i <= columns; i++)
                if (i == columns)
                    print cell[r, i]
                else
                    printf("%" (i > 2 && cell[r, i] ~ /^[-0-9.]+$/ ? "" : "-") width[i] "s  ", cell[r, i])
    }' "$out"
cat << END
train, test: structures, drawn at random for each seed (xyz-split); errors: means over the seeds; deviation: that of one seed.
Recipes: recipes/RECIPE.yaml (.energy, .md17_energy: the label), tuned with structures that are never predicted.
cpu_s: processor time from structures to predictions, user and system, of all threads; '-': not noted.
paper_MAE: known numbers of the paper or of others who used its method, for the data that paper_for names; '-': not known.
$(date -u +%F)
END
