"""Spark: a data frame of replies, linted where its rows are; needs the extra `spark`, here and on the executors."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from webcare_lint import __version__
from webcare_lint.arrow import result_arrays, values_of
from webcare_lint.config import Config
from webcare_lint.errors import Problem
from webcare_lint.jobs import Linters, Task, attempt
from webcare_lint.rows import (
    NUMBER_FIELDS,
    RESULTS,
    TEXT_FIELDS,
    Result,
    columns_of,
    record_of_row,
    result_of,
    rows_of,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType


def lint_frame(
    df: DataFrame, text: str = "text", *, context: Mapping[str, str] | None = None, config: Config | None = None
) -> DataFrame:
    """The frame with the columns `worst`, `findings` and `problem`; see `frames.lint_frame`, which does the same.

    Lazy, as Spark is. The configuration and the house rules it names are shipped with the job; each Python process of
    an executor builds one linter and keeps it. Problem when a column is not there.
    """
    fields = columns_of(df.columns, text, context)
    recipe = _recipe_of(config or Config())

    def lint_batches(batches: Iterator[Any]) -> Iterator[Any]:
        linters = _linters(recipe)
        return (_linted(batch, fields, linters) for batch in batches)

    return df.mapInArrow(lint_batches, _with_results(df.schema))


def _with_results(schema: StructType) -> StructType:
    from pyspark.sql import types

    texts = [types.StructField(name, types.StringType()) for name in TEXT_FIELDS]
    numbers = [types.StructField(name, types.LongType()) for name in NUMBER_FIELDS]
    suggestions = types.StructField("suggestions", types.ArrayType(types.StringType()))
    findings = types.ArrayType(types.StructType([*texts, *numbers, suggestions]))
    kinds = {"worst": types.StringType(), "findings": findings, "problem": types.StringType()}
    return types.StructType([*schema.fields, *(types.StructField(name, kinds[name]) for name in RESULTS)])


# --- what goes to the executors


class _Recipe(NamedTuple):
    """All that makes a linter, to be had on a machine where none of its files are."""

    version: str
    config: str
    house_rules: tuple[tuple[tuple[str, bytes], ...], ...]
    """For each of the configuration's `rule_paths` its files: their place below it, and what is in them."""


def _recipe_of(config: Config) -> _Recipe:
    house_rules = tuple(tuple(_files(path)) for path in config.rule_paths)
    # Not even their names: they mean nothing elsewhere.
    bare = config.model_copy(update={"rule_paths": (), "baseline": None})
    return _Recipe(__version__, bare.model_dump_json(by_alias=True, exclude_unset=True), house_rules)


def _files(root: Path) -> Iterator[tuple[str, bytes]]:
    if not root.exists():
        raise Problem("no such folder of rules", path=root)
    below = [root] if root.is_file() else sorted((*root.rglob("*.yaml"), *root.rglob("*.yml")))
    folder = root.parent if root.is_file() else root
    if root.is_file():
        below += [path for name in ("cues", "lists") for path in sorted((folder / name).rglob("*.yaml"))]
    try:
        for path in below:
            yield path.relative_to(folder).as_posix(), path.read_bytes()
    except OSError as error:
        raise Problem(f"can't be read: {error.strerror}", path=path) from None


@lru_cache(maxsize=2)
def _linters(recipe: _Recipe) -> Linters:
    """The linters of this process; they are kept from task to task."""
    if recipe.version != __version__:
        raise Problem(f"this executor has webcare-lint {__version__}, the driver {recipe.version}; install the same")
    folder = tempfile.TemporaryDirectory(prefix="webcare-lint-")
    roots = tuple(_written(Path(folder.name) / str(number), files) for number, files in enumerate(recipe.house_rules))
    config = Config.model_validate_json(recipe.config)
    linters = Linters(config.model_copy(update={"rule_paths": roots}) if roots else config)
    linters.folder = folder  # type: ignore[attr-defined]  # as long as they may read from it
    return linters


def _written(root: Path, files: Iterable[tuple[str, bytes]]) -> Path:
    root.mkdir()
    for name, content in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


# --- on the executors


def _linted(batch: Any, fields: Mapping[str, str], linters: Linters) -> Any:
    rows = rows_of({field: values_of(batch[column]) for field, column in fields.items()})
    results = [_result(row, number, linters) for number, row in enumerate(rows, start=1)]
    arrays = result_arrays({name: [getattr(result, name) for result in results] for name in RESULTS})
    return type(batch).from_arrays([*batch.columns, *arrays.values()], names=[*batch.schema.names, *arrays])


def _result(row: Mapping[str, Any], number: int, linters: Linters) -> Result:
    record = record_of_row(row, number)
    if isinstance(record, Problem):
        return result_of(record)
    task = Task(record.language or linters.config.language, record.reply)
    return result_of(attempt(linters[task.language], task))
