"""Replays a monitor over past data: every run, every feature, by column, in as many processes as there are cores."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mlkit.backtest.columns import Source, Values
from mlkit.backtest.measures import Sorted, categorical, numerical
from mlkit.backtest.spec import Signal, Spec
from mlkit.drift.bins import Numbers, Wholes
from mlkit.drift.data_quality import NULLS, OUT_OF_BOUNDS, _rate, _read_back
from mlkit.drift.features import DISTINCT_SHARE, FeatureType
from mlkit.problems import InputError, Problem, Refused
from mlkit.sparktypes import compared_as, is_floating, is_number, is_whole, microseconds

DRAWS: Final = 200
"""How often the reference is resampled for the level without drift."""

MOST_DRAWN: Final = 40_000
"""Rows of the reference that take part in resampling at most, or four windows where that is more."""


@dataclass(frozen=True)
class Window:
    """What a run of a signal looks at.

    Attributes:
        run: the run's instant.
        start: first instant of its window.
        end: first instant after it.
        rows: the window's rows, as positions in the order of time.
        reference: rows of earlier production data; None: the reference table.
        complete: how many of its rows have no null in a column that both tables have.
    """

    run: datetime
    start: datetime
    end: datetime
    rows: slice
    reference: slice | None
    complete: int

    @property
    def count(self) -> int:
        """How many rows it has."""
        return int(self.rows.stop - self.rows.start)


@dataclass(frozen=True)
class Span:
    """From when to when a run of a signal looks.

    Attributes:
        run: the run's instant.
        start: first instant of its window.
        end: first instant after it.
        reference: the same of earlier production data; None: the reference table.
    """

    run: datetime
    start: datetime
    end: datetime
    reference: tuple[datetime, datetime] | None


@dataclass(frozen=True)
class Feature:
    """A column that a signal compares.

    Attributes:
        name: the column.
        kind: as Azure takes it, with what the configuration says.
        guessed: as Azure would take it if nothing was said; None where it would be the same.
    """

    name: str
    kind: FeatureType
    guessed: FeatureType | None = None


@dataclass(frozen=True)
class Plan:
    """A signal, made ready.

    Attributes:
        signal: which.
        windows: one per run that has data.
        features: what is compared.
        sizes: rows per window at which the level without drift is told: few, usual, many.
    """

    signal: Signal
    windows: tuple[Window, ...]
    features: tuple[Feature, ...]
    sizes: tuple[int, ...]


@dataclass(frozen=True)
class Draws:
    """Which rows of the reference stand for reference and for a window, draw by draw; the same for every feature.

    Attributes:
        usable: rows that take part, shape (n,).
        own: of them, the window's, shape (draws, size).
        rest: of them, the reference's, shape (draws, n); None: all but the window's.
    """

    usable: NDArray[np.int32]
    own: NDArray[np.int32]
    rest: NDArray[np.int32] | None

    def pairs(self, values: NDArray[Any]) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
        """The values of reference and window for each draw."""
        there = values[self.usable]
        kept = np.ones(len(there), dtype=bool)
        for number, own in enumerate(self.own):
            if self.rest is not None:
                yield there[self.rest[number]], there[own]
                continue
            kept[own] = False
            yield there[kept], there[own]
            kept[own] = True


@dataclass
class Data:
    """Everything that the processes share.

    Attributes:
        reference: the reference table, or None where every signal compares with earlier data.
        production: what is replayed.
        order: production's rows in the order of time; None: they are in it.
        complete_reference: which rows of the reference have no null in a column that both tables have.
        complete: which rows of production, in the order of time.
        seed: of the resampling.
        draws: how often to resample.
        plans: what is computed.
        drawn: rows for the level without drift by size of window, see `draw_rows`.
        kept: numbers of the reference in rising order by column, for windows that come one at a time; None: not kept.
    """

    reference: Source | None
    production: Source
    order: NDArray[np.int64] | None
    complete_reference: NDArray[np.bool_]
    complete: NDArray[np.bool_]
    seed: int
    draws: int
    plans: tuple[Plan, ...] = ()
    drawn: dict[int, Draws] = field(default_factory=dict)
    kept: dict[str, Sorted] | None = None


def run_instants(spec: Spec, first: datetime, last: datetime) -> list[datetime]:
    """When the monitor would have run: the given instants, else every so often from a midnight on, the first when the day of
    the first row began a window ago, the last when the last row has just been looked at."""
    if spec.runs:
        return list(spec.runs)
    reach = max(
        max(signal.window + signal.offset, sum(signal.rolling, timedelta(0)) if signal.rolling else timedelta(0))
        for signal in spec.signals
    )
    at = first.replace(hour=0, minute=0, second=0, microsecond=0) + reach
    found = []
    while at - spec.every <= last:
        found.append(at)
        at += spec.every
    return found


def spans(signal: Signal, runs: Sequence[datetime]) -> Iterator[Span]:
    """Where each run of a signal looks."""
    for run in runs:
        end = run - signal.offset
        reference = None
        if signal.rolling is not None:
            span, offset = signal.rolling
            reference = (run - offset - span, run - offset)
        yield Span(run, end - signal.window, end, reference)


def windows(
    signal: Signal, runs: Sequence[datetime], moments: NDArray[np.int64], complete: NDArray[np.bool_]
) -> tuple[Window, ...]:
    """The windows of a signal's runs; runs without a row on either side are left out, as Azure's fail.

    Args:
        signal: whose.
        runs: instants of the runs.
        moments: of production's rows in the order of time, in microseconds; shape (rows,).
        complete: which of them have no null in a column that both tables have; shape (rows,).
    """

    def rows(start: datetime, end: datetime) -> slice:
        low, high = np.searchsorted(moments, [microseconds(start), microseconds(end)], side="left")
        return slice(int(low), int(high))

    found = []
    for span in spans(signal, runs):
        own = rows(span.start, span.end)
        reference = None if span.reference is None else rows(*span.reference)
        if own.stop > own.start and (reference is None or reference.stop > reference.start):
            found.append(Window(span.run, span.start, span.end, own, reference, int(complete[own].sum())))
    return tuple(found)


def kind_of(values: Values, compared: str) -> FeatureType:
    """Numerical or categorical by Azure's rule, on the side that decides."""
    if is_floating(compared):
        return "numerical"
    if is_whole(compared):
        assert values.numbers is not None
        present = (values.numbers if values.wholes is None else values.wholes)[~values.missing]
        distinct = len(np.unique(present)) + int(len(present) < len(values.numbers))
        return "categorical" if distinct / len(values.numbers) < DISTINCT_SHARE else "numerical"
    return "categorical"


# What the worker processes share; set before they are forked.
_data: Data | None = None


def _column(source: Source, name: str, order: NDArray[np.int64] | None = None) -> Values:
    values = source.read(name)
    return values if order is None else values.take(order)


def _codes(values: Values) -> tuple[NDArray[np.int64], list[Any]]:
    """Categories as codes, missing as -1, and what they are."""
    if values.codes is not None:
        return values.codes.astype(np.int64), list(values.names)
    assert values.numbers is not None
    present = ~np.isnan(values.numbers)
    names, found = np.unique((values.numbers if values.wholes is None else values.wholes)[present], return_inverse=True)
    codes = np.full(len(values.numbers), -1, dtype=np.int64)
    codes[present] = found
    whole = is_whole(values.type)
    return codes, [str(int(name)) if whole else str(float(name)) for name in names]


def _one_numbering(left: Values, right: Values) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Both columns' categories with one numbering."""
    (a, names), (b, others) = _codes(left), _codes(right)
    place = {name: index for index, name in enumerate(names)}
    for name in others:
        place.setdefault(name, len(place))
    turned = np.array([place[name] for name in others] + [-1], dtype=np.int64)
    return a, turned[b], len(place)


@dataclass
class FeatureResult:
    """One feature of one signal.

    Attributes:
        values: per window, shape (windows,); NaN where it was refused.
        refused: what Azure's run would end with; empty: nothing.
        quiet: per size, values without drift, shape (draws,).
        own_threshold: quality: what is added to the configured number.
    """

    values: Numbers
    refused: str = ""
    quiet: dict[int, Numbers] = field(default_factory=dict)
    own_threshold: float = 0.0


def draw_rows(complete: NDArray[np.bool_], size: int, draws: int, seed: int) -> Draws:
    """Draws rows of the reference as a window of `size` rows and as what it is compared with.

    Apart from each other, as a window and a reference are; where the reference has fewer than two windows' rows, both with
    repeats, so that each varies as much as a sample of its size does.

    Args:
        complete: which rows can be used.
        size: rows of a window, at least 1.
        draws: how often.
        seed: makes it repeatable.
    """
    random = np.random.default_rng([seed, size])
    usable = np.flatnonzero(complete).astype(np.int32)
    most = max(MOST_DRAWN, 4 * size)
    if len(usable) > most:
        usable = np.sort(random.choice(usable, most, replace=False))
    if 2 * size <= len(usable):
        chosen = [random.choice(len(usable), size, replace=False, shuffle=False) for _ in range(draws)]
        return Draws(usable, np.stack(chosen).astype(np.int32), None)
    own = random.integers(0, len(usable), (draws, size), dtype=np.int32)
    return Draws(usable, own, random.integers(0, len(usable), (draws, len(usable)), dtype=np.int32))


def _rising(data: Data, name: str, numbers: Numbers | Wholes) -> Sorted:
    """A column of the reference in rising order, without rows that are left out."""
    found = None if data.kept is None else data.kept.get(name)
    if found is None or found.values.dtype != numbers.dtype:
        found = Sorted.of(numbers[data.complete_reference])
        if data.kept is not None:
            data.kept[name] = found
    return found


def _numbers_of(known: Values | None, asked: Values) -> tuple[Numbers | Wholes | None, Numbers | Wholes]:
    """Both columns' numbers as they are compared: as floats, or exactly where floats leave out whole numbers of either."""
    assert asked.numbers is not None
    sides = [side for side in (known, asked) if side is not None]
    if all(is_whole(side.type) for side in sides) and any(side.wholes is not None for side in sides):
        return None if known is None else known.exact, asked.exact
    return None if known is None else known.numbers, asked.numbers


def _drift(data: Data, plan: Plan, feature: Feature) -> FeatureResult:
    threshold = plan.signal.thresholds[feature.kind]
    metric = threshold.azure
    asked = _column(data.production, feature.name, data.order)
    known = None if data.reference is None else _column(data.reference, feature.name)
    result = FeatureResult(np.full(len(plan.windows), np.nan))
    if feature.kind == "numerical":
        reference_numbers, numbers = _numbers_of(known, asked)
        ready = None if reference_numbers is None else _rising(data, feature.name, reference_numbers)
        for index, window in enumerate(plan.windows):
            own = numbers[window.rows][data.complete[window.rows]]
            compared = ready
            if window.reference is not None:
                compared = Sorted.of(numbers[window.reference][data.complete[window.reference]])
            if compared is None or len(compared.values) == 0 or len(own) == 0:
                continue
            try:
                result.values[index] = numerical(metric, compared, own)
            except Refused as refusal:
                result.refused = str(refusal)
                break
        if reference_numbers is not None and not result.refused:
            result.quiet = {
                size: np.array([_numbers_quiet(metric, rest, own) for rest, own in data.drawn[size].pairs(reference_numbers)])
                for size in plan.sizes
            }
        return result
    if known is None:
        codes, names = _codes(asked)
        reference_codes, count = codes[:0], len(names)
    else:
        reference_codes, codes, count = _one_numbering(known, asked)
    counts = _counter(count)
    fixed_counts = counts(reference_codes[data.complete_reference]) if known is not None else None
    for index, window in enumerate(plan.windows):
        own_counts = counts(codes[window.rows][data.complete[window.rows]])
        before = fixed_counts
        if window.reference is not None:
            before = counts(codes[window.reference][data.complete[window.reference]])
        if before is None or before.sum() == 0 or own_counts.sum() == 0:
            continue
        result.values[index] = categorical(metric, before, own_counts)
    if known is not None:
        for size in plan.sizes:
            drawn = data.drawn[size].pairs(reference_codes)
            result.quiet[size] = np.array([categorical(metric, counts(rest), counts(own)) for rest, own in drawn])
    return result


def _counter(categories: int) -> Callable[[NDArray[np.int64]], NDArray[np.int64]]:
    return lambda codes: np.bincount(codes[codes >= 0], minlength=categories)


def _numbers_quiet(metric: str, rest: Numbers | Wholes, own: Numbers | Wholes) -> float:
    try:
        return numerical(metric, rest, own)
    except Refused:
        return float("nan")


def _quality(data: Data, plan: Plan, feature: Feature) -> FeatureResult:
    """Rates of one feature; `own_threshold` is the reference's rate, which Azure adds to the configured number."""
    assert data.reference is not None
    metric = plan.signal.thresholds[feature.kind].azure
    known, asked = _column(data.reference, feature.name), _column(data.production, feature.name, data.order)
    override = plan.signal.feature_types.get(feature.name)
    allowed: set[str] = set()
    bounds: tuple[float, float] | None = None
    if known.codes is not None and known.type == "string":
        present: set[str | None] = set(known.names)
        if bool((known.codes == -1).any()):
            present.add(None)
        allowed = set(_read_back(present))
    if known.numbers is not None and feature.kind == "numerical" and not np.isnan(known.numbers).all():
        bounds = (float(np.nanmin(known.numbers)), float(np.nanmax(known.numbers)))

    def rate(values: Values) -> float:
        missing = values.missing
        nulls, rows = int(missing.sum()), len(missing)
        if metric == NULLS:
            return float(_rate(nulls, rows) or 0.0)
        kind = override or kind_of(values, values.type)
        filled = (kind == "numerical" and is_number(values.type)) or values.type == "string"
        if metric != OUT_OF_BOUNDS:
            # Of one type on both sides, what cannot be cast is what stayed null.
            return float(_rate(0 if filled and nulls < rows else nulls, rows) or 0.0)
        if values.numbers is not None:
            if bounds is None or kind != "numerical":
                return 0.0
            here = np.sort(values.numbers[~missing])
            if len(here) == 0:
                return 0.0
            middle = here[(len(here) - 1) // 2]
            outside = int((here < bounds[0]).sum() + (here > bounds[1]).sum())
            outside += nulls if middle < bounds[0] or middle > bounds[1] else 0
            return float(_rate(outside, rows) or 0.0)
        codes = values.codes
        assert codes is not None
        counts = np.bincount(codes[codes >= 0], minlength=max(1, len(values.names)))
        strange = np.array([name not in allowed for name in values.names] or [False])
        outside = int(counts[strange[: len(counts)]].sum()) if len(values.names) else 0
        if nulls > 0 and nulls < rows and strange[int(counts.argmax())]:
            outside += nulls
        return float(_rate(outside, rows) or 0.0)

    values = np.array([rate(asked.take(window.rows)) for window in plan.windows])
    return FeatureResult(values, own_threshold=rate(known))


def compute(data: Data, plan: Plan, feature: Feature) -> FeatureResult:
    """One feature of one signal in all of the plan's windows."""
    return (_quality if plan.signal.type == "data-quality" else _drift)(data, plan, feature)


def _work(task: tuple[int, int]) -> FeatureResult:
    assert _data is not None
    plan = _data.plans[task[0]]
    return compute(_data, plan, plan.features[task[1]])


def compute_all(data: Data, processes: int | None = None) -> list[dict[str, FeatureResult]]:
    """Every feature of every signal.

    Args:
        data: with its plans.
        processes: how many; default: one per core. Where processes cannot be forked there is one.

    Returns:
        Per plan, results by feature.
    """
    global _data
    _data = data
    for size in {size for plan in data.plans for size in plan.sizes}:
        data.drawn[size] = draw_rows(data.complete_reference, size, data.draws, data.seed)
    tasks = [(number, place) for number, plan in enumerate(data.plans) for place in range(len(plan.features))]
    many = min(processes or os.cpu_count() or 1, max(len(tasks), 1))
    if many > 1 and "fork" in multiprocessing.get_all_start_methods() and data.production.rows > 50_000:
        with ProcessPoolExecutor(many, multiprocessing.get_context("fork")) as pool:
            results = list(pool.map(_work, tasks))
    else:
        results = [_work(task) for task in tasks]
    found: list[dict[str, FeatureResult]] = [{} for _ in data.plans]
    for (number, place), result in zip(tasks, results, strict=True):
        found[number][data.plans[number].features[place].name] = result
    return found


def complete_rows(
    source: Source, columns: Sequence[str], order: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.bool_], list[str]]:
    """Which rows have a value in each of the columns, and which columns lack some."""
    kept = np.ones(source.rows, dtype=bool)
    holed = []
    for name in columns:
        missing = source.missing(name)
        if missing is not None:
            holed.append(name)
            kept &= ~missing
    return (kept if order is None else kept[order]), holed


def compared(reference: Mapping[str, str], production: Mapping[str, str], name: str) -> str | None:
    """The type as which a column of both is compared; None: it is skipped."""
    return compared_as(reference[name], production[name]) if name in reference and name in production else None


def require_columns(types: Mapping[str, str], wanted: Mapping[str, str | None], side: str) -> None:
    """Raises InputError for every named column that a table of these columns lacks."""
    listed = ", ".join(types)
    problems = [Problem(option, f"{side} has no such column", name, listed)
                for option, name in wanted.items() if name is not None and name not in types]  # fmt: skip
    if problems:
        raise InputError(problems)
