# What hull-search said in files SYSTEM/STRATEGY-RISK-SEED.txt, to a table.
FNR == 1 {
    n = split(FILENAME, part, "/")
    split(part[n], of, "-")
    key = part[n - 1] "\t" of[1] "\t" of[2]
    if (!(key in runs))
        order[++rows] = key
    runs[key]++
}
/ saved;/ {
    saved[key] += $6
    structures[key] = $4
    known[key] += $2
}
/ true hull by / {
    right[key] += $9 <= 0.001
    worst[key] = $9 > worst[key] ? $9 : worst[key] + 0
    found[key]++
}
END {
    print "system\tstrategy\trisk\tstructures\truns\tcalculated\tsaved_percent\tright_percent\tworst"
    for (i = 1; i <= rows; i++) {
        key = order[i]
        if (found[key] != runs[key]) {
            print "hulls.awk: a run of " key " did not end" > "/dev/stderr"
            exit 1
        }
        printf("%s\t%d\t%d\t%.1f\t%.1f\t%.0f\t%.2g\n", key, structures[key], runs[key], known[key] / runs[key],
               saved[key] / runs[key], 100 * right[key] / runs[key], worst[key])
    }
}
