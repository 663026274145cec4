#!/usr/bin/env bash
# Azure's own clients against the sandbox with the example deployed: Python's SDKs with azure-ai-ml, and Azure's CLI with the
# commands of the runbooks. Prints the share of calls that work for each, and fails below 95 of 100.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

install() {
  python3 -m venv "$work/$1"
  "$work/$1/bin/python" -m pip install --quiet --no-input --only-binary=:all: --require-hashes --requirement "$2"
}
install sdk test/sandbox/clients/requirements.txt
install cli "$here/azure-cli.lock"

node cli/mlops.js demo --no-month --dir "$work/sandbox" >"$work/demo.log" || { cat "$work/demo.log"; exit 1; }
workspace=$(node -e '
  const { resources } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
  const ids = Object.values(resources).map(({ id }) => id);
  console.log(ids.find((id) => /Microsoft.MachineLearningServices\/workspaces\/[^/]*-prod$/i.test(id)));
' "$work/sandbox/cloud.json")
IFS=/ read -r _ _ subscription _ group _ _ _ name <<<"$workspace"

export AZURE_CONFIG_DIR="$work/azure" AZURE_CORE_COLLECT_TELEMETRY=no AZURE_CORE_OUTPUT=none
session() {
  node cli/mlops.js sandbox --dir "$work/sandbox" -- \
    "$work/$1/bin/python" "$2" "$subscription" "$group" "$name" >"$work/$1.jsonl" 2>"$work/$1.log" || cat "$work/$1.log"
}
session sdk test/sandbox/clients/session.py
session cli "$here/az.py"
node "$here/share.mjs" "azure-ai-ml and azure-mgmt=$work/sdk.jsonl" "azure-cli=$work/cli.jsonl"
