"""A rule as a page of Markdown: for `explain`, and for docs/rules/."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from webcare_lint.reply import Language
from webcare_lint.rule import Example, Rule, Source
from webcare_lint.rulebook import LoadedRule, bundled_rules
from webcare_lint.yamlfile import load

_WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "what": "Wat de regel zoekt", "why": "Waarom dat ertoe doet", "example": "Voorbeelden", "bad": "Niet zo", "good": "Wel zo",
        "instead": "Schrijf liever", "source": "Bron", "conflicts": "Wat anderen zeggen", "notes": "Grenzen", "accuracy": "Hoe vaak hij gelijk heeft",
        "commandment": "gebod", "customer": "klant", "attested": "een van de vijf geboden van de bron zelf",
        "supplement": "een aanvulling van dit project op de bron", "policy": "geen webcaregebod", "preview": "staat standaard uit: nog niet precies genoeg",
    },
    "en": {
        "what": "What it looks for", "why": "Why that matters", "example": "Examples", "bad": "Not so", "good": "Fine",
        "instead": "Use instead", "source": "Source", "conflicts": "What others say", "notes": "Limits", "accuracy": "How often it is right",
        "commandment": "commandment", "customer": "customer", "attested": "one of the five commandments of the source itself",
        "supplement": "this project's supplement to the source", "policy": "no commandment of webcare", "preview": "off by default: not precise enough yet",
    },
}  # fmt: skip


def read_sources() -> dict[str, Source]:
    """The documents that rules lean on, by their keys."""
    return {key: Source.model_validate(value) for key, value in load(bundled_rules() / "sources.yaml").value.items()}


def severity_words(rule: Rule) -> str:
    """`error`, or `error, else warning` where it depends on the reply."""
    return ", else ".join(dict.fromkeys(severity.is_.value for severity in rule.severity))


def rule_page(loaded: LoadedRule, language: Language, sources: dict[str, Source]) -> str:
    """The Markdown page of one rule."""
    return "\n".join(_lines(loaded, language, sources)).rstrip() + "\n"


def _lines(loaded: LoadedRule, language: Language, sources: dict[str, Source]) -> Iterator[str]:
    rule, said = loaded.rule, _WORDS[language]
    yield f"# {loaded.id}"
    yield ""
    status = f" · {said['preview']}" if rule.status == "preview" else ""
    place = (
        f"{said['commandment']} {loaded.commandment}"
        if isinstance(loaded.commandment, int)
        else str(loaded.commandment)
    )
    yield f"**{rule.title.in_(language)}** · {place} · {severity_words(rule)}{status}"
    for heading, text in (("why", rule.why), ("notes", rule.notes), ("conflicts", rule.conflicts)):
        if text:
            yield from ("", f"## {said[heading]}", "", text.in_(language))
    examples = rule.examples.in_(language) or rule.examples.nl
    for heading, wanted in (("bad", "bad"), ("good", "good")):
        chosen = [example for example in examples if getattr(example, wanted) is not None][:5]
        if chosen:
            yield from ("", f"## {said[heading]}", "")
            yield from (example_line(example, language) for example in chosen)
    if suggestions := rule.suggest.texts(language):
        yield from ("", f"## {said['instead']}", "")
        yield from (f"- {text}" for text in suggestions)
    if accuracy := accuracy_line(loaded.id):
        yield from ("", f"## {said['accuracy']}", "", accuracy)
    source = sources.get(rule.source)
    if source:
        yield from ("", f"## {said['source']}", "")
        yield f"*{source.title}*, {source.author}, {source.date}: {said[source.status]}. {source.note.in_(language)}"


def example_line(example: Example, language: Language) -> str:
    """An example as an item of a list, what gets marked in bold."""
    said = _WORDS[language]
    text = example.bad if example.bad is not None else example.good or ""
    shown = _in_line(text).replace("<<", "**").replace(">>", "**")
    return f"- {said['customer']}: “{_in_line(example.customer)}” → “{shown}”" if example.customer else f"- “{shown}”"


def _in_line(text: str) -> str:
    return " ".join(text.split()).replace("<", "&lt;").replace("&lt;&lt;", "<<")


def accuracy_file() -> Path:
    """The figures that `eval` wrote for the bundled rules."""
    return bundled_rules() / "accuracy.json"


def accuracy_line(rule: str) -> str | None:
    """The figures of one rule, with the sets they come from; None when nobody measured it."""
    path = accuracy_file()
    if not path.is_file():
        return None
    lines = []
    for measured in json.loads(path.read_text(encoding="utf-8"))["sets"]:
        figures = measured["rules"].get(rule)
        if figures:
            lines.append(
                f"- {measured['name']} ({measured['date']}): n {figures['n']}, precision {_percent(figures['precision'])}, "
                f"recall {_percent(figures['recall'])}"
            )
    return "\n".join(lines) or None


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
