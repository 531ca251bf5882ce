/**
 * Names as Route 53 keeps and answers them: lower case, a dot at the end, and every byte but a-z, 0-9, hyphen and
 * underscore as an octal escape, however it was written: `*.Example.com` is `\052.example.com.`
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
 */
export function canonicalName(name: string): string {
  const escaped = name.replace(/\\([0-3][0-7]{2})|[^.]/gu, (part, octal) => {
    const bytes = octal === undefined ? [...Buffer.from(part.toLowerCase())] : [Number.parseInt(octal, 8)];
    return bytes.map(escapeByte).join("");
  });
  return escaped.endsWith(".") ? escaped : `${escaped}.`;
}

function escapeByte(byte: number): string {
  const character = String.fromCharCode(byte).toLowerCase();
  return /[a-z0-9_-]/.test(character) ? character : `\\${byte.toString(8).padStart(3, "0")}`;
}

/**
 * What canonical names are sorted by: the labels reversed and without escapes, `com.example.www.`
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html
 */
export function sortableName(name: string): string {
  const labels = name.slice(0, -1).split(".").reverse();
  return `${labels.join(".")}.`.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
}
