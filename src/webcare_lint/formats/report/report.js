'use strict';
// Filters over entries that are all in the page already; without this script the report shows everything.
(() => {
  const form = document.getElementById('filters');
  const shown = document.getElementById('shown');
  const entries = [...document.querySelectorAll('.entry')];
  const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const texts = new Map();
  const textOf = (entry) => {
    if (!texts.has(entry)) {
      const parts = entry.querySelectorAll('h3, .where, .text, strong, .rule code, q, .suppressed');
      texts.set(entry, plain([...parts].map((part) => part.textContent).join(' ')));
    }
    return texts.get(entry);
  };

  const matches = (entry, wanted) => {
    if (wanted.found && entry.classList.contains('clean')) return false;
    if (wanted.file && entry.dataset.file !== wanted.file) return false;
    if (wanted.severity || wanted.commandment || wanted.rule) {
      const one = entry.dataset.found.split(' ').some((found) => {
        const [severity, commandment, rule] = found.split('/');
        return rule && (!wanted.severity || severity === wanted.severity)
          && (!wanted.commandment || commandment === wanted.commandment) && (!wanted.rule || rule === wanted.rule);
      });
      if (!one) return false;
    }
    return wanted.words.every((word) => textOf(entry).includes(word));
  };

  const filter = () => {
    const data = new FormData(form);
    const wanted = {
      words: plain(data.get('search') || '').split(/\s+/).filter(Boolean), severity: data.get('severity'),
      commandment: data.get('commandment'), rule: data.get('rule'), file: data.get('file'), found: data.has('found'),
    };
    let number = 0;
    for (const entry of entries) {
      const show = matches(entry, wanted);
      if (entry.hidden === show) entry.hidden = !show;
      number += show;
    }
    shown.textContent = shown.dataset.words.replace('{n}', number).replace('{of}', entries.length);
  };

  // A link to an entry that is filtered away shows it all the same.
  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const entry = id && document.getElementById(id)?.closest('.entry');
    if (!entry) return;
    entry.hidden = false;
    document.getElementById(id).scrollIntoView();
    entry.focus({preventScroll: true});
  };

  let waiting;
  form.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  form.addEventListener('reset', () => setTimeout(filter));
  form.addEventListener('submit', (event) => { event.preventDefault(); filter(); });
  window.addEventListener('hashchange', reveal);
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')];
    opened.forEach((details) => { details.open = true; });
  });
  window.addEventListener('afterprint', () => opened.forEach((details) => { details.open = false; }));
  form.hidden = false;
  filter();
  reveal();
})();
