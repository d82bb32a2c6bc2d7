#!/bin/sh
# Send command: gives the message to the Telegram Bot API, as plain text, in one request that is never repeated here.
# Token: TELEGRAM_BOT_TOKEN, else channels.telegram.botToken in openclaw.json. Chat: OWNER_REPORT_TARGET if
# OWNER_REPORT_CHANNEL is telegram or empty, else TELEGRAM_CHAT_ID, else defaultTo or allowFrom in openclaw.json.
# Guarantee: the token is in no argument list and in no output.
# Exits 0 sent, 65 no message, 69 curl is missing, 75 not sent or no answer, 78 no token or chat.
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/../.." && pwd -P) || exit 70
# shellcheck source=scripts/lib/runtime.sh
. "$root/scripts/lib/runtime.sh"
# shellcheck source=scripts/lib/json.sh
. "$root/scripts/lib/json.sh"
# shellcheck source=scripts/lib/message.sh
. "$root/scripts/lib/message.sh"

# openclaw_setting KEY...: prints that value below channels.telegram of openclaw.json, nothing if there is none.
openclaw_setting() {
  [ -r "$openclaw_config" ] || return 0
  json_value "$openclaw_config" channels telegram "$@" || {
    setting_status=$?
    [ "$setting_status" -eq 1 ] || exit "$setting_status"
    warn "expected JSON in '$openclaw_config', found something else; TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID say it instead"
  }
}

# Sets token. Its form is checked, for it becomes part of an address.
read_token() {
  token=${TELEGRAM_BOT_TOKEN:-}
  if [ -z "$token" ]; then
    token=$(openclaw_setting botToken) || exit $?
  fi
  [ -n "$token" ] ||
    die 78 "expected a bot token, found none in the environment and in '$openclaw_config'; set TELEGRAM_BOT_TOKEN"
  case $token in
    *[!A-Za-z0-9:_-]* | :* | *: | *:*:*) ;;
    *:*) return 0 ;;
  esac
  die 78 "expected a bot token of the form 123456:ABC-def, found something else (not shown); set TELEGRAM_BOT_TOKEN"
}

# Prints the chat that openclaw.json names first.
default_chat() {
  chosen=$(openclaw_setting defaultTo) || exit $?
  [ -n "$chosen" ] || chosen=$(openclaw_setting allowFrom 0) || exit $?
  # An allow list may say "anyone", which is no address.
  [ "$chosen" = '*' ] || printf '%s\n' "$chosen"
}

# Sets chat and thread (empty for none) from ID, @name, telegram:ID or ID:topic:THREAD.
read_chat() {
  chat=
  thread=
  case ${OWNER_REPORT_CHANNEL:-telegram} in
    telegram) chat=${OWNER_REPORT_TARGET:-} ;;
  esac
  [ -n "$chat" ] || chat=${TELEGRAM_CHAT_ID:-}
  if [ -z "$chat" ]; then
    chat=$(default_chat) || exit $?
  fi
  [ -n "$chat" ] ||
    die 78 "expected a chat, found none in the environment and in '$openclaw_config'; set TELEGRAM_CHAT_ID," \
      "or OWNER_REPORT_TARGET together with OWNER_REPORT_CHANNEL=telegram"
  named_chat=$chat
  chat=${chat#telegram:}
  chat=${chat#tg:}
  case $chat in
    *:topic:*)
      thread=${chat##*:topic:}
      chat=${chat%%:topic:*}
      ;;
  esac
  { is_chat "$chat" && is_digits "${thread:-0}"; } ||
    die 78 "expected a chat id (123456, -100123456, -100123456:topic:7 or @name), found '$named_chat'; set TELEGRAM_CHAT_ID"
}

is_digits() {
  case $1 in
    '' | *[!0-9]*) return 1 ;;
  esac
}

is_chat() {
  case $1 in
    @ | @*[!A-Za-z0-9_]*) return 1 ;;
    @*) return 0 ;;
    *) is_digits "${1#-}" ;;
  esac
}

# Sets api_root and timeout_seconds.
read_endpoint() {
  api_root=${TELEGRAM_API_ROOT:-https://api.telegram.org}
  case $api_root in
    *[!A-Za-z0-9:/._~%@-]* | *\[*) die 78 "TELEGRAM_API_ROOT: expected an address such as https://api.telegram.org, found '$api_root'" ;;
    http://?* | https://?*) api_root=${api_root%/} ;;
    *) die 78 "TELEGRAM_API_ROOT: expected an address that begins with https:// or http://, found '$api_root'" ;;
  esac
  timeout_seconds=${TELEGRAM_TIMEOUT_SECONDS:-60}
  { is_digits "$timeout_seconds" && [ "$timeout_seconds" -gt 0 ]; } ||
    die 78 "TELEGRAM_TIMEOUT_SECONDS: expected a whole number of seconds above 0, found '$timeout_seconds'"
}

# Prints what curl reads from its stdin; printf is part of the shell, so the token enters no argument list.
request() {
  printf 'url = "%s/bot%s/sendMessage"\n' "$api_root" "$token"
  printf 'data-urlencode = "chat_id=%s"\n' "$chat"
  [ -z "$thread" ] || printf 'data-urlencode = "message_thread_id=%s"\n' "$thread"
  printf '%s\n' 'data-urlencode = "text@message"' 'data-urlencode = "link_preview_options={\"is_disabled\":true}"'
}

# Sets http_status and curl_status; the answer is in the file answer, curl's words are in complaints.
# -q keeps a .curlrc from adding a retry, which would send twice, or a trace, which would show the token.
post_message() {
  cd -- "$scratch" || exit 74
  : >answer
  http_status=$(request | curl -q --silent --show-error --config - --connect-timeout 10 --max-time "$timeout_seconds" \
    --output answer --write-out '%{http_code}' 2>complaints)
  curl_status=$?
}

# scrub TEXT: TEXT on one line, without control characters and without the token.
scrub() (
  text=$(printf '%s' "$1" | tr '\n' ' ' | tr -d '\000-\037\177')
  while :; do
    case $text in
      *"$token"*) text="${text%%"$token"*}<token>${text#*"$token"}" ;;
      *) break ;;
    esac
  done
  printf '%s\n' "$text"
)

# answer_value KEY...: a value of the answer, nothing if there is none or the answer is not JSON.
answer_value() {
  json_value answer "$@" || [ $? -eq 1 ] || exit 69
}

report_outcome() {
  # Without a connection nothing can have gone out: no address, no answer to the first knock, no TLS.
  case $curl_status in
    5 | 6 | 7 | 35)
      die 75 "expected a connection to $api_root, found none (curl exit $curl_status):" \
        "$(scrub "$(head -c 1000 complaints)"); nothing was sent"
      ;;
  esac
  if [ "$curl_status" -ne 0 ]; then
    die 75 "expected an answer from $api_root within $timeout_seconds s, found none (curl exit $curl_status):" \
      "$(scrub "$(head -c 1000 complaints)"); the message may or may not have been sent"
  fi
  ok=$(answer_value ok) || exit $?
  if [ "$http_status" = 200 ] && [ "$ok" = true ]; then
    printf 'sent to Telegram, message %s\n' "$(answer_value result message_id)"
    return 0
  fi
  description=$(answer_value description)
  retry_after=$(answer_value parameters retry_after)
  hint=
  case $http_status in
    401 | 404) hint='; check TELEGRAM_BOT_TOKEN' ;;
    400 | 403) hint='; check the chat id and that the bot may write there' ;;
  esac
  die 75 "expected HTTP 200 and ok:true from $api_root, found HTTP $http_status and ok:${ok:-(none)}:" \
    "$(scrub "${description:-no description}")${retry_after:+; retry_after=$(scrub "$retry_after") s}$hint"
}

main() {
  ensure_home
  extend_path_for_tools
  command -v curl >/dev/null || die 69 "expected curl on PATH, found none in '$PATH'; install curl"
  openclaw_config=${OPENCLAW_HOME:-$HOME/.openclaw}/openclaw.json
  read_token
  read_chat
  read_endpoint
  umask 077
  make_scratch
  write_message "$scratch/message"
  post_message
  report_outcome
}

main
