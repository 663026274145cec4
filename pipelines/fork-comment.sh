#!/usr/bin/env bash
# Makes a comment of what a fork's job has left: fork-comment.sh <folder> <commit that was reviewed>
# The fork decides over all of it. So the pull request must be the one of the commit that GitHub says was run, and the
# text may not notify anybody, be too long, or pass for our own. Prints number=<pull request>, or nothing if it has moved on.
set -euo pipefail
folder=$1 reviewed=$2
number=$(head -c 20 "$folder/pull-request.txt" | tr -d '\n')
if [[ ! $number =~ ^[1-9][0-9]{0,8}$ ]]; then
  echo "the artifact names no pull request" >&2
  exit 1
fi
head=$(gh api "repos/$GITHUB_REPOSITORY/pulls/$number" --jq .head.sha)
if [ "$head" != "$reviewed" ]; then
  echo "pull request $number is at $head, the review is of $reviewed: nothing to say" >&2
  exit 0
fi
{
  echo '<!-- mlops-review -->'
  echo '> [!NOTE]'
  echo '> From a fork: planned against a **simulated Azure** on the base branch, by the code of the fork itself.'
  echo '> Whoever wrote the change could have written this text, too: read the diff.'
  echo
  # iconv drops what the cut left of a character, and fails for it.
  head -c 60000 "$folder/comment.md" | { iconv -c -f utf-8 -t utf-8 || true; } | sed 's/@/@\xe2\x80\x8b/g'
} > "$folder/checked.md"
echo "number=$number"
