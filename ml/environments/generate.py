"""Makes the environments' conda.yaml from the locks: `python generate.py`; `--check` says what is stale.

Needs nothing but Python: it is run before anything is installed.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ML = HERE.parent
PYTHON = "3.11"
"""What the environments run; the locks hold for 3.11 to 3.13."""

ENVIRONMENTS = {"tabular-train": "train", "tabular-score": "score", "registry-publish": "publish"}
SAME = ("cloudpickle", "joblib", "lightgbm", "numpy", "pandas", "scikit-learn", "scipy")
"""What models are made of: a model is served by what it was trained with."""


def applies(marker: str) -> bool:
    """Whether a requirement's marker holds on Linux with `PYTHON`.

    Raises:
        ValueError: for a marker that this does not know.
    """
    holds = True
    for clause in marker.split(" and "):
        found = re.fullmatch(r"\(?\s*(\w+) (==|!=|<=|>=|<|>) '([^']*)'\s*\)?", clause.strip())
        if found is None:
            raise ValueError(f"this marker is not among those that are known: {marker}")
        name, comparison, value = found.groups()
        here = {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64", "os_name": "posix",
                "implementation_name": "cpython", "platform_python_implementation": "CPython"}  # fmt: skip
        if name in ("python_full_version", "python_version"):
            left, right = (tuple(int(part) for part in text.split(".")[:2]) for text in (PYTHON, value))
            true = {"==": left == right, "!=": left != right, "<": left < right, ">": left > right,
                    "<=": left <= right, ">=": left >= right}[comparison]  # fmt: skip
        elif name in here and comparison in ("==", "!="):
            true = (here[name] == value) == (comparison == "==")
        else:
            raise ValueError(f"this marker is not among those that are known: {marker}")
        holds = holds and true
    return holds


def locked(lock: Path) -> dict[str, tuple[str, list[str]]]:
    """Version and hashes by package of those that apply."""
    found: dict[str, tuple[str, list[str]]] = {}
    text = re.sub(r"\\\n\s*", " ", lock.read_text("utf-8"))
    for line in text.splitlines():
        head = re.match(r"([A-Za-z0-9._-]+)==(\S+)( ; ([^-]*?))?\s+(--hash=.*)$", line)
        if head is None:
            continue
        marker = (head[4] or "").strip()
        if marker == "" or applies(marker):
            found[head[1]] = (head[2], head[5].split())
    return found


def conda(name: str, lock: str) -> str:
    """The text of conda.yaml."""
    lines = [
        f"# Made from ml/requirements/{lock}.lock by `python ml/environments/generate.py`.",
        f"name: {name}",
        "channels:",
        "  - conda-forge",
        "dependencies:",
        f"  - python={PYTHON}",
        "  - pip",
        "  - pip:",
    ]
    for package, (version, hashes) in sorted(locked(ML / "requirements" / f"{lock}.lock").items()):
        lines.append(f"      - {package}=={version} {' '.join(hashes)}")
    return "\n".join(lines) + "\n"


def problems(check: bool) -> list[str]:
    """What is stale, or was until now."""
    found = []
    for name, lock in ENVIRONMENTS.items():
        file, text = HERE / name / "conda.yaml", conda(name, lock)
        if not file.is_file() or file.read_text("utf-8") != text:
            found.append(f"ml/environments/{name}/conda.yaml does not follow ml/requirements/{lock}.lock")
            if not check:
                file.write_text(text, "utf-8")
    train, score = (locked(ML / "requirements" / f"{lock}.lock") for lock in ("train", "score"))
    for package in SAME:
        if train[package][0] != score[package][0]:
            found.append(f"{package} is {train[package][0]} in train.lock and {score[package][0]} in score.lock")
    return found


def main(given: list[str]) -> int:
    """0: as it should be, or written; 1: stale, or the locks disagree."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args(given).check
    found = problems(check)
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found and (check or any(" is " in problem for problem in found)) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
