# What shellcheck says of the shell's files. In tests, bats ends at a failed cd and sets output and stderr.
load common

setup()
{
    command -v shellcheck && return
    [ "${CI:-}" != true ] || fail 'no shellcheck'
    skip 'no shellcheck'
}

@test "shellcheck finds nothing in scripts" {
    run -0 shellcheck --shell=bash "$ROOT"/tests/*.bash "$ROOT"/lib/*/*.bash
    assert_output ''
    run -0 shellcheck "$ROOT/.ci/run" "$ROOT"/tests/*.sh "$ROOT"/tests/*/*.sh "$ROOT"/tests/bench/*/*.sh
    assert_output ''
}

@test "shellcheck warns of nothing in tests" {
    run -0 shellcheck --severity=warning --exclude=SC2154,SC2164,SC2238 "$ROOT"/tests/*.bats
    assert_output ''
}
