"""The component backtest_monitor: see mlkit/steps/backtest_monitor.py."""

import sys

from mlkit.steps.backtest_monitor import main

sys.exit(main(sys.argv[1:]))
