# Extended XYZ of the text blocks in which elpasolites (ABC2D6-16) are printed:
#
#     --- 7 ---
#     Formation energy (eV/atom):  -1.9
#     Coordinates:
#     0.0 0.0 0.0                  an atom a line, in multiples of the cell's vectors
#     Cell:
#     0.0 4.2 4.2                  a vector a line, angstrom
#     Atoms:
#     K Al Na ...                  in the order of the coordinates
#     Representation:              and what follows is ignored
#
# The energy becomes that of the cell, energy in eV; the number between the dashes the id. A block that is not whole ends
# everything with status 1.

function fail(message) {
    printf("blocks2xyz: %s:%d: %s\n", FILENAME, FNR, message) > "/dev/stderr"
    failed = 1
    exit 1
}

function number(text) {
    if (text !~ /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/)
        fail("'" text "' is not a number")
    return text
}

function finish(    i, k, x) {
    if (id == "")
        return
    if (atoms == 0 || coordinates != atoms || vectors != 3 || energy == "")
        fail("block " id " is not whole: " coordinates + 0 " coordinates, " vectors + 0 " vectors, " atoms + 0 " atoms")
    printf("%d\nLattice=\"", atoms)
    for (i = 1; i <= 3; i++)
        printf("%s%s %s %s", i > 1 ? " " : "", cell[i, 1], cell[i, 2], cell[i, 3])
    printf("\" Properties=species:S:1:pos:R:3 energy=%.10g id=%s pbc=\"T T T\"\n", energy * atoms, id)
    for (i = 1; i <= atoms; i++) {
        printf("%s", element[i])
        for (k = 1; k <= 3; k++) {
            x = place[i, 1] * cell[1, k] + place[i, 2] * cell[2, k] + place[i, 3] * cell[3, k]
            printf(" %.10f", x)
        }
        printf("\n")
    }
    found++
}

# Numbers of a line go to row n of a table.
function row(table, n,    k) {
    if (NF != 3)
        fail("expected 3 numbers, found " NF)
    for (k = 1; k <= 3; k++)
        table[n, k] = number($k)
}

{ sub(/\r$/, "") }
/^--- .* ---$/ { finish(); id = $2; part = energy = ""; coordinates = vectors = atoms = 0; next }
id == "" { next }
/^Formation energy \(eV\/atom\):/ { energy = number($NF); part = ""; next }
/^Coordinates:/ { part = "coordinates"; next }
/^Cell:/ { part = "cell"; next }
/^Atoms:/ { part = "atoms"; next }
/^Representation:/ { part = ""; next }
NF == 0 { next }
part == "coordinates" { row(place, ++coordinates) }
part == "cell" { row(cell, ++vectors) }
part == "atoms" { for (k = 1; k <= NF; k++) element[++atoms] = $k }

END {
    if (failed)
        exit 1
    finish()
    if (!found)
        fail("no blocks '--- n ---'")
}
