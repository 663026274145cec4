"""The component evaluate_model: see mlkit/steps/evaluate_model.py."""

import sys

from mlkit.steps.evaluate_model import main

sys.exit(main(sys.argv[1:]))
