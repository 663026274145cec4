"""A replay says what Azure's formulas say of each window, finds known drift when it can be found, and knows chance."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlkit.backtest import backtest
from mlkit.backtest.__main__ import main
from mlkit.backtest.measures import Sorted, numerical
from mlkit.backtest.report import Files
from mlkit.backtest.spec import Signal, Spec, Threshold, read_spec
from mlkit.contract import read_contract
from mlkit.drift import breaches, data_drift, data_quality
from mlkit.drift.bins import bin_count, bin_edges, histogram
from mlkit.io import read_raw
from mlkit.problems import InputError
from mlkit.table import read_table
from mlkit.validate import check
from support.usecases import USE_CASES, batch, generator, model, use_case

DAY = timedelta(days=1)
START = datetime(2026, 3, 1)
JSD, PSI = Threshold("jensen-shannon-distance", 0.1), Threshold("population-stability-index", 0.2)
BOTH = {"numerical": JSD, "categorical": PSI}


def stream(random: np.random.Generator, days: int, per_day: int, shift_from: int | None = None) -> pd.DataFrame:
    """Rows of four kinds of column; from a day on, one column lies two deviations higher."""
    rows = days * per_day
    day = np.repeat(np.arange(days), per_day)
    frame = pd.DataFrame({
        "at": [f"{START + timedelta(days=int(d), minutes=int(m)):%Y-%m-%dT%H:%M:%SZ}"
               for d, m in zip(day, random.integers(0, 1440, rows), strict=True)],
        "normal": random.normal(0, 1, rows),
        "skewed": random.gamma(1.5, 2.0, rows).round(3),
        "months": random.integers(0, 40, rows),
        "word": random.choice(["a", "b", "c"], rows, p=[0.5, 0.3, 0.2]),
        "flag": random.random(rows) < 0.3,
    })  # fmt: skip
    if shift_from is not None:
        frame.loc[day >= shift_from, "normal"] += 2
    return frame


def written(folder: Path, name: str, frame: pd.DataFrame, kind: str = "csv") -> Path:
    file = folder / f"{name}.{kind}"
    if kind == "csv":
        frame.to_csv(file, index=False)
    else:
        frame.to_parquet(file, index=False)
    return file


def replayed(folder: Path, production: pd.DataFrame, reference: pd.DataFrame, *signals: Signal, **more: Any) -> dict[str, Any]:
    kind = more.pop("kind", "csv")
    files = Files(
        written(folder, "production", production, kind),
        written(folder, "reference", reference.drop(columns="at"), kind),
        "at",
        **more.pop("files", {}),
    )
    return backtest(files, Spec(signals or (Signal("drift", "data-drift", DAY, thresholds=BOTH),)), **{"draws": 0, **more})


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("metric", ["jensen-shannon-distance", "population-stability-index", "normalized-wasserstein-distance"])
def test_every_window_is_what_the_formulas_give(tmp_path: Path, metric: str, kind: str) -> None:
    random = np.random.default_rng(1)
    production, reference = stream(random, 5, 150), stream(random, 2, 300)
    production.loc[random.random(len(production)) < 0.05, "skewed"] = np.nan
    production.loc[random.random(len(production)) < 0.05, "word"] = None
    production.loc[3, "word"] = "new"
    signal = Signal("drift", "data-drift", DAY, thresholds={"numerical": Threshold(metric, 0.01)})
    if metric != "normalized-wasserstein-distance":
        signal = Signal(
            "drift", "data-drift", DAY, thresholds=dict.fromkeys(("numerical", "categorical"), Threshold(metric, 0.01))
        )
    # Out of order in the file: windows go by instants.
    found = replayed(tmp_path, production.sample(frac=1, random_state=3), reference, signal, kind=kind)["signals"][0]
    assert found["runs"] == 5
    days = production["at"].str[:10]
    table = read_table(tmp_path / f"reference.{kind}")
    worst: dict[str, float] = {}
    lost = 0
    for day, window in zip(sorted(days.unique()), found["windows"], strict=True):
        own = production[days == day].drop(columns="at")
        measured = data_drift(table, read_table(written(tmp_path, "own", own, kind)))
        wanted = {each.feature: each.value for each in measured.measures if each.metric == signal.thresholds["numerical"].azure}
        assert set(window["features"]) == {name for name, value in wanted.items() if value is not None and value > 0.01}
        assert (window["rows"], window["lost"]) == (len(own), measured.dropped.production)
        lost += measured.dropped.production
        for name, value in wanted.items():
            worst[name] = max(worst.get(name, 0.0), value or 0.0)
    assert {each["name"]: each["worst"] for each in found["features"]} == pytest.approx(worst, rel=1e-9)
    assert found["lost_to_nulls"]["rows"] == lost > 0
    assert set(found["lost_to_nulls"]["columns"]) == {"skewed", "word"}


@pytest.mark.parametrize("metric", ["null-value-rate", "out-of-bounds-rate", "data-type-error-rate"])
def test_quality_follows_azures_relative_rule(tmp_path: Path, metric: str) -> None:
    random = np.random.default_rng(2)
    production, reference = stream(random, 4, 400), stream(random, 2, 400)
    reference.loc[random.random(len(reference)) < 0.04, ["skewed", "word"]] = np.nan
    production.loc[random.random(len(production)) < 0.08, ["skewed", "word"]] = np.nan
    production.loc[random.random(len(production)) < 0.02, "word"] = "strange"
    production.loc[::50, "normal"] = 99.0
    threshold = Threshold(metric, 0.01)
    signal = Signal("quality", "data-quality", DAY, thresholds={"numerical": threshold, "categorical": threshold})
    found = replayed(tmp_path, production, reference, signal)["signals"][0]
    days = production["at"].str[:10]
    table = read_table(tmp_path / "reference.csv")
    for day, window in zip(sorted(days.unique()), found["windows"], strict=True):
        own = read_table(written(tmp_path, "own", production[days == day].drop(columns="at")))
        alarms = {
            each.measure.feature for each in data_quality(table, own)
            if each.measure.metric == threshold.azure
            and breaches(threshold.azure, each.measure.value, each.threshold(0.01, 0.01))
        }  # fmt: skip
        assert set(window["features"]) == alarms
    assert found["alarms"] > 0 or metric == "data-type-error-rate"


def test_known_drift_is_found_in_the_first_window_that_has_it_and_nowhere_else(tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    found = replayed(tmp_path, stream(random, 12, 800, shift_from=7), stream(random, 3, 800))["signals"][0]
    assert [window["alarm"] for window in found["windows"]] == [False] * 7 + [True] * 5
    # The run at midnight sees the day before.
    assert found["first_alarm"] == START + timedelta(days=8)
    assert [each["name"] for each in found["features"] if each["alarms"]] == ["normal"]


def test_the_level_without_drift_is_that_of_a_simulation_within_two_points(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    reference = stream(random, 4, 500)
    found = replayed(tmp_path, stream(random, 6, 120), reference, draws=300)["signals"][0]
    quiet = found["no_drift"]["numerical"]
    told = {size["rows"]: size for size in quiet["sizes"]}[120]
    # Fresh references and fresh windows of the same world, as often as it takes.
    worst = []
    for _ in range(400):
        known, own = stream(random, 4, 500), stream(random, 1, 120)
        distances = []
        for name in ("normal", "skewed"):
            left, right = known[name].to_numpy(), own[name].to_numpy()
            edges = bin_edges(left, right, bin_count(120))
            from mlkit.drift.distances import jensen_shannon

            distances.append(jensen_shannon(histogram(left, edges), histogram(right, edges), (2000, 120)))
        worst.append(max(distances))
    # "Within two points": a threshold that the replay says is passed in 5 % of quiet runs is passed in 3 to 7 %.
    passed = float((np.array(worst) > told["levels"]["95%"]).mean())
    assert abs(passed - 0.05) <= 0.02 + 2 * np.sqrt(0.05 * 0.95 / 400)
    assert abs(told["alarm_share"] - float((np.array(worst) > 0.1).mean())) <= 0.02 + 3 * np.sqrt(0.25 / 400)


def test_a_threshold_below_chance_is_told_with_one_that_is_not(tmp_path: Path) -> None:
    random = np.random.default_rng(6)
    found = replayed(tmp_path, stream(random, 20, 120), stream(random, 4, 500), draws=200)["signals"][0]
    advice = found["suggested"]["numerical"]
    assert advice["below_no_drift"]
    assert advice["to"] > 0.1
    assert advice["alarms"]["from"] > 10
    assert advice["alarms"]["to"] <= 2


def test_a_threshold_above_chance_is_kept(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    loose = {"numerical": Threshold("jensen-shannon-distance", 0.5)}
    found = replayed(tmp_path, stream(random, 5, 200), stream(random, 4, 500), Signal("d", "data-drift", DAY, thresholds=loose),
                     draws=100)["signals"][0]["suggested"]["numerical"]  # fmt: skip
    assert (found["from"], found["to"], found["below_no_drift"]) == (0.5, 0.5, False)


def test_one_seed_gives_one_report(tmp_path: Path) -> None:
    random = np.random.default_rng(8)
    production, reference = stream(random, 5, 100), stream(random, 2, 200)
    reports = [replayed(tmp_path, production, reference, draws=50, seed=seed, processes=processes)
               for seed, processes in ((1, 1), (1, 2), (2, 1))]  # fmt: skip
    assert reports[0] == reports[1]
    assert reports[0] != reports[2]


def test_traps_are_told(tmp_path: Path) -> None:
    random = np.random.default_rng(9)
    production = stream(random, 2, 1500).assign(only_here=1, kind=1.5)
    reference = stream(random, 1, 10_500).assign(kind=1)
    signal = Signal("drift", "data-drift", DAY, thresholds={"numerical": Threshold("two-sample-kolmogorov-smirnov-test", 0.01)})
    report = replayed(tmp_path, production, reference, signal)
    found = report["signals"][0]
    assert "more than 10000 entries" in found["refused"][0]
    # A run that ends in an error alarms nobody.
    assert found["alarms"] == 0
    notes = "\n".join(report["notes"])
    assert "months holds whole numbers" in notes
    assert "kind is skipped without a word" in notes


def test_columns_that_the_formulas_do_not_fit_are_told(tmp_path: Path) -> None:
    random = np.random.default_rng(12)

    def odd(days: int) -> pd.DataFrame:
        frame = stream(random, days, 400)
        return frame.assign(tiny=random.normal(0, 1e-5, len(frame)), word=frame["word"].replace("a", "a, or [b]"))

    production, reference = odd(3), odd(2)
    drift = Signal("drift", "data-drift", DAY, thresholds={"numerical": Threshold("normalized-wasserstein-distance", 0.1)})
    notes = "\n".join(replayed(tmp_path, production, reference, drift)["notes"])
    assert "drift: tiny varies by less than 0.001" in notes
    assert "normal varies" not in notes
    assert "comma" not in notes
    bounds = Signal("quality", "data-quality", DAY, thresholds={"categorical": Threshold("out-of-bounds-rate", 0.1)})
    notes = "\n".join(replayed(tmp_path, production, reference, bounds)["notes"])
    assert "quality: word holds texts with a comma or a bracket" in notes
    assert "tiny" not in notes


def test_a_rolling_reference_compares_with_earlier_production(tmp_path: Path) -> None:
    random = np.random.default_rng(10)
    signal = Signal("drift", "data-drift", DAY, rolling=(3 * DAY, 2 * DAY), thresholds={"numerical": JSD}, only=("normal",))
    files = Files(written(tmp_path, "production", stream(random, 14, 800, shift_from=8)), None, "at")
    found = backtest(files, Spec((signal,)), draws=0)["signals"][0]
    alarms = {window["from"].day - 1 for window in found["windows"] if window["alarm"]}
    # A change is news until the days it is compared with have changed, too: those end a day before the window begins.
    assert alarms >= {8, 9}
    assert max(alarms) <= 12
    assert min(window["from"] for window in found["windows"]) >= START + 3 * DAY


def test_labels_tell_alarms_that_helped_from_those_that_did_not(tmp_path: Path) -> None:
    """A campaign that harms little, then a competitor that no signal on inputs can see."""
    contract = use_case("customer-churn").contract
    parts = []
    for week in range(10):
        causes = {"campaign": 0.45} if week in (4, 5) else {"competitor": 1.0} if week >= 7 else {}
        parts.append(batch("customer-churn", 2800, 300 + week, START + timedelta(days=7 * week), **causes))
    frame = pd.concat(parts, ignore_index=True)
    answers = model("customer-churn").answer(frame)
    production = frame.drop(columns="churned").assign(said=answers.prediction, p=answers.probability)
    files = Files(
        written(tmp_path, "production", production, "parquet"),
        USE_CASES / "customer-churn" / "data" / "reference" / "customers.csv",
        "called_at",
        contract,
        "churned",
        "said",
        "p",
        written(tmp_path, "labels", frame[["customer_id", "churned"]], "parquet"),
        "customer_id",
    )
    thresholds = {"numerical": Threshold("jensen-shannon-distance", 0.15)}
    found = backtest(files, Spec((Signal("drift", "data-drift", DAY, thresholds=thresholds),)), draws=0)["signals"][0]
    alarmed = {(window["from"] - START).days // 7 for window in found["windows"] if window["alarm"]}
    assert alarmed == {4, 5}
    worse = found["labels"]["worse"]
    competitor = [each for each in worse if each["from"] >= START + timedelta(days=49)]
    assert len(competitor) == 1
    assert competitor[0]["from"] <= START + timedelta(days=52)
    # No alarm came once it was there, which is what labels are for.
    assert competitor[0]["first_alarm"] is None or competitor[0]["first_alarm"] < competitor[0]["from"]


def test_a_histogram_by_search_is_the_histogram() -> None:
    random = np.random.default_rng(11)
    for _ in range(300):
        bins = int(random.integers(1, 16))
        scale = 10.0 ** random.integers(-3, 6)
        values = random.choice(
            [random.normal(0, scale, 200), random.integers(0, 20, 200) * scale, np.round(random.random(200), 1)]
        )
        other = random.choice([values[:50], values[:50] * 1.3])
        edges = bin_edges(values, other, bins)
        assert Sorted.of(values).histogram(edges).tolist() == histogram(values, edges).tolist()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("metric", ["jensen-shannon-distance", "population-stability-index"])
def test_whole_numbers_beyond_floating_ones_fall_into_the_bins_of_the_formulas(tmp_path: Path, metric: str, kind: str) -> None:
    random = np.random.default_rng(13)

    def keyed(days: int) -> pd.DataFrame:
        frame = stream(random, days, 60)[["at"]]
        near = 2**60 + 1 + random.integers(0, 4000, len(frame))
        return frame.assign(near=near, far=random.integers(-(2**62), 2**62, len(frame)))

    production, reference = keyed(4), keyed(2)
    signal = Signal("drift", "data-drift", DAY, thresholds={"numerical": Threshold(metric, 0.01)})
    found = replayed(tmp_path, production, reference, signal, kind=kind, draws=5)["signals"][0]
    assert found["refused"] == []
    table = read_table(tmp_path / f"reference.{kind}")
    days = production["at"].str[:10]
    worst = {"near": 0.0, "far": 0.0}
    rounded = {"near": 0.0}
    for day in sorted(days.unique()):
        own = production[days == day].drop(columns="at")
        measured = data_drift(table, read_table(written(tmp_path, "own", own, kind))).measures
        for each in measured:
            if each.metric == signal.thresholds["numerical"].azure:
                worst[each.feature] = max(worst[each.feature], each.value or 0.0)
        columns = (reference["near"].to_numpy(dtype=np.float64), own["near"].to_numpy(dtype=np.float64))
        rounded["near"] = max(rounded["near"], numerical(signal.thresholds["numerical"].azure, *columns))
    assert {each["name"]: each["worst"] for each in found["features"]} == pytest.approx(worst, rel=1e-12)
    # Floating numbers 256 apart would have told another distance.
    assert abs(worst["near"] - rounded["near"]) > 1e-4


def test_keys_that_are_rounded_to_one_number_are_no_category(tmp_path: Path) -> None:
    random = np.random.default_rng(14)
    frame = stream(random, 2, 200)[["at"]]
    frame = frame.assign(key=2**60 + np.arange(len(frame)) * 3)
    signal = Signal("drift", "data-drift", DAY, thresholds=BOTH)
    notes = "\n".join(replayed(tmp_path, frame, frame, signal)["notes"])
    assert "key holds whole numbers" not in notes
    # The positive twin: as many rows with few keys indeed.
    few = frame.assign(key=frame["key"] % 7)
    notes = "\n".join(replayed(tmp_path, few, few, signal)["notes"])
    assert "key holds whole numbers" in notes


def test_columns_of_a_csv_file_become_as_wide_as_their_cells(tmp_path: Path) -> None:
    random = np.random.default_rng(12)
    rows = 400_000
    at = ["2026-03-01T00:00:00Z"] * (rows // 2) + ["2026-03-02T12:00:00Z"] * (rows // 2)
    numbers = random.integers(0, 10**6, rows).astype(str)
    frame = pd.DataFrame({"at": at, "x": numbers, "late": [""] * rows, "padding": "p" * 60})
    frame.loc[rows - 1, "x"] = "1.5"
    frame.loc[rows - 1, "late"] = "7.25"
    reference = pd.DataFrame({"at": "", "x": random.random(100) * 10**6, "late": 7.0, "padding": "p"})
    found = replayed(tmp_path, frame, reference, Signal("d", "data-drift", DAY, thresholds={"numerical": JSD}, only=("x",)))
    assert found["rows"] == rows
    assert found["signals"][0]["windows"][0]["lost"] == rows // 2


def one_signal(**keys: Any) -> str:
    return json.dumps({"signals": [{"type": "data-drift", **keys}]})


BAD_SPECS = {
    '{"signals": []}': "there are no signals",
    '{"signals": [{"type": "custom"}]}': "this kind of signal is not replayed (given custom",
    one_signal(window="1w", numerical={"metric": "x", "value": 1}): "this is no duration (given 1w",
    one_signal(categorical={"metric": "normalized-wasserstein-distance", "value": 1}): "no such metric for categorical",
    '{"runs": ["soon"], "signals": [{"type": "data-drift"}]}': "runs[0]",
    "{": "this is no JSON",
}


@pytest.mark.parametrize("text", BAD_SPECS)
def test_a_spec_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "spec.json"
    file.write_text(text)
    with pytest.raises(InputError) as told:
        read_spec(file)
    assert BAD_SPECS[text] in str(told.value)


def test_the_command_prints_json_and_checks_thresholds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    random = np.random.default_rng(13)
    production = written(tmp_path, "production", stream(random, 5, 100))
    reference = written(tmp_path, "reference", stream(random, 3, 400).drop(columns="at"))
    spec = tmp_path / "spec.json"
    signal = {
        "key": "inputs",
        "type": "data-drift",
        "window": "1d",
        "numerical": {"metric": "jensen-shannon-distance", "value": 0.05},
    }
    spec.write_text(json.dumps({"signals": [signal]}))
    given = ["--production", str(production), "--reference", str(reference), "--time", "at", "--spec", str(spec), "--json"]
    assert main(given) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["signals"][0]["key"] == "inputs"
    assert told["signals"][0]["windows"][0]["run"].endswith("Z")
    assert main([*given, "--check"]) == 1
    assert "too tight: inputs, numerical" in capsys.readouterr().err


def test_bad_input_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = written(tmp_path, "t", stream(np.random.default_rng(14), 2, 10))
    assert main(["--production", str(tmp_path / "none.csv"), "--reference", str(tmp_path / "no.parquet"), "--time", "at"]) == 2
    err = capsys.readouterr().err
    assert "none.csv there is no such file" in err
    assert "no.parquet there is no such file" in err
    assert main(["--production", str(table), "--time", "when"]) == 2
    assert "--time production has no such column (given when; allowed at," in capsys.readouterr().err
    assert main(["--production", str(table), "--reference", str(table), "--time", "word"]) == 2
    assert "the column word holds no instants" in capsys.readouterr().err
    assert main(["--production", str(table), "--time", "at"]) == 2
    assert "this signal compares with the reference" in capsys.readouterr().err


def test_the_generators_truth_is_what_a_replay_finds(tmp_path: Path) -> None:
    """A fleet that takes over long routes: found on the features that the generator moved."""
    module = generator("fuel-efficiency")
    columns: dict[str, list[Any]] = {}
    for week in range(4):
        causes = module.Causes(long_routes=1.0) if week == 3 else module.Causes()
        made = module.batch(420, datetime(2026, 11, 23) + timedelta(days=7 * week), 7, 40 + week, causes)
        for name, cells in made.columns.items():
            columns.setdefault(name, []).extend(cells)
    files = Files(
        written(tmp_path, "production", pd.DataFrame(columns), "parquet"),
        USE_CASES / "fuel-efficiency" / "data" / "reference" / "reports.csv",
        "reported_at",
        use_case("fuel-efficiency").contract,
    )
    signal = Signal("drift", "data-drift", 7 * DAY, thresholds={"numerical": Threshold("normalized-wasserstein-distance", 0.4)},
                    only=("urban_share", "average_speed_kmh", "payload_kg"))  # fmt: skip
    found = backtest(files, Spec((signal,), every=7 * DAY), draws=0)["signals"][0]
    assert {each["name"] for each in found["features"] if each["alarms"]} == {"urban_share", "average_speed_kmh"}
    assert found["first_alarm"] == datetime(2026, 12, 21)


def test_a_contract_is_drafted_that_the_data_keeps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    churn = USE_CASES / "customer-churn"
    production = batch("customer-churn", 500, seed=21).drop(columns="churned")
    given = ["--production", str(written(tmp_path, "production", production)), "--time", "called_at", "--id", "customer_id",
             "--reference", str(churn / "data" / "reference" / "customers.csv"), "--target", "churned",
             "--write_contract", str(tmp_path / "contract.yaml")]  # fmt: skip
    assert main(given) == 0
    drafted = read_contract(tmp_path / "contract.yaml")
    own = use_case("customer-churn").contract
    assert drafted.task == "classification"
    assert {column.name: column.type for column in drafted.features} == {column.name: column.type for column in own.features}
    assert drafted.by_name["contract"].categories == ("monthly", "one_year", "two_year")
    # Azure would take both for categories; the draft says what they are.
    assert drafted.feature_types["tenure_months"] == drafted.feature_types["support_calls"] == "numerical"
    reference = read_raw(churn / "data" / "reference")
    violations = check(reference.assign(customer_id=range(len(reference)), called_at="2026-01-01T00:00:00Z"), drafted)
    assert violations == []
    # Nothing that is there is overwritten.
    assert main(given) == 2
    assert "there is such a file already" in capsys.readouterr().err
