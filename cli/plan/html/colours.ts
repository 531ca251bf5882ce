type Colours = Readonly<Record<keyof typeof light, string>>;

/** One for each standing too: a reader finds it again on labels, bars and rows. */
const light = {
  page: "#faf9f6",
  card: "#ffffff",
  text: "#1f2328",
  soft: "#5a6169",
  line: "#e3e0d9",
  bar: "#d9d5cc",
  link: "#1a56a8",
  due: "#b3261e",
  unchecked: "#9a1f6d",
  waiting: "#8a5700",
  reported: "#1f5fae",
  protected: "#5b47b0",
  kept: "#1c6b3f",
  "in-use": "#5a6169",
  cost: "#3f6f8f",
  alarm: "#fdecea",
  "alarm-text": "#7a1410",
};

const dark: Colours = {
  page: "#15171a",
  card: "#1c1f23",
  text: "#e7e5e0",
  soft: "#a4a9af",
  line: "#33373c",
  bar: "#44494f",
  link: "#8ab8f5",
  due: "#ff8f85",
  unchecked: "#f392cc",
  waiting: "#e3ac4d",
  reported: "#86b6f4",
  protected: "#b9aaf6",
  kept: "#78cd9d",
  "in-use": "#a4a9af",
  cost: "#7fb3d3",
  alarm: "#3a1816",
  "alarm-text": "#ffb9b1",
};

const paper: Colours = { ...light, page: "#ffffff", alarm: "#ffffff", text: "#000000", soft: "#444444" };

/** By name, as its reader likes it on a screen; each set of them has enough contrast for text. */
export const colours = `
:root { color-scheme: light dark; ${declare(light)} }
@media (prefers-color-scheme: dark) { :root { ${declare(dark)} } }
@media print { :root { color-scheme: light; ${declare(paper)} } }`;

function declare(set: Colours): string {
  return Object.entries(set)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(" ");
}
