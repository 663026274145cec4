"""The component collected_rows: see mlkit/steps/collected_rows.py."""

import sys

from mlkit.steps.collected_rows import main

sys.exit(main(sys.argv[1:]))
