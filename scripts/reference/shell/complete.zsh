#compdef PROGRAMS
# Completion of the owner-report commands, for zsh. Put this line at the end of ~/.zshrc:
#   eval "$(owner-report-watchdog completion zsh)"

# Sets subcommands and valued of a program, and flags, kinds, operands and takes_command of one of its commands. Kinds are of
# the values of flags. (The names "commands" and "options" are zsh's own.)
_owner_report_table() {
  # TABLE
}

_owner_report() {
  local program=${words[1]:t} command option home word kind
  local -a subcommands valued flags kinds operands
  local -i takes_command=0 place=0 behind=0 index

  _owner_report_table $program ''
  for (( index = 2; index < CURRENT; index++ )); do
    word=${(Q)words[index]}
    if (( behind )); then
      place+=1
    elif [[ -n $option ]]; then
      [[ $option != --home ]] || home=$word
      option=
    elif [[ $word == -- ]]; then
      behind=index
    elif [[ $word == --home=* ]]; then
      home=${word#*=}
    elif [[ $word == -* ]]; then
      (( ${valued[(Ie)$word]} )) && option=$word
    elif [[ -z $command && $place == 0 && -n ${(M)subcommands:#${(b)word}:*} ]]; then
      command=$word
      _owner_report_table $program $command
    else
      place+=1
    fi
  done

  if (( behind && takes_command )); then
    words=("${(@)words[behind + 1, -1]}")
    (( CURRENT -= behind ))
    _normal
  elif [[ -n $option ]]; then
    _owner_report_offer ${${(M)kinds:#$option=*}#*=}
  elif (( ! behind )) && [[ $PREFIX == --*=* ]]; then
    option=${PREFIX%%=*}
    compset -P '*='
    _owner_report_offer ${${(M)kinds:#$option=*}#*=}
  elif (( ! behind )) && [[ $PREFIX == -* ]]; then
    _describe -o option flags
  else
    [[ -n $command ]] || (( behind || place || ! $#subcommands )) || _describe -t commands command subcommands
    kind=${operands[place+1]}
    [[ -z $kind ]] || _owner_report_offer $kind
  fi
}

_owner_report_offer() {
  local directory
  local -a ids expl
  case $1 in
  @text | '') _message text ;;
  @file) _files ;;
  @directory) _files -/ ;;
  @reports+*)
    directory=${home:-${OWNER_REPORT_HOME:-$HOME/.clawteam/owner-reports}}
    [[ $directory != '~/'* ]] || directory=$HOME/${directory#*/}
    ids=( $directory/(${~${1#@reports+}//+/|})/*.md(N:t:r) )
    # Other names are no ids.
    ids=( ${${(M)ids:#[A-Za-z0-9]*}:#*[^A-Za-z0-9._-]*} )
    _wanted reports expl report compadd -a ids
    ;;
  *) _wanted values expl value compadd -- ${(s:,:)1} ;;
  esac
}

# As a file in a directory of fpath it is called to complete; else it is read, and says what is to be called.
if [[ ${zsh_eval_context[-1]} == (loadautofunc|shfunc) ]]; then
  _owner_report "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _owner_report PROGRAMS
fi
