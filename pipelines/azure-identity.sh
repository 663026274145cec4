# shellcheck shell=bash
# Makes Terraform use the service connection of an AzureCLI@2 step (addSpnToEnvironment: true), by workload identity
# federation: tokens are asked for as they are needed, so that a long apply outlives the first. To be sourced.
: "${servicePrincipalId:?needs addSpnToEnvironment: true}" "${SYSTEM_ACCESSTOKEN:?}"
export ARM_USE_OIDC=true
export ARM_CLIENT_ID=$servicePrincipalId
export ARM_OIDC_AZURE_SERVICE_CONNECTION_ID=${AZURESUBSCRIPTION_SERVICE_CONNECTION_ID:?}
