"""Placeholders are judged by the tool that fills them in, and Liquid gives every text that can be sent."""

from __future__ import annotations

import pytest

from webcare_lint.library import branches
from webcare_lint.library.branches import MOST_VARIANTS
from webcare_lint.library.sources import TOOLS
from webcare_lint.placeholders import Placeholder, dialects, find


def only(text: str, dialect: str) -> Placeholder:
    [found] = find(text, dialect)
    return found


@pytest.mark.parametrize(
    ("dialect", "text", "kind"),
    [
        ("zendesk", "{{ticket.requester.first_name}}", "name"),
        ("zendesk", "{{ticket.created_at | date: '%d-%m'}}", "date"),
        ("zendesk", "{{ ticket.id }}", "number"),
        ("zendesk", "{{dc.openingstijden}}", "text"),
        ("zendesk", "{{ticket.ticket_field_360012345678}}", "text"),
        ("zendesk", "{{ticket.ticket_field_option_title_36}}", "text"),
        ("chatwoot", "{{  contact.name}}", "name"),
        ("chatwoot", "{{contact.custom_attribute.wat_dan_ook}}", "text"),
        ("zammad", "#{ticket.customer.firstname}", "name"),
        ("zammad", "#{ticket.number}", "number"),
        ("freshdesk", "{{ticket.requester.firstname}}", "name"),
        ("freshdesk", "{{ticket.cf_bestelling}}", "text"),
        ("intercom", '{{eigen_veld|fallback:"daar"}}', "text"),
        ("helpscout", "{%customer.firstName,fallback=daar%}", "name"),
        ("gorgias", '{{ticket.created_datetime|datetime_format("L")}}', "date"),
        ("gorgias", "{{ticket.messages[-1].body_html}}", "text"),
        ("front", "{{recipient.first_name}}", "name"),
        ("front", "{{recipient.klantnummer}}", "number"),
        ("osticket", "%{ticket.name.first}", "name"),
        ("osticket", "%{ticket.due_date}", "date"),
        ("salesforce", "{!Contact.FirstName}", "name"),
        ("salesforce", "{{{Recipient.FirstName}}}", "name"),
        ("salesforce", "{!Case.Klas__c}", "text"),
        ("livehelperchat", "{nick}", "name"),
        ("livehelperchat", "{voornaam__daar}", "name"),
        ("any", "{{wat.dan.ook}}", "text"),
        ("any", "#{ticket.voornaam}", "name"),
    ],
)
def test_a_known_placeholder_has_a_type(dialect: str, text: str, kind: str) -> None:
    found = only(f"Dag {text}, hoi", dialect)
    assert (found.status, found.type) == ("known", kind) if kind != "text" else found.status == "known"
    assert (found.start, found.end) == (4, 4 + len(text))


@pytest.mark.parametrize(
    ("dialect", "text", "nearest"),
    [
        ("zendesk", "{{ticket.requester.firstname}}", "ticket.requester.first_name"),
        ("zendesk", "{{ticket.requestor.name}}", "ticket.requester.name"),
        ("zendesk", "{{Ticket.id}}", "ticket.id"),
        ("zendesk", "{{ticket.klant.voornaam}}", "ticket.requester.first_name"),
        ("chatwoot", "{{contact.firstname}}", "contact.first_name"),
        ("zammad", "#{ticket.customer.voornaam}", "ticket.customer.firstname"),
        ("freshdesk", "{{ticket.requester.first_name}}", "ticket.requester.firstname"),
        ("helpscout", "{%customer.voornaam%}", "customer.firstName"),
        ("gorgias", "{{ticket.customer.first_name}}", "ticket.customer.firstname"),
        ("front", "{{recipient.firstname}}", "recipient.first_name"),
        ("osticket", "%{ticket.klant.voornaam}", "ticket.name.first"),
        ("salesforce", "{!Contact.Voornaam}", "Contact.FirstName"),
        ("livehelperchat", "{naam}", "nick"),
        ("zammad", "{{ticket.customer.firstname}}", "ticket.customer.firstname"),
        ("zendesk", "{naam}", None),
        ("zendesk", "{%customer.firstName%}", None),
    ],
)
def test_an_unknown_placeholder_names_the_nearest(dialect: str, text: str, nearest: str | None) -> None:
    found = only(f"Dag {text}, hoi", dialect)
    assert found.status == "unknown"
    assert nearest is None or found.nearest == nearest


@pytest.mark.parametrize(
    ("dialect", "text", "quote"),
    [
        ("zendesk", "Dag {{ticket.id}, en {{ticket.title}}", "{{ticket.id}"),
        ("zendesk", "Dag {{ticket.id, en\n{{ticket.title}}", "{{ticket.id"),
        ("zendesk", "Dag {ticket.id}}, en {{ticket.title}}", "{ticket.id}}"),
        ("zendesk", "{% if ticket.id %}Dag", "{% if ticket.id %}"),
        ("zendesk", "Dag{% endif %}", "{% endif %}"),
        ("chatwoot", "Hoi {{ contact.first_name }, {{agent.name}}", "{{ contact.first_name }"),
        ("zammad", "Hoi #{ticket.customer.firstname, dag #{user.firstname}", "#{ticket.customer.firstname"),
        ("helpscout", "Hoi {%customer.firstName,fallback=daar}, {%user.firstName%}", "{%customer.firstName,fallback=daar}"),
        ("osticket", "Bij (#%{ticket.number) staat", "%{ticket.number"),
        ("salesforce", "Bij {!Case.CaseNumber. Dag", "{!Case.CaseNumber"),
        ("livehelperchat", "Hoi {nick, dag {operator}", "{nick"),
        ("any", "Hoi {{naam, dag", "{{naam"),
    ],
)  # fmt: skip
def test_a_broken_placeholder_does_not_swallow_what_follows(dialect: str, text: str, quote: str) -> None:
    broken = [text[place.start : place.end] for place in find(text, dialect) if place.status == "broken"]
    assert broken == [quote]


@pytest.mark.parametrize(
    ("dialect", "text", "default"),
    [
        ("zendesk", "{{ticket.requester.first_name | default: 'daar'}}", "daar"),
        ("intercom", '{{first_name|fallback:"je \\"zaak\\""}}', 'je "zaak"'),
        ("helpscout", "{%customer.firstName,fallback=daar%}", "daar"),
        ("helpscout", "{%customer.firstName,fallback=%}", ""),
        ("helpscout", "{%customer.firstName%}", None),
        ("chatwoot", "{{contact.first_name || 'there'}}", "there"),
        ("livehelperchat", "{naam__fietser}", "fietser"),
    ],
)
def test_the_default_is_what_a_customer_reads_instead(dialect: str, text: str, default: str | None) -> None:
    assert only(text, dialect).default == default


def test_names_that_a_template_gives_itself_are_known() -> None:
    text = (
        "{% assign dag = 'maandag' %}{% for item in ticket.tags %}{{item.name}} {{dag}} {{forloop.index}}{% endfor %}"
    )
    assert [place.status for place in find(text, "zendesk")] == ["known"] * 3


@pytest.mark.parametrize("text", ["Geen accolades", "{ los }", "a {1} b", "x < 3 } {", '{"json": 1}', "100% {", "{}"])
@pytest.mark.parametrize("dialect", ["any", "zendesk", "livehelperchat", "osticket"])
def test_braces_alone_are_no_placeholder(text: str, dialect: str) -> None:
    assert find(text, dialect) == []


def test_every_care_tool_has_a_dialect() -> None:
    assert set(dialects()) == {form.name for form in TOOLS}


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("Hoi {{x}}", ["Hoi {{x}}"]),
        ("{% if a %}Hi{% else %}Dag{% endif %} daar", ["Hi daar", "Dag daar"]),
        ("Dag{% if a %} jij{% elsif b %} u{% endif %}.", ["Dag jij.", "Dag u.", "Dag."]),
        ("{% case p %}{% when 'x' %}A{% when 'y' %}B{% endcase %}!", ["A!", "B!", "!"]),
        ("{% for x in y %}[{{x}}]{% endfor %}", ["[{{x}}]"]),
        ("{% unless a %}Dag{% endunless %} hoi", ["Dag hoi", " hoi"]),
        ("{% if a %}{% if b %}1{% else %}2{% endif %}{% else %}3{% endif %}", ["1", "2", "3"]),
        ("{%- if a -%}Hi{%- endif -%}", ["Hi"]),
        ("A{% comment %}geen tekst {% if x %}{% endcomment %}B", ["AB"]),
        ("A{% raw %}{% if x %}{% endraw %}B", ["A{% if x %}B"]),
        ("A{% if a %}B", ["AB", "A"]),
        ("A{% endif %}B{% else %}C", ["ABC"]),
        ("{% assign x = 'y' %}Hoi", ["Hoi"]),
    ],
)
def test_liquid_gives_every_text_that_can_be_sent(text: str, variants: list[str]) -> None:
    assert [variant.text for variant in branches(text)] == variants


def test_a_variant_leads_back_to_the_template() -> None:
    text = "{% if a %}Hi{% else %}Dag{% endif %} daar"
    dag = branches(text)[1]
    assert text[slice(*dag.span(0, 3))] == "Dag"
    assert dag.offset(dag.text.index("daar")) == text.index("daar")


def test_many_branches_are_bounded_and_each_stands_in_one() -> None:
    text = "".join(f"{{% if a{number} %}}<{number}>{{% else %}}[{number}]{{% endif %}}" for number in range(30))
    variants = [variant.text for variant in branches(text)]
    assert len(variants) <= MOST_VARIANTS
    together = "".join(variants)
    assert all(f"<{number}>" in together and f"[{number}]" in together for number in range(30))


def test_a_dialect_without_tags_is_left_as_it_is() -> None:
    text = "Hoi {%customer.firstName%}{% if x %}a{% endif %}"
    assert [variant.text for variant in branches(text, "helpscout")] == [text]
