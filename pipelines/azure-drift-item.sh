#!/usr/bin/env bash
# Keeps one work item about infrastructure that was changed outside of Terraform: azure-drift-item.sh <true|false> <file>
# Needs AZURE_DEVOPS_EXT_PAT.
set -euo pipefail
found=$1 file=$2
title="Infrastructure was changed outside of Terraform"
where=(--organization "${SYSTEM_COLLECTIONURI:?}")
id=$(az boards query "${where[@]}" --project "${SYSTEM_TEAMPROJECT:?}" --output tsv --query '[0].id' --wiql \
  "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Title] = '$title' AND [System.State] <> 'Done' AND [System.State] <> 'Closed'")
# A field holds HTML; the text is shown as it is. So much of it fits into one argument even if every character is escaped. iconv drops
# what the cut left of a character, and fails for it.
text="<pre>$(head -c 25000 "$file" | { iconv -c -f utf-8 -t utf-8 || true; } | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g')</pre>"
if [ "$found" = true ]; then
  if [ -n "$id" ]; then
    az boards work-item update "${where[@]}" --id "$id" --description "$text" --output none
  else
    az boards work-item create "${where[@]}" --project "$SYSTEM_TEAMPROJECT" --type Issue --title "$title" \
      --description "$text" --output none
  fi
elif [ -n "$id" ]; then
  az boards work-item update "${where[@]}" --id "$id" --state Done \
    --discussion "Everything is as Terraform left it again." --output none
fi
