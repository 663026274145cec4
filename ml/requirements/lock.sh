#!/usr/bin/env bash
# Locks what ml/ needs, with hashes, for Python 3.11 to 3.13 on every platform. Needs uv (pip install uv).
set -euo pipefail
cd "$(dirname "$0")"
for name in train check; do
  uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
    --custom-compile-command ml/requirements/lock.sh "$name.in" --output-file "$name.lock" "$@"
done
