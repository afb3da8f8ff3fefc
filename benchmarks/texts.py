"""Varied Dutch replies to measure with: made from a seed, so that every run sees the same."""

from __future__ import annotations

import random

from webcare_lint import Message, Reply

_NAMES = [
    "Anja",
    "Ruud",
    "Meryem",
    "Bas",
    "Lotte",
    "Karim",
    "Femke",
    "Jip",
    "Sjoerd",
    "Noor",
    "Daan",
    "Hanna",
    "Youssef",
    "Pien",
    "Gerrit",
    "Fatima",
    "Wout",
    "Elke",
    "Joris",
    "Sanne",
]
_GREETINGS = ["Hoi {name},", "Hi {name}!", "Dag {name},", "Goedemorgen {name},", "Beste {name},", "Hallo {name} 👋", ""]
_EMPATHY = [
    "wat vervelend dat je bestelling nog niet binnen is.", "dat is balen zeg!", "ik snap dat je hiervan schrikt.", "wat een gedoe met die factuur.",
    "sorry dat je zo lang moest wachten.", "fijn dat je het even laat weten.", "dank voor je bericht.", "dat had sneller gemoeten.", "",
]  # fmt: skip
_HELP = [
    "Je pakket ligt sinds vanochtend bij het afhaalpunt aan de Dorpsstraat {number}.", "Het bedrag van €{number},95 staat morgen voor 17.00 uur op je rekening.",
    "De monteur komt dinsdag {number} maart tussen 9 en 12 uur langs.", "Zet de modem {number} seconden uit en weer aan, dan haalt hij de update op.",
    "De storing in {number} straten is om 21.15 uur voorbij; tot die tijd kun je gratis op ons wifi-punt.", "In de app vind je onder Facturen de knop 'Betaal later'.",
    "Op https://voorbeeld.nl/retour/{number} print je het label, en dan mag hij zo in de bus.", "Ik heb de afspraak van {number} april voor je verzet naar de week erna.",
    "Je abonnement loopt tot 1 mei en daarna is het per maand opzegbaar.", "Maat {number} is vanaf donderdag weer op voorraad in zwart en mosgroen.",
    "Klopt, de bus van {number}.12 uur reed vandaag niet door een wegafsluiting bij het station.", "De collectie wordt elke {number} weken ververst.",
]  # fmt: skip
_BREACHES = [
    "Bel even met onze klantenservice op 0900-{number}234.", "We komen er zo spoedig mogelijk op terug.", "Dat heeft het hoofdkantoor zo besloten.",
    "Mijn collega had dat niet mogen zeggen.", "Sorry als je dat zo hebt ervaren.", "Uw feedback wordt meegenomen.", "Dat staat gewoon in de voorwaarden.", "Nee, dat kan niet.",
]  # fmt: skip
_QUESTIONS = [
    "Stuur je ons een DM met je ordernummer?", "Lukt het zo?", "Welke foutmelding zie je precies?", "Zal ik hem voor je omruilen?", "Om welk adres gaat het?",
]  # fmt: skip
_CLOSINGS = [
    "^{agent}",
    "Groetjes, {agent}",
    "Met vriendelijke groet,\n{agent}",
    "Fijne dag! ^{agent}",
    "Laat het gerust weten als je nog vragen hebt. ^{agent}",
    "",
]
_CUSTOMERS = [
    "Mijn pakket is wéér niet bezorgd, waar blijft het?!", "Wanneer komt de monteur?", "Ik betaal al drie maanden dubbel, los dit nou eens op 😡", "Top geholpen vandaag, dank!",
    "Kan ik mijn abonnement pauzeren?", "Waar vind ik mijn factuur van maart? En kan ik die ook per post krijgen?", "De app loopt steeds vast bij het inloggen.", "Jullie zijn echt waardeloos",
]  # fmt: skip
_EMOJI = ["😊", "👍", "🙏", "🎉", "😕", "🚲"]
_CHANNELS = ["x", "facebook", "instagram", "whatsapp", "chat", "email", "review"]


def _typo(text: str, source: random.Random) -> str:
    at = source.randrange(1, len(text)) if len(text) > 2 else 0
    return text[:at] + text[at + 1 :] if at else text


def replies(count: int, seed: int = 10, breaches: float = 0.25, longer: int = 1) -> list[Reply]:
    """`count` replies with their customers' messages; `longer` times as many sentences of help."""
    source = random.Random(seed)
    return [_reply(source, breaches, longer) for _ in range(count)]


def _reply(source: random.Random, breaches: float, longer: int) -> Reply:
    name, agent = source.choice(_NAMES), source.choice(_NAMES)
    parts = [source.choice(_GREETINGS).format(name=name), source.choice(_EMPATHY)]
    parts += [
        source.choice(_HELP).format(number=source.randint(1, 40))
        for _ in range(source.choice([1, 1, 1, 2, 2, 3, 5]) * longer)
    ]
    if source.random() < breaches:
        parts.insert(2, source.choice(_BREACHES).format(number=source.randint(1, 9)))
    if source.random() < 0.5:
        parts.append(source.choice(_QUESTIONS))
    if source.random() < 0.3:
        parts.append(source.choice(_EMOJI))
    parts.append(source.choice(_CLOSINGS).format(agent=agent))
    text = " ".join(part for part in parts if part)
    if source.random() < 0.2:
        text = _typo(text, source)
    thread = (Message(author="customer", name=name, text=source.choice(_CUSTOMERS)),)
    channel = source.choice(_CHANNELS)
    visibility = "public" if channel in ("x", "facebook", "instagram", "review") else "private"
    return Reply(text=text, channel=channel, visibility=visibility, customer_name=name, brand="Postmus", thread=thread)  # type: ignore[arg-type]
