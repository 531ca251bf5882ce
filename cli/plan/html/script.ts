/**
 * What the page does when somebody searches, filters or sorts: it hides and moves rows, and makes no markup. Written for the
 * browser, so it is text here; a test checks its types against the browser's, and others use it in one.
 */
export const script = String.raw`
"use strict";
(() => {
  const list = document.querySelector("table#list");
  const controls = document.querySelector("form#controls");
  const search = document.querySelector("input#search");
  const shown = document.getElementById("shown");
  if (!(list instanceof HTMLTableElement && controls instanceof HTMLFormElement)) return;
  if (!(search instanceof HTMLInputElement && shown)) return;

  const rows = Array.from(list.tBodies, (body) => ({ body, text: "" }));
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const standing = new FormData(controls).get("standing");
    let many = 0;
    for (const row of rows) {
      if (words.length > 0) row.text ||= (row.body.textContent ?? "").toLowerCase();
      const fits = (!standing || row.body.className === standing) && words.every((word) => row.text.includes(word));
      if (row.body.hidden === fits) row.body.hidden = !fits;
      if (fits) many += 1;
    }
    const all = many === rows.length;
    shown.textContent = many === 0 ? "Nothing matches." : all ? "" : many + " of " + rows.length + " shown";
    // Its caption and headings would go on telling of what is there.
    list.hidden = many === 0;
  };
  controls.addEventListener("input", show);
  controls.addEventListener("submit", (event) => event.preventDefault());

  const { compare } = new Intl.Collator("en", { numeric: true });
  const headings = Array.from(list.querySelectorAll("th[data-sort]"));
  const sortBy = (/** @type {Element} */ heading, /** @type {number} */ at) => {
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const each of headings) each.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const isNumber = heading.getAttribute("data-sort") === "number";
    const keyed = rows.map(({ body }) => {
      const cell = body.rows[0]?.cells[at];
      return { body, key: (isNumber ? cell?.dataset.key : cell?.textContent) ?? "" };
    });
    const full = keyed.filter(({ key }) => key !== "");
    full.sort((one, other) => (isNumber ? Number(one.key) - Number(other.key) : compare(one.key, other.key)));
    if (down) full.reverse();
    // Moved out of sight, nothing is laid out in between.
    list.hidden = true;
    for (const { body } of full) list.append(body);
    // What has nothing to sort by comes last either way.
    for (const { body, key } of keyed) if (key === "") list.append(body);
    list.hidden = false;
  };
  headings.forEach((heading, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sortBy(heading, at));
    heading.replaceChildren(button);
  });

  // A link from above leads to its finding, whatever is being searched for.
  const open = () => {
    const row = rows.find(({ body }) => "#" + body.id === location.hash);
    if (!row) return;
    if (row.body.hidden) controls.reset();
    show();
    row.body.querySelector("details")?.setAttribute("open", "");
    row.body.scrollIntoView();
  };
  addEventListener("hashchange", open);
  controls.hidden = false;
  show();
  open();
})();
`;
