"""What a finding suggests instead: wordings that fit this reply."""

from __future__ import annotations

from webcare_lint import Config, Finding, Linter, Message, Reply
from webcare_lint.checks.repeat import Repeat, Wording, word_of


def repeated(linter: Linter, text: str, **context: object) -> Finding:
    report = linter.lint(Reply(text=text, **context))
    return next(finding for finding in report.findings if finding.rule == "repeated-empathy")


def texts(finding: Finding) -> list[str]:
    return [suggestion.text for suggestion in finding.suggestions]


def wordings(linter: Linter) -> tuple[Wording, ...]:
    check = next(rule.rule.check for rule in linter.rules if rule.id == "repeated-empathy")
    assert isinstance(check, Repeat)
    return check.wordings[linter.language]


def of(linter: Linter, text: str) -> Wording:
    return next(wording for wording in wordings(linter) if text in (wording.text, wording.u))


def test_a_repeat_suggests_two_or_three_other_wordings(linter: Linter) -> None:
    found = texts(repeated(linter, "Hoi Stan, wat vervelend! Zo'n lekkende vriezer is heel vervelend."))
    assert 2 <= len(found) <= 3
    assert not any("vervelend" in text for text in found)


def test_the_wordings_are_as_strong_as_the_repeated_one(linter: Linter) -> None:
    mild = texts(repeated(linter, "Wat jammer, Ilse. Jammer dat de reis niet doorgaat."))
    strong = texts(repeated(linter, "Wat naar voor je, Ilse. Zo'n nare val wens je niemand toe."))
    assert {of(linter, text).strength for text in mild} == {"mild"}
    assert {of(linter, text).strength for text in strong} == {"strong"}


def test_a_formal_reply_is_offered_u_and_nothing_chatty(linter: Linter) -> None:
    text = "Geachte heer Bos, wat lastig voor u. Wij begrijpen hoe lastig dit is nu u zonder auto zit."
    found = texts(repeated(linter, text))
    assert found
    assert all(of(linter, text).tone != "personal" for text in found)
    assert not any(" je" in text for text in found)


def test_an_informal_reply_is_never_offered_u(linter: Linter) -> None:
    for text in texts(repeated(linter, "Hoi Bas, balen zeg. Ik baal met je mee, je hebt hem morgen.")):
        assert not {"u", "uw"} & set(text.replace(".", "").lower().split())


def test_house_policy_decides_where_the_reply_addresses_nobody() -> None:
    formal = Linter(Config(address="u"))
    for text in texts(repeated(formal, "Wat vervelend. Heel vervelend, zo'n lekkende vriezer.")):
        assert of(formal, text).tone != "personal"


def test_words_of_the_reply_and_of_our_earlier_messages_are_not_offered(linter: Linter) -> None:
    text = "Wat vervelend, Stan. Heel vervelend."
    every = {
        of(linter, suggestion).word
        for extra in range(40)
        for suggestion in texts(repeated(linter, text + " Ja" * extra))
    }
    assert "balen" in every
    thread = [
        Message(author="agent", text="Daar zou ik ook van balen. Wat een pech."),
        Message(author="customer", text="Ja"),
    ]
    left = {
        of(linter, suggestion).word
        for extra in range(40)
        for suggestion in texts(repeated(linter, text + " Ja" * extra, thread=thread))
    }
    assert left == every - {"balen", "pech"}


def test_suggestions_are_never_put_in_unseen(linter: Linter) -> None:
    found = repeated(linter, "Wat vervelend, Stan! Zo'n lekkende vriezer is heel vervelend.")
    assert all(suggestion.start is None and not suggestion.safe for suggestion in found.suggestions)


def test_every_wording_is_read_back_as_its_own_word() -> None:
    for language in ("nl", "en"):
        linter = Linter(Config(language=language))
        for wording in wordings(linter):
            for text in filter(None, (wording.text, wording.u)):
                cues = linter.read(Reply(text=text)).reading.all_of(("empathy", "empathy-understanding"))
                assert wording.word in {word_of(cue) for cue in cues}, text
                assert {cue.data["strength"] for cue in cues if word_of(cue) == wording.word} == {wording.strength}, (
                    text
                )
