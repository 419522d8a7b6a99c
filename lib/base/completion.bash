# Completes the options, their arguments and the operands of the programs of mbtr-tools. Each program is asked for its
# help, which follows from its table of options (base/options.h), so that nothing is written twice: "svg|png" are the
# values to choose from, words in capitals stand for something else, and "one of [PROGRAM] --FLAG" tells who lists it.

# _mbtr_tools_list PROGRAM HELP: what the words "one of [OTHER] --FLAG" in a line of the program's help refer to.
_mbtr_tools_list()
{
    local program=$1
    [[ $2 =~ one\ of\ (([a-z0-9-]+)\ )?(--[a-z-]+) ]] || return
    [[ -z ${BASH_REMATCH[2]} ]] || program=${program%"${program##*/}"}${BASH_REMATCH[2]}
    "$program" "${BASH_REMATCH[3]}" 2> /dev/null | awk '{ print $1 }'
}

# _mbtr_tools_argument PROGRAM ARGUMENT HELP: its values, one a line; none where it names a file.
_mbtr_tools_argument()
{
    tr '|' '\n' <<< "$2" | grep -v '[A-Z]'
    case $2 in
    CMD)    compgen -c -- "$word" ;;
    RECIPE) _mbtr_tools_list "$1" "$3"; compgen -f -- "$word" ;;
    *)      _mbtr_tools_list "$1" "$3" ;;
    esac
}

# Sets COMPREPLY; where that stays empty, readline completes files.
_mbtr_tools()
{
    local program=${1/#\~/$HOME} word=$2 option=$3 help line row='^  (-.,|   ) (--[a-z0-9-]+)( ([^ ]+))?  *(.*)' values=''
    case $word,$option in
    =,*) word='' ;;
    *,=) option=${COMP_WORDS[COMP_CWORD - 2]} ;;
    esac
    help=$("$program" --help 2> /dev/null) || return
    while IFS= read -r line; do
        [[ $line =~ $row ]] || continue
        if [[ -n ${BASH_REMATCH[4]} && ($option = "${BASH_REMATCH[2]}" || $option, = "${BASH_REMATCH[1]}") ]]; then
            values=$(_mbtr_tools_argument "$program" "${BASH_REMATCH[4]}" "${BASH_REMATCH[5]}")
            break
        fi
        [[ $word != -* ]] || values+=${BASH_REMATCH[2]}$'\n'
    done <<< "$help"
    [[ $word = -* || $COMP_CWORD -gt 1 || ! $help =~ \[OPTION\ ...\]\ ([a-z|]+\|[a-z]+) ]] ||
        values=${BASH_REMATCH[1]//|/$'\n'}
    mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
}

complete -o default -F _mbtr_tools "${BASH_SOURCE[0]##*/}"
