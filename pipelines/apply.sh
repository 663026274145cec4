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
npx mlops apply "$plans/plans" --expect-digest "$approved" --yes
