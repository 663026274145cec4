"""The component register_model: see mlkit/steps/register_model.py."""

import sys

from mlkit.steps.register_model import main

sys.exit(main(sys.argv[1:]))
