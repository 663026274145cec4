#!/usr/bin/env bash
# The Spark components on real Spark.
set -euo pipefail
cd "$(dirname "$0")/../../ml"
python3 -m venv .venv-spark
.venv-spark/bin/python -m pip install --quiet --no-input --require-hashes \
  --requirement requirements/train.lock --requirement requirements/check.lock --requirement requirements/spark.lock
.venv-spark/bin/python -m pytest -m spark
