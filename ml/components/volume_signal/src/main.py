"""The component volume_signal: see mlkit/steps/volume_signal.py."""

import sys

from mlkit.steps.volume_signal import main

sys.exit(main(sys.argv[1:]))
