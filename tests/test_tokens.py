"""Tokens: what stays together, what a token is, what is quoted."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcare_lint.tokens import Vocabulary, fold, pieces, quoted_spans, token_class


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bel 06-12345678.", "phone"),
        ("Bel 06 12 34 56 78 even", "phone"),
        ("Bel +32 470 12 34 56 even", "phone"),
        ("Bel 0900-1234.", "phone"),
        ("naar NL91ABNA0417164300,", "iban"),
        ("naar NL91 ABNA 0417 1643 00.", "iban"),
        ("postcode 7412 XK in", "postcode"),
        ("mail a.jansen@voorbeeld.nl.", "email"),
        ("zie https://voorbeeld.nl/a?b=c.", "url"),
        ("zie voorbeeld.nl/retour voor", "url"),
        ("dag @anja_88!", "handle"),
        ("gedaan ^Sander", "sign-off"),
        ("kost €12,50 per", "amount"),
        ("kost €250. Graag", "amount"),
        ("kost £1,200.50, dus", "amount"),
        ("kost 12,50 euro per", "amount"),
        ("om 17.00 uur dicht", "time"),
        ("op 12 maart open", "date"),
        ("op 12-03-2026 open", "date"),
        ("Hoi {{ticket.requester.first_name}},", "placeholder"),
        ("Hoi {{ticket.requester.first_name},", "placeholder"),
        ("Hoi [naam],", "placeholder"),
        ("Hoi #{ticket.customer.firstname},", "placeholder"),
        ("Hoi %{naam},", "placeholder"),
        ("Hoi <vul naam in>,", "placeholder"),
        ("Wat?!", "bangs"),
        ("leuk 👩🏽‍🚀 hoor", "emoji"),
        ("vlag 🇳🇱 uit", "emoji"),
        ("leuk ;) hoor", "emoticon"),
    ],
)
def test_what_belongs_together_is_one_token_of_its_class(text: str, expected: str) -> None:
    assert [token_class(piece) for piece in pieces(text)].count(expected) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dat is zo pas.", ["Dat", "is", "zo", "pas", "."]),
        ("Ik bel.", ["Ik", "bel", "."]),
        ("dhr. De Vries", ["dhr.", "De", "Vries"]),
        ("'s avonds zo'n foto's", ["'s", "avonds", "zo'n", "foto's"]),
        ("collega’s en e-mails", ["collega’s", "en", "e-mails"]),
        ("je/u t/m zondag", ["je", "/", "u", "t/m", "zondag"]),
        ("cafe\u0301 open", ["cafe\u0301", "open"]),
    ],
)
def test_words_are_cut_as_a_reader_would_cut_them(text: str, words: list[str]) -> None:
    assert [piece.strip() for piece in pieces(text)] == words


@given(st.text())
def test_pieces_join_to_the_text_they_came_from(text: str) -> None:
    assert "".join(pieces(text)) == text


def test_case_accents_and_apostrophes_are_folded_away() -> None:
    assert fold("Wéér") == fold("weer")
    assert fold("collega’s") == fold("collega's")


def test_words_that_no_phrase_asks_for_share_a_symbol() -> None:
    vocabulary = Vocabulary({"bel"})
    first, second, known = vocabulary.read(["appel ", "peer ", "bel "])[1:-1]
    assert first == second != known


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('U zei "bel me niet" tegen ons.', ['"bel me niet"']),
        ("U zei “bel me niet” tegen ons.", ["“bel me niet”"]),
        ("'s Avonds zijn we er, 's ochtends niet.", []),
        ("Hoi\n> bel ons\nDat doen we.", ["> bel ons"]),
        ("Dank!\n\nOp 3 mei 2026 om 10:11 schreef Jan:\nBel ons", ["Op 3 mei 2026 om 10:11 schreef Jan:\nBel ons"]),
        (
            "Dank!\n\nVan: Jan\nVerzonden: maandag\nAan: ons\nBel ons",
            ["Van: Jan\nVerzonden: maandag\nAan: ons\nBel ons"],
        ),
    ],
)
def test_what_somebody_else_wrote_is_quoted(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end in quoted_spans(text)] == quoted


@pytest.mark.parametrize(
    "text",
    ["a" * 300_000, "a." * 300_000, "!" * 40_000, "{" * 40_000, "0" * 100_000, "0 " * 100_000, "a@" * 100_000, "<" * 40_000,
     "1." * 100_000, "😀" * 10_000, "👩🏽‍🚀🇳🇱" * 5_000, "\n \n" * 40_000, " " * 500_000, "[a" * 50_000, '"' * 100_000, "Van: a\n" * 20_000],
    ids=lambda text: repr(text[:6]),
)  # fmt: skip
def test_no_text_makes_tokenising_crawl(text: str) -> None:
    started = time.perf_counter()
    assert "".join(pieces(text)) == text
    quoted_spans(text)
    assert time.perf_counter() - started < 10  # a hang is minutes; this is no benchmark
