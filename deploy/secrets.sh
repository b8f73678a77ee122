#!/bin/sh
# Makes the secrets that compose.yaml reads, once: those that are there already stay as they are.
#     deploy/secrets.sh [name of this host as senders know it]
set -eu
umask 077
host=${1:-localhost}
folder=$(dirname "$0")/secrets
mkdir -p "$folder"
cd "$folder"

for name in clickhouse_default centspan_reader centspan_ingest centspan_admin grafana_admin otlp_token alerts_token; do
    [ -s "$name" ] || head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' > "$name"
done
if [ ! -s tls.crt ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 825 \
        -keyout tls.key -out tls.crt -subj "/CN=$host" -addext "subjectAltName=DNS:$host,DNS:localhost,IP:127.0.0.1" 2> /dev/null
fi
# The containers' users have other numbers than the one who runs this.
chmod 755 . && chmod 644 ./*
echo "secrets are in $folder; senders need otlp_token and trust tls.crt"
