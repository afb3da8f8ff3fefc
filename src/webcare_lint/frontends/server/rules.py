"""The rules a service lints with: loaded whole, changed whole, and kept when newer ones do not load."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from webcare_lint.config import Config, read_config
from webcare_lint.errors import Problem, Problems
from webcare_lint.frontends.server.recent import Recent
from webcare_lint.frontends.server.wire import Encoder
from webcare_lint.linter import Linter
from webcare_lint.reply import Language
from webcare_lint.rulebook import LoadedRule, bundled_rules

LANGUAGES: tuple[Language, ...] = get_args(Language)
_log = logging.getLogger("webcare_lint.server")


@dataclass(frozen=True, eq=False)
class Speaker:
    """A linter that answers in one language, what writes its reports, and its last answers."""

    linter: Linter
    encoder: Encoder
    recent: Recent = field(default_factory=Recent)


@dataclass(frozen=True)
class RuleSet:
    """All that is needed to answer: linters per language of the reply and of the answer."""

    version: str
    language: Language
    speakers: dict[tuple[Language, Language], Speaker]

    def speaker(self, language: Language | None, messages: Language | None) -> Speaker:
        """The linter for a reply in `language`, answering in `messages`."""
        language = language or self.language
        default = self.speakers[language, language].linter.config.messages
        return self.speakers[language, messages or default or language]

    @property
    def rules(self) -> dict[str, LoadedRule]:
        """Every rule that was loaded, also those that are off."""
        return {rule.id: rule for rule in self.speakers[self.language, self.language].linter.pack.rules}

    @property
    def enabled(self) -> frozenset[str]:
        """The rules that are on in any language."""
        return frozenset(rule.id for speaker in self.speakers.values() for rule in speaker.linter.rules)


def load_rules(config_path: Path | None) -> RuleSet:
    """Read the configuration and build every linter; Problem or Problems when something does not load."""
    version = fingerprint(config_path)
    config = read_config(config_path) if config_path else Config()
    speakers: dict[tuple[Language, Language], Speaker] = {}
    for language in LANGUAGES:
        linter = _linter(config, language)
        numbers = {rule.id: rule.commandment for rule in linter.rules if isinstance(rule.commandment, int)}
        for messages in LANGUAGES:
            speakers[language, messages] = Speaker(linter.speaking(messages), Encoder(language, version, numbers))
    return RuleSet(version, config.language, speakers)


def _linter(config: Config, language: Language) -> Linter:
    """A linter for one language; a phrase that a team added to its own language need not exist in the other."""
    config, own = config.model_copy(update={"language": language}), config.language
    try:
        return Linter(config)
    except (Problem, Problems):
        if language == own:
            raise
        return Linter(config.model_copy(update={"cues": {}, "lists": {}}))


def watched(config_path: Path | None) -> Iterator[Path]:
    """The files that make the rules what they are."""
    roots = [bundled_rules()]
    if config_path:
        yield config_path
        with suppress(Problem, Problems):  # it may not load now; its folders are known again once it does
            roots += read_config(config_path).rule_paths
    for root in roots:
        if root.is_file():
            yield root
        elif root.is_dir():
            yield from sorted((*root.rglob("*.yaml"), *root.rglob("*.yml")))


def fingerprint(config_path: Path | None) -> str:
    """Changes when a file of the rules or the configuration does."""
    digest = hashlib.sha256()
    for path in watched(config_path):
        try:
            status = path.stat()
        except OSError:
            continue  # gone between listing and looking: the next look sees it
        digest.update(f"{path}\0{status.st_mtime_ns}\0{status.st_size}\0".encode())
    return digest.hexdigest()[:12]


class CurrentRules:
    """The rules in use. Requests take what is current when they start, and finish with it."""

    def __init__(self, config_path: Path | None, loaded: RuleSet, on_reload: Callable[[str], None]):
        self.config_path = config_path
        self.current = loaded
        self.last_reload = "loaded"
        self._on_reload = on_reload
        self._busy = asyncio.Lock()
        self._is_awaited = False

    async def reload(self) -> bool:
        """Load the rules anew beside the requests; True when they are the new ones.

        Asked again while one load runs and another waits, it does nothing: the one that waits will see all there is.
        """
        if self._is_awaited:
            return False
        self._is_awaited = True
        async with self._busy:
            self._is_awaited = False
            try:
                loaded = await asyncio.to_thread(_load_politely, self.config_path)
            except (Problem, Problems) as error:
                self.last_reload = "failed"
                self._on_reload("failed")
                for line in str(error).splitlines():
                    _log.error("rules not reloaded, the old ones stay: %s", line)
                return False
            self.current = loaded
            self.last_reload = "loaded"
            self._on_reload("loaded")
            _log.info("rules reloaded: %s", loaded.version)
            return True

    async def watch(self, seconds: float = 1.0) -> None:
        """Reload whenever a file changes, for as long as the service runs."""
        seen = self.current.version
        while True:
            await asyncio.sleep(seconds)
            now = await asyncio.to_thread(fingerprint, self.config_path)
            if now != seen:
                seen = now
                await self.reload()


def _load_politely(config_path: Path | None) -> RuleSet:
    """Load the rules, handing the interpreter over often: requests are being answered meanwhile."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    try:
        return load_rules(config_path)
    finally:
        sys.setswitchinterval(before)
