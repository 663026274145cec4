#!/usr/bin/env bash
# Plans stacks for a review: plan.sh <folder> <what mlops plan takes…>
# Nobody applies these plan files: they are encrypted with a key that is forgotten here. Deploying plans again and goes
# by the digest (apply.sh).
set -euo pipefail
folder=$1
shift
MLOPS_PLAN_KEY=$(openssl rand -hex 32)
export MLOPS_PLAN_KEY
npx mlops plan --out "$folder" "$@"
