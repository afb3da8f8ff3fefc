"""`nlp.add_pipe("webcare_lint")`: cues and findings on a spaCy `Doc`.

spaCy imports this module with every pipeline it makes, so what it needs is imported when a component is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

if TYPE_CHECKING:
    from webcare_lint.linter import Linter


class Component:
    """Sets `doc.spans["cues"]` and `doc._.webcare_report` from the text of a Doc; tokens stay the pipeline's own."""

    def __init__(self, linter: Linter):
        self._linter = linter

    def __call__(self, doc: Doc) -> Doc:
        from webcare_lint.reply import Reply

        reply = Reply(text=doc.text)
        reading = self._linter.read(reply).reading
        spans = [
            doc.char_span(cue.start, cue.end, label=cue.name, alignment_mode="expand")
            for cue in reading.all_of(reading.cues)
        ]
        doc.spans["cues"] = [span for span in spans if span is not None]
        doc._.webcare_report = self._linter.lint(reply)
        return doc


@Language.factory("webcare_lint", default_config={"language": None})
def make_component(nlp: Language, name: str, language: str | None) -> Component:  # noqa: ARG001 - spaCy gives the name
    """A component for the pipeline's own language, or for the one given; `nl` and `en` are known."""
    from typing import get_args

    from webcare_lint import reply
    from webcare_lint.config import Config
    from webcare_lint.errors import Problem
    from webcare_lint.linter import Linter

    chosen = language or nlp.lang
    known = get_args(reply.Language)
    if chosen not in known:
        raise Problem(
            f'one of {", ".join(known)} is expected, not "{chosen}": say which in the config of add_pipe',
            field="language",
        )
    if not Doc.has_extension("webcare_report"):
        Doc.set_extension("webcare_report", default=None)
    return Component(Linter(Config.model_validate({"language": chosen})))
