#!/usr/bin/env bash
# Plans stacks once more and applies that plan if it is what was approved: apply.sh <digest> <stacks…>
# No plan file leaves the machine that made it. The digest is of everything a plan does, so an equal digest means that
# what is applied is what was approved; a plan made now cannot be stale.
set -euo pipefail
approved=$1
shift
plans=$(mktemp -d)
trap 'rm -rf "$plans"' EXIT
npx mlops plan --lock --out "$plans/plans" "$@"
# A run that is cancelled signals this script only, and ends everything a few seconds later: what is in flight must be
# told at once, so that it is recorded.
node cli/mlops.js apply "$plans/plans" --expect-digest "$approved" --yes &
applying=$!
trap 'kill -TERM "$applying" 2> /dev/null || true' INT TERM
while true; do
  code=0
  wait "$applying" || code=$?
  kill -0 "$applying" 2> /dev/null || break
done
exit "$code"
