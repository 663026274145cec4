"""The component validate_data: see mlkit/steps/validate_data.py."""

import sys

from mlkit.steps.validate_data import main

sys.exit(main(sys.argv[1:]))
