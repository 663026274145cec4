#!/usr/bin/env bash
# Signs the Azure CLI in with the token that GitHub signs for this job; no secret is kept anywhere.
# Needs AZURE_CLIENT_ID, AZURE_TENANT_ID and the permission `id-token: write`.
set -euo pipefail
token=$(curl --silent --show-error --fail --header "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \
  "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=api://AzureADTokenExchange" | jq --raw-output .value)
echo "::add-mask::$token"
az login --service-principal --username "$AZURE_CLIENT_ID" --tenant "$AZURE_TENANT_ID" \
  --federated-token "$token" --allow-no-subscriptions --output none
