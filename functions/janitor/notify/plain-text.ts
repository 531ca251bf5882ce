/** Characters that forge lines or turn text around: controls, line separators, and marks of writing direction. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Somebody else's words (a tag, AWS's error) as part of one line: no line breaks, nothing hidden, not too long. */
export function oneLine(text: string, longest = 80): string {
  const line = text.replace(unsafe, " ").trim();
  const characters = [...line];
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join("")}…`;
}

/** `1 region`, `2 regions`. */
export function count(many: number, noun: string, plural = `${noun}s`): string {
  return `${many} ${many === 1 ? noun : plural}`;
}

/** `$3.65`. */
export function usd(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

/** An ISO instant as a person reads it: `2026-11-22 06:00 UTC`. */
export function instant(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
