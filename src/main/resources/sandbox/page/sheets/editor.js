import { place } from "../dom.js";

/**
 * The one cell that is being typed into: a field over the cell and the formula bar, which always
 * say the same.
 *
 * Ends in `commit({ row, column, text, before }, step)` or `cancel()`; step says where to go on.
 */
export class Editor {
  #over = document.getElementById("cell-editor");
  #bar = document.getElementById("formula");
  #actions;
  #grid;
  #at; // { row, column, before, arrowsMove }

  constructor(grid, actions) {
    this.#grid = grid;
    this.#actions = actions;
    for (const field of [this.#over, this.#bar]) {
      field.addEventListener("keydown", (key) => this.#key(key, field));
      field.addEventListener("input", () => this.#typed(field));
      field.addEventListener("blur", () => setTimeout(() => this.#left()));
    }
    this.#bar.addEventListener("focus", () => this.#at ?? this.#begin({ arrowsMove: false }));
    this.#over.addEventListener("pointerdown", () => this.#at && (this.#at.arrowsMove = false));
    grid.element.addEventListener("scroll", () => this.#stand(), { passive: true });
  }

  get busy() {
    return this.#at !== undefined;
  }

  /** What the active cell holds, while nothing is typed. */
  show(text, disabled) {
    if (!this.#at) this.#bar.value = text;
    this.#bar.disabled = disabled;
    this.#tall();
  }

  /** Starts on the active cell, with its content or anew. */
  open({ anew = false } = {}) {
    if (!this.#begin({ arrowsMove: anew })) return;
    const text = anew ? "" : this.#at.before;
    this.#over.value = this.#bar.value = text;
    this.#over.classList.add("open");
    this.#stand();
    this.#over.focus({ preventScroll: true });
    this.#over.setSelectionRange(text.length, text.length);
  }

  #begin({ arrowsMove }) {
    const start = this.#actions.start();
    if (!start) return false;
    this.#at = { ...start, arrowsMove };
    return true;
  }

  /** The row that is edited stands elsewhere now. */
  follow(moved) {
    if (this.#at && moved.has(this.#at.row)) this.#at.row = moved.get(this.#at.row);
    this.#stand();
  }

  #typed(field) {
    const other = field === this.#over ? this.#bar : this.#over;
    other.value = field.value;
    this.#stand();
    this.#tall();
  }

  #stand() {
    if (!this.#at || !this.#over.classList.contains("open")) return;
    const cell = this.#grid.cell(this.#at.row, this.#at.column);
    const ground = this.#over.offsetParent?.getBoundingClientRect();
    if (!cell || !ground) {
      place(this.#over, { top: "-9999px" });
      return;
    }
    const box = cell.getBoundingClientRect();
    const lines = this.#over.value.split("\n").length;
    place(this.#over, {
      top: `${box.top - ground.top - 1}px`,
      left: `${box.left - ground.left - 1}px`,
      width: `${Math.min(ground.right - box.left - 4, Math.max(box.width + 2, this.#over.value.length * 7.6 + 26))}px`,
      height: `${box.height + 2 + (lines - 1) * 20}px`,
    });
  }

  #tall() {
    this.#bar.rows = Math.min(4, this.#bar.value.split("\n").length);
  }

  #key(key, field) {
    if (key.isComposing) return;
    const step = this.#stepOf(key);
    if (key.key === "Escape") this.#cancel();
    else if (key.key === "Enter" && (key.altKey || key.ctrlKey)) this.#newLine(field);
    else if (step) this.#commit(step);
    else return;
    key.preventDefault();
    key.stopPropagation();
  }

  #stepOf(key) {
    const back = key.shiftKey ? -1 : 1;
    if (key.key === "Enter" && !key.altKey && !key.ctrlKey) return { rows: back, columns: 0, enter: true };
    if (key.key === "Tab") return { rows: 0, columns: back, tab: true };
    if (!this.#at?.arrowsMove || key.ctrlKey || key.altKey || key.shiftKey) return undefined;
    return {
      ArrowUp: { rows: -1, columns: 0 },
      ArrowDown: { rows: 1, columns: 0 },
      ArrowLeft: { rows: 0, columns: -1 },
      ArrowRight: { rows: 0, columns: 1 },
    }[key.key];
  }

  #newLine(field) {
    field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
    this.#typed(field);
  }

  #commit(step) {
    const done = this.#end();
    if (done) this.#actions.commit(done, step);
  }

  #cancel() {
    this.#end();
    this.#actions.cancel();
  }

  /** Somebody clicked elsewhere: what was typed counts. */
  #left() {
    if (!this.#at || document.activeElement === this.#over || document.activeElement === this.#bar) return;
    if (document.hasFocus()) this.#commit(undefined);
  }

  #end() {
    if (!this.#at) return undefined;
    const { row, column, before } = this.#at;
    this.#at = undefined;
    this.#over.classList.remove("open");
    return { row, column, before, text: this.#bar.value };
  }
}
