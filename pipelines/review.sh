#!/usr/bin/env bash
# Reviews the plans of several jobs as one: review.sh <folder of plan folders> <output folder> <URL of the run> <names>
# Every name is a plan folder that must be there; one that is missing is a row in the review. Writes comment.md,
# report.html, review.json and review.sarif. Exit code 1: something is blocked; with FAIL_ON=security also if security must
# approve, for where no check of its own asks for that.
set -euo pipefail
plans=$1 out=$2 run_url=$3
read -ra names <<< "$4"
mkdir -p "$out"
code=0
npx mlops review "${names[@]/#/$plans/}" \
  --markdown "$out/comment.md" --html "$out/report.html" --json "$out/review.json" --sarif "$out/review.sarif" \
  --report-url "$run_url#artifacts" --run-url "$run_url" --fail-on "${FAIL_ON:-blocked}" || code=$?
if [ ! -s "$out/comment.md" ]; then
  printf '%s\n\n%s\n' '<!-- mlops-review -->' \
    "## BLOCKED: there is no review, because planning failed. See [the run]($run_url)." > "$out/comment.md"
fi
exit "$code"
