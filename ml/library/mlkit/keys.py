"""Keys that follow from content: equal content has an equal key, on every machine and in every language.

The rules, to be followed to the byte by whoever computes a key elsewhere:

1. **Tree key** of files with relative paths: SHA-256 over one line per file, sorted by path (as UTF-8 bytes), each
   ``<path with forward slashes>\\0<SHA-256 of the content, lower-case hex>\\n``. Content is the file's bytes, with CRLF read
   as LF.
2. **YAML content**: the file's bytes with CRLF read as LF and without the lines that match ``^version:`` (a version is what
   people see; it is not content).
3. **Environment key**: the tree key of ``environment.yaml`` (YAML content) and of the files in the folder that it names
   (``conda_file``, or everything below ``build.path``), by their paths in that folder.
4. **Snapshot**: the files of a component's ``code`` folder by their paths in it, and of every entry of
   ``additional_includes`` below its own base name. Left out is what a line of the ``.amlignore`` at the root of the folder or
   include names (``name/`` or ``name``: any part of the path; ``*.ending``: files so ending), and ``.amlignore`` itself.
5. **Component key** (command, spark): SHA-256 over ``component\\0<SHA-256 of the YAML content>\\0<tree key of the
   snapshot>\\0<environment key, or the reference as written where the environment is not in ml/environments>\\n``.
   A Spark component's environment is ``spark``.
6. **Pipeline key**: SHA-256 over ``pipeline\\0<SHA-256 of the YAML content>\\n`` and, for each job in order of name,
   ``<job>\\0<key of its component, or the reference as written where it is not in ml/>\\n``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mlkit.problems import InputError, Problem


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _content(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def yaml_content(data: bytes) -> bytes:
    """Rule 2."""
    return b"".join(line for line in _content(data).splitlines(keepends=True) if not line.startswith(b"version:"))


def tree_key(files: Mapping[str, bytes]) -> str:
    """Rule 1.

    Args:
        files: content by relative path with forward slashes.
    """
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda path: path.encode()):
        digest.update(f"{path}\0{_sha(_content(files[path]))}\n".encode())
    return digest.hexdigest()


def _ignored(folder: Path) -> Callable[[Path], bool]:
    file = folder / ".amlignore"
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    for word in words:
        plain = word.removeprefix("*").rstrip("/")
        if set(plain) & set("*?[!/\\"):
            raise InputError(
                [Problem(str(file), "this pattern is not among those that keys know", word, "name, name/, *.ending")]
            )
    names = {word.rstrip("/") for word in words if not word.startswith("*")}
    endings = tuple(word[1:] for word in words if word.startswith("*"))
    return lambda path: (
        path.as_posix() == ".amlignore"
        or any(part in names for part in path.parts)
        or (bool(endings) and path.name.endswith(endings))
    )


def folder_files(folder: Path, below: str = "") -> Iterator[tuple[str, Path]]:
    """The files of a folder that its `.amlignore` leaves, as path in the snapshot and path on disk."""
    ignored = _ignored(folder)
    for file in sorted(folder.rglob("*")):
        relative = file.relative_to(folder)
        if file.is_file() and not ignored(relative):
            yield (f"{below}/{relative.as_posix()}" if below else relative.as_posix()), file


def snapshot_files(component_file: Path, component: Mapping[str, Any]) -> dict[str, Path]:
    """Rule 4: path on disk by path in the snapshot.

    Raises:
        InputError: a folder or file that it names is not there, or two give one path.
    """
    home = component_file.parent
    problems: list[Problem] = []
    found: dict[str, Path] = {}

    def add(path: str, file: Path) -> None:
        if path in found:
            problems.append(Problem(str(component_file), "two files of the snapshot have one path", path))
        found[path] = file

    code = component.get("code")
    if code is not None:
        folder = home / str(code)
        if folder.is_dir():
            for path, file in folder_files(folder):
                add(path, file)
        else:
            problems.append(Problem(str(component_file), "there is no such folder of code", str(code)))
    for include in component.get("additional_includes") or []:
        source = home / str(include)
        name = source.resolve().name
        if source.is_dir():
            for path, file in folder_files(source, name):
                add(path, file)
        elif source.is_file():
            add(name, source)
        else:
            problems.append(Problem(str(component_file), "there is no such file or folder to include", str(include)))
    if problems:
        raise InputError(problems)
    return found


def snapshot_key(component_file: Path, component: Mapping[str, Any]) -> str:
    """Rule 1 of rule 4."""
    return tree_key({path: file.read_bytes() for path, file in snapshot_files(component_file, component).items()})


def folder_key(folder: Path) -> str:
    """Rule 1 of a folder on disk, e.g. of the snapshot that a step runs in, or of a definition."""
    return tree_key({path: file.read_bytes() for path, file in folder_files(folder) if "__pycache__" not in path})


def environment_key(file: Path) -> str:
    """Rule 3.

    Args:
        file: `environment.yaml`.
    """
    described = yaml.safe_load(file.read_text("utf-8"))
    files: dict[str, bytes] = {file.name: yaml_content(file.read_bytes())}
    conda = described.get("conda_file")
    if isinstance(conda, str):
        files[conda.removeprefix("./")] = (file.parent / conda).read_bytes()
    build = described.get("build")
    if isinstance(build, dict):
        folder = file.parent / str(build.get("path", "."))
        files.update({f"{str(build.get('path', '.')).removeprefix('./')}/{path}": each.read_bytes()
                      for path, each in folder_files(folder)})  # fmt: skip
    return tree_key(files)


@dataclass(frozen=True)
class Asset:
    """An asset of `ml/`.

    Attributes:
        kind: `environment`, `component` (command or spark) or `pipeline`.
        name: its name.
        version: the number people see.
        file: its YAML.
        described: the YAML's content.
        key: follows from content.
    """

    kind: str
    name: str
    version: str
    file: Path
    described: Mapping[str, Any]
    key: str


def _reference(text: str) -> tuple[str, str] | None:
    """Name and version of `azureml:name:version`, or None for any other reference."""
    parts = text.split(":")
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == "azureml" else None


def environment_reference(described: Mapping[str, Any]) -> str:
    """What a component's environment is, as written; `spark` for a Spark component without one."""
    given = described.get("environment")
    return str(given) if given is not None else "spark" if described.get("type") == "spark" else ""


def read_assets(ml: Path) -> list[Asset]:
    """Every environment, component and pipeline of `ml/`, in an order in which they can be published.

    Args:
        ml: the folder.

    Raises:
        InputError: for every reference to a name or version that the tree does not hold, and every name that is there twice.
    """
    problems: list[Problem] = []
    found: dict[tuple[str, str], Asset] = {}

    def add(kind: str, file: Path, described: Mapping[str, Any], key: str) -> None:
        name, version = str(described.get("name", "")), str(described.get("version", ""))
        if name == "" or version == "":
            problems.append(Problem(str(file), "an asset has a name and a version"))
            return
        if (kind, name) in found:
            problems.append(Problem(str(file), "two assets have one name", name))
            return
        found[kind, name] = Asset(kind, name, version, file, described, key)

    def known(kind: str, file: Path, text: str) -> Asset | None:
        parts = _reference(text)
        if parts is None:
            return None
        asset = found.get((kind, parts[0]))
        if asset is None or asset.version != parts[1]:
            there = f"{asset.name}:{asset.version}" if asset else ", ".join(sorted(n for k, n in found if k == kind))
            problems.append(Problem(str(file), f"no such {kind} is in ml/", text, there))
        return asset

    def described_in(file: Path) -> Mapping[str, Any]:
        read = yaml.safe_load(file.read_text("utf-8"))
        return read if isinstance(read, dict) else {}

    for file in sorted(ml.glob("environments/*/environment.yaml")):
        add("environment", file, described_in(file), environment_key(file))
    pipelines: list[tuple[Path, Mapping[str, Any]]] = []
    for file in [*sorted(ml.glob("components/*/component.yaml")), *sorted(ml.glob("use-cases/*/*.yaml"))]:
        described = described_in(file)
        if described.get("type") == "pipeline":
            pipelines.append((file, described))
        elif described.get("type") in ("command", "spark"):
            reference = environment_reference(described)
            environment = known("environment", file, reference)
            parts = ("component", _sha(yaml_content(file.read_bytes())), snapshot_key(file, described),
                     environment.key if environment else reference)  # fmt: skip
            add("component", file, described, _sha(("\0".join(parts) + "\n").encode()))
    for file, described in pipelines:
        lines = ["\0".join(("pipeline", _sha(yaml_content(file.read_bytes())))) + "\n"]
        jobs = described.get("jobs") or {}
        for job in sorted(jobs, key=lambda name: str(name).encode()):
            text = str(jobs[job].get("component", ""))
            component = known("component", file, text)
            lines.append(f"{job}\0{component.key if component else text}\n")
        add("pipeline", file, described, _sha("".join(lines).encode()))
    if problems:
        raise InputError(problems)
    order = ("environment", "component", "pipeline")
    return sorted(found.values(), key=lambda asset: (order.index(asset.kind), asset.name))
