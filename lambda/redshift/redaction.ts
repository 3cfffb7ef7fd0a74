/** What is shown in place of a secret. */
const MASK = '***';

const WITHHELD = 'the message of the service is withheld, because it may contain the partition password';

/** A shorter secret cannot be masked: what stands around the mask may give it away, or it is part of an ordinary word. */
const SHORTEST_TO_MASK = 8;

/** A part of a secret that is as long as this is as good as the whole. */
const PART = 6;

/** Takes a secret out of a message; where that could leave a part of it, or an encoded form, withholds the message. */
export function redactorOf(secret: string): (message: string) => string {
  return (message) => {
    if (secret.length < SHORTEST_TO_MASK) return WITHHELD;
    const masked = message.replaceAll(secret, MASK);
    return encodings(secret).some((form) => sharesPart(masked, form)) ? WITHHELD : masked;
  };
}

function encodings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), bytes.toString('base64'), bytes.toString('hex')];
}

/** Ignores case. */
function sharesPart(message: string, form: string): boolean {
  const [text, parts] = [message.toLowerCase(), form.toLowerCase()];
  for (let start = 0; start + PART <= parts.length; start++) {
    if (text.includes(parts.slice(start, start + PART))) return true;
  }
  return false;
}
