/** What a reader sees of a page: its text without markup, each element's after a space, white space made one. */
export function wordsOf(html: string): string {
  return html
    .replace(/<(style|script)>.*?<\/\1>/gs, " ")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ");
}

/** The words of the table that has a caption. */
export function tableOf(html: string, caption: string): string {
  const table = html.split("<table").find((part) => part.includes(`<caption>${caption}</caption>`)) ?? "";
  return wordsOf(`<table${table.split("</table>")[0]}`);
}

/** The words of the finding that has an id. */
export function findingOf(html: string, id: string): string {
  const body =
    html
      .split("<tbody id=")
      .slice(1)
      .find((part) => part.includes(id)) ?? "";
  return wordsOf(`<tbody id=${body.split("</tbody>")[0]}`);
}
