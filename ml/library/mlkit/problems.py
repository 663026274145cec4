"""Input that cannot be used: every problem at once, in the words of the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with what was given.

    Attributes:
        where: the file, with line and column where there is one, or the option.
        message: what is wrong.
        given: what was given; never a secret. Empty if there is nothing to show.
        allowed: what would have been accepted. Empty if that is plain from the message.
        fix: what to do.
    """

    where: str
    message: str
    given: str = ""
    allowed: str = ""
    fix: str = ""

    def __str__(self) -> str:
        told = [f"{label} {text}" for label, text in (("given", self.given), ("allowed", self.allowed)) if text]
        more = f" ({'; '.join(told)})" if told else ""
        return f"{self.where} {self.message}{more}" + (f"; {self.fix}" if self.fix else "")


class InputError(Exception):
    """What was given cannot be used. Holds at least one problem; exit code 2."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class Refused(Exception):
    """Azure's own component would end its run with an error on these tables. The text is what stops it."""
