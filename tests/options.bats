# Options of all programs, as the tables in their sources tell.
load common

# options_of KIND: "PROGRAM NAME" of each option of that kind, one a line; those that all programs share, of one.
options_of()
{
    local source
    for source in "$ROOT"/cmd/*.c; do
        sed -nE "s/^    \{.*, \"([a-z-]+)\", $1, .*/$(basename "$source" .c) \1/p" "$source"
    done
    sed -nE "s/^    \{.*, \"([a-z-]+)\", $1, .*/xyz-info \1/p" "$ROOT/lib/base/options.c"
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

@test "options that take a whole number refuse blanks around it, signs, fractions and all else that is none" {
    refuses OPTION_COUNT 'a whole number' ' 5' '5 ' '' -5 +5 2.5 five 99999999999999999999
}
