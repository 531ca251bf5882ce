/**
 * Characters that forge lines or turn text around: controls, line separators, marks of writing direction, and so much white
 * space (or letters that are blank) that what follows begins a line of its own on a small screen.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\u{16fe4}]+/gu;

/** Somebody else's words (a tag, AWS's error) as part of one line: no line breaks, nothing hidden, not too long. */
export function oneLine(text: string, longest = 80): string {
  const line = text.replace(unsafe, " ").trim();
  const characters = [...line];
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join("")}…`;
}

/** Somebody else's words where they end must be seen: nothing in them can close the quotes. */
export function quoted(text: string): string {
  return `“${oneLine(text).replaceAll(/[“”]/g, '"')}”`;
}

/** `1 region`, `2 regions`. */
export function count(many: number, noun: string, plural = `${noun}s`): string {
  return `${many} ${many === 1 ? noun : plural}`;
}

/** `$3.65`, `$3,613.50`. */
export function usd(amount: number): string {
  return amount.toLocaleString("en-US", { style: "currency", currency: "USD" });
}

/** An ISO instant as a person reads it: `2026-11-22 06:00 UTC`. */
export function instant(iso: string): string {
  return `${day(iso)} ${iso.slice(11, 16)} UTC`;
}

/** The day of an ISO instant in UTC: `2026-11-22`. */
export function day(iso: string): string {
  return iso.slice(0, 10);
}

/** With a capital, as a line begins. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
