#!/usr/bin/env bash
# Other people's checks: zizmor and GitHub's schemas on the workflows, shellcheck on every script, an independent validator on our
# own schemas and files, checkov on every stack, and what the registry knows of our packages.
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

check_schema="$work/venv/bin/check-jsonschema"
"$check_schema" --builtin-schema vendor.github-workflows .github/workflows/*.yml
"$check_schema" --builtin-schema vendor.github-actions .github/actions/*/action.yml
"$check_schema" --check-metaschema config/schemas/*.schema.json
for config in config examples/*/config; do
  "$check_schema" --schemafile config/schemas/organization.schema.json "$config/organization.yaml"
  if [ -e "$config/waivers.yaml" ]; then
    "$check_schema" --schemafile config/schemas/waivers.schema.json "$config/waivers.yaml"
  fi
  "$check_schema" --schemafile config/schemas/environment.schema.json "$config"/environments/*.yaml
  "$check_schema" --schemafile config/schemas/use-case.schema.json "$config"/use-cases/*.yaml
  "$check_schema" --schemafile config/schemas/release.schema.json "$config"/releases/*.yaml
done

node --require tsx/cjs "$here/checkov.mjs" "$work/venv/bin/checkov" "$work"

# Not every registry answers, and what is published tomorrow must not break what is unchanged: it is told, for people.
npm audit --omit=dev --json >"$work/audit.json" 2>/dev/null || true
# shellcheck disable=SC2016 # it is JavaScript
node -e '
  const { metadata } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8") || "{}");
  const found = Object.entries(metadata?.vulnerabilities ?? {}).map(([severity, count]) => `${count} ${severity}`);
  console.log(`Advisories: ${found.join(", ") || "the registry does not answer"}`);
' "$work/audit.json"
