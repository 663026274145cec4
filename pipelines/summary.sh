#!/usr/bin/env bash
# Says of plan folders whether anything changes, and of the first its digest: summary.sh <folders…>
set -euo pipefail
# shellcheck disable=SC2016 # the expressions are JavaScript's
node -e '
  const { existsSync, readFileSync } = require("fs");
  const manifests = process.argv.slice(1).map((folder) => `${folder}/manifest.json`).filter((path) => existsSync(path));
  const read = manifests.map((path) => JSON.parse(readFileSync(path, "utf8")));
  const changes = read.some(({ stacks }) => stacks.some(({ status, changes }) => status === "failed" || changes));
  console.log(`changes=${changes}\ndigest=${read[0]?.digest ?? ""}`);
' "$@"
