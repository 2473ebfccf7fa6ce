import { colour, css, lightness } from "./cell.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

const ALIGN = { LEFT: "start", CENTER: "center", RIGHT: "end" };
const NATURAL = { number: "end", flag: "center", failure: "center", text: "start", none: "start" };

/** Puts a cell's text and its looks onto its element. */
export function dress(element, cell, banding) {
  const format = cell?.format ?? {};
  paint(element, format, banding);
  if (!cell) return;
  element.textContent = cell.text;
  element.style.justifyContent = ALIGN[format.horizontalAlignment] ?? NATURAL[cell.kind];
  const text = format.textFormat ?? {};
  if (text.bold) element.classList.add("bold");
  if (text.italic) element.classList.add("italic");
  if (text.underline || cell.link) element.classList.add("underlined");
  if (text.strikethrough) element.classList.add("struck");
  if (cell.kind === "failure") element.classList.add("failure");
  if (cell.pending) element.classList.add("pending");
  const hints = [cell.failure, cell.note && `Note: ${cell.note}`].filter(Boolean).join("\n");
  if (hints) {
    element.title = hints;
    element.setAttribute("aria-description", hints);
  }
  if (cell.note) element.classList.add("noted");
}

function paint(element, format, banding) {
  const ground =
    colour(format.backgroundColorStyle, format.backgroundColor) ?? (banding && colour(...banding));
  const text = format.textFormat ?? {};
  const ink = colour(text.foregroundColorStyle, text.foregroundColor);
  if (ground) {
    element.style.backgroundColor = css(ground);
    element.style.color = ink ? css(ink) : lightness(ground) > 0.35 ? "#1b2026" : "#ffffff";
  } else if (ink) {
    // Dark ink was chosen for white paper.
    const unreadable = dark.matches && lightness(ink) < 0.2;
    element.style.color = unreadable ? `color-mix(in oklab, ${css(ink)} 35%, white)` : css(ink);
  }
}
