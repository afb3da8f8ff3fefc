// A sidebar app of Zendesk Support: shows the draft of the ticket with its marks, and holds it gently while an error remains.
const client = ZAFClient.init();
const composer = document.getElementById('composer');
const reply = document.getElementById('reply');

const CHANNELS = {
  email: 'email', web: 'email', chat: 'chat', native_messaging: 'chat', twitter: 'x', twitter_dm: 'x', facebook: 'facebook', fb_post: 'facebook',
  fb_private_message: 'facebook', instagram_dm: 'instagram', whatsapp: 'whatsapp', sms: 'sms',
};
const PUBLIC = new Set(['twitter', 'facebook', 'fb_post']);

/** Zendesk keeps messages as HTML: the text of it, with a line for every block. */
function plain(html) {
  const page = new DOMParser().parseFromString(html ?? '', 'text/html');
  for (const element of page.querySelectorAll('br, p, div, li')) element.append('\n');
  for (const line of page.querySelectorAll('br')) line.replaceWith('\n');
  return page.body.textContent.replaceAll('\u00a0', ' ').replace(/\n{3,}/g, '\n\n').trim();
}

function rich(text) {
  const paragraph = document.createElement('p');
  paragraph.innerText = text; // escapes what must be escaped, and makes a <br> of a new line
  return paragraph.outerHTML;
}

async function readTicket() {
  const paths = ['ticket.conversation', 'ticket.requester.name', 'ticket.via.channel', 'currentUser.name'];
  const ticket = await client.get(paths);
  const messages = (ticket['ticket.conversation'] ?? []).filter(({ channel }) => channel?.name !== 'internal');
  composer.thread = messages.map(({ author, message, timestamp }) => ({
    author: author.role === 'end-user' ? 'customer' : 'agent', text: plain(message.content), name: author.name, sent_at: timestamp ?? null,
  }));
  const via = ticket['ticket.via.channel'];
  composer.setAttribute('channel', CHANNELS[via] ?? 'other');
  composer.setAttribute('visibility', PUBLIC.has(via) ? 'public' : 'private');
  composer.setAttribute('customer-name', ticket['ticket.requester.name'] ?? '');
  composer.setAttribute('agent', ticket['currentUser.name'] ?? '');
}

/** What the agent types in Zendesk's editor. */
async function readDraft() {
  const { 'comment.text': html, 'comment.type': type } = await client.get(['comment.text', 'comment.type']);
  const isNote = type === 'internalNote';
  document.getElementById('note').hidden = !isNote;
  composer.hidden = isNote;
  const text = isNote ? '' : plain(html);
  if (text === reply.value) return;
  reply.value = text;
  reply.dispatchEvent(new Event('input', { bubbles: true }));
  requestAnimationFrame(resize);
}

/** What is typed or taken here goes to Zendesk's editor. Its formatting is lost then, its words are not. */
async function writeDraft() {
  const { 'comment.text': html } = await client.get(['comment.text']);
  if (plain(html) !== reply.value.trim()) await client.set('comment.text', rich(reply.value));
}

const resize = () => client.invoke('resize', { width: '100%', height: `${document.documentElement.scrollHeight}px` });

let asked = null; // the text that the agent was asked about, and that goes the second time

async function mayBeSaved() {
  await composer.check();
  const errors = composer.findings.filter(({ severity }) => severity === 'error');
  if (!errors.length || asked === reply.value) return true;
  asked = reply.value;
  throw `${errors[0].message} Nog eens versturen? Dan gaat het zoals het is.`; // Zendesk shows what is thrown
}

client.metadata().then(async ({ settings }) => {
  const script = document.createElement('script');
  script.src = `${settings.endpoint}/composer.js`;
  document.head.append(script);
  if (settings.brand) composer.setAttribute('brand', settings.brand);
  await customElements.whenDefined('webcare-lint-composer');
  await readTicket();
  await readDraft();
  client.on('comment.text.changed', readDraft);
  client.on('comment.type.changed', readDraft);
  client.on('ticket.save', mayBeSaved);
  reply.addEventListener('input', (event) => { if (event.isTrusted) writeDraft(); });
  composer.addEventListener('webcare-lint-report', () => requestAnimationFrame(resize));
});
