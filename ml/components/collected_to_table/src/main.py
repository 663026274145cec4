"""The component collected_to_table: see mlkit/steps/collected_to_table.py."""

import sys

from mlkit.steps.collected_to_table import main

sys.exit(main(sys.argv[1:]))
