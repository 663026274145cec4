"""The component performance_signal: see mlkit/steps/performance_signal.py."""

import sys

from mlkit.steps.performance_signal import main

sys.exit(main(sys.argv[1:]))
