/* The playground: the composer beside a customer's message. Nothing is stored; a shared link carries its text in the fragment. */
(() => {
  'use strict';

  const CASES = [
    { id: 'grap', channel: 'x', brand: 'Postmus', customer_name: 'Anja',
      nl: ['De grap vóór de hulp', 'Mijn pakket is wéér niet bezorgd, waar blijft het?!', 'Haha, onze bezorger is zeker verdwaald 😜 Bel even met onze klantenservice. ^Sander'],
      en: ['The joke before help', 'My parcel was not delivered AGAIN, where is it?!', 'Haha, our courier probably fancied a detour 😜 Just give our customer service a ring. ^Sander'] },
    { id: 'doorsturen', channel: 'facebook', brand: 'Stroomlijn', customer_name: 'Youssef',
      nl: ['Bel ons maar', 'Ik krijg geen jaarrekening te zien in de app. Kunnen jullie even kijken?', 'Hoi Youssef, neem hiervoor contact op met onze klantenservice via 0900-1234 of vul het contactformulier in. ^Lisa'],
      en: ['Just call us', "I can't see my annual bill in the app. Could you have a look?", 'Hi Youssef, please contact our customer service on 0900-1234 or fill in the contact form. ^Lisa'] },
    { id: 'hoofdkantoor', channel: 'facebook', brand: 'Postmus', customer_name: 'Ruud',
      nl: ['Het hoofdkantoor', 'Waarom is de bezorging op zaterdag ineens 4 euro duurder? Belachelijk!', 'Hoi Ruud, dat heeft het hoofdkantoor zo besloten, daar gaan wij niet over. ^Lotte'],
      en: ['The head office', 'Why is delivery on Saturday suddenly 4 euros more? Ridiculous!', "Hi Ruud, head office decided that, it's not up to us. ^Lotte"] },
    { id: 'vervelend', channel: 'facebook', brand: '', customer_name: 'Meryem',
      nl: ['Drie keer ‘vervelend’', 'Al twee weken geen internet en niemand die iets weet 😡', 'Hoi Meryem, wat vervelend! Dat is zeker vervelend als je thuis werkt. We komen er zo spoedig mogelijk op terug. Nogmaals, heel vervelend. ^Bas'],
      en: ['Three times “annoying”', 'Two weeks without internet and nobody knows a thing 😡', 'Hi Meryem, how annoying! It must be annoying when you work from home. We will get back to you as soon as possible. Really annoying. ^Bas'] },
    { id: 'compliment', channel: 'instagram', brand: '', customer_name: 'Jip',
      nl: ['Excuses voor een compliment', 'Wat een heerlijke pizza gisteren, complimenten aan de kok! 😍', 'Beste Jip, onze excuses voor het ongemak. Wat ging er precies mis? ^Team Pizza'],
      en: ['Sorry for a compliment', 'What a lovely pizza yesterday, compliments to the chef! 😍', 'Dear Jip, we apologise for the inconvenience. What exactly went wrong? ^Team Pizza'] },
    { id: 'nee', channel: 'x', brand: '', customer_name: 'Hanna',
      nl: ['Duidelijk en vriendelijk nee', 'Kan ik mijn concertkaart nog omruilen voor zaterdag? Ik baal, ik moet werken.', 'Hoi Hanna, wat jammer dat je moet werken! Omruilen kan helaas niet meer, want zaterdag is uitverkocht. Wel kun je je kaart tot vanavond 20.00 uur doorverkopen via de knop bij je bestelling. ^Daan'],
      en: ['A clear and kind no', "Can I still swap my ticket for Saturday? Gutted, I have to work.", "Hi Hanna, what a pity that you have to work! Unfortunately swapping is not possible any more, because Saturday is sold out. You can resell your ticket until 8 pm tonight with the button next to your order. ^Daan"] },
    { id: 'gegevens', channel: 'x', brand: '', customer_name: 'Sjoerd',
      nl: ['Gegevens in het openbaar', 'Ik kan niet inloggen in mijn account', 'Hoi Sjoerd, wat is je klantnummer en je geboortedatum? Dan kijk ik het meteen na. ^Noor'],
      en: ['Personal data in public', "I can't log in to my account", "Hi Sjoerd, what's your customer number and date of birth? Then I'll check it right away. ^Noor"] },
    { id: 'sorry-als', channel: 'review', brand: '', customer_name: 'M. de Boer',
      nl: ['Sorry dat u dat zo ervaart', 'Drie kwartier op de koffie gewacht en niemand die iets zei. Ik kom hier niet meer.', 'Geachte heer/mevrouw, het spijt ons dat u dat zo heeft ervaren. Uw feedback wordt meegenomen. Met vriendelijke groet, Klantenservice'],
      en: ['Sorry you feel that way', "Waited three quarters of an hour for coffee and nobody said a word. Won't be back.", 'Dear Sir or Madam, we are sorry you feel that way. Your feedback has been noted. Kind regards, Customer Service'] },
    { id: 'zelf', isOwn: true, channel: '', brand: '', customer_name: '', nl: ['Schrijf zelf', '', ''], en: ['Write your own', '', ''] },
  ];

  const FIELDS = ['customer_name', 'customer', 'channel', 'visibility', 'profile', 'brand', 'language', 'author'];

  const WORDS = {
    nl: {
      rest: 'Wat er verder stond', dialog: 'Alle regels', off: 'staat uit', severity: { error: 'fout', warning: 'waarschuwing', info: 'stijl' }, groups: { privacy: 'Privacy', channel: 'Kanaal' },
      sent: 'Klaar! (Dit is een speeltuin: er ging niets weg.)', copied: 'De link staat op je klembord.', link: 'Kopieer de link uit de adresbalk.',
      away: 'De linter is even niet bereikbaar. Je kunt gewoon doorschrijven.', refused: 'De linter kan dit niet lezen:', key: 'Deze service vraagt een sleutel:', use: 'Gebruik',
      cues: 'Wat meetelde', taken: 'Wat iets anders bleek', customerCues: 'In het bericht van de klant', fired: 'Regels die iets zagen', silent: 'Regels die zwegen', lacking: 'Regels die meer moeten weten',
      by: 'door', nothing: 'niets', gone: 'Er is geen regel met die naam.',
    },
    en: {
      rest: 'What else it read', dialog: 'All rules', off: 'off', severity: { error: 'error', warning: 'warning', info: 'style' }, groups: { privacy: 'Privacy', channel: 'Channel' }, stays: 'Everything stays on this machine.',
      hintName: 'Name', hintCustomer: 'What does the customer write?', hintReply: 'Write your reply',
      f8: 'next remark', dot: 'remark at the cursor', esc: 'back',
      context: 'Channel and more', tagline: 'Write a reply. The linter reads along.', cases: 'Try a well-known case', customer: 'The customer', name: "The customer's name", message: "The customer's message",
      channel: 'Channel', unknown: 'not known', review: 'Review', other: 'Other', visibility: 'Who can read it', public: 'Everyone', private: 'Only the customer', profile: 'Profile', follows: 'follows the channel',
      brand: 'Brand', language: 'Language of the reply', author: 'Written by', agent: 'a person', assistant: 'a program', reply: 'Your reply', share: 'Copy link', why: 'How the linter read it', send: 'Send',
      footer: 'Nothing is stored and nothing is sent on. A shared link carries the text behind the # sign, which never reaches a server.',
      api: 'API description', rules: 'All rules', figures: 'Figures', close: 'Close', skip: 'To the reply',
      sent: 'Done! (This is a playground: nothing was sent.)', copied: 'The link is on your clipboard.', link: 'Copy the link from the address bar.',
      away: 'The linter is away for a moment. Just go on writing.', refused: 'The linter cannot read this:', key: 'This service asks for a key:', use: 'Use',
      cues: 'What counted', taken: 'What turned out otherwise', customerCues: "In the customer's message", fired: 'Rules that saw something', silent: 'Rules that kept silent', lacking: 'Rules that need to know more',
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
  for (const element of document.querySelectorAll('[data-hint]')) WORDS.nl[element.dataset.hint] = element.placeholder;

  const say = (key) => WORDS[language][key] ?? WORDS.nl[key];

  function speak(chosen) {
    language = chosen;
    document.documentElement.lang = language;
    composer.setAttribute('lang', language);
    for (const element of document.querySelectorAll('[data-say]')) element.textContent = say(element.dataset.say);
    for (const element of document.querySelectorAll('[data-hint]')) element.placeholder = say(element.dataset.hint);
    for (const tab of document.querySelectorAll('.tab')) tab.setAttribute('aria-pressed', `${tab.dataset.lang === language}`);
    for (const button of document.querySelectorAll('.case')) [button.textContent] = caseOf(button.dataset.id)[language];
    const shown = document.querySelector('.case[aria-pressed="true"]')?.dataset.id;
    if (shown && isUntouched(shown)) fill(valuesOf(shown));
    if (!$('reading').hidden) read();
    tell();
  }

  // --- state: the fields, and the fragment that shares them

  const caseOf = (id) => CASES.find((candidate) => candidate.id === id);

  /** The fields of a well-known case, in the language of the page. */
  function valuesOf(id, inLanguage = language) {
    const { channel, brand, customer_name: name, isOwn, [inLanguage]: [, customer, reply] } = caseOf(id);
    return { channel, brand, customer_name: name, visibility: isOwn ? '' : 'public', language: inLanguage, customer, reply };
  }

  const isUntouched = (id) => ['nl', 'en'].some((inLanguage) => valuesOf(id, inLanguage).reply === $('reply').value);

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
    const known = { profile: '', language, author: 'agent', brand: '', channel: '', visibility: '', customer: '', customer_name: '', ...values };
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

  function ruleNamed(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text; // half a link: no rule has that name, which is told
    }
  }

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
    const chosen = ((key === 'case' && caseOf(value)) || CASES[0]).id;
    choose(shared ? null : chosen);
    fill(shared ?? valuesOf(chosen));
    if (key === 'rule') explain(ruleNamed(value));
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

  /** A place on the page for answers: one that comes after a newer question is dropped. */
  function place(put) {
    let newest = 0;
    return async (answer, show, otherwise) => {
      const question = (newest += 1);
      const content = await answer.then(show, otherwise);
      if (question === newest) put(...content);
    };
  }

  const showReading = place((...content) => $('reading-body').replaceChildren(...content));
  let reading;

  function later() {
    clearTimeout(reading);
    reading = setTimeout(read, 400);
  }

  function read() {
    const request = composer.request;
    const answer = request.text.trim() ? ask('v1/why', request) : Promise.resolve(null);
    return showReading(answer, (why) => (why ? reasons(why, request) : []), () => [make('p', {}, say('away'))]);
  }

  /** The names of cues that a finding or a strength came from; the others are helpers of the rules. */
  function counted(cues) {
    const { findings = [], strengths = [] } = composer.report ?? {};
    const names = new Set(findings.flatMap((finding) => finding.cues.map(({ cue }) => cue)));
    const ofStrengths = strengths.map((strength) => cues.find((cue) => strength.start_utf16 === cue.start_utf16 && strength.end_utf16 === cue.end_utf16));
    return new Set(cues.filter((cue) => names.has(cue.cue) || ofStrengths.includes(cue)));
  }

  /** The text with what counted drawn in it; where two overlap the longer one. */
  function drawn(text, cues) {
    const shown = make('p', { class: 'text-read' });
    const length = (cue) => cue.end_utf16 - cue.start_utf16;
    const apart = [];
    for (const cue of [...cues].sort((one, other) => length(other) - length(one))) {
      if (apart.every((other) => cue.end_utf16 <= other.start_utf16 || cue.start_utf16 >= other.end_utf16)) apart.push(cue);
    }
    let end = 0;
    for (const cue of apart.sort((one, other) => one.start_utf16 - other.start_utf16)) {
      shown.append(text.slice(end, cue.start_utf16), make('span', { class: 'cue' }, text.slice(cue.start_utf16, cue.end_utf16), make('small', {}, cue.cue)));
      end = cue.end_utf16;
    }
    shown.append(text.slice(end));
    return shown;
  }

  function cueRows(cues, from) {
    return [...new Set(cues.map(({ cue }) => cue))].map((name) => {
      const same = cues.filter(({ cue }) => cue === name);
      const said = same.map((cue) => `“${from.slice(cue.start_utf16, cue.end_utf16)}”`).join(', ');
      const [first] = same;
      return make('li', {}, make('b', {}, name), ` ${said} `, make('span', {}, `${say('by')} ${first.source}`), make('div', { class: 'phrase', title: first.by ?? first.phrase }, make('code', {}, first.by ?? first.phrase)));
    });
  }

  const ruleLink = (id, text = id) => make('button', { type: 'button', class: 'link', onclick: () => explain(id) }, text);

  function reasons(why, { text, thread }) {
    const counts = counted(why.cues);
    const rows = (items) => make('ul', {}, ...(items.length ? items : [make('li', {}, make('span', {}, say('nothing')))]));
    const list = (title, items) => make('section', {}, make('h3', {}, title), rows(items));
    const folded = (title, items) => make('details', {}, make('summary', {}, `${title} (${items.length})`), rows(items));
    const rules = (outcome) => why.rules.filter((rule) => rule.outcome === outcome).map((rule) => make('li', {}, ruleLink(rule.rule), ' ', make('span', {}, rule.reason)));
    const customer = cueRows(why.customer.flatMap((message) => message.cues), thread?.[0].text ?? '');
    return [drawn(text, counts), make('div', { class: 'columns' },
      make('div', {}, list(say('cues'), cueRows(why.cues.filter((cue) => counts.has(cue)), text)), folded(say('rest'), cueRows(why.cues.filter((cue) => !counts.has(cue)), text))),
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

  const showPage = place((...content) => {
    $('rule-body').replaceChildren(...content);
    $('all').hidden = Boolean($('rule-body').querySelector('.rules'));
    if (!$('rule').open) $('rule').showModal();
    $('rule').scrollTop = 0;
  });

  const titled = (title, ...content) => [make('h1', { id: 'rule-title' }, title), ...content];

  function explain(id) {
    const answer = ask(`v1/rules/${encodeURIComponent(id)}?language=${language}`);
    return showPage(answer, (rule) => page(rule.markdown), (error) => titled(id, make('p', {}, say(error.message === '404' ? 'gone' : 'away'))));
  }

  function listRules() {
    return showPage(ask('v1/rules'), (rules) => titled(say('dialog'), ...ruleList(rules)), () => titled(say('dialog'), make('p', {}, say('away'))));
  }

  function ruleList(rules) {
    const names = composer.constructor.commandments(language);
    const row = (rule) => make('li', {}, ruleLink(rule.id, rule.title[language]), make('span', {}, rule.enabled ? say('severity')[rule.severity.at(-1)] : say('off')));
    return [...new Set(rules.map((rule) => rule.commandment))].flatMap((group) => [
      make('h2', {}, say('groups')[group] ?? `${group} · ${names[group - 1]}`),
      make('ul', { class: 'rules' }, ...rules.filter((rule) => rule.commandment === group).map(row))]);
  }

  // --- events

  $('cases').append(...CASES.map(({ id, isOwn }) => make('button', { type: 'button', class: isOwn ? 'case is-own' : 'case', 'data-id': id, 'aria-pressed': 'false',
    onclick: () => {
      choose(id);
      fill(valuesOf(id));
      if (isOwn) $('customer').focus();
    } })));
  for (const tab of document.querySelectorAll('.tab')) tab.addEventListener('click', () => speak(tab.dataset.lang));
  for (const name of FIELDS) $(name).addEventListener('input', tell);
  $('reply').addEventListener('input', () => { if (!$('reading').hidden) later(); });
  $('rule').querySelector('.close').addEventListener('click', () => $('rule').close());
  for (const id of ['rules', 'all']) $(id).addEventListener('click', listRules);
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
  composer.addEventListener('webcare-lint-report', () => {
    $('away').hidden = true;
    if (!$('reading').hidden) later(); // what counted is in the report
  });
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
