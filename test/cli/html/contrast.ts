import type { Page } from "playwright-core";

/** Text that is too pale against what it stands on, with its ratio. WCAG 2.2, 1.4.3: 4.5 to 1, and 3 to 1 for large text. */
export async function paleText(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`(() => {
    const channels = (color) => color.match(/[\\d.]+/g).map(Number);
    const isClear = (color) => channels(color)[3] === 0;
    const luminance = (color) => {
      const [red, green, blue] = channels(color).map((each) => {
        const part = each / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const backgroundOf = (element) => {
      for (let each = element; each; each = each.parentElement) {
        const { backgroundColor } = getComputedStyle(each);
        if (!isClear(backgroundColor)) return backgroundColor;
      }
      return "rgb(255, 255, 255)";
    };
    const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    return [...document.body.querySelectorAll("*")]
      .filter((element) => hasText(element) && element.checkVisibility())
      .flatMap((element) => {
        const { color, fontSize, fontWeight } = getComputedStyle(element);
        const size = parseFloat(fontSize);
        const least = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700) ? 3 : 4.5;
        const [one, other] = [luminance(color), luminance(backgroundOf(element))];
        const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        return ratio >= least ? [] : [element.tagName + " " + element.textContent.trim().slice(0, 40) + ": " + ratio.toFixed(2)];
      });
  })()`);
}
