/**
 * Puts a text on the clipboard, within a person's click. The clipboard's own interface asks for a permission that
 * nothing in this window gets.
 *
 * @returns whether it was taken
 */
export function copyText(text: string): boolean {
  const give = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
  document.addEventListener('copy', give, { once: true });
  const isTaken = document.execCommand('copy');
  document.removeEventListener('copy', give);
  return isTaken;
}
