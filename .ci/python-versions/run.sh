#!/usr/bin/env bash
# Every Python that ml/ says it runs on, beside the one on PATH: the locks have wheels for it, with the hashes that they name,
# and where the interpreter is on this machine (on PATH, or in PYENV_ROOT) the formulas, the library, the steps and the backtest
# give on it what they give here.
set -euo pipefail
cd "$(dirname "$0")/../../ml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
own=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')

interpreter() {
  local found
  for found in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python "$(command -v "python$1" || true)"; do
    if [ -x "$found" ] && "$found" -c 'import ensurepip' 2>/dev/null; then
      echo "$found"
      return
    fi
  done
}

python3 -m venv "$work/pip"
for version in 3.11 3.12 3.13; do
  if [ "$version" = "$own" ]; then continue; fi
  for lock in train score publish check; do
    "$work/pip/bin/python" -m pip install --quiet --no-input --dry-run --no-deps --require-hashes --only-binary=:all: \
      --python-version "$version" --target "$work/target" --requirement "requirements/$lock.lock"
  done
  python=$(interpreter "$version")
  if [ -z "$python" ]; then
    echo "Python $version: every lock has wheels for it; it is not on this machine, so nothing ran on it."
    continue
  fi
  "$python" -m venv "$work/$version"
  "$work/$version/bin/python" -m pip install --quiet --no-input --require-hashes \
    --requirement requirements/train.lock --requirement requirements/check.lock
  "$work/$version/bin/python" -m pytest -p no:cacheprovider tests/drift tests/library tests/backtest tests/test_steps.py
  echo "Python $version: every lock has wheels for it; formulas, library, steps and backtest give the same."
done
