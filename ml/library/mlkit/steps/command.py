"""How a step is called and how it ends."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from mlkit.problems import InputError


class Broken(Exception):
    """The step did its work and its verdict is no. Exit code 1; the text says why."""


def parser(description: str, *, folders: Sequence[str] = (), optional_folders: Sequence[str] = ()) -> argparse.ArgumentParser:
    """A parser with an option for each folder that the step reads or writes."""
    made = argparse.ArgumentParser(description=description, allow_abbrev=False)
    for name in folders:
        made.add_argument(f"--{name}", type=Path, required=True)
    for name in optional_folders:
        made.add_argument(f"--{name}", type=Path)
    return made


def ended(step: Callable[[], None]) -> int:
    """Runs a step. 0: done; 1: its verdict is no; 2: what it was given cannot be used."""
    try:
        step()
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except Broken as verdict:
        print(verdict, file=sys.stderr)
        return 1
    return 0
