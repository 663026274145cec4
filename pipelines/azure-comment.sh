#!/usr/bin/env bash
# Writes one comment on a pull request of Azure Repos, in place of the one before: azure-comment.sh <file>
# The one before is found by its author, the build service, and by its first line.
set -euo pipefail
file=$1
marker=$(sed -n 1p "$file")
threads="${SYSTEM_COLLECTIONURI:?}$(jq -rn --arg name "${SYSTEM_TEAMPROJECT:?}" '$name | @uri')/_apis/git/repositories"
threads="$threads/${BUILD_REPOSITORY_ID:?}/pullRequests/${SYSTEM_PULLREQUEST_PULLREQUESTID:?}/threads"
ask() {
  curl --silent --show-error --fail --header "Authorization: Bearer ${SYSTEM_ACCESSTOKEN:?}" \
    --header "Content-Type: application/json" "$@"
}
found=$(ask "$threads?api-version=7.1" | jq -r --arg marker "$marker" '
  [.value[] | . as $thread | .comments[]? | select(.isDeleted != true)
    | select(.author.displayName | test("Build Service")) | select(.content // "" | startswith($marker))
    | "\($thread.id)/comments/\(.id)"] | first // ""')
if [ -n "$found" ]; then
  jq -n --rawfile content "$file" '{$content}' | ask --request PATCH --data @- --output /dev/null \
    "$threads/$found?api-version=7.1"
else
  jq -n --rawfile content "$file" '{comments: [{parentCommentId: 0, $content, commentType: 1}], status: "closed"}' |
    ask --request POST --data @- --output /dev/null "$threads?api-version=7.1"
fi
