"""The words of the HTML report, in Dutch and English."""

from __future__ import annotations

from typing import Final

from webcare_lint.reply import Language

WORDS: Final[dict[Language, dict[str, str]]] = {
    "nl": {
        "title": "Standaardantwoorden nagekeken", "made": "Gemaakt door webcare-lint", "skip": "Naar de antwoorden", "contents": "Inhoud",
        "replies": "antwoorden", "clean": "zonder bevindingen", "error": "fouten", "warning": "waarschuwingen", "info": "tips",
        "per_commandment": "Per gebod", "commandment": "Gebod", "per_commandment_is": "Hoeveel bevindingen er zijn per gebod, naar ernst.",
        "as_table": "Als tabel", "per_rule": "Per regel", "rule": "Regel", "total": "Totaal",
        "empathy": "Woorden van medeleven", "empathy_is": "In welk deel van de antwoorden elk woord staat. Staat één woord bijna overal, dan klinkt het als een stempel.",
        "word": "Woord", "uses": "Antwoorden", "share": "Aandeel", "which": "Waar",
        "openings": "Eerste zinnen", "openings_is": "Waarmee antwoorden beginnen, na de groet. Het is de enige zin die iedereen leest.", "sentence": "Zin",
        "address": "Je of u", "address_is": "{je} antwoorden zeggen je, {u} zeggen u, {both} zeggen beide.",
        "alike": "Bijna hetzelfde", "alike_is": "Antwoorden die nauwelijks verschillen. Houd er één over, of maak ze echt anders. Wat afwijkt van het eerste is onderstreept.",
        "alike_group": "Groep", "alike_left": "Er zijn {} groepen; de grootste staan hier.", "similar": "gelijkenis", "and_also": "En ook:", "none_alike": "Geen.",
        "entries": "Antwoorden", "search": "Zoek in de antwoorden", "severity": "Ernst", "file": "Bestand", "all": "alle",
        "only_found": "Alleen met bevindingen", "reset": "Wis filters", "shown": "{n} van {of} antwoorden", "nothing": "Niets gevonden.",
        "empty": "(leeg)", "why": "Waarom", "instead": "Schrijf liever", "seen": "Herkend aan", "at": "regel", "absent": "ontbreekt",
        "finding": "Bevinding", "suppressed": "Onderdrukt", "problems": "Niet gelezen",
        "no_text": "Dit rapport is gemaakt met --no-text: de teksten zelf staan er niet in.", "characters": "tekens {}–{}", "top": "Naar boven",
    },
    "en": {
        "title": "Canned responses checked", "made": "Made by webcare-lint", "skip": "To the replies", "contents": "Contents",
        "replies": "replies", "clean": "without findings", "error": "errors", "warning": "warnings", "info": "tips",
        "per_commandment": "By commandment", "commandment": "Commandment", "per_commandment_is": "How many findings there are of each commandment, by severity.",
        "as_table": "As a table", "per_rule": "By rule", "rule": "Rule", "total": "Total",
        "empathy": "Words of empathy", "empathy_is": "In which part of the replies each word stands. A word that stands nearly everywhere sounds like a rubber stamp.",
        "word": "Word", "uses": "Replies", "share": "Share", "which": "Where",
        "openings": "First sentences", "openings_is": "What replies begin with, behind the greeting. It is the only sentence that everybody reads.", "sentence": "Sentence",
        "address": "Je or u", "address_is": "{je} replies say je (informal), {u} say u (formal), {both} say both.",
        "alike": "Nearly the same", "alike_is": "Replies that hardly differ. Keep one of them, or make them really different. What differs from the first is underlined.",
        "alike_group": "Group", "alike_left": "There are {} groups; these are the largest.", "similar": "likeness", "and_also": "And also:", "none_alike": "None.",
        "entries": "Replies", "search": "Search the replies", "severity": "Severity", "file": "File", "all": "all",
        "only_found": "Only with findings", "reset": "Clear filters", "shown": "{n} of {of} replies", "nothing": "Nothing found.",
        "empty": "(empty)", "why": "Why", "instead": "Use instead", "seen": "Recognised by", "at": "line", "absent": "absent",
        "finding": "Finding", "suppressed": "Suppressed", "problems": "Not read",
        "no_text": "This report was made with --no-text: it does not hold the texts themselves.", "characters": "characters {}–{}", "top": "To the top",
    },
}  # fmt: skip
