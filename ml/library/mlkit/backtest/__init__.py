"""What a monitor would have said last year: the configured signals over past data, and what no drift at all gives."""

from mlkit.backtest.report import backtest

__all__ = ["backtest"]
