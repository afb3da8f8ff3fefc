"""Linting in several processes: reports come in the order of the replies, and what a process that died had is tried again.

A worker is a Python of its own that reads replies from a pipe and writes reports to another, as JSON. It shares nothing
with its parent: no threads, no locks, no `__main__` that would run again. It ends when its pipe does.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from traceback import extract_tb
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from pydantic import TypeAdapter

from webcare_lint.config import Config
from webcare_lint.counted import EntryReport, lint_canned
from webcare_lint.errors import Problem, Problems
from webcare_lint.finding import Report
from webcare_lint.reply import Language, Reply

if TYPE_CHECKING:
    from webcare_lint.linter import Linter

PAYS_AFTER = 6_000
"""So many replies are linted before other processes are called for `auto`: starting them takes about as long (see
docs/performance.md)."""
_REPLIES, _CHARACTERS = 100, 100_000  # in one chunk: enough to make the pipe cheap, few enough to keep all busy
_MOST_DEATHS = 30
"""After so many, what a dead worker had is not tried again: something is wrong with the machine, not with a reply."""

Jobs = int | Literal["auto"]
_log = logging.getLogger("webcare_lint.jobs")


class Task(NamedTuple):
    """A reply to lint, with the rules of one language."""

    language: Language
    reply: Reply
    is_canned: bool = False
    """An entry of a library: its report is an EntryReport."""


class Linters(dict[Language, "Linter"]):
    """Linters by language with one configuration, each built when it is first asked for."""

    def __init__(self, config: Config, make: Callable[[Config], Linter] | None = None):
        """`make` builds one; an ordinary Linter by default."""
        super().__init__()
        self.config = config
        self._make = make

    def __missing__(self, language: Language) -> Linter:
        from webcare_lint.linter import Linter

        self[language] = linter = (self._make or Linter)(self.config.model_copy(update={"language": language}))
        return linter


Step: TypeAlias = Task | Report | Problem
"""What goes into a run: what is no task is passed on in its place."""
_TASKS = TypeAdapter(list[Task])
_ANSWER = TypeAdapter(tuple[list[EntryReport | Report | None], dict[int, str]])


def processes(jobs: Jobs) -> int:
    """How many processes are meant; `auto` is one for each core that this one may use. Problem when it is below 1."""
    if jobs == "auto":
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if jobs < 1:
        raise Problem('a number from 1, or "auto", is expected', field="jobs")
    return jobs


def lint_steps(linters: Linters, steps: Iterable[Step], jobs: Jobs) -> Iterator[Report | Problem]:
    """A report for each task, lazily and in order; a Problem for a reply that could not be linted, and why.

    `auto` starts worker processes once there have been PAYS_AFTER replies, a number above 1 at once. A worker that dies
    is logged with the replies it had, and they are linted again in ever smaller parts, until the one that is to blame
    is found. No more than a few hundred replies for each worker are in memory at a time.
    """
    count = processes(jobs)
    rest = iter(steps)
    alone = None if count == 1 else PAYS_AFTER if jobs == "auto" else 0
    for step in islice(rest, alone):
        yield attempt(linters[step.language], step) if isinstance(step, Task) else step
    if alone is None:
        return
    first = next(rest, None)
    if first is not None:
        yield from _in_workers(linters.config, first, rest, count)


def attempt(linter: Linter, task: Task) -> Report | Problem:
    """The report, or a Problem that says where our code failed; never with words of the reply."""
    try:
        return lint_canned(linter, task.reply) if task.is_canned else linter.lint(task.reply)
    except Exception as error:  # noqa: BLE001 - one reply that trips over a mistake of ours must not stop a million others
        return Problem(_where(error))


def _where(error: Exception) -> str:
    frame = extract_tb(error.__traceback__)[-1]
    return f"it could not be linted: {type(error).__name__} at {os.path.basename(frame.filename)}:{frame.lineno}"


# --- the parent's side


def _in_workers(config: Config, first: Step, rest: Iterator[Step], count: int) -> Iterator[Report | Problem]:
    crew = _Crew(config)
    threads = ThreadPoolExecutor(count, "webcare-lint-worker")
    waiting: deque[Future[list[Report | Problem]]] = deque()
    try:
        for chunk in _chunks(first, rest):
            waiting.append(threads.submit(crew.lint, chunk))
            if len(waiting) > 2 * count:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        crew.dismiss()
        threads.shutdown(wait=True, cancel_futures=True)


def _chunks(first: Step, rest: Iterator[Step]) -> Iterator[list[Step]]:
    chunk, characters = [first], 0
    for step in rest:
        if len(chunk) >= _REPLIES or characters >= _CHARACTERS:
            yield chunk
            chunk, characters = [], 0
        chunk.append(step)
        if isinstance(step, Task):
            characters += len(step.reply.text) + sum(len(message.text) for message in step.reply.thread)
    yield chunk


class _Died(Exception):
    """A worker ended while it had something to do."""


class _Crew:
    """The workers, one for each thread that asks."""

    def __init__(self, config: Config):
        self._config = config
        self._own = threading.local()
        self._workers: set[_Worker] = set()
        self._lock = threading.Lock()
        self._deaths = 0
        self._is_dismissed = False

    def lint(self, steps: list[Step]) -> list[Report | Problem]:
        """What a worker says of the tasks, between the steps that are none."""
        tasks = [step for step in steps if isinstance(step, Task)]
        answers = iter(self._ask(tasks) if tasks else ())
        return [next(answers) if isinstance(step, Task) else step for step in steps]

    def _ask(self, tasks: list[Task]) -> list[Report | Problem]:
        worker = self._worker()
        try:
            return worker.ask(tasks)
        except _Died as died:
            how = str(died)
        is_last = self._has_lost(worker)
        if len(tasks) == 1 or is_last:
            return [Problem(f"a worker process {how} while it had this reply") for _ in tasks]
        _log.warning("a worker process %s; the %d replies it had are linted again", how, len(tasks))
        middle = len(tasks) // 2
        return self._ask(tasks[:middle]) + self._ask(tasks[middle:])

    def _worker(self) -> _Worker:
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None:
            with self._lock:
                if self._is_dismissed:
                    raise Problem("the run was ended")
                worker = self._own.worker = _Worker(self._config)
                self._workers.add(worker)
            worker.wait_until_ready()
        return worker

    def _has_lost(self, worker: _Worker) -> bool:
        """Let go of a dead worker; True when there have been too many of them, or nobody waits any more."""
        self._own.worker = None
        with self._lock:
            self._workers.discard(worker)
            self._deaths += 1
            return self._is_dismissed or self._deaths > _MOST_DEATHS

    def dismiss(self) -> None:
        """End all of them, whatever they are doing."""
        with self._lock:
            self._is_dismissed = True
            workers = list(self._workers)
        for worker in workers:
            worker.end()


_PROGRAM = """
import json, sys
sys.path[:] = json.loads(sys.stdin.buffer.readline())
from webcare_lint.jobs import work
work()
"""


class _Worker:
    """One process and its pipes."""

    def __init__(self, config: Config):
        # In a group of its own: Ctrl-C is for the parent, which then ends the worker.
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=None if sys.platform == "win32" else 0,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        config_text = config.model_dump_json(by_alias=True, exclude_unset=True)
        self._beginning = f"{json.dumps(sys.path)}\n{config_text}\n".encode()

    def wait_until_ready(self) -> None:
        """Hand over the configuration; Problem when the worker can't start."""
        try:
            said = self._exchange(self._beginning)
        except _Died as died:
            raise Problem(f"a worker process {died} before it could start; --jobs 1 does without") from None
        if said != b"ready\n":
            raise Problem(json.loads(said))

    def ask(self, tasks: list[Task]) -> list[Report | Problem]:
        """The report or problem of each task; _Died when the process ends meanwhile."""
        reports, problems = _ANSWER.validate_json(self._exchange(_TASKS.dump_json(tasks) + b"\n"))
        return [report or Problem(problems[number]) for number, report in enumerate(reports)]

    def _exchange(self, line: bytes) -> bytes:
        assert self._process.stdin
        assert self._process.stdout
        answer = b""
        with suppress(OSError, ValueError):  # the pipe is closed: how the process ended says more
            self._process.stdin.write(line)
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        if not answer.endswith(b"\n"):
            raise _Died(self._ending())
        return answer

    def _ending(self) -> str:
        code = self.end()
        return f"was killed (signal {-code})" if code < 0 else f"ended (exit code {code})"

    def end(self) -> int:
        """Make the process end, and wait for it; its exit code."""
        with suppress(OSError):
            self._process.kill()
        code = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was still to be written goes nowhere
                pipe.close()  # type: ignore[union-attr]
        return code


# --- the worker's side


def work() -> None:
    """Be a worker: the configuration first, then a line of tasks in and a line of reports out, until the pipe ends."""
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not print among the answers
    config = Config.model_validate_json(asked.readline())
    linters = Linters(config)
    try:
        _ = linters[config.language]
        _send(answers, b"ready")
    except (Problem, Problems) as error:
        _send(answers, json.dumps(str(error)).encode())
        return
    for line in asked:
        made = [attempt(linters[task.language], task) for task in _TASKS.validate_json(line)]
        problems = {number: item.expected for number, item in enumerate(made) if isinstance(item, Problem)}
        reports = [None if isinstance(item, Problem) else item for item in made]
        _send(answers, _ANSWER.dump_json((reports, problems)))


def _send(answers: object, line: bytes) -> None:
    with suppress(BrokenPipeError):  # the parent is gone; so is what there is to do
        answers.write(line + b"\n")  # type: ignore[attr-defined]
        answers.flush()  # type: ignore[attr-defined]
