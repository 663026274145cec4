"""What production was asked, wherever it lies: what a replay has to know of it, and the replay itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from mlkit.backtest import replay
from mlkit.backtest.columns import Source
from mlkit.backtest.replay import Data, FeatureResult, Plan, Window
from mlkit.backtest.spec import Signal
from mlkit.drift.features import FeatureType
from mlkit.problems import InputError, Problem
from mlkit.sparktypes import EPOCH


class Production(ABC):
    """A table of what a model was asked, with an instant per row.

    Attributes:
        types: Spark type by column, in order.
        rows: how many; known once it is opened.
    """

    types: Mapping[str, str]
    rows: int

    @abstractmethod
    def opened(self, time: str, shared: Sequence[str]) -> tuple[datetime, datetime, list[str]]:
        """Looks at all of it once.

        Args:
            time: the column of the instant.
            shared: columns that the reference has, too: a row with a null in one of them takes no part in drift.

        Returns:
            The first instant, the last, and which of `shared` hold nulls.

        Raises:
            InputError: there are no rows, or rows without an instant.
        """

    @abstractmethod
    def kind(self, name: str, compared: str) -> FeatureType:
        """Numerical or categorical by Azure's rule, of a column that is compared as a type."""

    @abstractmethod
    def windows(self, signals: Sequence[Signal], runs: Sequence[datetime]) -> list[tuple[Window, ...]]:
        """Per signal the windows of its runs; runs without a row on either side are left out, as Azure's fail."""

    @abstractmethod
    def replayed(
        self, plans: Sequence[Plan], reference: Source | None, complete: NDArray[np.bool_], *, seed: int, draws: int
    ) -> list[dict[str, FeatureResult]]:
        """Every feature of every signal.

        Args:
            plans: what is computed.
            reference: what it is compared with, or None.
            complete: which of the reference's rows have no null in a column that both tables have.
            seed: of the resampling.
            draws: how often the reference is resampled per size of window.

        Returns:
            Per plan, results by feature.
        """


def empty(given: object) -> InputError:
    """What is said of a table without rows."""
    return InputError([Problem(str(given), "there are no rows")])


class LocalProduction(Production):
    """A table on this machine, one column in memory at a time."""

    def __init__(self, source: Source, processes: int | None = None) -> None:
        """A table, to be replayed in so many processes; None: one per core."""
        self.source = source
        self.processes = processes
        self.types = source.types
        self.rows = source.rows
        self.order: NDArray[np.int64] | None = None
        self._moments: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._complete: NDArray[np.bool_] = np.zeros(0, dtype=bool)

    def opened(self, time: str, shared: Sequence[str]) -> tuple[datetime, datetime, list[str]]:
        """See the base class."""
        moments = self.source.instants(time)
        if len(moments) == 0:
            raise empty(self.source.given)
        if bool((np.diff(moments) < 0).any()):
            self.order = np.argsort(moments, kind="stable")
            moments = moments[self.order]
        self._moments = moments
        self._complete, holed = replay.complete_rows(self.source, shared, self.order)
        first, last = (EPOCH + timedelta(microseconds=int(moments[index])) for index in (0, -1))
        return first, last, holed

    def kind(self, name: str, compared: str) -> FeatureType:
        """See the base class."""
        return replay.kind_of(self.source.read(name), compared)

    def windows(self, signals: Sequence[Signal], runs: Sequence[datetime]) -> list[tuple[Window, ...]]:
        """See the base class."""
        return [replay.windows(signal, runs, self._moments, self._complete) for signal in signals]

    def replayed(
        self, plans: Sequence[Plan], reference: Source | None, complete: NDArray[np.bool_], *, seed: int, draws: int
    ) -> list[dict[str, FeatureResult]]:
        """See the base class."""
        data = Data(reference, self.source, self.order, complete, self._complete, seed, draws, tuple(plans))
        return replay.compute_all(data, self.processes)
