"""The component publish_model: see mlkit/steps/publish_model.py."""

import sys

from mlkit.steps.publish_model import main

sys.exit(main(sys.argv[1:]))
