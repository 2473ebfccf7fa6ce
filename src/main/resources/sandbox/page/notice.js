import { h } from "./dom.js";

const toasts = document.getElementById("toasts");
const spoken = document.getElementById("spoken");

/** Says something to a screen reader alone. */
export function announce(text) {
  spoken.textContent = "";
  requestAnimationFrame(() => (spoken.textContent = text));
}

/** A short message at the foot of the page, with one action beside it where there is one. */
export function toast(text, { bad = false, action, run, millis = bad ? 8000 : 5000 } = {}) {
  const note = h("div", { class: bad ? "toast bad" : "toast" }, h("span", {}, text));
  const close = () => note.remove();
  if (action) {
    note.append(
      h("button", { type: "button", class: "plain", onclick: () => (close(), run()) }, action),
    );
  }
  note.append(
    h("button", { type: "button", class: "plain close", "aria-label": "Dismiss", onclick: close }, "×"),
  );
  while (toasts.children.length > 2) toasts.firstElementChild.remove();
  toasts.append(note);
  let timer = setTimeout(close, millis);
  note.addEventListener("mouseenter", () => clearTimeout(timer));
  note.addEventListener("focusin", () => clearTimeout(timer));
  note.addEventListener("mouseleave", () => (timer = setTimeout(close, millis)));
  note.addEventListener("focusout", () => (timer = setTimeout(close, millis)));
}
