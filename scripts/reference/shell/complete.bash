# Completion of the owner-report commands, for bash 3.2 and newer. Put this line into ~/.bashrc:
#   eval "$(owner-report-watchdog completion bash)"

# Sets commands and valued of a program, and options, operands and takes_command of one of its commands. Words that end with
# "=KIND" take a value of that kind.
# shellcheck disable=SC2034 # they are variables of the caller
_owner_report_table() {
  # TABLE
}

_owner_report() {
  local IFS=$' \t\n' LC_ALL=C
  local program=${1##*/} commands='' valued='' options='' operands='' takes_command=''
  local current='' prefix='' command='' option='' home='' behind=''
  local -i place=0 index
  local -a typed=()
  local word kind
  COMPREPLY=()

  # bash takes words apart at "=" and ":".
  local glue=''
  for ((index = 1; index <= COMP_CWORD; index++)); do
    word=${COMP_WORDS[index]}
    if [[ ${#typed[@]} -gt 0 && ($word == [=:]* || -n $glue) ]]; then
      typed[${#typed[@]} - 1]+=$word
    else
      typed+=("$word")
    fi
    glue=''
    [[ $word != [=:]* ]] || glue=1
  done
  index=${#typed[@]}-1
  current=${typed[index]}
  unset "typed[index]"

  _owner_report_table "$program" ''
  # bash 3.2 takes an empty array for an unset one.
  for word in ${typed[@]+"${typed[@]}"}; do
    if [[ -n $behind ]]; then
      place+=1
    elif [[ -n $option ]]; then
      [[ $option != --home ]] || home=$word
      option=''
    elif [[ $word == -- ]]; then
      behind=1
      [[ -z $takes_command ]] || place=0
    elif [[ $word == --home=* ]]; then
      home=${word#*=}
    elif [[ $word == -* ]]; then
      [[ " $valued " != *" $word "* ]] || option=$word
    elif [[ -z $command && $place == 0 && " $commands " == *" $word "* ]]; then
      command=$word
      _owner_report_table "$program" "$command"
    else
      place+=1
    fi
  done

  if [[ -n $behind && -n $takes_command ]]; then
    _owner_report_offer "$([[ $place == 0 ]] && echo @command || echo @file)"
  elif [[ -n $option ]]; then
    _owner_report_value "$option"
  elif [[ -z $behind && $current == --*=* ]]; then
    option=${current%%=*}
    current=${current#*=}
    [[ $COMP_WORDBREAKS == *=* ]] || prefix=$option=
    _owner_report_value "$option"
  elif [[ -z $behind && $current == -* ]]; then
    for word in $options; do
      _owner_report_match "${word%%=*}"
    done
  else
    if [[ -z $command && -z $behind && $place == 0 ]]; then
      for word in $commands; do
        _owner_report_match "$word"
      done
    fi
    index=0
    for kind in $operands; do
      [[ $index != "$place" ]] || _owner_report_offer "$kind"
      index+=1
    done
  fi
}

# What may stand for the value of an option.
_owner_report_value() {
  local word
  for word in $options; do
    [[ $word != "$1="* ]] || _owner_report_offer "${word#*=}"
  done
}

_owner_report_offer() {
  local word path directory
  case $1 in
  @text) ;;
  # What bash itself does for files knows how to quote them. Without compopt, as in bash 3.2, the bare names must do.
  @file) compopt -o default 2> /dev/null || _owner_report_compgen -f ;;
  @directory) compopt -o dirnames 2> /dev/null || _owner_report_compgen -d ;;
  @command) _owner_report_compgen -c ;;
  @reports+*)
    directory=${home:-${OWNER_REPORT_HOME:-$HOME/.clawteam/owner-reports}}
    # shellcheck disable=SC2088 # as it was typed
    [[ $directory != '~/'* ]] || directory=$HOME/${directory#*/}
    word=${1#@reports+}
    for word in ${word//+/ }; do
      for path in "$directory/$word/$current"*.md; do
        path=${path##*/}
        path=${path%.md}
        # Other names are no ids, and might mean something to the shell.
        case $path in
        *[!A-Za-z0-9._-]* | [!A-Za-z0-9]* | '') ;;
        *) _owner_report_match "$path" ;;
        esac
      done
    done
    ;;
  *)
    for word in ${1//,/ }; do
      _owner_report_match "$word"
    done
    ;;
  esac
}

_owner_report_compgen() {
  local word
  while IFS= read -r word; do
    COMPREPLY+=("$prefix$word")
  done < <(compgen "$1" -- "$current")
}

_owner_report_match() {
  [[ $1 != "$current"* ]] || COMPREPLY+=("$prefix$1")
}

complete -F _owner_report PROGRAMS
