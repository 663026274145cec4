"""How many threads numerical code uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SMALL: Final = 100_000
"""Rows up to which one thread is faster than several: they would wait for each other more than they work."""


@contextmanager
def threads_for(rows: int) -> Iterator[None]:
    """One OpenMP thread for small tables, all of them for large ones.

    Args:
        rows: of the table that is worked on.
    """
    from threadpoolctl import threadpool_limits

    if rows > SMALL:
        yield
        return
    with threadpool_limits(limits=1, user_api="openmp"):
        yield
