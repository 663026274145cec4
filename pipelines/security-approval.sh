#!/usr/bin/env bash
# Passes if a change needs no approval of security, or has one: security-approval.sh <review.json> <number> <commit>
# Whoever approves for security is in APPROVERS, a JSON list of logins that the stack `pipelines` keeps: the token of a job
# may read reviews, but no teams. Counted is an approval of the commit that was reviewed, by somebody else than the author,
# that was not taken back. What cannot be told is not approved. Needs GH_TOKEN and GITHUB_REPOSITORY.
set -euo pipefail
review=$1 number=$2 commit=$3
verdict=$(jq -r '.verdict // ""' "$review" 2> /dev/null || true)
case $verdict in
  no-change | review)
    echo "The review finds nothing that needs the approval of security."
    exit 0
    ;;
  needs-security-approval) ;;
  blocked) echo "The change is blocked; when it no longer is, security may have to approve it." && exit 1 ;;
  *) echo "There is no review that says whether security must approve." && exit 1 ;;
esac
approvers=$(jq -c 'map(ascii_downcase) | select(length > 0)' <<< "${APPROVERS:-[]}" 2> /dev/null || true)
if [ -z "$approvers" ]; then
  echo "Security must approve, and nobody is named who could: set repository.protection.security.teams, deploy pipelines."
  echo "(In a pull request from a fork the list cannot be read: open it from a branch of this repository.)"
  exit 1
fi
pull=$(gh api "repos/$GITHUB_REPOSITORY/pulls/$number")
if [ "$(jq -r .head.sha <<< "$pull")" != "$commit" ]; then
  echo "The pull request has moved on from $commit; its new commit is reviewed anew." && exit 1
fi
approved=$(gh api --paginate "repos/$GITHUB_REPOSITORY/pulls/$number/reviews" | jq -rs \
  --argjson approvers "$approvers" --arg author "$(jq -r .user.login <<< "$pull")" --arg commit "$commit" '
  [add // [] | .[] | select(.state != "COMMENTED" and .state != "PENDING" and .user != null)
    | {login: (.user.login | ascii_downcase), state, commit: .commit_id}]
  | group_by(.login) | map(last)
  | map(select(.state == "APPROVED" and .commit == $commit and .login != ($author | ascii_downcase)))
  | map(.login | select(. as $login | $approvers | index($login) != null)) | join(", ")')
if [ -z "$approved" ]; then
  echo "Security must approve commit $commit. Nobody of security has: $(jq -r 'join(", ")' <<< "$approvers") may."
  exit 1
fi
echo "Approved for security by $approved."
