"""The words of the HTML report, in Dutch and English."""

from __future__ import annotations

from typing import Final

from webcare_lint.reply import Language

_WORDS: Final = {
    "title": ("Standaardantwoorden nagekeken", "Canned responses checked"),
    "made": ("Gemaakt door webcare-lint", "Made by webcare-lint"),
    "skip": ("Naar de antwoorden", "To the replies"),
    "contents": ("Inhoud", "Contents"),
    "replies": ("antwoorden", "replies"),
    "clean": ("zonder bevindingen", "without findings"),
    "error": ("fouten", "errors"),
    "warning": ("waarschuwingen", "warnings"),
    "info": ("tips", "tips"),
    "per_commandment": ("Per gebod", "By commandment"),
    "commandment": ("Gebod", "Commandment"),
    "per_commandment_is": (
        "Hoeveel bevindingen er zijn per gebod, naar ernst.",
        "How many findings there are of each commandment, by severity.",
    ),
    "as_table": ("Als tabel", "As a table"),
    "per_rule": ("Per regel", "By rule"),
    "rule": ("Regel", "Rule"),
    "total": ("Totaal", "Total"),
    "empathy": ("Woorden van medeleven", "Words of empathy"),
    "empathy_is": (
        "In welk deel van de antwoorden elk woord staat. Staat één woord bijna overal, dan klinkt het als een stempel.",
        "In which part of the replies each word stands. A word that stands nearly everywhere sounds like a rubber stamp.",
    ),
    "word": ("Woord", "Word"),
    "uses": ("Antwoorden", "Replies"),
    "share": ("Aandeel", "Share"),
    "which": ("Waar", "Where"),
    "openings": ("Eerste zinnen", "First sentences"),
    "openings_is": (
        "Waarmee antwoorden beginnen, na de groet. Het is de enige zin die iedereen leest.",
        "What replies begin with, behind the greeting. It is the only sentence that everybody reads.",
    ),
    "sentence": ("Zin", "Sentence"),
    "address": ("Je of u", "Je or u"),
    "address_is": (
        "{je} antwoorden zeggen je, {u} zeggen u, {both} zeggen beide.",
        "{je} replies say je (informal), {u} say u (formal), {both} say both.",
    ),
    "alike": ("Bijna hetzelfde", "Nearly the same"),
    "alike_is": (
        "Antwoorden die nauwelijks verschillen. Houd er één over, of maak ze echt anders. Wat afwijkt van het eerste is onderstreept.",
        "Replies that hardly differ. Keep one of them, or make them really different. What differs from the first is underlined.",
    ),
    "alike_group": ("Groep", "Group"),
    "alike_left": ("Er zijn {} groepen; de grootste staan hier.", "There are {} groups; these are the largest."),
    "similar": ("gelijkenis", "likeness"),
    "and_also": ("En ook:", "And also:"),
    "none_alike": ("Geen.", "None."),
    "entries": ("Antwoorden", "Replies"),
    "search": ("Zoek in de antwoorden", "Search the replies"),
    "severity": ("Ernst", "Severity"),
    "file": ("Bestand", "File"),
    "all": ("alle", "all"),
    "only_found": ("Alleen met bevindingen", "Only with findings"),
    "reset": ("Wis filters", "Clear filters"),
    "shown": ("{n} van {of} antwoorden", "{n} of {of} replies"),
    "nothing": ("Niets gevonden.", "Nothing found."),
    "empty": ("(leeg)", "(empty)"),
    "why": ("Waarom", "Why"),
    "instead": ("Schrijf liever", "Use instead"),
    "seen": ("Herkend aan", "Recognised by"),
    "at": ("regel", "line"),
    "absent": ("ontbreekt", "absent"),
    "finding": ("Bevinding", "Finding"),
    "suppressed": ("Onderdrukt", "Suppressed"),
    "problems": ("Niet gelezen", "Not read"),
    "no_text": (
        "Dit rapport is gemaakt met --no-text: de teksten zelf staan er niet in.",
        "This report was made with --no-text: it does not hold the texts themselves.",
    ),
    "characters": ("tekens {}–{}", "characters {}–{}"),
    "top": ("Naar boven", "To the top"),
}

WORDS: Final[dict[Language, dict[str, str]]] = {
    "nl": {key: dutch for key, (dutch, _) in _WORDS.items()},
    "en": {key: english for key, (_, english) in _WORDS.items()},
}
