#!/usr/bin/env bash
# Other people's checks: zizmor on the workflows, shellcheck on every script, and what the registry knows of our packages.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --no-input --only-binary=:all: --require-hashes \
  --requirement "$here/requirements.lock"

"$work/venv/bin/zizmor" --offline --quiet --config .github/zizmor.yml --min-severity=low .github
git ls-files -z '*.sh' .ci/run | xargs -0 "$work/venv/bin/shellcheck"

# Not every registry answers, and what is published tomorrow must not break what is unchanged: it is told, for people.
npm audit --omit=dev --json >"$work/audit.json" 2>/dev/null || true
# shellcheck disable=SC2016 # it is JavaScript
node -e '
  const { metadata } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8") || "{}");
  const found = Object.entries(metadata?.vulnerabilities ?? {}).map(([severity, count]) => `${count} ${severity}`);
  console.log(`Advisories: ${found.join(", ") || "the registry does not answer"}`);
' "$work/audit.json"
