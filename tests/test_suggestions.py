"""What a finding suggests instead: wordings that fit this reply."""

from __future__ import annotations

import pytest

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


# --- model sentences of rules


def suggested(linter: Linter, rule: str, text: str, **context: object) -> list[str]:
    report = linter.lint(Reply(text=text, **context))
    return next(texts(finding) for finding in report.findings if finding.rule == rule)


@pytest.mark.parametrize("rule", ["channel-redirect", "vague-promise", "blunt-no", "non-apology"])
def test_model_sentences_call_the_customer_what_the_reply_does(linter: Linter, rule: str) -> None:
    breaches = {
        "channel-redirect": (
            "Bel even met onze klantenservice als je wilt.",
            "Belt u met onze klantenservice als u wilt.",
        ),
        "vague-promise": ("Je hoort zo snel mogelijk van ons.", "U hoort zo spoedig mogelijk van ons."),
        "blunt-no": ("Nee, dat kan niet.", "Nee, dat kan niet."),
        "non-apology": ("Sorry dat je dat zo ervaart.", "Het spijt ons dat u dat zo ervaart."),
    }
    customers = {"je": "Kunnen jullie dat regelen? Heb je tijd?", "u": "Kunt u dat regelen?"}
    for form, text in zip(("je", "u"), breaches[rule], strict=True):
        thread = (Message(author="customer", text=customers[form]),)
        words = (
            " ".join(suggested(linter, rule, text, channel="x", thread=thread))
            .replace(",", "")
            .replace(".", "")
            .lower()
            .split()
        )
        assert bool({"u", "uw"} & set(words)) == (form == "u")
        assert bool({"je", "jij"} & set(words)) == (form == "je")


def test_a_redirect_is_mended_with_what_the_channel_has(linter: Linter) -> None:
    text = "Hoi Anna, bel even met onze klantenservice. Groetjes, Bo"
    said = {
        channel: " ".join(suggested(linter, "channel-redirect", text, channel=channel))
        for channel in ("x", "whatsapp", "email", "review", None)
    }
    assert "DM" in said["x"]
    assert "mail" not in said["x"]
    assert "mail" in said["email"]
    assert all(
        "DM" not in said[channel] and "privébericht" not in said[channel]
        for channel in ("whatsapp", "email", "review", None)
    )


def test_house_policy_decides_how_a_model_sentence_calls_the_customer() -> None:
    assert "U hoort" in suggested(Linter(Config(address="u")), "vague-promise", "Je hoort zo snel mogelijk van ons.")[0]
