#!/bin/bash
# Books from a folder on several machines through GNU parallel: a shard a job over ssh, then one report of them all.
#
#   bash parallel.sh HOSTS GUIDES BOOKS
#
# HOSTS is a file for --sshloginfile, a host a line. All hosts share the current folder, under the same path.
set -euo pipefail

hosts=$1 guides=$2 books=$3
shards=$(grep -cv '^[[:space:]]*\(#\|$\)' "$hosts")
mkdir -p "$books/reports"
status=0
seq "$shards" | parallel --sshloginfile "$hosts" --jobs 1 --workdir "$PWD" \
    qapress "--shard={}/$shards" "--report=$books/reports/{}.xml" -o "$books/" "$guides" || status=1
qapress --merge-reports="$books/report.xml" "$books"/reports/*.xml
exit $status
