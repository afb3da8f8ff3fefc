"""What `init` writes: a configuration and a rule to begin with, both with their explanation beside them."""

CONFIG = """\
# webcare-lint: zo leest de linter jullie antwoorden. Alles hieronder mag weg; dit zijn de standaardwaarden.
# Regels, cues en codes: `webcare-lint rules`; uitleg van een regel: `webcare-lint explain channel-redirect`.
language: nl                # nl of en
# brand: Postmus            # jullie merk, zodat "Postmus heeft besloten" opvalt
# address: follow           # je, u, of follow (volg de klant)
# own_handles: ["@postmus"]
# own_phone_numbers: ["0900-1234"]
# fail_on: error            # vanaf welke ernst `check` met code 1 eindigt: error, warning, info of never

# Welke regels: een id, een gebod (5) of een ernst (info).
# select: [2, 3, snark]
# ignore: [no-signature]

# Ernst per regel; één woord, of een lijst waarvan de eerste die past geldt.
# severity:
#   shouting: info
#   public-argument:
#     - {when: {visibility: private}, is: info}
#     - {is: error}

# Huisregels staan in deze mappen (zie docs/writing-rules.md; `webcare-lint init --rule kosteloos` maakt er een).
# rule_paths: [webcare-rules]

# Een zin bij een cue zetten, of eraf halen, zonder het bestand te kopiëren.
# cues:
#   redirect:
#     phrases+: ["loop even binnen bij (de|onze) filiaal"]
#     phrases-: []
#     unless+: []

# Hoe jullie eigen bibliotheek heet wat erin staat (zie docs/libraries.md), en wat er al was (docs/living-with-findings.md).
# library: {text: Verhaal, id: Sleutel}
# baseline: .webcare-lint-baseline.json

# thresholds:
#   empathy_share: 0.3      # grootste aandeel van één empathiewoord
#   similarity: 0.9         # vanaf hier zijn twee antwoorden hetzelfde
#   late_minutes: {social: 60, review: 1440, email: 1440, chat: 240}
"""

RULE = """\
# Huisregel: één bestand is één regel, de bestandsnaam is zijn naam. Probeer hem met `webcare-lint test` en deze map.
title: Zeg niet {name}
commandment: 7               # bij welk gebod hij hoort: 1-10, privacy of channel
severity: warning            # error: niet versturen; warning: kijk nog eens; info: stijl
check: {{kind: forbid, cue: {name}}}
# De woorden waar de regel op let. (a|b) is een keuze, (a)? mag ontbreken, <bellen> is elke vorm van bellen,
# *formulier elk woord dat op formulier eindigt, ... staat voor hooguit zes woorden.
phrases:
  nl:
    - "{name}"
# Wat hem laat zwijgen, in het gevonden stuk zelf of vlak ervoor.
unless:
  nl:
    - "niet {name}"
message: "‘{{match}}’ klinkt stijf; zeg het zoals je het tegen iemand aan de balie zou zeggen."
why: Zo praten wij niet met onze klanten.
suggest:
  - Schrijf hier wat je wél wilt lezen.
# Minstens één fout en één goed voorbeeld; << >> staat om precies de woorden die gevonden moeten worden.
examples:
  - bad: Hoi Anna, dit is <<{name}>> voor je geregeld.
  - good: Hoi Anna, dit is niet {name}, maar het is wel geregeld.
    near: unless niet {name}
"""
