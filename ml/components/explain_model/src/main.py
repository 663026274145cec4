"""The component explain_model: see mlkit/steps/explain_model.py."""

import sys

from mlkit.steps.explain_model import main

sys.exit(main(sys.argv[1:]))
