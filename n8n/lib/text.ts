/** Texts and names of the core in the form that n8n wants. */

/** `code`, **bold** and [links](https://…) as the HTML that n8n shows in descriptions and notices. */
export function htmlOf(text: string): string {
  return text
    .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
    .replace(/`(.+?)`/g, '<code>$1</code>')
    .replace(/\[(.+?)\]\((.+?)\)/g, '<a href="$2">$1</a>');
}

/** "Call Outcome" as `callOutcome`. */
export function camelCase(label: string): string {
  const [first = '', ...others] = label.split(/[^A-Za-z0-9]+/);
  return [first.toLowerCase(), ...others.map(capitalized)].join('');
}

export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
