#!/usr/bin/env bash
# Installs the Terraform that pipelines use, checked by the sums published beside it, and puts it on the PATH of later steps of Azure
# Pipelines, which has no task of its own for it.
set -euo pipefail
version=1.11.4
folder=${AGENT_TOOLSDIRECTORY:?}/terraform/$version
if [ ! -x "$folder/terraform" ]; then
  mkdir -p "$folder"
  cd "$folder"
  release=https://releases.hashicorp.com/terraform/$version
  curl --silent --show-error --fail --remote-name "$release/terraform_${version}_linux_amd64.zip"
  curl --silent --show-error --fail --remote-name "$release/terraform_${version}_SHA256SUMS"
  sha256sum --check --ignore-missing "terraform_${version}_SHA256SUMS"
  unzip -q -o "terraform_${version}_linux_amd64.zip" terraform
fi
echo "##vso[task.prependpath]$folder"
