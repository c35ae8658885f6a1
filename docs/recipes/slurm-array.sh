#!/bin/bash
# Books from a folder as a Slurm job array: a shard a task, then one report of them all.
#
#   bash slurm-array.sh GUIDES BOOKS [TASKS]
#
# GUIDES and BOOKS lie on a file system that all nodes share. The script submits itself as the array's task.
#SBATCH --job-name=books
#SBATCH --cpus-per-task=2
set -euo pipefail

if [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then
    exec qapress --shard="$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --jobs="${SLURM_CPUS_PER_TASK:-1}" \
        --report="$2/reports/$SLURM_ARRAY_TASK_ID.xml" -o "$2/" "$1"
fi

guides=$1 books=$2 tasks=${3:-8}
mkdir -p "$books/reports"
array=$(sbatch --parsable --array="1-$tasks" --output="$books/reports/%a.log" "$0" "$guides" "$books")
# After any end: the report is wanted most when a shard has failed.
sbatch --parsable --wait --dependency="afterany:$array" --job-name=books-report --output="$books/reports/merge.log" \
    --wrap="qapress --merge-reports='$books/report.xml' '$books'/reports/*.xml"
