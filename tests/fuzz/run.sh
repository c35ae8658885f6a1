#!/usr/bin/env bash
# Runs one fuzz target for a while, starting from the corpus that is kept; findings go beside the target.
#   tests/fuzz/run.sh build/fuzz/tests/fuzz_reader [SECONDS [RUNS]]
set -euo pipefail
target=${1:?a fuzz target}
seconds=${2:-60}
runs=${3:--1}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
name=${target##*/fuzz_}
work=$(dirname "$target")/work/fuzz_$name
mkdir -p "$work/corpus" "$work/findings"
dictionary=()
[ -f "$here/$name.dict" ] && dictionary=(-dict="$here/$name.dict")
"$target" -max_total_time="$seconds" -runs="$runs" -seed=1 -timeout=120 -rss_limit_mb=4096 -max_len=16384 -print_final_stats=1 \
    -artifact_prefix="$work/findings/" "${dictionary[@]}" "$work/corpus" "$here/corpus/$name" >"$work/log" 2>&1 ||
    { tail -60 "$work/log"; exit 1; }
grep -E "stat::(number_of_executed_units|new_units_added|peak_rss_mb)" "$work/log"
