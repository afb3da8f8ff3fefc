// A dashboard app of Chatwoot: a page in a frame that gets the conversation by postMessage, as JSON in a string.
const composer = document.getElementById('composer');
const reply = document.getElementById('reply');
const show = (id, text) => { document.getElementById(id).textContent = text; };

const CHANNELS = {
  'Channel::Email': 'email', 'Channel::FacebookPage': 'facebook', 'Channel::Instagram': 'instagram', 'Channel::Sms': 'sms',
  'Channel::Telegram': 'chat', 'Channel::TwitterProfile': 'x', 'Channel::WebWidget': 'chat', 'Channel::Whatsapp': 'whatsapp',
};
const AUTHORS = { 0: 'customer', 1: 'agent', 3: 'agent' }; // incoming, outgoing, template; 2 is what Chatwoot notes itself

function read({ conversation, contact, currentAgent }) {
  const said = conversation.messages.filter((message) => message.content && !message.private && message.message_type in AUTHORS);
  composer.thread = said.map((message) => ({
    author: AUTHORS[message.message_type],
    text: message.content,
    name: message.sender?.name ?? null,
    sent_at: new Date(message.created_at * 1000).toISOString(),
  }));
  const isTweet = conversation.additional_attributes?.type === 'tweet';
  composer.setAttribute('channel', CHANNELS[conversation.meta?.channel ?? conversation.channel] ?? 'other');
  composer.setAttribute('visibility', isTweet ? 'public' : 'private');
  composer.setAttribute('customer-name', contact?.name ?? '');
  composer.setAttribute('agent', currentAgent?.name ?? '');
  show('name', contact?.name ?? 'de klant');
  show('customer', said.filter((message) => message.message_type === 0).at(-1)?.content ?? 'De klant heeft nog niets geschreven.');
}

window.addEventListener('message', (event) => {
  if (event.source !== window.parent || typeof event.data !== 'string') return;
  try {
    const message = JSON.parse(event.data);
    if (message.event === 'appContext') read(message.data);
  } catch {
    // Not for us: other scripts talk to frames, too.
  }
});

// Chatwoot sends the conversation when the frame has loaded; what came in since then is asked for.
window.addEventListener('focus', () => window.parent.postMessage('chatwoot-dashboard-app:fetch-info', '*'));

document.getElementById('copy').addEventListener('click', async () => {
  if (!(await composer.requestSend())) return;
  reply.select();
  document.execCommand('copy'); // a frame without permission for the clipboard may still do this
  show('said', 'Gekopieerd: plak het in het gesprek.');
});
