# Logs, from which a search goes on (base/journal.h): of all programs that have --log.
load common

setup_file()
{
    cd "$BATS_FILE_TMPDIR"
    head -n 66 "$DATA/alloy/cupt-emt.xyz" > alloy.xyz
    head -n 147 "$DATA/molecules/molecules.xyz" > mol.xyz
    echo "sed -n 's/.* energy=\\([^ ]*\\) .*/\\1/p'" > calculate
    printf '%s\n' 'representation:' '  - {body: 2, geometry: distance, sigma: 0.1, grid: [0, 4, 8]}' \
        'kernel: {function: gaussian, sigma: 8}' 'regression: {property: energy, lambda: 2^-20}' \
        'search: {kernel.sigma: {start: 8, factor: 2, min: 4, max: 16}}' > r.yaml
    for search in $searches; do
        search $search -q --log log.$search -o right.$search
    done
}

# Searches of each program: what their names stand for is below.
searches='known command tune validate'

setup()
{
    cd "$BATS_FILE_TMPDIR"
}

# search NAME OPTION ...
search()
{
    case $1 in
    known) hull-search -c crystals --energies known --initial 5 --limit 8 "${@:2}" alloy.xyz ;;
    command) hull-search -c crystals --command 'sh calculate' --initial 5 --limit 8 "${@:2}" alloy.xyz ;;
    tune) krr-tune -c r.yaml --holdout 2 "${@:2}" mol.xyz ;;
    validate) krr-validate -c r.yaml --cv 4 "${@:2}" mol.xyz ;;
    esac
}

# refused SEARCH LOG MESSAGE: with this message of the log; nothing is written to it, nor to the output.
refused()
{
    if [ -f "$2" ]; then cp "$2" before; fi
    rm -f never
    run -1 timeout 20 bash -c "$(declare -f search); search $1 -q --log $2 -o never"
    assert_output --partial ": $2$3"
    refute_output --regexp $'[\e\a]'
    [ ! -e never ]
    if [ -f "$2" ]; then cmp "$2" before; fi
}

# right SEARCH LOG: the search comes to its end and leaves the log of its end.
right()
{
    search "$1" -q --log "$2" -o out
    cmp out "right.$1"
    diff <(matter "$1" "$2") <(matter "$1" "log.$1")
}

# What a log holds but for times and, since what is left of a round is another one after a stop, the numbers of rounds.
matter()
{
    case $1 in
    tune) cut -f 1-6 "$2" ;;
    validate) tr -d '\r' < "$2" ;;
    *) cut -f 1,3-5 "$2" | tr -d '\r' ;;
    esac
}

@test "every program that has --log is here" {
    for program in $(programs); do
        "$program" --help | grep -e '--log ' || continue
        [[ $(declare -f search) == *"$program"* ]]
    done
}

@test "a file that is no log is refused and stays as it is" {
    mkdir -p strange
    for search in known tune validate; do
        names=$(head -n 1 log.$search)
        case $search in known) name=hull-search ;; *) name=krr-$search ;; esac
        printf '{"energy": [1, 2]}' > strange/json
        printf '{\n "a": 1\n}\n' > strange/json.lines
        cp right.tune strange/yaml
        { cat right.known; printf '0099\tCu\t1'; } > strange/table
        cp alloy.xyz strange/xyz
        head -c 5000 "$BIN/xyz-info" > strange/binary
        head -c 300000 /dev/zero > strange/zeros
        printf '\0' > strange/nul
        printf '\n' > strange/line
        printf 'x' > strange/byte
        head -c 200000 /dev/zero | tr '\0' a > strange/long
        printf '\e]0;title\a\e[31m\n' > strange/escapes
        printf '%s\tmore\n' "$names" > strange/column
        printf '%s2\n' "$names" > strange/name
        printf '%s\r' "$names" | tr '\r' ' ' > strange/blank
        printf '%s' "${names%s*}S" > strange/case
        printf '\xef\xbb\xbf%s\n' "$names" > strange/mark
        printf '%s\n' "${names//$'\t'/,}" > strange/commas
        cp log.tune strange/other
        if [ $search != known ]; then cp log.known strange/other; fi
        for file in strange/*; do
            refused $search "$file" ": not a log of $name: expected the columns setup, "
        done
        ln -sf json strange/link
        refused $search strange/link ": not a log of $name"
        rm strange/link
    done
    run -1 search known --log strange/json
    assert_output "hull-search: strange/json: not a log of hull-search: expected the columns setup, round, number, id, energy, found '{\"energy\": [1, 2]}': give --log another file"
}

@test "a log of another search is refused and stays as it is, its last line cut or not" {
    for search in $searches; do
        sed '2,$s/^./g/' log.$search > other
        refused $search other ':2: this '
        printf 'cut' >> other
        refused $search other ':2: this '
        { head -n 1 log.$search; printf 'a\tb\n'; } > other
        refused $search other ':2: expected '
        { head -n 1 log.$search; printf '\0\n'; } > other
        refused $search other ':2: the line holds a NUL byte'
    done
}

@test "what is no file is refused at once" {
    mkdir -p folder
    mkfifo pipe
    for search in $searches; do
        refused $search folder ': expected a file for the log, which a later run can go on from, found a directory'
        refused $search pipe ': expected a file for the log, which a later run can go on from, found a pipe'
        refused $search /dev/null ': expected a file for the log, which a later run can go on from, found a device'
        refused $search /dev/zero ': expected a file for the log, which a later run can go on from, found a device'
        refused $search folder/none/log ': No such file or directory'
    done
}

@test "a log that may not be written is refused and stays as it is" {
    # Root may write all.
    if [ "$(id -u)" -eq 0 ]; then
        chmod 711 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" 2> /dev/null || true
        as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
        "${as[@]}" "$BIN/xyz-info" "$BATS_FILE_TMPDIR/mol.xyz" > /dev/null 2>&1 || skip 'others than root cannot run the programs here'
    fi
    for search in $searches; do
        cp log.$search fixed
        chmod 444 fixed
        run -1 "${as[@]}" bash -c "$(declare -f search); search $search -q --log fixed -o /dev/null"
        assert_output --partial ': fixed: Permission denied'
        cmp fixed log.$search
        rm -f fixed
    done
}

@test "no log yet, an empty one, one cut at any byte, with ends of lines as elsewhere, behind a link: the same search" {
    for search in $searches; do
        rm -f new
        right $search new
        : > empty
        right $search empty
        right $search log.$search
        size=$(stat -c %s log.$search)
        for at in 1 3 $(head -n 1 log.$search | wc -c | awk '{ print $1 - 1, $1, $1 + 1 }') $((size / 2)) $((size - 9)) $((size - 1)); do
            head -c "$at" log.$search > cut
            right $search cut
        done
        sed 's/$/\r/' log.$search > returns
        right $search returns
        head -n 3 log.$search > target
        ln -sf target link
        right $search link
        [ -L link ]
        rm link
        ln -s nowhere link
        right $search link
        ln -f target hard
        right $search hard
        rm link nowhere hard target
    done
}

@test "a line without an end does not count, which is told, and goes when the next is written" {
    for search in $searches; do
        { head -n 2 log.$search; printf 'cut'; } > cut
        run search $search --log cut -o out
        assert_success
        assert_output --partial 'cut: its last line has no end, as a run leaves it that is stopped while it writes: it does not count'
        diff <(matter $search cut) <(matter $search log.$search)
    done
}

@test "answers that are none stay where they are" {
    for text in '{"a": 1}' 'x' '0x' '-1'; do
        head -n 1 log.command > new
        printf '%s' "$text" > new.answers
        run -1 search command -q --log new
        assert_output --partial "new.answers:1: expected the number of the first answer, up to 0, found '$text'"
        assert_equal "$(cat new.answers)" "$text"
        rm new.answers
    done
}

@test "a log that another run is using is refused, or waited for where it may be a command that goes on" {
    for search in known tune validate; do
        for text in '' "$(cat log.$search)"; do
            printf '%s' "${text:+$text$'\n'}" > used
            exec 9< used
            flock 9
            refused $search used ': another run is using it: wait for its end, or use another --log' 9>&-
            exec 9<&-
            right $search used
        done
    done
    : > used
    hull-search -q -c crystals --command 'touch began; until [ -e go ]; do sleep 0.01; done; sh calculate' --log used \
        --initial 5 --limit 8 alloy.xyz -o first 3>&- &
    until [ -e began ]; do sleep 0.01; done
    run -1 search known --log used
    assert_output 'hull-search: used: another run is using it: wait for its end, or use another --log'
    # The command, too, keeps the log, when the search is gone.
    kill -9 $!
    wait $! || true
    run -1 search known --log used
    assert_output --partial ': another run is using it'
    search command --log used -o out 2> said 3>&- &
    until grep -q 'is at work with used: waiting for its end' said; do sleep 0.01; done
    touch go
    wait $!
    cmp out right.command
}

@test "two at once, six times: each is right or refused, and the log is one that a search goes on from" {
    for search in $searches; do
        for _ in 1 2 3 4 5 6; do
            rm -f both
            search $search -q --log both -o one 2> said.one 3>&- &
            first=$!
            search $search -q --log both -o two 2> said.two && second=0 || second=$?
            wait $first && one=0 || one=$?
            [ "$one" -eq 0 ] || [ "$second" -eq 0 ]
            cat said.one said.two | { grep -v 'both: another run is using it' || true; } | cmp - /dev/null
            if [ "$one" -eq 0 ]; then cmp one right.$search; fi
            if [ "$second" -eq 0 ]; then cmp two right.$search; fi
            right $search both
        done
    done
}
