#!/bin/sh
# Makes the secrets that compose.yaml reads, once: those that are there already stay as they are.
#     deploy/secrets.sh [name or IPv4 address of this host as senders know it]
# Containers' users have other numbers than the one who runs this, so every user of this host can read them.
set -eu
umask 077
host=${1:-localhost}
folder=$(dirname "$0")/secrets
mkdir -p "$folder"
cd "$folder"

for name in clickhouse_default centspan_reader centspan_ingest centspan_admin grafana_admin otlp_token alerts_token; do
    [ -s "$name" ] || head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' > "$name"
done
case $host in
    *[!0-9.]*) known=DNS:$host ;;
    *) known=IP:$host ;;
esac
if [ ! -s tls.crt ]; then
    command -v openssl > /dev/null || { echo "no openssl here, which makes the certificate: install it and run this again" >&2; exit 1; }
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 825 \
        -keyout tls.key -out tls.crt -subj "/CN=$host" -addext "subjectAltName=$known,DNS:localhost,IP:127.0.0.1" 2> /dev/null
elif ! openssl x509 -in tls.crt -noout -ext subjectAltName 2> /dev/null | grep -qF "$host"; then
    echo "tls.crt is not for $host: remove tls.crt and tls.key for a new one" >&2
fi
chmod 755 . && chmod 644 ./*
echo "secrets are in $folder; senders need otlp_token and trust tls.crt"
