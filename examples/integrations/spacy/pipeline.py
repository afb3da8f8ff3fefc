"""The linter as a component of a spaCy pipeline: cues and findings on the Doc, next to whatever else the pipeline does."""

from __future__ import annotations

import spacy

nlp = spacy.blank("nl")  # or nl_core_news_sm, or a pipeline of your own: its tokens stay its own
nlp.add_pipe("sentencizer")
nlp.add_pipe("webcare_lint")

doc = nlp("Haha, verdwaald zeker! Bel even met onze klantenservice. ^Sander")

for span in doc.spans["cues"]:
    if span.label_ in {"joke-sign", "redirect", "signature"}:
        print(f"{span.label_:10} {span.text!r} in the sentence {span.sent.text!r}")
for finding in doc._.webcare_report.findings:
    print(f"{finding.severity:10} {finding.rule}")
