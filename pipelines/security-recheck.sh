#!/usr/bin/env bash
# Runs the check of security's approval again after a review came or went: security-recheck.sh <commit>
# The check is a job of the run that reviewed the commit, so that there is one of its name. One that still runs will see
# the review by itself. Needs GH_TOKEN with the right to write actions, and GITHUB_REPOSITORY.
set -euo pipefail
commit=$1
runs="repos/$GITHUB_REPOSITORY/actions/workflows/pull-request.yml/runs?event=pull_request&head_sha=$commit&per_page=1"
run=$(gh api "$runs" --jq '.workflow_runs[0] | select(. != null and .status == "completed") | .id')
if [ -z "$run" ]; then
  echo "No run of this commit has ended: the check will look for itself."
  exit 0
fi
job=$(gh api "repos/$GITHUB_REPOSITORY/actions/runs/$run/jobs?per_page=100" \
  --jq '[.jobs[] | select(.name == "Security approval")] | last | .id // empty')
[ -n "$job" ] || exit 0
gh api --silent --method POST "repos/$GITHUB_REPOSITORY/actions/jobs/$job/rerun"
