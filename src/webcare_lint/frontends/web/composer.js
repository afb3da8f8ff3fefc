/*
 * <webcare-lint-composer>: marks a customer-care reply while it is typed, with a webcare-lint service beside it.
 *
 *   <script src="http://127.0.0.1:8642/composer.js" defer></script>
 *   <webcare-lint-composer channel="x" visibility="public" customer="Waar blijft mijn pakket?">
 *     <textarea name="reply"></textarea>
 *   </webcare-lint-composer>
 *
 * Plain JavaScript, one file, no build step. Works under `script-src 'self'; style-src 'self'` and Trusted Types.
 * Attributes, properties, events and CSS custom properties: docs/composer.md.
 */
(() => {
  'use strict';
  if (customElements.get('webcare-lint-composer')) return;

  const SCRIPT = document.currentScript?.src;
  const HOME = SCRIPT ? new URL('.', SCRIPT).href : location.origin; // with a path, where a care tool passes one on to the service

  const TYPING_PAUSE = 250; // ms without a key before the draft is looked at
  const TYPING_LIMIT = 1000; // ms after which it is looked at though the agent types on
  const PATIENCE = 5000; // ms before a service counts as away
  const RETRIES = [2000, 4000, 8000, 15000, 30000];
  const QUIET = 900; // ms of rest before a screen reader is told
  const UNDO_SHOWN = 9000;
  const MOST_MESSAGES = 500; // what the service takes: of a longer thread the last ones go along
  const SHEET = '(max-width: 540px)';
  const SEVERITIES = ['error', 'warning', 'info'];

  const WORDS = {
    nl: {
      commandments: ['Help eerst, grap daarna', 'Blijf in het kanaal', 'Eén team: wij', 'Reageer altijd', 'Wissel je medeleven af',
        'Blijf vriendelijk', 'Antwoord als mens', 'Laat niet wachten', 'Durf nee te zeggen', 'Geniet en geef erom'],
      groups: { privacy: 'Privacy', channel: 'Kanaal' },
      severity: { error: 'Niet versturen', warning: 'Kijk nog eens', info: 'Stijl' },
      counts: { error: ['fout', 'fouten'], warning: ['waarschuwing', 'waarschuwingen'], info: ['stijlpunt', 'stijlpunten'] },
      state: { kept: 'in orde', unknown: 'nog niets over te zeggen', error: 'fout', warning: 'kijk nog eens', info: 'stijl' },
      strip: 'De tien geboden', kept: (n, of) => `${n} van ${of} geboden in orde`, clear: 'Klaar om te versturen',
      found: 'Opmerkingen', commandment: (n) => `Gebod ${n}`, position: (n, of) => `${n} van ${of}`,
      replace: 'Vervang', sentence: 'Bijvoorbeeld · vervangt de zin', add: 'Bijvoorbeeld · komt erbij', remove: 'Haal weg', why: 'Waarom',
      previous: 'Vorige', next: 'Volgende', close: 'Sluiten', dismiss: 'Laat zo', rule: 'Lees de regel',
      applied: 'Aangepast.', undo: 'Ongedaan maken', undone: 'Ongedaan gemaakt.',
      hint: 'F8 gaat naar de volgende opmerking, Ctrl+punt opent de opmerking bij de cursor.',
      none: 'Geen opmerkingen.', good: 'Sterk',
      holdTitle: 'Nog even kijken?', hold: (n) => (n === 1 ? 'Er staat nog iets in dat je klant beter niet krijgt.' : `Er staan nog ${n} dingen in die je klant beter niet krijgt.`),
      reason: 'Waarom toch? (mag, hoeft niet)', reasons: { mistaken: 'De linter heeft het mis', asked: 'De klant vroeg hierom', urgent: 'Het moet nu', other: 'Iets anders' },
      back: 'Terug naar mijn antwoord', anyway: 'Toch versturen',
    },
    en: {
      commandments: ['Help first, joke later', 'Stay in the channel', 'One team: we', 'Always respond', 'Vary your empathy',
        'Stay friendly', 'Answer as a person', "Don't keep them waiting", 'Dare to say no', 'Enjoy and care'],
      groups: { privacy: 'Privacy', channel: 'Channel' },
      severity: { error: "Don't send", warning: 'Look again', info: 'Style' },
      counts: { error: ['error', 'errors'], warning: ['warning', 'warnings'], info: ['style note', 'style notes'] },
      state: { kept: 'fine', unknown: 'nothing to say yet', error: 'error', warning: 'look again', info: 'style' },
      strip: 'The ten commandments', kept: (n, of) => `${n} of ${of} commandments kept`, clear: 'Ready to send',
      found: 'Remarks', commandment: (n) => `Commandment ${n}`, position: (n, of) => `${n} of ${of}`,
      replace: 'Replace', sentence: 'For instance · replaces the sentence', add: 'For instance · is added', remove: 'Take out', why: 'Why',
      previous: 'Previous', next: 'Next', close: 'Close', dismiss: 'Leave it', rule: 'Read the rule',
      applied: 'Changed.', undo: 'Undo', undone: 'Undone.',
      hint: 'F8 goes to the next remark, Ctrl+full stop opens the remark at the cursor.',
      none: 'No remarks.', good: 'Strong',
      holdTitle: 'One more look?', hold: (n) => (n === 1 ? 'There is still something in it your customer had better not get.' : `There are still ${n} things in it your customer had better not get.`),
      reason: 'Why send it anyway? (optional)', reasons: { mistaken: 'The linter is wrong', asked: 'The customer asked for this', urgent: 'It must go now', other: 'Something else' },
      back: 'Back to my reply', anyway: 'Send anyway',
    },
  };

  const STYLE = `
    :host {
      --_error: var(--webcare-lint-error, #c8322b); --_warning: var(--webcare-lint-warning, #a45a00);
      --_info: var(--webcare-lint-info, #2463c7); --_kept: var(--webcare-lint-kept, #15703f);
      --_surface: var(--webcare-lint-surface, #fff); --_text: var(--webcare-lint-text, #1c2430);
      --_muted: var(--webcare-lint-muted, #5b6675); --_border: var(--webcare-lint-border, #dfe3e9);
      --_soft: var(--webcare-lint-soft, #f4f6f9); --_accent: var(--webcare-lint-accent, #1f4fd8);
      --_on-accent: var(--webcare-lint-on-accent, #fff); --_radius: var(--webcare-lint-radius, 12px);
      --_shadow: var(--webcare-lint-shadow, 0 1px 2px rgb(16 24 40 / .06), 0 12px 32px rgb(16 24 40 / .18));
      display: block; position: relative; color: var(--_text); line-height: 1.45;
      font-family: var(--webcare-lint-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif, "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji"); font-size: 14px;
    }
    @media (prefers-color-scheme: dark) {
      :host(:not([theme="light"])) {
        --_error: var(--webcare-lint-error, #ff8a80); --_warning: var(--webcare-lint-warning, #ffb95c);
        --_info: var(--webcare-lint-info, #8ab4ff); --_kept: var(--webcare-lint-kept, #62d39b);
        --_surface: var(--webcare-lint-surface, #1b212b); --_text: var(--webcare-lint-text, #e8ecf2);
        --_muted: var(--webcare-lint-muted, #a3aebd); --_border: var(--webcare-lint-border, #343d4b);
        --_soft: var(--webcare-lint-soft, #252d39); --_accent: var(--webcare-lint-accent, #8ab4ff);
        --_on-accent: var(--webcare-lint-on-accent, #0d1420);
        --_shadow: var(--webcare-lint-shadow, 0 12px 32px rgb(0 0 0 / .6));
      }
    }
    :host([hidden]) { display: none; }
    * { box-sizing: border-box; }
    button { font: inherit; color: inherit; cursor: pointer; }
    button:focus-visible, [tabindex]:focus-visible, label:focus-within { outline: 2px solid var(--_accent); outline-offset: 2px; }
    .stage { position: relative; }
    .marks { position: absolute; overflow: hidden; pointer-events: none; }
    .ink { position: absolute; inset: 0; }
    .mirror { position: absolute; top: 0; left: 0; visibility: hidden; pointer-events: none; white-space: pre-wrap; overflow-wrap: break-word; z-index: -1; contain: layout; }
    .mark { position: absolute; border-radius: 2px 2px 0 0; transition: background-color .12s; }
    .mark::after { content: ""; position: absolute; left: 0; right: 0; bottom: -2px; height: 4px; }
    .mark.error { color: var(--_error); } .mark.warning { color: var(--_warning); } .mark.info { color: var(--_info); }
    .mark.error::after {
      background: linear-gradient(135deg, transparent 40%, currentColor 41% 59%, transparent 60%) 0 0 / 6px 4px repeat-x,
        linear-gradient(45deg, transparent 40%, currentColor 41% 59%, transparent 60%) 3px 0 / 6px 4px repeat-x;
    }
    .mark.warning::after { border-bottom: 2px dashed currentColor; height: 3px; }
    .mark.info::after { border-bottom: 2px dotted currentColor; height: 3px; }
    .mark.is-hot { background: color-mix(in srgb, currentColor 16%, transparent); }

    .below { padding-top: 10px; }
    :host([state="away"]) .below, :host([state="unknown"]) .below, :host([state="refused"]) .below { display: none; }
    .strip { display: grid; grid-template-columns: repeat(10, 1fr); gap: 4px; margin: 0; padding: 0; list-style: none; }
    .segment { display: block; width: 100%; min-height: 24px; padding: 0; border: 0; background: none; font-size: 11px; font-weight: 600; color: var(--_muted); font-variant-numeric: tabular-nums; border-radius: 6px; }
    .segment::before { content: ""; display: block; height: 6px; border-radius: 3px; margin-bottom: 3px; background: var(--_border);
      background-image: linear-gradient(var(--_fill, transparent) 0 0); background-repeat: no-repeat; background-size: var(--_share, 0%) 100%; transition: background-size .45s cubic-bezier(.2, .8, .2, 1); }
    .segment[data-state="kept"] { --_fill: var(--_kept); --_share: 100%; color: var(--_kept); }
    .segment[data-state="info"] { --_fill: var(--_info); --_share: 66%; color: var(--_info); }
    .segment[data-state="warning"] { --_fill: var(--_warning); --_share: 50%; color: var(--_warning); }
    .segment[data-state="error"] { --_fill: var(--_error); --_share: 25%; color: var(--_error); }
    .segment:hover { background: var(--_soft); }
    .caption { display: flex; flex-wrap: wrap; gap: 2px 12px; justify-content: space-between; margin: 6px 0 0; font-size: 13px; color: var(--_muted); min-height: 19px; }
    .caption b { color: var(--_text); font-weight: 600; }
    .caption .is-clear { color: var(--_kept); font-weight: 600; }

    .found { margin: 10px 0 0; padding: 0; list-style: none; display: grid; gap: 6px; }
    .found:empty { display: none; }
    .row { display: grid; grid-template-columns: auto 1fr auto; gap: 10px; align-items: start; width: 100%; padding: 7px 12px 7px 10px; text-align: left; background: var(--_surface); border: 1px solid var(--_border); border-radius: 9px; }
    .row:hover, .row[aria-expanded="true"] { background: color-mix(in srgb, var(--_tone) 7%, var(--_surface)); }
    .row .where { color: var(--_muted); font-size: 12px; white-space: nowrap; padding-top: 1px; }
    .tone-error { --_tone: var(--_error); } .tone-warning { --_tone: var(--_warning); } .tone-info { --_tone: var(--_info); }
    .badge { display: inline-flex; align-items: center; gap: 6px; font-size: 12px; font-weight: 650; color: var(--_tone); white-space: nowrap; padding-top: 1px; }
    .badge svg { flex: none; width: 15px; height: 15px; }
    .strengths { display: flex; flex-wrap: wrap; gap: 6px; margin: 10px 0 0; padding: 0; list-style: none; }
    .strengths:empty { display: none; }
    .strengths li { padding: 2px 10px; border-radius: 99px; font-size: 12.5px; color: var(--_kept); background: color-mix(in srgb, var(--_kept) 11%, var(--_surface)); }
    .strengths li::before { content: "✓ "; }

    .card, .hold { position: fixed; inset: auto; margin: 0; padding: 0; width: min(400px, calc(100vw - 24px)); max-height: min(70vh, 520px); overflow: auto; color: var(--_text); background: var(--_surface); border: 1px solid var(--_border); border-radius: var(--_radius); box-shadow: var(--_shadow); font-size: 14px; z-index: 1000; }
    .card:not(.is-open) { display: none; }
    .card header { display: flex; align-items: center; gap: 8px; padding: 10px 8px 0 16px; }
    .card header .about { flex: 1; font-size: 12px; color: var(--_muted); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .card .said { margin: 4px 16px 0; font-size: 15px; font-weight: 600; }
    .card .why { margin: 6px 16px 0; color: var(--_muted); }
    .icon { display: grid; place-items: center; width: 32px; height: 32px; padding: 0; border: 0; border-radius: 8px; background: none; color: var(--_muted); }
    .icon:hover { background: var(--_soft); color: var(--_text); }
    .icon svg { width: 16px; height: 16px; }
    .choices { display: grid; gap: 6px; margin: 12px 16px 0; padding: 0; list-style: none; }
    .choice { display: grid; grid-template-columns: 1fr auto; gap: 2px 10px; width: 100%; padding: 8px 12px; text-align: left; background: var(--_soft); border: 1px solid transparent; border-radius: 8px; }
    .choice:hover { border-color: var(--_accent); }
    .choice small { grid-column: 1; color: var(--_accent); font-size: 12px; font-weight: 600; }
    .choice span { grid-column: 1; overflow-wrap: anywhere; }
    .choice kbd { grid-column: 2; grid-row: 1 / span 2; align-self: center; padding: 0 7px; border: 1px solid var(--_border); border-bottom-width: 2px; border-radius: 5px; background: var(--_surface); color: var(--_muted); font: 600 12px/20px inherit; font-family: inherit; }
    .card footer { display: flex; align-items: center; gap: 4px; margin-top: 12px; padding: 6px 8px 6px 10px; border-top: 1px solid var(--_border); font-size: 12.5px; color: var(--_muted); }
    .card footer .gap { flex: 1; }
    .quiet { padding: 5px 8px; border: 0; border-radius: 6px; background: none; color: var(--_muted); font-size: 12.5px; }
    .quiet:hover { background: var(--_soft); color: var(--_text); }

    .hold::backdrop { background: rgb(10 16 28 / .4); }
    .hold { padding: 18px; width: min(440px, calc(100vw - 24px)); }
    .hold h2 { margin: 0; font-size: 17px; }
    .hold p { margin: 4px 0 0; color: var(--_muted); }
    .hold ul { margin: 12px 0 0; padding: 0; list-style: none; display: grid; gap: 6px; }
    .hold ul li { padding: 8px 12px; border-left: 3px solid var(--_error); border-radius: 6px; background: var(--_soft); }
    .hold fieldset { margin: 14px 0 0; padding: 0; border: 0; display: flex; flex-wrap: wrap; gap: 6px; }
    .hold legend { padding: 0 0 6px; font-size: 13px; color: var(--_muted); }
    .hold label { display: inline-flex; gap: 6px; align-items: center; padding: 5px 10px; min-height: 32px; border: 1px solid var(--_border); border-radius: 99px; font-size: 13px; cursor: pointer; }
    .hold label:has(:checked) { border-color: var(--_accent); background: color-mix(in srgb, var(--_accent) 10%, var(--_surface)); }
    .hold input { accent-color: var(--_accent); margin: 0; }
    .hold .actions { display: flex; flex-wrap: wrap; gap: 8px; justify-content: flex-end; margin-top: 18px; }
    .button { padding: 9px 16px; border-radius: 9px; border: 1px solid var(--_border); background: var(--_surface); font-weight: 600; }
    .button.main { background: var(--_accent); border-color: var(--_accent); color: var(--_on-accent); }

    .toast { position: absolute; right: 10px; bottom: 10px; display: flex; gap: 10px; align-items: center; padding: 6px 6px 6px 14px; border-radius: 9px; background: var(--_text); color: var(--_surface); box-shadow: var(--_shadow); font-size: 13px; z-index: 5; }
    .toast:empty { display: none; }
    .toast button { padding: 5px 10px; border: 0; border-radius: 6px; background: color-mix(in srgb, var(--_surface) 18%, transparent); font-weight: 600; }
    .heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    @media ${SHEET} {
      .card, .hold { inset: auto 0 0 0 !important; width: 100%; max-width: none; max-height: 58vh; border-radius: 16px 16px 0 0; padding-bottom: env(safe-area-inset-bottom); }
      .hold { padding: 20px 18px calc(18px + env(safe-area-inset-bottom)); }
      .choice { padding: 11px 12px; } .choice kbd { display: none; }
      .hold { max-height: 80vh; } .icon { width: 40px; height: 40px; } .row { min-height: 44px; }
      .hold .actions .button { flex: 1; min-height: 44px; padding: 9px 10px; }
    }
    @media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
    @media (forced-colors: active) { .mark::after { border-bottom: 3px solid Highlight !important; } .segment::before { border: 1px solid CanvasText; } }
  `;

  // --- small things -------------------------------------------------------------------------------------------

  /** An element with properties and children: `make('p', {class: 'why'}, 'text')`. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, '');
      else if (value !== false && value != null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child != null));
    return element;
  }

  const PATHS = {
    error: 'M8 1.5 14.5 8 8 14.5 1.5 8Z M8 5v3.5 M8 10.6v.4',
    warning: 'M8 2 14.8 13.5H1.2Z M8 6.5v3 M8 11.4v.3',
    info: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8Z M8 7.4v3.6 M8 5v.3',
    previous: 'M10 3 5 8l5 5', next: 'M6 3l5 5-5 5', close: 'M4 4l8 8 M12 4l-8 8',
  };

  /** A line drawing; what it means is said beside it, in words. */
  function icon(name) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    for (const [key, value] of Object.entries({ viewBox: '0 0 16 16', fill: 'none', stroke: 'currentColor', 'stroke-width': 1.6, 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' })) svg.setAttribute(key, value);
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', PATHS[name]);
    svg.append(path);
    return svg;
  }

  /** Where two texts begin and stop being different: `{start, before, after}` as lengths of the part that changed. */
  function difference(old, now) {
    const shorter = Math.min(old.length, now.length);
    let start = 0;
    while (start < shorter && old[start] === now[start]) start += 1;
    let tail = 0;
    while (tail < shorter - start && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
    return { start, before: old.length - start - tail, after: now.length - start - tail };
  }

  /** A span moved along with a difference; null when it was typed in. A span that has no place stays. */
  function moved(span, { start, before, after }) {
    if (span.start_utf16 == null || span.end_utf16 <= start) return span;
    const shift = after - before;
    return span.start_utf16 < start + before ? null : { ...span, start_utf16: span.start_utf16 + shift, end_utf16: span.end_utf16 + shift };
  }

  /** The sentence round a span, without the blanks behind it. An emoji before a capital ends a sentence, too. */
  function sentenceRound(text, start, end, language) {
    const cuts = new Set([0, text.length]);
    if (globalThis.Intl?.Segmenter) {
      for (const part of new Intl.Segmenter(language, { granularity: 'sentence' }).segment(text)) cuts.add(part.index);
    } else {
      for (const match of text.matchAll(/[.!?…]+\s+|\n+/g)) cuts.add(match.index + match[0].length);
    }
    for (const match of text.matchAll(/\p{Extended_Pictographic}[\uFE0F\u{1F3FB}-\u{1F3FF}]*\s+(?=\p{Lu})/gu)) cuts.add(match.index + match[0].length);
    const sorted = [...cuts].sort((one, other) => one - other);
    const from = sorted.filter((cut) => cut <= start).at(-1);
    const to = sorted.find((cut) => cut >= end) ?? text.length;
    return { start: from, end: from + text.slice(from, to).trimEnd().length };
  }

  // --- fields: a textarea and a contenteditable, spoken to alike -------------------------------------------------

  /** A <textarea>: a mirror with the same text tells where a span stands. */
  class TextareaField {
    static COPIED = ['fontFamily', 'fontSize', 'fontStyle', 'fontWeight', 'fontStretch', 'fontVariant', 'fontFeatureSettings', 'fontKerning',
      'letterSpacing', 'wordSpacing', 'lineHeight', 'textTransform', 'textIndent', 'textAlign', 'tabSize', 'direction', 'wordBreak', 'overflowWrap',
      'paddingTop', 'paddingRight', 'paddingBottom', 'paddingLeft'];

    constructor(element, mirror) {
      this.element = element;
      this.mirror = mirror;
    }

    get text() { return this.element.value; }

    get caret() { return this.element.selectionStart; }

    select(start, end) {
      this.element.focus();
      this.element.setSelectionRange(start, end);
    }

    measure() {
      const style = getComputedStyle(this.element);
      for (const name of TextareaField.COPIED) this.mirror.style[name] = style[name];
      this.mirror.style.width = `${this.element.clientWidth}px`;
      this.mirror.textContent = `${this.text}\u200b`;
      this.#origin = this.mirror.getBoundingClientRect();
    }

    #origin;

    /** Where a span stands, measured from the field's padding edge, as if it were not scrolled. */
    rects(start, end) {
      const range = document.createRange();
      range.setStart(this.mirror.firstChild, start);
      range.setEnd(this.mirror.firstChild, end);
      return [...range.getClientRects()].map((rect) => new DOMRect(rect.left - this.#origin.left, rect.top - this.#origin.top, rect.width, rect.height));
    }

    /** Put `text` in the place of a span. The browser's own undo knows of it. */
    replace(start, end, text) {
      this.select(start, end);
      const done = text ? document.execCommand('insertText', false, text) : document.execCommand('delete');
      if (done) return;
      this.element.setRangeText(text, start, end, 'end');
      this.element.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText', data: text }));
    }
  }

  /** An element with contenteditable: its text nodes, with a newline for every <br> and every block. */
  class EditableField {
    constructor(element) {
      this.element = element;
      this.#read();
    }

    #text = '';
    #pieces = [];

    get text() {
      this.#read();
      return this.#text;
    }

    get caret() {
      const selection = this.element.getRootNode().getSelection?.() ?? document.getSelection();
      if (!selection?.anchorNode || !this.element.contains(selection.anchorNode)) return 0;
      this.#read();
      const piece = this.#pieces.find((candidate) => candidate.node === selection.anchorNode);
      return piece ? piece.start + selection.anchorOffset : this.#text.length;
    }

    #read() {
      let text = '';
      const pieces = [];
      const walk = (node) => {
        for (const child of node.childNodes) {
          if (child.nodeType === Node.TEXT_NODE) {
            pieces.push({ node: child, start: text.length });
            text += child.data.replaceAll('\u00a0', ' ');
          } else if (child.nodeName === 'BR') {
            if (child.nextSibling || child.parentNode === this.element) text += '\n';
          } else if (child.nodeType === Node.ELEMENT_NODE) {
            const isBlock = getComputedStyle(child).display !== 'inline';
            if (isBlock && text && !text.endsWith('\n')) text += '\n';
            walk(child);
          }
        }
      };
      walk(this.element);
      this.#text = text;
      this.#pieces = pieces;
    }

    #range(start, end) {
      const at = (offset, isEnd) => {
        const piece = this.#pieces.findLast((candidate) => (isEnd ? candidate.start < offset || offset === 0 : candidate.start <= offset)) ?? this.#pieces[0];
        return piece ? [piece.node, Math.min(offset - piece.start, piece.node.length)] : [this.element, 0];
      };
      const range = document.createRange();
      range.setStart(...at(start, false));
      range.setEnd(...(start === end ? at(start, false) : at(end, true)));
      return range;
    }

    select(start, end) {
      this.#read();
      this.element.focus();
      const selection = this.element.getRootNode().getSelection?.() ?? document.getSelection();
      selection.removeAllRanges();
      selection.addRange(this.#range(start, end));
    }

    measure() { this.#read(); }

    rects(start, end) {
      const box = this.element.getBoundingClientRect();
      const left = box.left + this.element.clientLeft - this.element.scrollLeft;
      const top = box.top + this.element.clientTop - this.element.scrollTop;
      return [...this.#range(start, end).getClientRects()].map((rect) => new DOMRect(rect.left - left, rect.top - top, rect.width, rect.height));
    }

    replace(start, end, text) {
      this.select(start, end);
      const done = text ? document.execCommand('insertText', false, text) : document.execCommand('delete');
      if (done) return;
      const range = this.#range(start, end);
      range.deleteContents();
      range.insertNode(document.createTextNode(text));
      this.element.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText', data: text }));
    }
  }

  // --- the element ------------------------------------------------------------------------------------------------

  class WebcareLintComposer extends HTMLElement {
    static observedAttributes = ['endpoint', 'api-key', 'lang', 'language', 'channel', 'visibility', 'profile', 'brand', 'customer', 'customer-name', 'agent', 'author', 'send'];

    /** The names of the ten commandments, in `nl` or `en`. */
    static commandments(language) { return WORDS[language].commandments; }

    #field = null;
    #report = null;
    #findings = []; // as the service gave them, their offsets moved along with what is typed since
    #readText = null; // the text that #findings are about
    #lastText = ''; // the text as it was when somebody last typed
    #dismissed = new Set();
    #history = []; // suggestions that were put in, their places moved along too
    #sequence = 0;
    #abort = null;
    #timers = {};
    #typingSince = 0;
    #failures = 0;
    #current = -1; // the finding whose card is open
    #letThrough = false;
    #sending = null;
    #answer = null; // of the agent, while send is held
    #unlisten = new AbortController();
    #parts = {};

    constructor() {
      super();
      const shadow = this.attachShadow({ mode: 'open' });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      shadow.adoptedStyleSheets = [sheet];
      const part = (name, element) => { this.#parts[name] = element; return element; };
      shadow.append(
        make('div', { class: 'stage' },
          make('slot', { onslotchange: () => this.#adopt() }),
          part('marks', make('div', { class: 'marks', 'aria-hidden': 'true' }, part('ink', make('div', { class: 'ink' })))),
          part('mirror', make('div', { class: 'mirror', 'aria-hidden': 'true' })),
          part('toast', make('div', { class: 'toast', part: 'toast', role: 'status' }))),
        part('below', make('div', { class: 'below', part: 'below' },
          part('strip', make('ol', { class: 'strip', part: 'strip', role: 'toolbar', onkeydown: (event) => this.#onStripKey(event) })),
          part('caption', make('p', { class: 'caption', part: 'caption' })),
          part('found', make('ul', { class: 'found', part: 'findings' })),
          part('strengths', make('ul', { class: 'strengths', part: 'strengths' })))),
        part('card', make('div', { class: 'card', part: 'card', role: 'dialog', popover: 'manual', onkeydown: (event) => this.#onCardKey(event) })),
        part('hold', make('dialog', { class: 'hold', part: 'hold', role: 'alertdialog', 'aria-labelledby': 'hold-title', 'aria-describedby': 'hold-text', oncancel: (event) => { event.preventDefault(); this.#answerHold(false); } })),
        part('heard', make('div', { class: 'heard', role: 'status', 'aria-live': 'polite' })),
      );
    }

    connectedCallback() {
      this.#unlisten = new AbortController();
      const signal = this.#unlisten.signal;
      if (!this.hasAttribute('state')) this.setAttribute('state', 'unknown');
      for (const name of ['context', 'thread', 'recentReplies']) this.#upgrade(name);
      this.#adopt();
      window.addEventListener('resize', () => this.#draw(), { signal });
      window.addEventListener('scroll', () => this.#placeCard(), { signal, passive: true, capture: true });
      document.addEventListener('pointerdown', (event) => this.#onOutside(event), { signal });
      document.fonts?.ready.then(() => this.#draw());
      this.closest('form')?.addEventListener('submit', (event) => this.#onSubmit(event), { signal, capture: true });
      document.addEventListener('click', (event) => this.#onSendClick(event), { signal, capture: true });
      this.#paint();
      this.check();
    }

    disconnectedCallback() {
      this.#answerHold(false);
      this.#unlisten.abort();
      this.#abort?.abort();
      this.#sequence += 1;
      this.#field = null; // it may come back elsewhere in the page
      for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    }

    attributeChangedCallback(name, old, now) {
      if (old === now || !this.isConnected) return;
      if (name === 'lang') this.#paint();
      this.#later();
    }

    // --- what a page may ask and tell

    /** The draft. */
    get text() { return this.#field?.text ?? ''; }

    set text(text) { this.#field?.replace(0, this.text.length, text); }

    /** The last report of the service, or null. */
    get report() { return this.#report; }

    /** The findings that still hold for the text as it is now, with offsets in UTF-16 code units. */
    get findings() { return this.#shown(); }

    /** More of the request than attributes can hold: any field of POST /v1/lint. */
    get context() { return this.#context; }

    set context(context) { this.#context = context ?? {}; this.#later(); }

    #context = {};

    /** The messages before the reply, oldest first: `[{author: 'customer', text, name?, sent_at?}]`. */
    get thread() { return this.#thread; }

    set thread(thread) { this.#thread = thread; this.#later(); }

    #thread = null;

    /** The agent's own last replies, for repeated wording. */
    get recentReplies() { return this.#recentReplies; }

    set recentReplies(replies) { this.#recentReplies = replies ?? []; this.#later(); }

    #recentReplies = [];

    /** Where the service is. */
    get endpoint() { return (this.getAttribute('endpoint') || HOME).replace(/\/$/, ''); }

    /** What is sent to the service. */
    get request() {
      const request = { text: this.text, messages: this.#language };
      for (const name of ['channel', 'visibility', 'profile', 'brand', 'customer-name', 'agent', 'author', 'language']) {
        const value = this.getAttribute(name);
        if (value) request[name.replace('-', '_')] = value;
      }
      const customer = this.getAttribute('customer');
      if (this.#thread) request.thread = this.#thread.slice(-MOST_MESSAGES);
      else if (customer) request.thread = [{ author: 'customer', text: customer, name: request.customer_name ?? null }];
      if (this.#recentReplies.length) request.recent_replies = this.#recentReplies.slice(-MOST_MESSAGES);
      return { ...request, ...this.#context };
    }

    /** Look at the draft now; the report, or null when there is none to be had. */
    async check() {
      clearTimeout(this.#timers.typing);
      clearTimeout(this.#timers.retry);
      this.#typingSince = 0;
      const sequence = ++this.#sequence;
      this.#abort?.abort();
      const abort = (this.#abort = new AbortController());
      const timeout = setTimeout(() => abort.abort('slow'), PATIENCE);
      const request = this.request;
      try {
        const isBlank = !request.text.trim();
        const answer = isBlank ? await this.#ask('/readyz', null, abort.signal) : await this.#ask('/v1/lint', request, abort.signal);
        if (sequence !== this.#sequence) return null; // an older question's: a newer answer is on its way
        this.#arrived(isBlank ? null : answer, request.text);
        return this.#report;
      } catch (error) {
        if (sequence === this.#sequence) this.#failed(error);
        return null;
      } finally {
        clearTimeout(timeout);
      }
    }

    /** Open the card of a finding by its number. */
    show(number) {
      const findings = this.#shown();
      if (!findings.length) return;
      this.#current = ((number % findings.length) + findings.length) % findings.length;
      const finding = findings[this.#current];
      if (finding.start_utf16 != null) this.#field.select(finding.end_utf16, finding.end_utf16);
      this.#fillCard(finding);
      this.#open();
      this.#draw();
      this.#placeCard();
      this.#clearOfSheet();
      (this.#parts.card.querySelector('.choice') ?? this.#parts.card.querySelector('.close')).focus({ preventScroll: true });
    }

    /** On a phone the card is a sheet at the bottom: what it is about must stand above it. */
    #clearOfSheet() {
      if (!matchMedia(SHEET).matches) return;
      const anchor = this.#parts.ink.querySelector(`[data-index="${this.#current}"]`)?.getBoundingClientRect() ?? this.#field.element.getBoundingClientRect();
      const sheet = this.#parts.card.getBoundingClientRect();
      if (anchor.bottom > sheet.top - 24 || anchor.top < 24) window.scrollBy({ top: anchor.top - Math.max(24, sheet.top * 0.4) });
    }

    next() { this.show(this.#current < 0 ? this.#nearest(1) : this.#current + 1); }

    previous() { this.show(this.#current < 0 ? this.#nearest(-1) : this.#current - 1); }

    /** Close the card. */
    close() {
      if (this.#current < 0) return;
      this.#current = -1;
      this.#shut();
      this.#draw();
    }

    /** Put a suggestion of a finding in; `undo()` takes it back. */
    apply(finding, suggestion) {
      const text = this.text;
      const place = this.#placeOf(finding, suggestion, text);
      const removed = text.slice(place.start, place.end);
      this.close();
      this.#field.replace(place.start, place.end, place.text);
      this.#history.push({ start_utf16: place.start, end_utf16: place.start + place.text.length, removed });
      this.#toast(this.#words.applied, true);
      this.#emit('apply', { rule: finding.rule, severity: finding.severity, safe: suggestion.safe });
      this.check();
    }

    /** Take back the last suggestion that was put in; false when there is none, or it was typed in since. */
    undo() {
      const last = this.#history.pop();
      if (!last) return false;
      this.#field.replace(last.start_utf16, last.end_utf16, last.removed);
      this.#toast(this.#words.undone, false);
      this.#emit('undo', {});
      this.check();
      return true;
    }

    /** Whether the draft may go: true at once when no error is left, else when the agent says so. */
    requestSend() {
      this.#sending ??= this.#askLeave().finally(() => { this.#sending = null; });
      return this.#sending;
    }

    async #askLeave() {
      if (this.text.trim() && this.getAttribute('state') !== 'away' && (this.#isStale || this.#readText !== this.text)) {
        await Promise.race([this.check(), new Promise((resolve) => setTimeout(resolve, 1000))]);
      }
      const errors = this.#errors();
      if (!errors.length) {
        this.#emit('send', { held: false, findings: this.#summaries(this.#shown()) });
        return true;
      }
      return new Promise((resolve) => {
        this.#answer = resolve;
        this.#hold(errors);
      });
    }

    // --- the field

    #upgrade(name) {
      if (!Object.hasOwn(this, name)) return;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }

    #adopt() {
      const element = this.querySelector('textarea, [contenteditable]:not([contenteditable="false"])');
      if (!element || element === this.#field?.element) return;
      this.#field = element.localName === 'textarea' ? new TextareaField(element, this.#parts.mirror) : new EditableField(element);
      this.#lastText = this.text;
      const signal = this.#unlisten.signal;
      element.addEventListener('input', () => this.#onInput(), { signal });
      element.addEventListener('scroll', () => this.#scroll(), { signal, passive: true });
      element.addEventListener('keydown', (event) => this.#onKey(event), { signal });
      element.addEventListener('click', () => this.#onClick(), { signal });
      element.addEventListener('pointermove', (event) => this.#onMove(event), { signal, passive: true });
      element.addEventListener('pointerleave', () => this.#heat(null), { signal });
      this.#describe(element);
      const observer = new ResizeObserver(() => this.#draw());
      observer.observe(element);
      signal.addEventListener('abort', () => observer.disconnect());
    }

    /** A screen reader hears of the keys when it comes to the field. */
    #describe(element) {
      this.#parts.hint ??= make('span', { id: `webcare-lint-hint-${Math.random().toString(36).slice(2, 8)}`, hidden: true });
      this.#parts.hint.textContent = this.#words.hint;
      if (!this.#parts.hint.isConnected) this.append(this.#parts.hint);
      const described = new Set((element.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean));
      element.setAttribute('aria-describedby', [...described.add(this.#parts.hint.id)].join(' '));
    }

    #onInput() {
      this.close();
      this.#follow();
      this.#later();
      this.#emit('input', {});
    }

    /** What was put in moves along with the text, and so do marks until the next answer; what is typed in goes. */
    #follow() {
      const text = this.text;
      const typed = difference(this.#lastText, text);
      this.#lastText = text;
      this.#history = this.#history.map((item) => moved(item, typed)).filter(Boolean);
      if (!this.#history.length) this.#parts.toast.querySelector('button')?.parentElement.replaceChildren();
      if (this.#readText == null) return;
      this.#followMarks(text);
      this.#draw();
      if (!text.trim()) this.#arrived(null, text);
    }

    #followMarks(text) {
      const typed = difference(this.#readText, text);
      const along = (items) => items.map((item) => moved(item, typed)).filter(Boolean);
      this.#findings = along(this.#findings).map((finding) => ({ ...finding, suggestions: along(finding.suggestions) }));
      this.#readText = text;
      this.#isStale = true;
    }

    #isStale = false;

    #later() {
      if (!this.isConnected) return;
      const now = performance.now();
      this.#typingSince ||= now;
      clearTimeout(this.#timers.typing);
      const wait = Math.min(TYPING_PAUSE, Math.max(0, this.#typingSince + TYPING_LIMIT - now));
      this.#timers.typing = setTimeout(() => this.check(), wait);
    }

    // --- the service

    async #ask(path, body, signal) {
      const headers = {};
      const key = this.getAttribute('api-key');
      if (key) headers.Authorization = `Bearer ${key}`;
      if (body) headers['Content-Type'] = 'application/json';
      const response = await fetch(this.endpoint + path, {
        method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body), signal, credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store',
      });
      if (!response.ok) throw Object.assign(new Error(`status ${response.status}`), { status: response.status, problem: await response.json().catch(() => null) });
      return response.json();
    }

    #arrived(report, text) {
      const wasAway = this.getAttribute('state') === 'away';
      const open = this.#shown()[this.#current];
      this.#failures = 0;
      this.#report = report;
      this.#readText = text;
      this.#isStale = false;
      this.#findings = report?.findings ?? [];
      if (text !== this.text) this.#followMarks(this.text); // it was typed on meanwhile
      this.setAttribute('state', 'ready');
      if (wasAway) this.#emit('online', {});
      if (open) this.#renewCard(open);
      this.#paint();
      this.#tell();
      this.#emit('report', { report });
    }

    /** An answer came while a card was open: the card stays as long as its finding does, and so does the focus. */
    #renewCard(open) {
      const { card } = this.#parts;
      const index = this.#shown().findIndex(({ fingerprint }) => fingerprint === open.fingerprint);
      const focused = [...card.querySelectorAll('button')].indexOf(this.shadowRoot.activeElement);
      this.close();
      if (index < 0) {
        if (focused >= 0) this.#field.element.focus({ preventScroll: true });
        return;
      }
      this.#current = index;
      this.#fillCard(this.#shown()[index]);
      this.#open();
      this.#draw();
      this.#placeCard();
      if (focused >= 0) (card.querySelectorAll('button')[focused] ?? card.querySelector('.close')).focus({ preventScroll: true });
    }

    /** Without a service the field is a plain field: no marks, no message, and another try later. */
    #failed(error) {
      const state = error.status >= 400 && error.status < 500 && error.status !== 408 && error.status !== 429 ? 'refused' : 'away';
      const was = this.getAttribute('state');
      this.#report = null;
      this.#findings = [];
      this.#readText = null;
      if (this.#parts.card.contains(this.shadowRoot.activeElement)) this.#field.element.focus({ preventScroll: true });
      this.close();
      this.setAttribute('state', state);
      this.#paint();
      if (state === 'refused') this.#emit('refused', { status: error.status, problem: error.problem ?? null });
      else {
        if (was !== 'away') this.#emit('offline', {});
        const wait = RETRIES[Math.min(this.#failures, RETRIES.length - 1)];
        this.#failures += 1;
        this.#timers.retry = setTimeout(() => this.check(), wait);
      }
    }

    // --- what is shown

    get #language() {
      const said = this.getAttribute('lang') || this.parentElement?.closest('[lang]')?.lang || document.documentElement.lang || navigator.language;
      return said.toLowerCase().startsWith('en') ? 'en' : 'nl';
    }

    get #words() { return WORDS[this.#language]; }

    #shown() { return this.#findings.filter((finding) => !this.#dismissed.has(finding.fingerprint)); }

    #errors() { return this.#shown().filter((finding) => finding.severity === 'error'); }

    #summaries(findings) { return findings.map(({ rule, severity, fingerprint }) => ({ rule, severity, fingerprint })); }

    #paint() {
      if (this.#parts.hint) this.#parts.hint.textContent = this.#words.hint;
      this.#draw();
      this.#paintStrip();
      this.#paintFound();
      const strengths = this.#report?.strengths ?? [];
      this.#parts.strengths.setAttribute('aria-label', this.#words.good);
      this.#parts.strengths.replaceChildren(...strengths.map((strength) => make('li', {}, strength.title)));
    }

    #paintStrip() {
      const words = this.#words;
      const states = this.#report?.commandments ?? words.commandments.map((_, index) => ({ commandment: index + 1, state: 'unknown' }));
      this.#parts.strip.setAttribute('aria-label', words.strip);
      const segments = this.#parts.strip.children.length ? [...this.#parts.strip.querySelectorAll('button')] : words.commandments.map((_, index) => {
        const segment = make('button', { class: 'segment', type: 'button', part: 'segment', tabindex: index ? -1 : 0 }, `${index + 1}`);
        for (const event of ['pointerenter', 'focus']) segment.addEventListener(event, () => this.#caption(index));
        for (const event of ['pointerleave', 'blur']) segment.addEventListener(event, () => this.#caption());
        segment.addEventListener('click', () => this.#showCommandment(index + 1));
        this.#parts.strip.append(make('li', { role: 'presentation' }, segment));
        return segment;
      });
      states.forEach(({ commandment, state }, index) => {
        segments[index].dataset.state = state;
        segments[index].setAttribute('aria-label', `${commandment}. ${words.commandments[index]}: ${words.state[state]}`);
      });
      this.#caption();
    }

    /** The strip is one stop of the Tab key; arrows go through it. */
    #onStripKey(event) {
      const segments = [...this.#parts.strip.querySelectorAll('button')];
      const at = segments.indexOf(this.shadowRoot.activeElement);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: segments.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const chosen = segments.at(to % segments.length);
      for (const segment of segments) segment.tabIndex = segment === chosen ? 0 : -1;
      chosen.focus();
    }

    /** The line under the strip: how things stand, or the name of the commandment that is pointed at. */
    #caption(index) {
      const words = this.#words;
      const caption = this.#parts.caption;
      const states = this.#report?.commandments ?? [];
      if (index != null) {
        const state = states[index]?.state ?? 'unknown';
        caption.replaceChildren(make('b', {}, `${index + 1}. ${words.commandments[index]}`), make('span', {}, words.state[state]));
      } else if (this.#report) {
        const kept = states.filter(({ state }) => state === 'kept').length;
        const told = states.filter(({ state }) => state !== 'unknown').length;
        const counts = this.#countWords();
        caption.replaceChildren(make('span', {}, words.kept(kept, told)), counts ? make('span', {}, counts) : make('span', { class: 'is-clear' }, words.clear));
      } else caption.replaceChildren(make('span', {}, words.strip));
    }

    #countWords() {
      const count = (severity) => this.#shown().filter((finding) => finding.severity === severity).length;
      return SEVERITIES.filter(count).map((severity) => `${count(severity)} ${this.#words.counts[severity][count(severity) === 1 ? 0 : 1]}`).join(', ');
    }

    #showCommandment(number) {
      const index = this.#shown().findIndex((finding) => finding.commandment === number);
      if (index >= 0) this.show(index);
    }

    #group({ commandment }) { return this.#words.groups[commandment] ?? this.#words.commandment(commandment); }

    #about(finding) {
      const name = this.#words.commandments[finding.commandment - 1];
      return name ? `${this.#group(finding)} · ${name}` : this.#group(finding);
    }

    #paintFound() {
      const found = this.#parts.found;
      found.setAttribute('aria-label', this.#words.found);
      found.replaceChildren(...this.#shown().map((finding, index) => make('li', {},
        make('button', { class: `row tone-${finding.severity}`, type: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': `${index === this.#current}`, onclick: () => this.show(index) },
          make('span', { class: 'badge' }, icon(finding.severity), make('span', { class: 'heard' }, `${this.#words.severity[finding.severity]}: `)),
          make('span', {}, finding.message),
          make('span', { class: 'where' }, this.#group(finding))))));
    }

    /** Draw the underlines where the text stands now. */
    #draw() {
      const { marks, ink, found } = this.#parts;
      [...found.querySelectorAll('.row')].forEach((row, index) => row.setAttribute('aria-expanded', `${index === this.#current}`));
      const element = this.#field?.element;
      if (!element) return;
      const stage = marks.parentElement.getBoundingClientRect();
      const box = element.getBoundingClientRect();
      Object.assign(marks.style, {
        left: `${box.left - stage.left + element.clientLeft}px`, top: `${box.top - stage.top + element.clientTop}px`,
        width: `${element.clientWidth}px`, height: `${element.clientHeight}px`,
      });
      const findings = this.#shown();
      const spans = findings.map((finding, index) => ({ finding, index })).filter(({ finding }) => finding.start_utf16 != null && finding.message_index == null);
      if (spans.length) this.#field.measure();
      // The gravest on top.
      spans.sort((one, other) => SEVERITIES.indexOf(other.finding.severity) - SEVERITIES.indexOf(one.finding.severity));
      ink.replaceChildren(...spans.flatMap(({ finding, index }) => this.#field.rects(finding.start_utf16, finding.end_utf16).filter((rect) => rect.width > 0).map((rect) => {
        const mark = make('div', { class: `mark ${finding.severity}${index === this.#current ? ' is-hot' : ''}`, 'data-index': index, 'data-rule': finding.rule });
        Object.assign(mark.style, { left: `${rect.left}px`, top: `${rect.top}px`, width: `${rect.width}px`, height: `${rect.height}px` });
        return mark;
      })));
      this.#scroll();
    }

    #scroll() {
      const element = this.#field.element;
      this.#parts.ink.style.transform = `translate(${-element.scrollLeft}px, ${-element.scrollTop}px)`;
    }

    #tell() {
      clearTimeout(this.#timers.tell);
      this.#timers.tell = setTimeout(() => {
        const said = this.#report ? `${this.#countWords() || this.#words.none}` : '';
        if (this.#parts.heard.textContent !== said) this.#parts.heard.textContent = said;
      }, QUIET);
    }

    #toast(text, withUndo) {
      clearTimeout(this.#timers.toast);
      const undo = withUndo ? make('button', { type: 'button', onclick: () => this.undo() }, this.#words.undo) : null;
      this.#parts.toast.replaceChildren(...[text, undo].filter(Boolean));
      this.#timers.toast = setTimeout(() => this.#parts.toast.replaceChildren(), withUndo ? UNDO_SHOWN : 2500);
    }

    // --- the card

    #fillCard(finding) {
      const words = this.#words;
      const { card } = this.#parts;
      card.className = `card tone-${finding.severity}`;
      card.setAttribute('aria-label', finding.message);
      const of = this.#shown().length;
      const choices = this.#choices(finding);
      const button = (name, action) => make('button', { class: `icon ${name}`, type: 'button', 'aria-label': words[name], title: words[name], onclick: action }, icon(name));
      card.replaceChildren(
        make('header', {},
          make('span', { class: 'badge' }, icon(finding.severity), words.severity[finding.severity]),
          make('span', { class: 'about' }, this.#about(finding)),
          button('close', () => { this.close(); this.#field.element.focus(); })),
        make('p', { class: 'said' }, finding.message),
        make('p', { class: 'why' }, finding.why),
        ...finding.suggestions.filter((suggestion) => !choices.includes(suggestion)).map(({ text }) => make('p', { class: 'why' }, text)),
        make('ul', { class: 'choices' }, ...choices.slice(0, 9).map((suggestion, index) => make('li', {}, this.#choice(finding, suggestion, index)))),
        make('footer', {},
          make('button', { class: 'quiet', type: 'button', onclick: () => this.#explain(finding) }, words.rule),
          finding.severity === 'error' ? null : make('button', { class: 'quiet dismiss', type: 'button', onclick: () => this.#dismiss(finding) }, words.dismiss),
          make('span', { class: 'gap' }),
          ...(of > 1 ? [button('previous', () => this.previous()), make('span', {}, words.position(this.#current + 1, of)), button('next', () => this.next())] : [])),
      );
    }

    /** Where a word can be replaced, a model sentence beside it is advice; elsewhere it can be put in. */
    #choices(finding) {
      const replacing = finding.suggestions.filter(({ start_utf16 }) => start_utf16 != null);
      return replacing.length ? replacing : finding.suggestions;
    }

    #choice(finding, suggestion, index) {
      const words = this.#words;
      const does = suggestion.start_utf16 != null ? (suggestion.text ? words.replace : words.remove) : finding.start_utf16 != null ? words.sentence : words.add;
      return make('button', { class: 'choice', type: 'button', 'aria-keyshortcuts': `${index + 1}`, onclick: () => this.apply(finding, suggestion) },
        make('small', {}, does), make('span', {}, suggestion.text || this.text.slice(suggestion.start_utf16, suggestion.end_utf16)), make('kbd', { 'aria-hidden': 'true' }, `${index + 1}`));
    }

    /** Where a suggestion goes: its own span, the sentence the finding is in, or where a missing thing belongs. */
    #placeOf(finding, suggestion, text) {
      if (suggestion.start_utf16 != null) return { start: suggestion.start_utf16, end: suggestion.end_utf16, text: suggestion.text };
      if (finding.start_utf16 != null && finding.message_index == null) {
        return { ...sentenceRound(text, finding.start_utf16, finding.end_utf16, this.getAttribute('language') ?? 'nl'), text: suggestion.text };
      }
      if (finding.rule === 'no-greeting') return { start: 0, end: 0, text: `${suggestion.text.replace(/\s*…$/, '')} ` };
      if (finding.rule === 'no-signature') return { start: text.trimEnd().length, end: text.length, text: ` ${suggestion.text}` };
      // Before the signature, which stands last: ^Name, or a line that starts with a farewell.
      const signature = text.match(/\s*(\^\S+|\n\s*(met vriendelijke groet|groet|groetjes|hartelijke groet|kind regards|regards|best)\b[\s\S]*)\s*$/iu);
      const at = signature ? signature.index : text.trimEnd().length;
      return { start: at, end: at, text: (at ? ' ' : '') + suggestion.text };
    }

    #explain(finding) {
      this.close();
      if (this.#emit('rule', { rule: finding.rule, language: this.#language }, true)) window.open(`${this.endpoint}/#rule=${encodeURIComponent(finding.rule)}`, '_blank', 'noopener');
    }

    #dismiss(finding) {
      this.#dismissed.add(finding.fingerprint);
      this.close();
      this.#field.element.focus();
      this.#paint();
      this.#emit('dismiss', this.#summaries([finding])[0]);
    }

    #open() {
      const { card } = this.#parts;
      card.classList.add('is-open');
      if (card.showPopover && !card.matches(':popover-open')) card.showPopover();
    }

    #shut() {
      const { card } = this.#parts;
      card.classList.remove('is-open');
      if (card.hidePopover && card.matches(':popover-open')) card.hidePopover();
    }

    #placeCard() {
      if (this.#current < 0) return;
      const { card, ink, found } = this.#parts;
      const anchors = [...ink.querySelectorAll(`[data-index="${this.#current}"]`)];
      const anchor = (anchors.at(-1) ?? found.children[this.#current])?.getBoundingClientRect();
      if (!anchor) return;
      if (matchMedia(SHEET).matches) return;
      const left = Math.min(Math.max(12, anchors.length ? anchor.left - 8 : anchor.left), innerWidth - card.offsetWidth - 12);
      const below = anchor.bottom + 8;
      const fits = below + card.offsetHeight < innerHeight - 8 || anchor.top < card.offsetHeight + 16;
      const top = fits ? Math.min(below, Math.max(8, innerHeight - card.offsetHeight - 8)) : anchor.top - card.offsetHeight - 8;
      Object.assign(card.style, { left: `${left}px`, top: `${top}px` });
    }

    // --- pointer and keys

    #at(x, y) {
      return [...this.#parts.ink.children].reverse().find((mark) => {
        const rect = mark.getBoundingClientRect();
        return x >= rect.left && x <= rect.right && y >= rect.top && y <= rect.bottom + 3;
      });
    }

    #onMove(event) { this.#heat(this.#at(event.clientX, event.clientY)?.dataset.index ?? null); }

    #heat(index) {
      for (const mark of this.#parts.ink.children) mark.classList.toggle('is-hot', mark.dataset.index === index || Number(mark.dataset.index) === this.#current);
    }

    #onClick() {
      const caret = this.#field.caret;
      const element = this.#field.element;
      if (element.selectionStart !== element.selectionEnd) return;
      const index = this.#covering(caret);
      if (index >= 0) this.show(index);
    }

    #onOutside(event) {
      if (this.#current >= 0 && !event.composedPath().includes(this.#parts.card)) this.close();
    }

    /** The gravest finding the caret stands in. */
    #covering(caret) {
      const found = this.#shown();
      const indices = found.map((_, index) => index).filter((index) => found[index].start_utf16 != null && found[index].start_utf16 <= caret && caret <= found[index].end_utf16);
      return indices.sort((one, other) => SEVERITIES.indexOf(found[one].severity) - SEVERITIES.indexOf(found[other].severity))[0] ?? -1;
    }

    /** The first finding after (or before) the caret; round again at the end. */
    #nearest(direction) {
      const caret = this.#field.caret;
      const found = this.#shown();
      if (direction > 0) {
        const after = found.findIndex((finding) => finding.start_utf16 != null && finding.start_utf16 >= caret);
        return after >= 0 ? after : 0;
      }
      return Math.max(found.findLastIndex((finding) => finding.start_utf16 != null && finding.end_utf16 <= caret), 0);
    }

    #onKey(event) {
      if (event.key === 'F8') {
        event.preventDefault();
        if (event.shiftKey) this.previous(); else this.next();
      } else if (event.key === '.' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        const index = this.#covering(this.#field.caret);
        this.show(index >= 0 ? index : this.#nearest(1));
      } else if (event.key === 'Escape' && this.#current >= 0) this.close();
    }

    #onCardKey(event) {
      const findings = this.#shown();
      if (event.key === 'Escape') {
        event.preventDefault();
        this.close();
        this.#field.element.focus();
      } else if (event.key === 'F8') {
        event.preventDefault();
        if (event.shiftKey) this.previous(); else this.next();
      } else if (/^[1-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
        const finding = findings[this.#current];
        const suggestion = finding && this.#choices(finding)[Number(event.key) - 1];
        if (suggestion) {
          event.preventDefault();
          this.apply(finding, suggestion);
        }
      } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        const choices = [...this.#parts.card.querySelectorAll('.choice')];
        const at = choices.indexOf(this.shadowRoot.activeElement);
        if (choices.length) {
          event.preventDefault();
          choices[(at + (event.key === 'ArrowDown' ? 1 : choices.length - 1) + choices.length) % choices.length].focus();
        }
      }
    }

    // --- the gentle hold

    async #onSubmit(event) {
      const { target: form, submitter } = event;
      if (this.#letThrough || !(await this.#leave(event))) return;
      this.#letThrough = true;
      form.requestSubmit(submitter?.form === form ? submitter : undefined);
      this.#letThrough = false;
    }

    async #onSendClick(event) {
      const selector = this.getAttribute('send');
      const button = selector && event.target.closest?.(selector);
      if (!button || this.#letThrough || !(await this.#leave(event))) return;
      this.#letThrough = true;
      button.click();
      this.#letThrough = false;
    }

    /** Whether to send once more, what was stopped now; not when it goes as it is, nor for a second click. */
    async #leave(event) {
      if (!this.#sending && !this.#mayWait()) return false;
      event.preventDefault();
      event.stopImmediatePropagation();
      return !this.#sending && this.requestSend();
    }

    /** There is something to wait for: an error, or a text nobody has looked at while the service is there. */
    #mayWait() {
      if (this.#errors().length) return true;
      const isKnown = this.#readText === this.text && !this.#isStale;
      if (this.getAttribute('state') !== 'ready' || isKnown || !this.text.trim()) {
        this.#emit('send', { held: false, findings: this.#summaries(this.#shown()) });
        return false;
      }
      return true;
    }

    #hold(errors) {
      const words = this.#words;
      const { hold } = this.#parts;
      this.close();
      hold.replaceChildren(
        make('h2', { id: 'hold-title' }, words.holdTitle),
        make('p', { id: 'hold-text' }, words.hold(errors.length)),
        make('ul', {}, ...errors.slice(0, 5).map((finding) => make('li', {}, finding.message))),
        make('fieldset', {}, make('legend', {}, words.reason), ...Object.entries(words.reasons).map(([value, text]) => make('label', {}, make('input', { type: 'radio', name: 'reason', value }), text))),
        make('div', { class: 'actions' },
          make('button', { class: 'button anyway', type: 'button', onclick: () => this.#answerHold(true) }, words.anyway),
          make('button', { class: 'button main back', type: 'button', onclick: () => this.#answerHold(false) }, words.back)),
      );
      hold.showModal();
      const box = this.getBoundingClientRect();
      Object.assign(hold.style, {
        left: `${Math.max(12, Math.min(box.left + (box.width - hold.offsetWidth) / 2, innerWidth - hold.offsetWidth - 12))}px`,
        top: `${Math.max(12, Math.min(box.top + 24, innerHeight - hold.offsetHeight - 12))}px`,
      });
      hold.querySelector('.back').focus();
      this.#emit('hold', { findings: this.#summaries(errors) });
    }

    #answerHold(goesOn) {
      const answer = this.#answer;
      if (!answer) return;
      this.#answer = null;
      const reason = this.#parts.hold.querySelector('input:checked')?.value ?? null;
      const findings = this.#summaries(this.#errors());
      this.#parts.hold.close();
      if (goesOn) {
        this.#emit('send-anyway', { reason, findings });
        this.#emit('send', { held: true, reason, findings: this.#summaries(this.#shown()) });
      } else {
        const index = this.#shown().findIndex((finding) => finding.severity === 'error');
        this.#field.element.focus();
        if (index >= 0 && this.#shown()[index].start_utf16 != null) this.#field.select(this.#shown()[index].end_utf16, this.#shown()[index].end_utf16);
      }
      answer(goesOn);
    }

    #emit(name, detail, cancelable = false) {
      return this.dispatchEvent(new CustomEvent(`webcare-lint-${name}`, { detail, bubbles: true, composed: true, cancelable }));
    }
  }

  customElements.define('webcare-lint-composer', WebcareLintComposer);
})();
