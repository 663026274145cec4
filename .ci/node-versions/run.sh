#!/usr/bin/env bash
# What people run, on versions of Node.js beside the one on PATH: each synthesizes the same stacks to the byte, validates,
# and plans in the sandbox. Linux on x64 only, as CI is.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
npm ci --silent --ignore-scripts --prefix "$here"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

synthesize() {
  CDKTF_OUTDIR="$work/$1" node --require ./cli/compile.js main.ts >"$work/$1.log"
  # It says by whom and where it was synthesized.
  rm -f "$work/$1/manifest.json"
}

synthesize here
for folder in "$here"/node_modules/node-*/bin; do
  (
    PATH="$folder:$PATH"
    version=$(node --version)
    synthesize "$version"
    diff -r "$work/here" "$work/$version"
    node cli/mlops.js validate
    node cli/mlops.js plan registry --sandbox --dir "$work/$version-sandbox" --out "$work/$version-plans"
    node cli/mlops.js review "$work/$version-plans" --markdown "$work/$version.md" >/dev/null
    node cli/mlops.js status --sandbox --dir "$work/$version-sandbox" >/dev/null
    echo "Node $version: the same stacks; validate, plan, review and status work."
  )
done
