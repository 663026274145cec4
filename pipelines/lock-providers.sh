#!/usr/bin/env bash
# Writes the sums of the providers that the stacks need into .terraform.lock.hcl: lock-providers.sh [what terraform providers lock takes]
# To be run after an upgrade of a provider, by somebody who trusts the network at hand; the change is reviewed as code is.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CDKTF_OUTDIR="$work/out" npm run --silent synth
mkdir "$work/all"
jq -s '{terraform: {required_providers: (map(.terraform.required_providers) | add)}}' \
  "$work"/out/stacks/*/cdk.tf.json > "$work/all/main.tf.json"
platforms=(linux_amd64 linux_arm64 darwin_amd64 darwin_arm64 windows_amd64)
terraform -chdir="$work/all" providers lock "${platforms[@]/#/-platform=}" "$@"
# A version that is published does not change: other sums for it are another build.
version() { sed -n "\\#^provider \"$1\"#,/^}/s/^ *version *= *//p" "$2"; }
sums() { sed -n "\\#^provider \"$1\"#,/^}/p" "$2" | grep -o 'zh:[0-9a-f]*' | sort; }
new="$work/all/.terraform.lock.hcl"
sed -n 's/^provider "\(.*\)" {/\1/p' .terraform.lock.hcl | while read -r address; do
  [ "$(version "$address" .terraform.lock.hcl)" = "$(version "$address" "$new")" ] || continue
  if [ -n "$(comm -23 <(sums "$address" .terraform.lock.hcl) <(sums "$address" "$new"))" ]; then
    echo "$address: the same version has other sums than .terraform.lock.hcl says; nothing was written" >&2
    exit 1
  fi
done
# What is said above the entries stays.
{
  sed -n '1,/^$/p' .terraform.lock.hcl
  sed '1,/^$/d' "$new"
} > "$work/new"
cp "$work/new" .terraform.lock.hcl
