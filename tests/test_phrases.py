"""The phrase language: what phrases match, and what is said of phrases that can't be read."""

from __future__ import annotations

import re

import pytest

from webcare_lint.phrases import Automaton, Node, Pattern, PhraseError, build, parse
from webcare_lint.reading import Reader
from webcare_lint.tokens import Vocabulary

FORMS = {"bellen": ["bellen", "bel", "belt", "belde", "gebeld"], "sturen": ["sturen", "stuur", "stuurt"]}
LISTS = {"desk": ("de klantenservice", "(onze|de) helpdesk"), "nested": ("{desk}", "het filiaal")}


def found(phrase: str, text: str, unless: tuple[str, ...] = (), unless_sentence: tuple[str, ...] = ()) -> list[str]:
    """The spans one phrase finds in a text."""
    lists: dict[str, tuple[Node, ...]] = {name: tuple(map(parse, items)) for name, items in LISTS.items()}
    roles = [
        ("phrase", phrase),
        *(("unless", item) for item in unless),
        *(("unless_sentence", item) for item in unless_sentence),
    ]
    patterns = [Pattern("cue", role, item, {}, "test", 1) for role, item in roles]
    errors: list[PhraseError] = []
    graph = build(
        [parse(item) for _, item in roles],
        lists,
        lambda lemma: FORMS.get(lemma, [lemma]),
        lambda _, error: errors.append(error),
    )
    if errors:
        raise errors[0]
    automaton = Automaton(graph, patterns)
    vocabulary = Vocabulary(automaton.labels, (), automaton.groups)
    automaton.attach(vocabulary.symbols)
    reading = Reader(automaton, vocabulary, frozenset()).read(text)
    return [text[cue.start : cue.end] for cue in reading.all_of(["cue"])]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("bel ons", "Bel ons maar.", ["Bel ons"]),
        ("bel ons", "BEL ONS maar", ["BEL ONS"]),
        ("wéér", "weer te laat", ["weer"]),
        ("bel (even|gerust)* ons", "bel even gerust ons", ["bel even gerust ons"]),
        ("bel (even)* ons", "bel even even even even ons", []),
        ("bel (even)? ons", "bel ons, bel even ons", ["bel ons", "bel even ons"]),
        ("hoef(t)? niet", "hij hoeft niet, ik hoef niet", ["hoeft niet", "hoef niet"]),
        ("(contact|klacht)formulier", "het klachtformulier", ["klachtformulier"]),
        ("<bellen> ons", "zij belde ons", ["belde ons"]),
        ("<terug+bellen>", "ik bel je morgen terug", ["bel je morgen terug"]),
        ("<terug+bellen>", "je wordt teruggebeld", ["teruggebeld"]),
        ("<terug+bellen>", "ik zal terug te bellen zijn", ["terug te bellen"]),
        ("bel {desk}", "bel onze helpdesk", ["bel onze helpdesk"]),
        ("bel {nested}", "bel de klantenservice of bel het filiaal", ["bel de klantenservice", "bel het filiaal"]),
        ("bel {phone}", "bel 0900-1234", ["bel 0900-1234"]),
        ("bel ... {phone}", "bel ons morgen even op 0900-1234", ["bel ons morgen even op 0900-1234"]),
        ("bel ... {phone}", "bel ons. Of niet: 0900-1234", []),
        ("bel ... {phone}", "bel een twee drie vier vijf zes zeven 0900-1234", []),
        ("nee dat kan niet", "Nee, dat kan niet.", ["Nee, dat kan niet"]),
        ("nee dat", "nee,, dat", []),
        ("*formulier", "een contactformulier en een formulier", ["contactformulier", "formulier"]),
        ("klacht*", "klachten en klachtafhandeling", ["klachten", "klachtafhandeling"]),
        ("{break} bel ons", "Nee. Bel ons. Of bel ons", ["Bel ons"]),
        ("{start} nee {end}", "nee", ["nee"]),
        ("{start} nee {end}", "nee hoor", []),
        (r"toch\?", "dat weet je toch?", ["toch"]),
        ("{bangs}", "echt!! ja", ["!!"]),
        ("wat (|)", "wat", None),
    ],
)
def test_a_phrase_finds_what_it_looks_like(phrase: str, text: str, expected: list[str] | None) -> None:
    if expected is None:
        with pytest.raises(PhraseError):
            found(phrase, text)
    else:
        assert found(phrase, text) == expected


def test_overlapping_finds_become_the_longest() -> None:
    assert found("bel (ons (even)?)?", "bel ons even") == ["bel ons even"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wij bel ons", []),  # up to three tokens before
        ("wij zullen dan bel ons", []),
        ("wij zullen dan toch ook bel ons", ["bel ons"]),  # too far
        ("wij, bel ons", ["bel ons"]),  # another clause
        ("bel ons wij", ["bel ons"]),  # behind it
    ],
)
def test_unless_takes_a_cue_away_over_it_or_shortly_before_it(text: str, expected: list[str]) -> None:
    assert found("bel ons", text, unless=("wij",)) == expected


def test_unless_sentence_takes_a_cue_away_anywhere_in_its_sentence() -> None:
    assert found("bel ons", "Bel ons liever niet. Bel ons.", unless_sentence=("niet",)) == ["Bel ons"]


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("bel even?", "write (word)? with brackets"),
        ("bel even*ons", "with brackets"),
        ("(bel", 'a "(" without'),
        ("bel)", 'a ")" without'),
        ("", "an empty phrase"),
        ("bel ()", "an empty place"),
        ("<bellen", "for the sign itself"),
        ("<>", "for the sign itself"),
        ("<bel even>", "one word is expected"),
        ("bel<ons>", "put a blank before it"),
        ("(a|b)(c d)", "glued to a word"),
    ],
)
def test_a_phrase_that_cannot_be_read_says_what_to_type(phrase: str, said: str) -> None:
    with pytest.raises(PhraseError, match=re.escape(said)):
        parse(phrase)


def test_a_phrase_that_expands_without_bound_is_refused() -> None:
    inner = "(" + "|".join(f"woord{number} ..." for number in range(90)) + ")*"
    with pytest.raises(PhraseError, match="steps"):
        found(f"({inner} x)* y", "y")
    with pytest.raises(PhraseError, match="spellings"):
        parse("".join("(a|b|c|d)" for _ in range(10)) + "e")


def test_many_commas_do_not_make_matching_crawl() -> None:
    assert found("bel ons", "bel" + "," * 100_000 + " ons") == []
