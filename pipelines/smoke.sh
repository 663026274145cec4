#!/usr/bin/env bash
# Asks what was deployed to an environment the sample requests: smoke.sh <environment>
# Exit code 1: a deployment does not answer as its contract says, and nothing goes on to the next environment.
set -euo pipefail
npx mlops smoke --env "$1"
