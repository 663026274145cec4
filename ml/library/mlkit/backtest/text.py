"""The report for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any


def text(report: Mapping[str, Any]) -> str:
    """The report for people, from what `as_json` gives."""

    def day(moment: str | None) -> str:
        return "never" if moment is None else f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M}"

    def number(value: float | None) -> str:
        return "none" if value is None else f"{value:.3g}"

    lines = [f"{report['rows']} rows from {day(report['from'])} to {day(report['to'])}"]
    for signal in report["signals"]:
        rows, lost = signal["rows_per_window"], signal["lost_to_nulls"]
        holes = f" (in {', '.join(lost['columns'])})" if lost["rows"] else ""
        lines += [
            "",
            f"{signal['key']} ({signal['type']}): {signal['alarms']} alarms in {signal['runs']} runs, "
            f"first {day(signal['first_alarm'])}",
            f"  rows a window: {rows['fewest']} to {rows['most']}, median {rows['median']}; "
            f"{lost['share']:.1%} of the rows are left out for a null{holes}",
        ]  # fmt: skip
        for error in signal["refused"]:
            lines.append(f"  every run would end in an error: {error}")
        for feature in signal["features"]:
            if feature["alarms"]:
                lines.append(
                    f"  {feature['name']}: {feature['alarms']} alarms, first {day(feature['first_alarm'])}, "
                    f"{feature['metric']} median {number(feature['median'])}, worst {number(feature['worst'])}"
                )
        for kind, quiet in signal.get("no_drift", {}).items():
            for size in quiet["sizes"]:
                levels = size["levels"]
                lines.append(
                    f"  no drift, {kind}, {size['rows']} rows: {quiet['metric']} of the worst feature "
                    f"{number(levels['95%'])} (95 %), {number(levels['99%'])} (99 %); "
                    f"{quiet['threshold']:g} alarms in {size['alarm_share']:.0%} of runs"
                )
            advice = signal["suggested"][kind]
            alarms = advice["alarms"]
            lines.append(
                f"  suggested, {kind}: {advice['from']:g} → {advice['to']:g}, {alarms['from']} → {alarms['to']} alarms; "
                f"{advice['reason']}"
            )
        judged = signal.get("labels")
        if judged is not None and "worse" in judged:
            alarms = ", ".join(f"{count} {name}" for name, count in judged["alarms"].items())
            lines.append(f"  by labels ({judged['loss']}): {len(judged['worse'])} times worse; alarms: {alarms}")
            for each in judged["worse"]:
                lines.append(
                    f"    worse {day(each['from'])} to {day(each['to'])}: {each['verdict']}, alarm {day(each['first_alarm'])}"
                )
        elif judged is not None:
            lines.append(f"  labels say nothing yet: {judged['reason']}")
    lines += [f"note: {note}" for note in report["notes"]]
    return "\n".join(lines)
