// A page beside Zammad, opened from a ticket with ?ticket=ID. It is on Zammad's own address, so the agent's session is its key.
const ticket = new URLSearchParams(location.search).get('ticket');
const composer = document.getElementById('composer');
const reply = document.getElementById('reply');
const show = (id, text) => { document.getElementById(id).textContent = text; };

const CHANNELS = {
  email: 'email', web: 'email', chat: 'chat', sms: 'sms', 'whatsapp message': 'whatsapp', 'telegram personal-message': 'chat',
  'twitter status': 'x', 'twitter direct-message': 'x', 'facebook feed post': 'facebook', 'facebook feed comment': 'facebook',
};
const PUBLIC = new Set(['twitter status', 'facebook feed post', 'facebook feed comment']);

async function ask(path) {
  const answer = await fetch(path, { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error(`Zammad: ${answer.status}`);
  return answer.json();
}

function plain({ body, content_type: type }) {
  if (type !== 'text/html') return body;
  const page = new DOMParser().parseFromString(body, 'text/html');
  for (const block of page.querySelectorAll('p, div, li')) block.append('\n');
  for (const line of page.querySelectorAll('br')) line.replaceWith('\n');
  return page.body.textContent.replace(/\n{3,}/g, '\n\n').trim();
}

const nameOf = ({ from }) => (from ?? '').replace(/\s*<.*>$/, '').replaceAll('"', '');

async function open() {
  const [{ title, number }, articles] = await Promise.all([
    ask(`/api/v1/tickets/${encodeURIComponent(ticket)}`),
    ask(`/api/v1/ticket_articles/by_ticket/${encodeURIComponent(ticket)}`),
  ]);
  const said = articles.filter(({ internal, sender }) => !internal && sender !== 'System');
  composer.thread = said.map((article) => ({
    author: article.sender === 'Customer' ? 'customer' : 'agent', text: plain(article), name: nameOf(article), sent_at: article.created_at,
  }));
  const last = said.findLast(({ sender }) => sender === 'Customer');
  composer.setAttribute('channel', CHANNELS[last?.type] ?? 'other');
  composer.setAttribute('visibility', PUBLIC.has(last?.type) ? 'public' : 'private');
  if (last) composer.setAttribute('customer-name', nameOf(last));
  show('title', `${number} · ${title}`);
  show('customer', last ? plain(last) : 'De klant heeft nog niets geschreven.');
}

document.getElementById('copy').addEventListener('click', async () => {
  if (!(await composer.requestSend())) return;
  await navigator.clipboard.writeText(reply.value);
  location.assign(`/#ticket/zoom/${encodeURIComponent(ticket)}`);
});

open().catch((error) => show('said', `Het ticket kon niet worden gelezen (${error.message}).`));
