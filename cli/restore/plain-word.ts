/** Whether a shell takes a word as it stands: no line is offered to be copied that would need quotes. */
export function isPlain(word: string): boolean {
  return /^[\w@%+=:,./-]+$/.test(word);
}
