#!/usr/bin/env bash
# Locks what ml/ needs, with hashes, for Python 3.11 to 3.13 on every platform. Needs uv (pip install uv).
set -euo pipefail
cd "$(dirname "$0")"
lock() {
  local name=$1
  shift
  uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
    --custom-compile-command ml/requirements/lock.sh "$name.in" --output-file "$name.lock" "$@"
}
lock train "$@"
# A model is served by what it was trained with.
same=models.tmp
trap 'rm -f "$same"' EXIT
sed -nE 's/^((cloudpickle|joblib|lightgbm|numpy|pandas|pyarrow|pyyaml|scikit-learn|scipy)==[^\]*[^\ ]).*/\1/p' train.lock > "$same"
lock score --constraints "$same" "$@"
for name in publish spark check; do lock "$name" "$@"; done
python3 ../environments/generate.py
