"""Measuring on a machine that others use too: processor time, interleaved rounds, medians with their spread."""

from __future__ import annotations

import math
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any


def cpu(action: Callable[[], object]) -> float:
    """Seconds of this process's processor time that a call takes."""
    started = time.process_time()
    action()
    return time.process_time() - started


def child_cpu(command: Sequence[str]) -> float:
    """Seconds of processor time, of user and system, that a command takes from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def interleaved(actions: Mapping[str, Callable[[int], float]], rounds: int) -> dict[str, dict[str, float]]:
    """Each action once a round, in turn, so that what slows the machine slows all; each gets the number of the round."""
    measured: dict[str, list[float]] = {name: [] for name in actions}
    for number in range(rounds):
        for name, action in actions.items():
            measured[name].append(action(number))
    return {name: spread(values) for name, values in measured.items()}


def spread(values: Sequence[float]) -> dict[str, float]:
    """The median with the lowest and the highest."""
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The power of the size with which the cost grows: the slope through the points on logarithmic scales."""
    return statistics.linear_regression([*map(math.log, sizes)], [*map(math.log, costs)]).slope


def rounded(value: Any) -> Any:
    """The value with its figures cut to four that mean something."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list) else value
