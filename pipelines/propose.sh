#!/usr/bin/env bash
# Decides about a model and proposes it as a pull request: propose.sh <what mlops takes…>
# A pull request that a workflow's token opens starts no checks. So it is a draft: whoever marks it as ready for review
# starts them, and stands for it. Needs GH_TOKEN.
set -euo pipefail
# The checkout keeps no token, which every package that was installed since could read: git asks gh for it, in this step alone.
gh auth setup-git
git config user.name "github-actions[bot]"
git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
said=$(mktemp)
code=0
npx mlops "$@" --open-pr | tee "$said" || code=$?
{
  echo '```'
  cat "$said"
  echo '```'
} >> "$GITHUB_STEP_SUMMARY"
[ "$code" = 0 ] || exit "$code"
url=$(grep -oE 'https://[^ ]+/pull/[0-9]+' "$said" | tail -n 1)
gh pr ready --undo "$url"
