#!/usr/bin/env bash
# Keeps one issue about infrastructure that was changed outside of Terraform: drift-issue.sh <true|false> <file>
# Opens it, brings it up to date, or closes it once there is nothing left. Needs GH_TOKEN.
set -euo pipefail
found=$1 file=$2
label=infrastructure-drift
number=$(gh issue list --label "$label" --state open --limit 1 --json number --jq '.[].number')
if [ "$found" = true ]; then
  if [ -n "$number" ]; then
    gh issue edit "$number" --body-file "$file"
  else
    gh label create "$label" --force --description "Changed outside of Terraform" --color D93F0B
    gh issue create --title "Infrastructure was changed outside of Terraform" --label "$label" --body-file "$file"
  fi
elif [ -n "$number" ]; then
  gh issue close "$number" --comment "Everything is as Terraform left it again."
fi
