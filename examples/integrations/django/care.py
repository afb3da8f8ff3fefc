"""A care tool in Django, in one file: a validator for forms and models, and a page with the composer.

pip install webcare-lint django
python care.py runserver
"""

from __future__ import annotations

import os
import sys

import django
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import execute_from_command_line
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.utils.deconstruct import deconstructible
from django.utils.html import format_html

from webcare_lint import Linter, Reply

settings.configure(
    DEBUG=True, SECRET_KEY=os.environ.get("SECRET_KEY", "change-me"), ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1", "localhost", "testserver"],
    MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"], USE_TZ=True,
)  # fmt: skip
django.setup()

linter = Linter()  # one for the whole process: threads share it


@deconstructible
class KindReply:
    """A validator: what breaks a commandment so badly that it must not be sent is an error of the field."""

    def __init__(self, **context: str):
        self.context = context

    def __call__(self, text: str) -> None:
        report = linter.lint(Reply(text=text, **self.context))
        errors = [ValidationError(finding.message, code=finding.rule) for finding in report.at_least("error")]
        if errors:
            raise ValidationError(errors)


class ReplyForm(forms.Form):
    """As good in a model: `body = models.TextField(validators=[KindReply(channel="x")])`."""

    reply = forms.CharField(widget=forms.Textarea, validators=[KindReply(channel="x", visibility="public")])


def answer(request: HttpRequest) -> HttpResponse:
    """A page with the composer; the server looks once more, with the same rules."""
    form = ReplyForm(request.POST or None)
    if form.is_valid():
        return HttpResponse("sent", status=201)
    page = """<!doctype html><html lang="nl"><meta charset="utf-8"><title>Antwoord</title>
        <script src="{}/composer.js" defer></script>
        <form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="{}">{}
        <webcare-lint-composer channel="x" visibility="public">{}</webcare-lint-composer><button>Verstuur</button></form></html>"""
    linter_url = os.environ.get("WEBCARE_LINT_URL", "http://127.0.0.1:8642")
    html = format_html(page, linter_url, get_token(request), form["reply"].errors, form["reply"])
    return HttpResponse(html, status=422 if form.errors else 200)


urlpatterns = [path("", answer)]

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
