"""The component split_data: see mlkit/steps/split_data.py."""

import sys

from mlkit.steps.split_data import main

sys.exit(main(sys.argv[1:]))
