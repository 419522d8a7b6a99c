# Numbers held against those of Python: answers.py, which runs as long as the test that asks first.

# assert_at_most LIMIT MODULE WORD ...: what a function of a module here finds is at most that.
assert_at_most()
{
    local IFS=$'\t' answer
    [ -e "$BATS_TEST_TMPDIR/questions" ] || start_answers
    echo "$PWD"$'\t'"$*" >&8
    read -r answer <&9 || fail "$*: no answer"
    [ "$answer" = right ] || fail "$*: $answer"
}

start_answers()
{
    mkfifo "$BATS_TEST_TMPDIR/questions" "$BATS_TEST_TMPDIR/answers"
    "$PYTHON" "$ROOT/tests/reference/answers.py" < "$BATS_TEST_TMPDIR/questions" > "$BATS_TEST_TMPDIR/answers" 3>&- &
    exec 8> "$BATS_TEST_TMPDIR/questions" 9< "$BATS_TEST_TMPDIR/answers"
}
