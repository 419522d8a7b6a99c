load common

setup()
{
    cd "$BATS_TEST_TMPDIR"
    touch water.xyz
    for program in $(programs); do
        ln -s "$ROOT/lib/base/completion.bash" "$program"
        # shellcheck disable=SC1090
        . "./$program"
    done
}

# completions WORD ...: what bash offers for the last word, on a line.
completions()
{
    local COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=() function
    function=$(complete -p "$1")
    [[ $function = *' -o default '* ]]
    function=${function#* -F }
    "${function%% *}" "$1" "${*: -1}" "${COMP_WORDS[COMP_CWORD - 1]}"
    echo "${COMPREPLY[*]}"
}

# offers WANTED WORD ...
offers()
{
    assert_equal "$(completions "${@:2}")" "$1"
}

@test "every program completes the options that its help lists" {
    for name in $(programs); do
        offers "$("$name" --help | grep -oE '^ +(-., )?--[a-z0-9-]+' | grep -oE -- '--.*' | paste -sd ' ')" "$name" --
    done
}

@test "options complete from their beginning" {
    offers '--columns' xyz2mbtr --c
    offers '--recipe --recipes' xyz2mbtr --rec
    offers '' xyz2mbtr --nothing
}

@test "recipes are those that came along, and files" {
    all=$(xyz2mbtr --recipes | cut -f 1 | paste -sd ' ')
    mkdir empty
    cd empty
    offers "$all" xyz2mbtr -c ''
    offers "$all" mbtr-kernel x.xyz --recipe = ''
    offers "$all" krr-train --recipe =
    offers 'molecules-atoms molecules' krr-tune -c m
    touch mine.yaml
    offers 'molecules-atoms molecules mine.yaml' krr-tune -c m
}

@test "values that an option names, or that a list holds" {
    offers 'structure atom' krr-tune --per ''
    offers mae krr-tune --loss m
    offers 'svg png pdf eps' mbtr-plot parity -f ''
    offers known hull-search --energies k
    offers natoms xyz-split --stratify ''
    offers "$(hull-search --strategies | awk '{print $1}' | paste -sd ' ')" hull-search --strategy ''
    offers "$(xyz2cm --matrices | awk '{print $1}' | paste -sd ' ')" xyz2cm --matrix ''
}

@test "operands: the kind of plot, then files, which readline completes" {
    offers "$(mbtr-plot --help | sed -n '1s/.*\.\.\.] \([a-z|]*\) .*/\1/p' | tr '|' ' ')" mbtr-plot ''
    offers tensor mbtr-plot t
    offers '' mbtr-plot tensor w
    offers '' xyz2mbtr w
    offers '' xyz2mbtr -o w
}

@test "programs that are named by their path are asked themselves" {
    cd /
    COMP=$BIN/hull-search
    complete -F _mbtr_tools -o default "$COMP"
    offers "$(hull-search --strategies | awk '{print $1}' | paste -sd ' ')" "$COMP" --strategy ''
    PATH=/usr/bin:/bin offers 'molecules-atoms molecules' "$COMP" -c mol
}
