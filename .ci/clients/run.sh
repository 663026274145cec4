#!/usr/bin/env bash
# Azure's own clients against the sandbox with the example deployed: Node's and Python's SDKs, azure-ai-ml, and Azure's CLI with the
# commands of the runbooks. Prints the share of calls that work for each, and fails below 95 of 100. About three minutes of
# processor time, a quarter of which installs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

install() {
  python3 -m venv "$work/$1"
  "$work/$1/bin/python" -m pip install --quiet --no-input --no-compile --only-binary=:all: --require-hashes --requirement "$2"
}
install sdk test/sandbox/clients/requirements.txt
install cli "$here/azure-cli.lock"

node cli/mlops.js demo --no-month --dir "$work/sandbox" >"$work/demo.log" || { cat "$work/demo.log"; exit 1; }
clients=test/sandbox/clients
node "$clients/example.mjs" "$work/sandbox" >"$work/example.json"
read -r subscription group name < <(node -p 'const e = require(process.argv[1]); [e.subscription, e.group, e.workspace].join(" ")' "$work/example.json")

export AZURE_CONFIG_DIR="$work/azure" AZURE_CORE_COLLECT_TELEMETRY=no AZURE_CORE_OUTPUT=none
# What a session prints; what it says besides is shown only where it breaks off.
session() {
  local printed=$1
  shift
  node cli/mlops.js sandbox --dir "$work/sandbox" -- "$@" >"$work/$printed.jsonl" 2>"$work/$printed.log" || cat "$work/$printed.log"
}
session node node "$clients/node.mjs" "$work/example.json"
session ml "$work/sdk/bin/python" "$clients/calls.py" "$clients/calls/machine-learning.yaml" "$work/example.json"
session mgmt "$work/cli/bin/python" "$clients/calls.py" "$clients/calls/python.yaml" "$work/example.json"
session ml-client "$work/sdk/bin/python" "$clients/ml_client.py" "$work/example.json"
session ai-ml "$work/sdk/bin/python" "$clients/session.py" "$subscription" "$group" "$name"
session cli "$work/cli/bin/python" "$here/az.py" "$subscription" "$group" "$name"
node "$here/share.mjs" "@azure/arm-*=$work/node.jsonl" "azure-mgmt-machinelearningservices=$work/ml.jsonl" \
  "azure-mgmt-*=$work/mgmt.jsonl" "MLClient=$work/ml-client.jsonl" "azure-ai-ml=$work/ai-ml.jsonl" "azure-cli=$work/cli.jsonl"
