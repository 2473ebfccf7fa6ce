import { h, place } from "../dom.js";

let open;

/**
 * A menu at a place of the window, for mouse and keyboard. Entries are { label, run, disabled } or
 * "-" for a line between them.
 */
export function openMenu(label, { left, top, right }, entries) {
  close();
  const back = document.activeElement;
  const items = [];
  const menu = h(
    "div",
    { class: "menu", role: "menu", "aria-label": label },
    entries.map((entry) => {
      if (entry === "-") return h("div", { class: "menu-line", role: "separator" });
      const item = h(
        "button",
        { type: "button", role: "menuitem", tabindex: "-1", disabled: entry.disabled, onclick: () => (close(true), entry.run()) },
        entry.label,
      );
      if (!entry.disabled) items.push(item);
      return item;
    }),
  );
  document.body.append(menu);
  const box = menu.getBoundingClientRect();
  const wanted = left + box.width > innerWidth && right !== undefined ? right - box.width : left;
  place(menu, {
    left: `${Math.max(8, Math.min(wanted, innerWidth - box.width - 8))}px`,
    top: `${Math.max(8, Math.min(top, innerHeight - box.height - 8))}px`,
  });
  items[0]?.focus();

  menu.addEventListener("keydown", (key) => {
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[key.key];
    if (to !== undefined) items.at(to % items.length)?.focus();
    else if (key.key === "Escape" || key.key === "Tab") close(true);
    else if (key.key.length === 1 && key.key !== " ") startingWith(key.key);
    else return;
    key.preventDefault();
    key.stopPropagation();
  });

  function startingWith(letter) {
    const at = items.indexOf(document.activeElement) + 1;
    const turned = [...items.slice(at), ...items.slice(0, at)];
    turned.find((item) => item.textContent.toLowerCase().startsWith(letter.toLowerCase()))?.focus();
  }

  const outside = (pointer) => !menu.contains(pointer.target) && close();
  addEventListener("pointerdown", outside, true);
  open = (giveBack) => {
    removeEventListener("pointerdown", outside, true);
    menu.remove();
    open = undefined;
    if (giveBack) back?.focus({ preventScroll: true });
  };
}

function close(giveBack = false) {
  open?.(giveBack);
}
