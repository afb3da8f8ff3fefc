"""What only a whole library shows."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from webcare_lint import Config, Finding, Linter
from webcare_lint.checks.similar import Similar
from webcare_lint.finding import Report, Severity
from webcare_lint.library import alike
from webcare_lint.library.entry import Entry, typed_entry
from webcare_lint.library.facts import stale_facts
from webcare_lint.library.lint import lint_entry
from webcare_lint.library.whole import Checked, Whole, compare

CHECK = Similar(kind="similar")

# Sentences with hardly a word in common.
TOPICS = [
    "De fietsenstalling achter het station sluit om middernacht", "Een lekke band plakken we terwijl de koffie doorloopt",
    "Hondenpoep melden kan met een foto van de stoep", "Onze sommelier raadt bij vis een droge riesling aan",
    "Het zwembad wordt iedere ochtend op chloor gecontroleerd", "Voor een kapotte lantaarnpaal komt de ploeg binnen drie nachten",
    "De leesclub bespreekt deze maand een roman over Suriname", "Wandelschoenen loop je het beste eerst binnenshuis in",
    "Zonnepanelen leveren op een bewolkte dag minder stroom", "Tulpenbollen gaan voor de eerste vorst de grond in",
    "Op de markt staan vanaf zaterdag twee extra visboeren", "Je bibliotheekpas werkt ook bij het theater",
    "Een verloren sleutel ligt meestal bij de receptie", "De veerpont vaart niet bij windkracht negen",
]  # fmt: skip


def linter_with(**settings: object) -> Linter:
    return Linter(Config.model_validate(settings))


@pytest.fixture(scope="module")
def dutch() -> Linter:
    return linter_with()


def entries(*texts: str, titles: Sequence[str] = (), dialect: str = "any") -> list[Entry]:
    return [
        typed_entry(number, text, title=titles[number - 1] if titles else f"antwoord {number}", dialect=dialect)
        for number, text in enumerate(texts, start=1)
    ]


def looked_at(given: Sequence[Entry], by: Linter) -> Whole:
    return compare([Checked(entry, by, Report()) for entry in given])


def of_rule(whole: Whole, rule: str) -> list[tuple[int, Finding]]:
    """The findings of a rule with the number of their entry, from 1."""
    return [
        (number, finding)
        for number, report in enumerate(whole.reports, start=1)
        for finding in report.findings
        if finding.rule == rule
    ]


# --- empathy


def test_one_word_of_empathy_in_more_than_thirty_per_cent_is_found_in_every_entry_that_uses_it(dutch: Linter) -> None:
    texts = [f"Wat vervelend! {topic}." for topic in TOPICS[:10]] + [f"Wat jammer! {topic}." for topic in TOPICS[10:]]
    whole = looked_at(entries(*texts), dutch)
    assert [(share.word, share.uses, round(share.share, 2)) for share in whole.insight.shares] == [
        ("vervelend", 10, 0.71),
        ("jammer", 4, 0.29),
    ]
    found = of_rule(whole, "repeated-empathy")
    assert [number for number, _ in found] == list(range(1, 11))
    assert "71%" in found[0][1].message
    assert "10 van de 14" in found[0][1].message
    assert found[0][1].severity is Severity.WARNING
    suggestions = [suggestion.text for suggestion in found[0][1].suggestions]
    assert suggestions
    assert not any("vervelend" in text for text in suggestions)


def test_fewer_than_ten_uses_of_a_word_say_nothing(dutch: Linter) -> None:
    texts = [f"Wat vervelend! {topic}." for topic in TOPICS[:9]]
    assert of_rule(looked_at(entries(*texts), dutch), "repeated-empathy") == []


def test_the_texts_of_one_record_are_one_use(dutch: Linter) -> None:
    texts = entries(*(f"Wat vervelend! {topic}." for topic in TOPICS[:12]))
    halved = [typed_entry((number + 1) // 2, entry.text, title="") for number, entry in enumerate(texts, start=1)]
    whole = looked_at(halved, dutch)
    assert [(share.word, share.uses, share.share) for share in whole.insight.shares] == [("vervelend", 6, 1.0)]
    assert of_rule(whole, "repeated-empathy") == []


# --- near-duplicates


def test_a_copy_names_the_entry_it_is_a_copy_of(dutch: Linter) -> None:
    copy = "Hoi Anna, je pakket {} ligt bij de buren op nummer {}. Ben je er morgen niet, dan komt de bezorger terug. Groet, Bo"
    whole = looked_at(
        entries(copy.format(1, 22), TOPICS[0], copy.format(3, 4), titles=["Buren", "Stalling", "Buren nieuw"]), dutch
    )
    [(number, finding)] = of_rule(whole, "rote-reply")
    assert number == 3
    assert (finding.start, finding.end) == (0, 3)
    assert "100%" in finding.message
    assert "‘Buren’" in finding.message
    [cluster] = whole.insight.clusters
    assert [entry.title for entry in cluster.entries] == ["Buren", "Buren nieuw"]


def test_two_texts_of_one_record_are_no_copies(dutch: Linter) -> None:
    text = "Je pakket ligt bij de buren en morgen komt de bezorger nog een keer langs."
    whole = looked_at([typed_entry(1, text), typed_entry(1, text, field="chatText")], dutch)
    assert of_rule(whole, "rote-reply") == []
    assert whole.insight.clusters == ()


def test_a_closing_is_no_copy_of_what_it_closes(dutch: Linter) -> None:
    closing = "Met vriendelijke groet, het team van de gemeente Waterdam"
    assert (
        looked_at(entries(f"{TOPICS[0]}. {closing}", f"{TOPICS[1]}. {closing}", closing), dutch).insight.clusters == ()
    )


def _library(count: int, seed: int) -> list[str]:
    """Texts of which one in ten is an earlier one with a word or two changed."""
    source = random.Random(seed)
    letters = "abcdefghijklmnoprstuvwz"
    words = ["".join(source.choices(letters, k=source.randint(2, 9))) for _ in range(600)]
    texts: list[list[str]] = []
    for number in range(count):
        if number % 10 == 9:
            text = list(source.choice(texts))
            for _ in range(source.randint(0, 2)):
                text[source.randrange(len(text))] = source.choice(words)
        else:
            text = source.choices(words, k=source.randint(25, 60))
        texts.append(text)
    return [" ".join(text) for text in texts]


def test_copies_among_many_texts_are_those_that_comparing_all_with_all_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _library(900, seed=4)
    among_many = alike.links(texts, 0.9, CHECK, lambda *_: True)
    monkeypatch.setattr(alike, "FEW", len(texts))
    all_with_all = alike.links(texts, 0.9, CHECK, lambda *_: True)
    assert len(all_with_all) >= 90
    assert set(among_many) <= set(all_with_all)
    assert len({link.later for link in among_many}) >= 0.98 * len({link.later for link in all_with_all})


def test_ten_times_as_many_texts_are_about_ten_times_as_many_comparisons() -> None:
    def comparisons(count: int) -> int:
        compared: list[tuple[int, int]] = []
        alike.links(_library(count, seed=5), 0.9, CHECK, lambda *pair: not compared.append(pair))
        return len(compared)

    assert comparisons(6000) < 20 * comparisons(600)


def test_linked_texts_are_one_cluster_also_by_way_of_others() -> None:
    found = [alike.Link(0, 1, 0.95), alike.Link(5, 6, 1.0), alike.Link(1, 2, 0.91), alike.Link(2, 7, 0.92)]
    groups = [{number for link in group for number in link[:2]} for group in alike.clusters(found)]
    assert groups == [{0, 1, 2, 7}, {5, 6}]


# --- openings, titles, address


def test_an_opening_is_counted_behind_its_greeting_and_whatever_the_name(dutch: Linter) -> None:
    greetings = ["Hoi {{contact.first_name}}, ", "Beste Anna,\n", "", "Goedemorgen! "]
    texts = [f"{greetings[number % 4]}Bedankt voor je bericht! {topic}." for number, topic in enumerate(TOPICS)]
    whole = looked_at(entries(*texts), dutch)
    assert [(opening.text, len(opening.entries)) for opening in whole.insight.openings] == [
        ("Bedankt voor je bericht!", len(TOPICS))
    ]
    found = of_rule(whole, "rote-opening")
    assert len(found) == len(TOPICS)
    assert {texts[number - 1][finding.start : finding.end].casefold() for number, finding in found} == {
        "bedankt voor je bericht!"
    }


@pytest.mark.parametrize(
    ("titles", "severity"),
    [
        (["Retour: geld terug", "retour - GELD terug"], Severity.WARNING),
        (["Retour", "Retour (kopie)"], Severity.INFO),
        (["Retour", "Kopie van Retour"], Severity.INFO),
        (["Retour", "Retour label"], None),
        (["Retour 1", "Retour 2"], None),
        (["", ""], None),
    ],
)
def test_titles_that_nobody_can_tell_apart(titles: list[str], severity: Severity | None, dutch: Linter) -> None:
    whole = looked_at(entries(TOPICS[0], TOPICS[1], titles=titles), dutch)
    found = of_rule(whole, "same-title")
    assert [(number, finding.severity) for number, finding in found] == ([(2, severity)] if severity else [])


def test_the_few_that_say_u_among_many_that_say_je_are_a_tip(dutch: Linter) -> None:
    texts = [f"Je ziet het zo: {topic}." for topic in TOPICS[:8]] + [f"Let u op: {TOPICS[9]}."]
    whole = looked_at(entries(*texts), dutch)
    assert (whole.insight.address.je, whole.insight.address.u) == (8, 1)
    [(number, finding)] = of_rule(whole, "mixed-address")
    assert (number, finding.severity) == (9, Severity.INFO)
    assert texts[8][finding.start : finding.end] == "u"


def test_where_a_form_is_configured_only_the_rule_itself_judges_by_it() -> None:
    texts = [f"Je ziet het zo: {topic}." for topic in TOPICS[:8]] + [f"Let u op: {TOPICS[9]}."]
    assert of_rule(looked_at(entries(*texts), linter_with(address="je")), "mixed-address") == []


# --- holes and facts


@pytest.mark.parametrize(
    ("dialect", "text", "left"),
    [
        ("zendesk", "Beste {{ticket.requester.first_name}},", "Beste ,"),
        ("zendesk", "{{ticket.requester.first_name}}, wat fijn!", ", wat fijn!"),
        ("chatwoot", "Hoi {{ contact.name }}!", "Hoi !"),
        ("helpscout", "Dag {%customer.firstName,fallback=%},", "Dag ,"),
        ("helpscout", "Dag {%customer.firstName,fallback=daar%},", None),
        ("intercom", 'Hoi {{first_name|fallback:"daar"}},', None),
        ("zendesk", "Hoi {{ticket.requester.first_name | default: 'daar'}},", None),
        ("zendesk", "{% if ticket.requester.first_name %}Hoi {{ticket.requester.first_name}},{% endif %}", None),
        ("zendesk", "Groet,\n{{current_user.first_name}}", None),
        ("zendesk", "Hoi, je zaak {{ticket.id}}, loopt.", None),
        ("livehelperchat", "Hoi {nick},", None),
    ],
)
def test_a_placeholder_that_leaves_a_hole(dialect: str, text: str, left: str | None, dutch: Linter) -> None:
    found = of_rule(looked_at(entries(text, dialect=dialect), dutch), "empty-placeholder")
    assert len(found) == (left is not None)
    assert left is None or f"leest de klant ‘{left}’;" in found[0][1].message


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Een kaartje kost € 12,50; bellen kan op 0900-1234.", ["€ 12,50", "0900-1234"]),
        ("De actie loopt tot 31 december.", ["31 december"]),
        ("We zijn open van 9.00 tot 17.30 uur.", ["9.00 tot 17.30 uur"]),
        ("Je pakket komt tussen 9.00 en 17.30 uur.", []),
        ("Sinds 1 mei 2026 kost een kaartje € 12,50.", []),
        ("Verzenden kost € 0,00.", []),
        ("Binnen 7 werkdagen op je rekening.", []),
    ],
)
def test_facts_that_go_stale(text: str, facts: list[str]) -> None:
    assert [text[start:end] for start, end in stale_facts(text)] == facts


# --- rules


def test_a_rule_that_is_off_finds_nothing_in_a_library() -> None:
    copy = f"{TOPICS[0]}, en dat is al jaren zo."
    by = linter_with(ignore=["rote-reply", "same-title", "stale-fact"])
    whole = looked_at(entries(copy, copy, titles=["a", "a"]), by)
    assert [finding.rule for report in whole.reports for finding in report.findings] == []
    assert len(whole.insight.clusters) == 1


def test_a_severity_of_the_teams_own_counts_in_a_library_too() -> None:
    copy = f"{TOPICS[0]}, en dat is al jaren zo."
    whole = looked_at(entries(copy, copy), linter_with(severity={"rote-reply": "error"}))
    assert [finding.severity for _, finding in of_rule(whole, "rote-reply")] == [Severity.ERROR]


def test_an_empty_library_shows_nothing() -> None:
    assert compare([]).reports == ()


def test_what_was_counted_while_linting_is_what_counting_afterwards_finds(dutch: Linter) -> None:
    """Also in the branches of a template, where offsets are those of the template."""
    template = "{% if ticket.vip %}Wat vervelend voor u{% else %}Wat jammer voor je{% endif %}, dat je fiets stuk is."
    given = entries(template, *(f"Wat vervelend. {topic}." for topic in TOPICS), dialect="zendesk")
    linted = compare([Checked(entry, dutch, lint_entry(dutch, entry)) for entry in given])
    counted = looked_at(given, dutch)
    assert of_rule(linted, "repeated-empathy") == of_rule(counted, "repeated-empathy")
    assert [(share.word, share.uses) for share in linted.insight.shares][:2] == [("vervelend", 15), ("jammer", 1)]
    assert linted.insight.address == counted.insight.address
    [first, *_] = of_rule(linted, "repeated-empathy")
    assert template[slice(first[1].start, first[1].end)] == "vervelend"


def test_an_entry_that_says_u_is_given_sentences_that_say_u(dutch: Linter) -> None:
    texts = [f"Wat vervelend voor {'u' if number == 0 else 'je'}. {topic}." for number, topic in enumerate(TOPICS)]
    found = of_rule(looked_at(entries(*texts), dutch), "repeated-empathy")
    said = [" ".join(one.text for one in finding.suggestions).split() for _, finding in found]
    assert not {"je", "jou", "jouw"}.intersection(said[0])
