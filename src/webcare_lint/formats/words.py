"""The words that reports for people are written in, in Dutch and English."""

from __future__ import annotations

from webcare_lint.finding import Commandment
from webcare_lint.reply import Language

COMMANDMENTS: tuple[Commandment, ...] = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, "privacy", "channel")
SEVERITIES = ("error", "warning", "info")

_COMMANDMENTS: dict[Language, tuple[str, ...]] = {
    "nl": (
        "Help eerst", "Blijf in het kanaal", "Eén team: wij", "Reageer altijd", "Wissel medeleven af", "Blijf vriendelijk",
        "Antwoord als mens", "Laat niet wachten", "Durf nee te zeggen", "Geniet en los op", "Privacy", "Kanaal",
    ),
    "en": (
        "Help first", "Stay in the channel", "One team: we", "Always respond", "Vary empathy", "Stay friendly",
        "Answer as a person", "Don't keep waiting", "Dare to say no", "Enjoy and mend", "Privacy", "Channel",
    ),
}  # fmt: skip
_SEVERITIES: dict[Language, dict[str, tuple[str, str]]] = {
    "nl": {"error": ("fout", "fouten"), "warning": ("waarschuwing", "waarschuwingen"), "info": ("tip", "tips")},
    "en": {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("tip", "tips")},
}


def commandment_name(commandment: Commandment, language: Language) -> str:
    """`2 · Blijf in het kanaal`, or the name alone for what is no commandment."""
    name = _COMMANDMENTS[language][COMMANDMENTS.index(commandment)]
    return f"{commandment} · {name}" if isinstance(commandment, int) else name


def severity_name(severity: str, language: Language) -> str:
    """One of them, such as `waarschuwing`."""
    return _SEVERITIES[language][severity][0]


def counted(severity: str, number: int, language: Language) -> str:
    """So many of them: `1 fout`, `3 fouten`."""
    return f"{number} {_SEVERITIES[language][severity][number != 1]}"
