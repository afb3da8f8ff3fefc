/* The playground: the composer beside a customer's message. Nothing is stored; a shared link carries its text in the fragment. */
(() => {
  'use strict';

  const CASES = [
    { id: 'grap', nl: 'De grap vóór de hulp', en: 'The joke before help', channel: 'x', visibility: 'public', brand: 'Postmus', customer_name: 'Anja',
      customer: 'Mijn pakket is wéér niet bezorgd, waar blijft het?!', reply: 'Haha, onze bezorger is zeker verdwaald 😜 Bel even met onze klantenservice. ^Sander' },
    { id: 'doorsturen', nl: 'Bel ons maar', en: 'Just call us', channel: 'facebook', visibility: 'public', brand: 'Stroomlijn', customer_name: 'Youssef',
      customer: 'Ik krijg geen jaarrekening te zien in de app. Kunnen jullie even kijken?', reply: 'Hoi Youssef, neem hiervoor contact op met onze klantenservice via 0900-1234 of vul het contactformulier in. ^Lisa' },
    { id: 'hoofdkantoor', nl: 'Het hoofdkantoor', en: 'The head office', channel: 'facebook', visibility: 'public', brand: 'Postmus', customer_name: 'Ruud',
      customer: 'Waarom is de bezorging op zaterdag ineens 4 euro duurder? Belachelijk!', reply: 'Hoi Ruud, dat heeft het hoofdkantoor zo besloten, daar gaan wij niet over. ^Lotte' },
    { id: 'vervelend', nl: 'Drie keer ‘vervelend’', en: 'Three times “vervelend”', channel: 'facebook', visibility: 'public', brand: '', customer_name: 'Meryem',
      customer: 'Al twee weken geen internet en niemand die iets weet 😡', reply: 'Hoi Meryem, wat vervelend! Dat is zeker vervelend als je thuis werkt. We komen er zo spoedig mogelijk op terug. Nogmaals, heel vervelend. ^Bas' },
    { id: 'compliment', nl: 'Excuses voor een compliment', en: 'Sorry for a compliment', channel: 'instagram', visibility: 'public', brand: '', customer_name: 'Jip',
      customer: 'Wat een heerlijke pizza gisteren, complimenten aan de kok! 😍', reply: 'Beste Jip, onze excuses voor het ongemak. Wat ging er precies mis? ^Team Pizza' },
    { id: 'nee', nl: 'Duidelijk en vriendelijk nee', en: 'A clear and kind no', channel: 'x', visibility: 'public', brand: '', customer_name: 'Hanna',
      customer: 'Kan ik mijn concertkaart nog omruilen voor zaterdag? Ik baal, ik moet werken.', reply: 'Hoi Hanna, wat jammer dat je moet werken! Omruilen kan helaas niet meer, want zaterdag is uitverkocht. Wel kun je je kaart tot vanavond 20.00 uur doorverkopen via de knop bij je bestelling. ^Daan' },
    { id: 'gegevens', nl: 'Gegevens in het openbaar', en: 'Personal data in public', channel: 'x', visibility: 'public', brand: '', customer_name: 'Sjoerd',
      customer: 'Ik kan niet inloggen in mijn account', reply: 'Hoi Sjoerd, wat is je klantnummer en je geboortedatum? Dan kijk ik het meteen na. ^Noor' },
    { id: 'sorry-als', nl: 'Sorry dat u dat zo ervaart', en: 'Sorry you feel that way', channel: 'review', visibility: 'public', brand: '', customer_name: 'Mevrouw De Boer',
      customer: 'Drie kwartier op de koffie gewacht en niemand die iets zei. Ik kom hier niet meer.', reply: 'Geachte heer/mevrouw, het spijt ons dat u dat zo heeft ervaren. Uw feedback wordt meegenomen. Met vriendelijke groet, Klantenservice' },
  ];
  const MANY = 3; // a cue that stands in a text more often than this is listed below it, not drawn in it
  const FIELDS = ['customer_name', 'customer', 'channel', 'visibility', 'profile', 'brand', 'language', 'author'];

  const WORDS = {
    nl: {
      sent: 'Klaar! (Dit is een speeltuin: er ging niets weg.)', copied: 'De link staat op je klembord.', link: 'Kopieer de link uit de adresbalk.',
      away: 'De linter is even niet bereikbaar. Je kunt gewoon doorschrijven.', refused: 'De linter kan dit niet lezen:', key: 'Deze service vraagt een sleutel:', use: 'Gebruik',
      cues: 'Wat er stond', taken: 'Wat iets anders bleek', customerCues: 'In het bericht van de klant', fired: 'Regels die iets zagen', silent: 'Regels die zwegen', lacking: 'Regels die meer moeten weten',
      by: 'door', nothing: 'niets', gone: 'Er is geen regel met die naam.',
    },
    en: {
      context: 'Channel and more', tagline: 'Write a reply. The linter reads along.', cases: 'Try a well-known case', customer: 'The customer', name: "The customer's name", message: "The customer's message",
      channel: 'Channel', unknown: 'not known', review: 'Review', other: 'Other', visibility: 'Who can read it', public: 'Everyone', private: 'Only the customer', profile: 'Profile', follows: 'follows the channel',
      brand: 'Brand', language: 'Language of the reply', author: 'Written by', agent: 'a person', assistant: 'a program', reply: 'Your reply', share: 'Copy link', why: 'How the linter read it', send: 'Send',
      footer: 'Everything stays on this machine: nothing is stored and nothing is sent on. A shared link carries the text behind the # sign, which never reaches a server.',
      api: 'API description', rules: 'All rules', figures: 'Figures', close: 'Close', skip: 'To the reply',
      sent: 'Done! (This is a playground: nothing was sent.)', copied: 'The link is on your clipboard.', link: 'Copy the link from the address bar.',
      away: 'The linter is away for a moment. Just go on writing.', refused: 'The linter cannot read this:', key: 'This service asks for a key:', use: 'Use',
      cues: 'What it found', taken: 'What turned out otherwise', customerCues: "In the customer's message", fired: 'Rules that saw something', silent: 'Rules that kept silent', lacking: 'Rules that need to know more',
      by: 'by', nothing: 'nothing', gone: 'There is no rule with that name.',
    },
  };

  const $ = (id) => document.getElementById(id);
  const composer = $('composer');
  let language = (navigator.language || 'nl').toLowerCase().startsWith('en') ? 'en' : 'nl';

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
      else if (value != null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child != null));
    return element;
  }

  // --- language

  for (const element of document.querySelectorAll('[data-say]')) WORDS.nl[element.dataset.say] ??= element.textContent;

  const say = (key) => WORDS[language][key] ?? WORDS.nl[key];

  function speak(chosen) {
    language = chosen;
    document.documentElement.lang = language;
    composer.setAttribute('lang', language);
    for (const element of document.querySelectorAll('[data-say]')) element.textContent = say(element.dataset.say);
    for (const tab of document.querySelectorAll('.tab')) tab.setAttribute('aria-pressed', `${tab.dataset.lang === language}`);
    for (const button of document.querySelectorAll('.case')) button.textContent = CASES.find(({ id }) => id === button.dataset.id)[language];
    if (!$('reading').hidden) read();
    tell();
  }

  // --- state: the fields, and the fragment that shares them

  function tell() {
    for (const name of FIELDS) {
      const attribute = name.replace('_', '-');
      const value = $(name).value.trim();
      if (value) composer.setAttribute(attribute, value);
      else composer.removeAttribute(attribute);
    }
    const shown = ['channel', 'visibility'].map((name) => $(name).selectedOptions[0]).filter((option) => option?.value).map((option) => option.textContent);
    $('context-said').textContent = shown.join(' · ');
    $('avatar').textContent = [...($('customer_name').value.trim() || '?')][0].toUpperCase();
    if (!$('reading').hidden) later();
  }

  function fill(values) {
    const known = { profile: '', language: 'nl', author: 'agent', brand: '', channel: '', visibility: '', customer: '', customer_name: '', ...values };
    for (const name of FIELDS) $(name).value = String(known[name] ?? '');
    tell();
    const reply = $('reply');
    reply.value = String(known.reply ?? '');
    reply.dispatchEvent(new Event('input', { bubbles: true }));
    $('status').textContent = '';
  }

  function state() {
    const values = Object.fromEntries(FIELDS.map((name) => [name, $(name).value]).filter(([, value]) => value));
    return { ...values, reply: $('reply').value };
  }

  const encode = (value) => btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value)))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

  function decode(text) {
    try {
      const value = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))));
      return value && typeof value === 'object' ? value : null;
    } catch {
      return null; // somebody's half-copied link: the playground opens with a case of its own
    }
  }

  function choose(id) {
    for (const button of document.querySelectorAll('.case')) button.setAttribute('aria-pressed', `${button.dataset.id === id}`);
  }

  function open() {
    const [, key, value] = location.hash.match(/^#(s|rule|case)=(.+)$/) ?? [];
    const shared = key === 's' ? decode(value) : null;
    const chosen = CASES.find(({ id }) => key === 'case' && id === value) ?? CASES[0];
    choose(shared ? null : chosen.id);
    fill(shared ?? chosen);
    if (key === 'rule') explain(decodeURIComponent(value));
  }

  // --- the service

  async function ask(path, body) {
    const headers = body ? { 'Content-Type': 'application/json' } : {};
    const key = composer.getAttribute('api-key');
    if (key) headers.Authorization = `Bearer ${key}`;
    const response = await fetch(path, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`${response.status}`);
    return response.json();
  }

  let reading;

  function later() {
    clearTimeout(reading);
    reading = setTimeout(read, 400);
  }

  async function read() {
    const body = $('reading-body');
    if (!$('reply').value.trim()) return body.replaceChildren();
    try {
      const why = await ask('v1/why', composer.request);
      body.replaceChildren(...reasons(why, $('reply').value));
    } catch {
      body.replaceChildren(make('p', {}, say('away')));
    }
  }

  function reasons(why, text) {
    const shown = make('p', { class: 'text-read' });
    let end = 0;
    const often = (name) => why.cues.filter(({ cue }) => cue === name).length > MANY;
    const length = (cue) => cue.end_utf16 - cue.start_utf16;
    const drawn = [];
    for (const cue of why.cues.filter(({ cue: name }) => !often(name)).sort((one, other) => length(other) - length(one))) {
      // Where two overlap the longer one is drawn; both are in the list below.
      if (drawn.every((other) => cue.end_utf16 <= other.start_utf16 || cue.start_utf16 >= other.end_utf16)) drawn.push(cue);
    }
    for (const cue of drawn.sort((one, other) => one.start_utf16 - other.start_utf16)) {
      shown.append(text.slice(end, cue.start_utf16), make('span', { class: 'cue' }, text.slice(cue.start_utf16, cue.end_utf16), make('small', {}, cue.cue)));
      end = cue.end_utf16;
    }
    shown.append(text.slice(end));
    const rows = (items) => make('ul', {}, ...(items.length ? items : [make('li', {}, make('span', {}, say('nothing')))]));
    const list = (title, items) => make('section', {}, make('h3', {}, title), rows(items));
    const folded = (title, items) => make('details', {}, make('summary', {}, `${title} (${items.length})`), rows(items));
    const cueRows = (cues, from) => [...new Set(cues.map(({ cue }) => cue))].map((name) => {
      const same = cues.filter(({ cue }) => cue === name);
      const said = same.map((cue) => `“${from.slice(cue.start_utf16, cue.end_utf16)}”`).join(', ');
      const [first] = same;
      return make('li', {}, make('b', {}, name), ` ${said} `, make('span', {}, `${say('by')} ${first.source}`), make('div', { class: 'phrase', title: first.by ?? first.phrase }, make('code', {}, first.by ?? first.phrase)));
    });
    const ruleRow = (rule) => make('li', {}, make('button', { type: 'button', class: 'link', onclick: () => explain(rule.rule) }, rule.rule), ' ', make('span', {}, rule.reason));
    const rules = (outcome) => why.rules.filter((rule) => rule.outcome === outcome).map(ruleRow);
    const customer = cueRows(why.customer.flatMap((message) => message.cues), $('customer').value);
    return [shown, make('div', { class: 'columns' },
      make('div', {}, list(say('cues'), cueRows(why.cues, text))),
      make('div', {}, list(say('fired'), rules('fired')), folded(say('customerCues'), customer), folded(say('taken'), cueRows(why.taken, text)),
        folded(say('silent'), rules('silent')), folded(say('lacking'), rules('not-applicable'))))];
  }

  // --- a rule's page: the little Markdown that `explain` writes

  function inline(text) {
    return text.split(/(\*\*.+?\*\*|\*.+?\*|`.+?`)/).filter(Boolean).map((part) => {
      const plain = (inner) => inner.replaceAll('&lt;', '<');
      if (part.startsWith('**')) return make('strong', {}, plain(part.slice(2, -2)));
      if (part.startsWith('`')) return make('code', {}, plain(part.slice(1, -1)));
      return part.startsWith('*') && part.length > 2 ? make('em', {}, plain(part.slice(1, -1))) : plain(part);
    });
  }

  function page(markdown) {
    return markdown.split(/\n{2,}/).flatMap((block) => {
      const heading = block.match(/^(#+) (.+)$/);
      if (heading) return [make(heading[1].length === 1 ? 'h1' : 'h2', heading[1].length === 1 ? { id: 'rule-title' } : {}, ...inline(heading[2]))];
      const lines = block.trim().split('\n');
      if (lines.every((line) => line.startsWith('- '))) return [make('ul', {}, ...lines.map((line) => make('li', {}, ...inline(line.slice(2)))))];
      return block.trim() ? [make('p', {}, ...inline(block.trim()))] : [];
    });
  }

  async function explain(id) {
    try {
      const rule = await ask(`v1/rules/${encodeURIComponent(id)}?language=${language}`);
      $('rule-body').replaceChildren(...page(rule.markdown));
    } catch {
      $('rule-body').replaceChildren(make('h1', { id: 'rule-title' }, id), make('p', {}, say('gone')));
    }
    $('rule').showModal();
  }

  // --- events

  $('cases').append(...CASES.map(({ id }) => make('button', { type: 'button', class: 'case', 'data-id': id, 'aria-pressed': 'false', onclick: () => { choose(id); fill(CASES.find((candidate) => candidate.id === id)); } })));
  for (const tab of document.querySelectorAll('.tab')) tab.addEventListener('click', () => speak(tab.dataset.lang));
  for (const name of FIELDS) $(name).addEventListener('input', tell);
  $('reply').addEventListener('input', () => { if (!$('reading').hidden) later(); });
  $('rule').querySelector('.close').addEventListener('click', () => $('rule').close());
  $('why').addEventListener('click', () => {
    const isHidden = $('reading').toggleAttribute('hidden');
    $('why').setAttribute('aria-expanded', `${!isHidden}`);
    if (!isHidden) read().then(() => $('reading').scrollIntoView({ block: 'nearest', behavior: 'smooth' }));
  });
  $('share').addEventListener('click', async () => {
    history.replaceState(null, '', `#s=${encode(state())}`);
    try {
      await navigator.clipboard.writeText(location.href);
      $('status').textContent = say('copied');
    } catch {
      $('status').textContent = say('link');
    }
  });
  $('form').addEventListener('submit', (event) => {
    event.preventDefault();
    $('status').textContent = say('sent');
  });
  composer.addEventListener('webcare-lint-rule', (event) => {
    event.preventDefault();
    explain(event.detail.rule);
  });
  composer.addEventListener('webcare-lint-report', () => { $('away').hidden = true; });
  composer.addEventListener('webcare-lint-offline', () => {
    $('away').textContent = say('away');
    $('away').hidden = false;
  });
  composer.addEventListener('webcare-lint-refused', (event) => {
    const input = make('input', { type: 'password', autocomplete: 'off', 'aria-label': say('key') });
    const use = make('button', { type: 'button', class: 'plain', onclick: () => composer.setAttribute('api-key', input.value) }, say('use'));
    $('away').replaceChildren(...(event.detail.status === 401 ? [say('key'), ' ', input, ' ', use] : [`${say('refused')} ${event.detail.problem?.detail ?? event.detail.status}`]));
    $('away').hidden = false;
  });
  window.addEventListener('hashchange', open);

  if (matchMedia('(max-width: 860px)').matches) document.querySelector('.context').open = false;
  speak(language);
  open();
})();
