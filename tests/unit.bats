load common

# Drivers that need arguments are run by a bats file of their own.
with_arguments=' damage mbtr mbtr_model xyz xyz_frame '

@test "the C unit drivers" {
    local source name ran=0
    for source in "$ROOT"/tests/unit/*.c; do
        name=$(basename "$source" .c)
        [[ $with_arguments != *" $name "* ]] || continue
        run "$UNIT/$name"
        [ "$status" -eq 0 ] || fail "$name: status $status"$'\n'"$output"
        ran=$((ran + 1))
    done
    [ "$ran" -gt 0 ]
}
