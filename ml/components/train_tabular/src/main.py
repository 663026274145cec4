"""The component train_tabular: see mlkit/steps/train_tabular.py."""

import sys
from pathlib import Path

from mlkit.steps.train_tabular import main

sys.exit(main(sys.argv[1:], Path(__file__).resolve().parent))
