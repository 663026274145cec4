#!/usr/bin/env bash
# Decides about a model and proposes it as a draft in Azure Repos: azure-propose.sh <action> <use case> <environment> <detail>
# The detail is the version of the model (promote) or the reason (rollback); blank: none.
set -euo pipefail
action=$1 use_case=$2 environment=$3 detail=${4//[[:space:]]/}
case $action in
  promote) options=(--to "$environment" ${detail:+--model "$detail"}) ;;
  rollout) options=(--env "$environment") ;;
  rollback) options=(--env "$environment" --reason "$4") ;;
  *) echo "unknown action $action" >&2 && exit 2 ;;
esac
npx mlops "$action" "$use_case" "${options[@]}"
title="$action $use_case in $environment"
branch="$action/$use_case-$environment-${BUILD_BUILDID:?}"
git config user.name "Azure Pipelines"
git config user.email "azure-pipelines@noreply.invalid"
git switch --quiet -c "$branch"
git add --all -- config
git commit --quiet -m "$title"
# The checkout keeps no token, which every package that was installed since could read: this push alone gets it, through the
# environment, since arguments are shown to every process.
GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraHeader GIT_CONFIG_VALUE_0="Authorization: Bearer ${AZURE_DEVOPS_EXT_PAT:?}" \
  git push --quiet -u origin "$branch"
az repos pr create --organization "${SYSTEM_COLLECTIONURI:?}" --project "${SYSTEM_TEAMPROJECT:?}" \
  --repository "${BUILD_REPOSITORY_NAME:?}" --source-branch "$branch" --draft true --title "$title" \
  --description "Asked for by ${BUILD_REQUESTEDFOR:-a pipeline}. The evidence is in the change." --output none
