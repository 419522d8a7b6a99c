# What is no text or has no end, and lines of any length: programs end soon, in little memory, with file and line.
load common

# Each way in which a program reads structures, tables, recipes and streams; @ is the input.
structures=('xyz-info @' 'xyz-info --table @' 'xyz-info --grid @' 'xyz-split -n 1 --train a --test b @' 'xyz2mbtr -c crystals @'
    'xyz2mbtr -c crystals --local @' 'xyz2cm @' 'krr-tune -c crystals --holdout 1 @' 'krr-validate -c crystals --holdout 1 @' 'krr-validate -c crystals --predict @ two.xyz' 'hull-search -c crystals --energies known @'
    'xyz-edit @' 'krr-predict -m held.krr @' 'krr-predict -m linear.krr --xyz @' 'xyz-relax -m linear.krr @')
tables=('krr-score @' 'hull-filter @' 'mbtr-plot parity @' 'mbtr-plot curve @' 'mbtr-plot hull @' 'mbtr-plot hull --true @ table'
    'hull-search -c crystals --energies @ two.xyz' 'xyz-edit --join @ two.xyz' 'xyz-edit --ids @ two.xyz')
recipes=('xyz2mbtr -c @ two.xyz' 'xyz2cm -c @ two.xyz' 'mbtr-kernel -c @ two.mbtr' 'krr-train -c @ two.kernel'
    'krr-tune -c @ --holdout 1 two.xyz' 'krr-validate -c @ --holdout 1 two.xyz' 'hull-search -c @ --energies known two.xyz')
correlations=("xyz2mbtr -c crystals -s 'correlation={file: @}' two.xyz" "krr-tune -c crystals -s 'correlation={file: @}' --holdout 1 two.xyz"
    "krr-validate -c crystals -s 'correlation={file: @}' --holdout 1 two.xyz"
    "hull-search -c crystals -s 'correlation={file: @}' --energies known two.xyz")
streams=('mbtr-cat @' 'mbtr-cat --check @' 'mbtr-cat -t @' 'mbtr-cat --npy a @' 'mbtr-kernel @' 'mbtr-kernel -x @ two.mbtr'
    'mbtr-kernel -x two.mbtr @' 'krr-train @' 'krr-train --primal @ two.kernel' 'krr-train --with @'
    'krr-serve -m @ --template two.xyz --unix none --energy-unit eV'
    'krr-predict -m @ two.kernel' 'xyz-relax -m @ two.xyz'
    'krr-predict -m two.krr @' 'krr-predict -m two.krr --stddev @ two.kernel' 'mbtr-plot tensor @' 'mbtr-plot weights @')

setup()
{
    cd "$BATS_TEST_TMPDIR"
    export OMP_NUM_THREADS=1
    printf '2\nenergy=-1\nH 0 0 0\nH 0 0 0.7\n2\nenergy=-2\nH 0 0 0\nH 0 0 0.8\n' > two.xyz
    printf 'id\tformula\tenergy\n1\tH2\t-1\n2\tO2\t-1\n' > table
    xyz2mbtr -c molecules two.xyz -o two.mbtr
    mbtr-kernel two.mbtr -o two.kernel
    krr-train two.kernel -o two.krr
    krr-train --with two.mbtr two.kernel -o held.krr
    linear_model
    tried=0
}

# refused INPUT MESSAGE COMMAND ...: each command, @ being the input, ends within ten seconds with this message, a pattern.
refused()
{
    local input=$1 message=$2 command
    shift 2
    for command; do
        run --separate-stderr timeout 10 bash -c "exec ${command//@/$input} > out"
        [ "$status" -eq 1 ] || fail "$command: status $status: $stderr"
        grep -qE "^${command%% *}: $message\$" <<< "$stderr" || fail "$command: $stderr"
        tried=$((tried + 1))
    done
}

# The programs that take an option, as their help tells, are those of these commands that give it.
complete()
{
    run diff <(for program in $(programs); do if grep -q -e "$1" <("$program" --help); then echo "$program"; fi; done) \
        <(printf '%s\n' "${@:2}" | cut -d ' ' -f 1 | sort -u)
    assert_success
}

@test "the commands are of all programs that read so" {
    complete ' --columns ' "${structures[@]}"
    complete ' --recipe ' "${recipes[@]}"
    run diff <(programs) <(printf '%s\n' "${structures[@]}" "${tables[@]}" "${streams[@]}" | cut -d ' ' -f 1 | sort -u)
    assert_success
}

@test "NUL bytes are seen at once" {
    memory_limit 700000
    local text='/dev/zero:1: the line holds a NUL byte'
    refused /dev/zero "$text" "${structures[@]}" "${tables[@]}" "${recipes[@]}" "${correlations[@]}"
    refused /dev/zero '/dev/zero: byte 0: not a stream .*' "${streams[@]}"
    echo "# $tried commands" >&3
}

@test "a line without an end is read up to a limit" {
    memory_limit 1200000
    local endless="<(yes abc | tr -d '\\\\n')"
    head -c 260M /dev/zero | tr '\0' x > long
    refused long 'long:1: expected lines of at most 256 MiB, found a longer one' "${structures[@]}"
    rm long
    refused "$endless" '/dev/fd/[0-9]+:1: expected lines of at most 16 MiB, found a longer one' "${tables[@]}"
    refused "$endless" '/dev/fd/[0-9]+: expected a text of at most 1 MiB, found more' "${recipes[@]}"
    refused "$endless" '/dev/fd/[0-9]+: byte 0: not a stream .*' "${streams[@]}"
    echo "# $tried commands" >&3
}

@test "a comment of any kind costs its length, and is read up to the limit" {
    need_plain_build
    run "$PYTHON" - << 'END'
import os
MB = 1 << 20
def memory(*command):
    """Status of a program and the most memory that it had, in bytes."""
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
        os.execvp(command[0], command)
    _, status, used = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), used.ru_maxrss * 1024
def write(length, begin, piece, end):
    """In parts, since what Python holds would count for its children."""
    part = piece * (MB // len(piece))
    left = length - len(begin + end)
    with open("long.xyz", "wb") as f:
        f.write(b"2\n" + begin)
        while left > 0:
            f.write(part[:left])
            left -= len(part)
        f.write(end + b"\nH 0 0 0\nH 0 0 0.7\n")
length = 40 * MB
for text in ((b"", b"x", b""), (b"x=", b"y", b""), (b'x="', b'\\"', b'"'), (b"x=[", b"y", b"]"), (b"", b"word ", b"")):
    write(length, *text)
    status, used = memory("xyz-info", "long.xyz")
    assert status == 0 and used < length + 30 * MB, (text, status, used / MB)
write(256 * MB, b"", b"x", b"")
status, used = memory("xyz2mbtr", "-c", "molecules", "long.xyz")
assert status == 0 and used < 286 * MB, (status, used / MB)
END
    assert_success
}
