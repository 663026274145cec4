"""The component score_batch: see mlkit/steps/score_batch.py."""

import sys

from mlkit.steps.score_batch import main

sys.exit(main(sys.argv[1:]))
