#!/usr/bin/env bash
# Runs one fuzz target for a while, starting from the corpus that is kept; findings go beside the target.
#   tests/fuzz/run.sh build/fuzz/tests/fuzz_reader [SECONDS [RUNS]]
# Without RUNS it is a hunt, which starts from what earlier hunts came by, too. With RUNS it is a test: the same inputs
# in every clone, so nothing may depend on the order of a folder, on earlier runs, on the time or on addresses.
set -euo pipefail
export LC_ALL=C
target=$(realpath "${1:?a fuzz target}")
seconds=${2:-60}
runs=${3:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
name=${target##*/fuzz_}
scratch=$(dirname "$target")/scratch/fuzz_$name
mkdir -p "$scratch/corpus" "$scratch/findings"
cd "$here/corpus/$name"
kept=(*)
options=(-max_total_time="$seconds" -seed=1 -timeout=120 -rss_limit_mb=4096 -max_len=16384 -print_final_stats=1
    -artifact_prefix="$scratch/findings/" -seed_inputs="$(IFS=,; echo "${kept[*]}")")
[ -f "$here/$name.dict" ] && options+=(-dict="$here/$name.dict")
command=("$target" "${options[@]}")
if [ -z "$runs" ]; then
    command+=("$scratch/corpus")
else
    command+=(-runs="$runs" -reload=0)
    setarch -R true 2>/dev/null && command=(setarch -R "${command[@]}")
fi
"${command[@]}" >"$scratch/log" 2>&1 || { tail -60 "$scratch/log"; exit 1; }
grep -E "stat::(number_of_executed_units|new_units_added|peak_rss_mb)" "$scratch/log"
