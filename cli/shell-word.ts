/** A word as a shell reads it, for a line that can be copied: in quotes where it needs them. */
export function shellWord(word: string): string {
  return /^[\w./@%+=:,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
