# Options of all programs, as the tables in their sources tell.
load common

# options_of KIND: "PROGRAM NAME" of each option of that kind, one a line; those that programs share, of one.
options_of()
{
    local source
    for source in "$ROOT"/cmd/*.c; do
        sed -nE "s/^    \{.*, \"([a-z-]+)\", $1, .*/$(basename "$source" .c) \1/p" "$source"
    done
    sed -nE "s/^    \{.*, \"([a-z-]+)\", $1, .*/xyz-info \1/p" "$ROOT/lib/base/options.c"
    sed -nE "s/^ +\{.*, \"([a-z-]+)\", $1, .*/krr-tune \1/p" "$ROOT"/lib/*/*_options.h
}

# refuses KIND EXPECTED TEXT ...: each option of the kind refuses each text, and says what it expects.
refuses()
{
    local kind=$1 expected=$2 program name text n=0
    while read -r program name; do
        for text in "${@:3}"; do
            run -2 "$program" "--$name=$text"
            assert_line --index 0 "$program: --$name: expected $expected, found '$text'"
            n=$((n + 1))
        done
    done < <(options_of "$kind")
    echo "# $n texts refused" >&3
    [ "$n" -ge "$#" ]
}

@test "options that take a number refuse blanks around it, negative ones, and all else that is none" {
    refuses OPTION_NUMBER 'a number that is not negative' ' 5' '5 ' '' '2^ 3' '2^' five 1e999 -1 -1e-300
}

@test "options that take a number or a percentage refuse all else" {
    refuses OPTION_AMOUNT 'a whole number or a percentage' ' 5' -5 2.5 '' % five% '5 %' -1% 100.1% 1e999% nan% 5%% \
        "$(printf '%0100d' 1)%"
}

@test "options that take a whole number refuse blanks around it, signs, fractions and all else that is none" {
    refuses OPTION_COUNT 'a whole number' ' 5' '5 ' '' -5 +5 2.5 five 99999999999999999999
}

# Of all options of all programs, once: letter or -, name, argument, and what help says of it, but for what stands in brackets and,
# in a program with several tasks, for which of them it is.
told()
{
    local program
    for program in $(programs); do
        "$program" --help | awk -v OFS='\t' '/^  (-.,|   ) --/ {
            letter = substr($0, 3, 1) == "-" ? substr($0, 4, 1) : "-"
            name = substr($0, 7)
            match(name, /^[^ ]+/); argument = substr(name, RLENGTH + 2); name = substr(name, 1, RLENGTH)
            match(argument, /^[^ ]*/); text = substr(argument, RLENGTH + 1); argument = substr(argument, 1, RLENGTH)
            sub(/^ */, "", text); sub(/^[a-z]+([, ]+[a-z]+)*: /, "", text); sub(/ \(.*/, "", text)
            print letter, name, argument, text }'
    done | sort -u
}

@test "an option has one letter, one name and one meaning in all programs" {
    told > "$BATS_TEST_TMPDIR/told"
    [ "$(wc -l < "$BATS_TEST_TMPDIR/told")" -gt 80 ]
    run -0 awk -F '\t' '
        $4 == "" { print "says nothing: " $0 }
        $1 != "-" && letter[$1]++ { print "another with this letter: " $0 }
        name[$2]++ { print "another of this name: " $0 }' "$BATS_TEST_TMPDIR/told"
    assert_output ''
}
