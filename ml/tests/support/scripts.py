"""Files that are run as programs, loaded as modules."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def module_of(name: str, path: Path) -> ModuleType:
    """Loads a file that no package holds.

    Args:
        name: what the module is called; data classes are looked up by it.
        path: the file.
    """
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
