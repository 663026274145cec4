#!/usr/bin/env bash
# Plans stacks against what another commit deploys into a sandbox: simulate.sh <folder> <base commit> <stacks, or *>
# Needs no account, so that a change from a fork gets the same review as any other.
set -euo pipefail
folder=$1 base=$2 stacks=$3
work=$(mktemp -d)
trap 'git worktree remove --force "$work/base"; rm -rf "$work"' EXIT
git worktree add --quiet --detach "$work/base" "$base"
(
  cd "$work/base"
  npm ci --ignore-scripts
  # What others look up first; cdktf deploys the rest at the same time.
  deploy() { npx mlops sandbox --dir "$work/azure" -- npx cdktf deploy "$@" --auto-approve; }
  deploy bootstrap registry
  if [ "$stacks" = '*' ]; then deploy '*'; else deploy pipelines --ignore-missing-stack-dependencies; fi
)
read -ra names <<< "$stacks"
"$(dirname "$0")/plan.sh" "$folder" --sandbox --dir "$work/azure" --affected "$base" "${names[@]}"
