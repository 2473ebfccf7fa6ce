import { h } from "../dom.js";

/** The spreadsheet's tabs at the foot of the grid. */
export class Tabs {
  #element = document.getElementById("sheet-tabs");
  #choose;
  #menu;

  constructor({ choose, menu }) {
    this.#choose = choose;
    this.#menu = menu;
    this.#element.addEventListener("keydown", (key) => this.#key(key));
  }

  draw(spreadsheet, current, showHidden) {
    const hadFocus = this.#element.contains(document.activeElement);
    const sheets = spreadsheet?.sheets ?? [];
    const shown = sheets.filter((one) => showHidden || !one.properties.hidden || one === current);
    this.#element.replaceChildren(...shown.map((sheet) => this.#tab(sheet, sheet === current)));
    if (hadFocus) this.#element.querySelector("[aria-selected=true]")?.focus();
  }

  #tab({ properties }, current) {
    const { sheetId = 0, title, hidden, sheetType = "GRID" } = properties;
    return h(
      "button",
      {
        type: "button",
        role: "tab",
        class: hidden ? "sheet-tab hidden-tab" : "sheet-tab",
        "aria-selected": String(current),
        "aria-controls": "sheet-grid",
        "aria-label": hidden ? `${title}, hidden` : undefined,
        title: hidden ? "Hidden" : undefined,
        tabindex: current ? "0" : "-1",
        disabled: sheetType !== "GRID",
        onclick: () => this.#choose(sheetId),
        ondblclick: () => this.#menu("name"),
        oncontextmenu: (click) => {
          click.preventDefault();
          this.#choose(sheetId);
          this.#menu("open", { left: click.clientX, top: click.clientY });
        },
      },
      title,
    );
  }

  #key(key) {
    const tabs = [...this.#element.querySelectorAll("[role=tab]:enabled")];
    const at = tabs.indexOf(document.activeElement);
    if (at < 0) return;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[key.key];
    if (to === undefined) return;
    key.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    next.focus();
    next.click();
  }
}
