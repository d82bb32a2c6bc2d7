#!/bin/sh
# Makes an authority of your own and a certificate of the broker: make-certificates.sh DIRECTORY NAME... The names are those by
# which hosts reach the broker, host names or addresses of IP. ca.crt goes to every host and to the hub ("relayCaFile"),
# server.crt and server.key stay with the broker; keep ca.key in a safe place. Needs openssl.
set -eu
umask 077
days=${DAYS:-825}
if [ "$#" -lt 2 ]; then
  echo 'expected a directory and the names of the broker, for example: make-certificates.sh . hub.example.org 10.0.0.5' >&2
  exit 64
fi
directory=$1
shift
mkdir -p "$directory"
cd "$directory"

names=
for name in "$@"; do
  case $name in
    *[!0-9.]*) kind=DNS ;;
    *) kind=IP ;;
  esac
  names="$names${names:+,}$kind:$name"
done

if [ ! -e ca.key ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj '/CN=owner-report relay' \
    -keyout ca.key -out ca.crt 2> /dev/null
fi
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" \
  -keyout server.key -out server.csr 2> /dev/null
printf 'subjectAltName=%s\n' "$names" > server.ext
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days "$days" -extfile server.ext \
  -out server.crt 2> /dev/null
rm server.csr server.ext
chmod 644 ca.crt server.crt
echo "ca.crt, server.crt and server.key are in $directory, for $names"
