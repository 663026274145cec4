#!/usr/bin/env bash
# Installs the Terraform that pipelines use and puts it on the PATH of later steps of Azure Pipelines, which has no task of
# its own for it. The sum of the archive is written here: one that is fetched from beside the archive proves nothing.
set -euo pipefail
version=1.11.4
sum=1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc
folder=${AGENT_TOOLSDIRECTORY:?}/terraform/$version-$sum
if [ ! -x "$folder/terraform" ]; then
  mkdir -p "$folder"
  cd "$folder"
  archive=terraform_${version}_linux_amd64.zip
  curl --silent --show-error --fail --remote-name "https://releases.hashicorp.com/terraform/$version/$archive"
  if ! echo "$sum  $archive" | sha256sum --check --status; then
    rm -f "$archive"
    echo "$archive is not the archive of Terraform $version whose sum this script knows" >&2
    exit 1
  fi
  unzip -q -o "$archive" terraform
  rm "$archive"
fi
echo "##vso[task.prependpath]$folder"
