"""A webhook for Chatwoot: looks at each reply an agent sent, and tells the team in a private note what to do better.

pip install 'webcare-lint[server]' httpx
CHATWOOT_URL=https://chatwoot.example CHATWOOT_TOKEN=… CHATWOOT_SECRET=… uvicorn webhook:app --port 8643
"""

from __future__ import annotations

import hashlib
import hmac
import os
from datetime import UTC, datetime
from typing import Annotated, Any

import httpx
from fastapi import BackgroundTasks, FastAPI, Header, HTTPException, Request

from webcare_lint import Linter, Message, Reply, Report

AUTHORS = {0: "customer", 1: "agent", 3: "agent"}  # incoming, outgoing, template; 2 is what Chatwoot notes itself
MARKS = {"error": "❗", "warning": "⚠️", "info": "·"}

app = FastAPI()
linter = Linter()
chatwoot = httpx.Client(
    base_url=os.environ["CHATWOOT_URL"], headers={"api_access_token": os.environ["CHATWOOT_TOKEN"]}, timeout=10
)


@app.post("/chatwoot", status_code=202)
async def message_created(
    request: Request,
    later: BackgroundTasks,
    x_chatwoot_timestamp: Annotated[str, Header()] = "",
    x_chatwoot_signature: Annotated[str, Header()] = "",
) -> None:
    """Chatwoot waits five seconds at most: say thanks now, look at the reply afterwards."""
    body = await request.body()
    if secret := os.environ.get("CHATWOOT_SECRET"):
        signed = hmac.new(secret.encode(), x_chatwoot_timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(f"sha256={signed}", x_chatwoot_signature):
            raise HTTPException(401, "the signature is not ours")
    event = await request.json()
    # Our own note comes by as well: it is private.
    if event["event"] == "message_created" and event["message_type"] == "outgoing" and not event["private"]:
        later.add_task(review, event)


def review(event: dict[str, Any]) -> None:
    """Lint the reply with the conversation before it, and write down what was found."""
    messages = f"/api/v1/accounts/{event['account']['id']}/conversations/{event['conversation']['id']}/messages"
    earlier = [
        message
        for message in chatwoot.get(messages).raise_for_status().json()["payload"]
        if message["id"] < event["id"] and message["content"] and not message["private"]
    ]
    report = linter.lint(
        Reply(
            text=event["content"] or "",
            visibility="private",
            customer_name=event["conversation"]["meta"]["sender"]["name"],
            agent=event["sender"]["name"],
            sent_at=datetime.fromisoformat(event["created_at"]),
            thread=[
                Message(
                    author=AUTHORS[message["message_type"]],
                    text=message["content"],
                    sent_at=datetime.fromtimestamp(message["created_at"], UTC),
                )
                for message in earlier
                if message["message_type"] in AUTHORS
            ],
        )
    )
    if report.at_least("warning"):
        note = {"content": note_of(report), "message_type": "outgoing", "private": True}
        chatwoot.post(messages, json=note).raise_for_status()


def note_of(report: Report) -> str:
    """The findings in Markdown, the gravest first."""
    found = sorted(report.findings, key=lambda finding: finding.severity.rank)
    return "\n".join(
        ["**webcare-lint** las mee:", *(f"- {MARKS[finding.severity]} {finding.message}" for finding in found)]
    )
