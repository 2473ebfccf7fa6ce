import { h, perFrame, place } from "../dom.js";
import { cellName, letters } from "./a1.js";
import { dress } from "./dress.js";
import { areaOf, holds, Layout, ROW } from "./layout.js";

/** Draws one tab: only the rows and columns in sight are in the document. */
export class Grid {
  #source;
  #selection;
  #layout;
  #looks = 0; // grows when every row is to be drawn anew
  #drawn = new Map(); // row → { element, data, key, cells }
  #canvas = h("div", { class: "sheet-canvas", role: "presentation" });
  #head = h("div", { class: "sheet-head", role: "rowgroup" });
  #letters = h("div", { class: "sheet-row letters", role: "row", "aria-rowindex": "1" });
  #body = h("div", { class: "sheet-body", role: "rowgroup" });
  #banding = [];
  #protected = [];

  draw = perFrame(() => this.drawNow());

  /** @param source `row(index)` gives its cells, `want(from, to)` says which rows are looked at */
  constructor(element, source, selection) {
    this.element = element;
    this.#source = source;
    this.#selection = selection;
    this.#head.append(this.#letters);
    this.#canvas.append(this.#head, this.#body);
    element.append(this.#canvas);
    element.addEventListener("scroll", this.draw, { passive: true });
    new ResizeObserver(this.draw).observe(element);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#redraw());
  }

  get layout() {
    return this.#layout;
  }

  /** Shows this tab; nothing while none is read. */
  show(tab) {
    if (!tab) {
      this.#layout = undefined;
      this.#forget();
      return;
    }
    this.#layout = new Layout(tab);
    this.#banding = (tab.sheet.bandedRanges ?? []).map((one) => ({ ...one, area: areaOf(one.range) }));
    this.#protected = (tab.sheet.protectedRanges ?? [])
      .filter((one) => !one.warningOnly && !one.requestingUserCanEdit && one.range)
      .map((one) => areaOf(one.range));
    const { rowCount, columnCount, width, height, headHeight } = this.#layout;
    this.element.setAttribute("aria-rowcount", rowCount + 1);
    this.element.setAttribute("aria-colcount", columnCount + 1);
    place(this.#canvas, { width: `${width}px`, height: `${height}px` });
    place(this.#head, { height: `${headHeight}px` });
    this.#redraw();
  }

  #redraw() {
    this.#looks++;
    this.draw();
  }

  #forget() {
    for (const { element } of this.#drawn.values()) element.remove();
    this.#drawn.clear();
    this.#letters.replaceChildren();
    delete this.#letters.dataset.key;
    place(this.#canvas, { width: "0", height: "0" });
  }

  drawNow() {
    const layout = this.#layout;
    if (!layout || this.element.clientHeight === 0) return;
    const window = layout.window(this.element);
    const rows = layout.rows.slice(window.first, window.last);
    for (const merge of layout.merges) {
      // What is merged from above the window is drawn with the row it starts in.
      if (rows.length > 0 && merge.top < rows[0] && merge.bottom > rows[0]) rows.unshift(merge.top);
    }
    this.#source.want(rows[0] ?? 0, (rows.at(-1) ?? 0) + 1);
    const key = `${this.#looks}:${window.columns[0]?.index}-${window.columns.at(-1)?.index}-${window.columns.length}`;
    if (this.#letters.dataset.key !== key) this.#drawLetters(window.columns, key);
    const wanted = new Set([...layout.frozenRows, ...rows]);
    for (const [row, { element }] of this.#drawn) {
      if (wanted.has(row)) continue;
      element.remove();
      this.#drawn.delete(row);
    }
    for (const row of wanted) this.#drawRow(row, window.columns, key);
    this.drawSelection();
  }

  #drawLetters(columns, key) {
    this.#letters.dataset.key = key;
    const corner = h("div", { class: "row-head corner-head", role: "columnheader", "aria-colindex": "1", "aria-label": "Whole tab" });
    place(corner, { width: `${this.#layout.rowHead}px` });
    const heads = columns.map((column) => {
      const gap = this.#layout.columnGapBefore(column.index);
      const head = h(
        "div",
        {
          class: `column-head${column.frozen ? " frozen" : ""}${column.hidden ? " hidden-band" : ""}${gap ? " gap" : ""}`,
          role: "columnheader",
          "aria-colindex": column.index + 2,
          "data-head": column.index,
          title: gap ? `${gap} hidden before` : column.hidden ? "Hidden" : undefined,
        },
        letters(column.index),
      );
      this.#stand(head, column);
      return head;
    });
    this.#letters.replaceChildren(corner, ...heads);
  }

  #stand(element, column) {
    place(element, { left: `${column.left}px`, width: `${column.width}px` });
  }

  #drawRow(row, columns, key) {
    const data = this.#source.row(row);
    const known = this.#drawn.get(row);
    if (known && known.data === data && known.key === key) return;
    const frozen = this.#layout.frozenRows.includes(row);
    const element =
      known?.element ?? h("div", { class: "sheet-row", role: "row", "aria-rowindex": row + 2, "data-row": row });
    place(element, { top: frozen ? "" : `${this.#layout.topOf(row) - this.#layout.headHeight}px` });
    element.classList.toggle("hidden-band", this.#layout.isRowHidden(row));
    element.classList.toggle("last-frozen", row === this.#layout.frozenRows.at(-1));
    element.classList.toggle("waits", data === undefined);
    const cells = new Map();
    for (const column of columns) {
      const cell = this.#drawCell(row, column, data?.cells[column.index], known?.cells.get(column.index));
      if (cell) cells.set(column.index, cell);
    }
    element.replaceChildren(this.#rowHead(row), ...cells.values());
    const home = frozen ? this.#head : this.#body;
    if (element.parentNode !== home) this.#putInOrder(home, element, row);
    this.#drawn.set(row, { element, data, key, cells });
  }

  /** A screen reader goes through the rows as they stand in the document. */
  #putInOrder(home, element, row) {
    const next = [...home.children].find((one) => Number(one.dataset.row) > row);
    home.insertBefore(element, next ?? null);
  }

  #rowHead(row) {
    const gap = this.#layout.gapBefore(row);
    const head = h(
      "div",
      {
        class: gap ? "row-head gap" : "row-head",
        role: "rowheader",
        "aria-colindex": "1",
        "data-head": row,
        title: gap ? `${gap} hidden above` : this.#layout.isRowHidden(row) ? "Hidden" : undefined,
      },
      String(row + 1),
    );
    place(head, { width: `${this.#layout.rowHead}px` });
    return head;
  }

  #drawCell(row, column, cell, known) {
    const merge = this.#layout.mergeAt(row, column.index);
    if (merge && (merge.top !== row || merge.left !== column.index)) return undefined;
    const name = cellName(row, column.index);
    const element = h("div", {
      id: "cell-" + name,
      role: "gridcell",
      "aria-colindex": column.index + 2,
      "aria-label": `${name}, ${cell?.text || "empty"}`,
      "data-column": column.index,
    });
    element.className = "sheet-cell";
    this.#stand(element, column);
    if (column.frozen) element.classList.add("frozen");
    if (column.hidden) element.classList.add("hidden-band");
    if (known?.classList.contains("fresh")) element.classList.add("fresh");
    if (merge) {
      element.classList.add("merged");
      place(element, { width: `${this.#layout.widthOf(merge)}px`, height: `${this.#layout.heightOf(merge)}px` });
    }
    if (this.#protected.some((area) => holds(area, row, column.index))) element.setAttribute("aria-readonly", "true");
    dress(element, cell, this.#bandingAt(row, column.index));
    return element;
  }

  #bandingAt(row, column) {
    const band = this.#banding.find((one) => holds(one.area, row, column));
    const looks = band?.rowProperties;
    if (!looks) return undefined;
    const headed = looks.headerColor || looks.headerColorStyle;
    if (headed && row === band.area.top) return [looks.headerColorStyle, looks.headerColor];
    if ((looks.footerColor || looks.footerColorStyle) && row === band.area.bottom - 1) {
      return [looks.footerColorStyle, looks.footerColor];
    }
    const odd = (row - band.area.top - (headed ? 1 : 0)) % 2;
    return odd
      ? [looks.secondBandColorStyle, looks.secondBandColor]
      : [looks.firstBandColorStyle, looks.firstBandColor];
  }

  drawSelection() {
    const { row: activeRow, column: activeColumn, area, single } = this.#selection;
    let active;
    for (const [row, { element, cells }] of this.#drawn) {
      const across = row >= area.top && row < area.bottom;
      element.firstElementChild.classList.toggle("on", across);
      for (const [column, cell] of cells) {
        const chosen = across && column >= area.left && column < area.right;
        const isActive = row === activeRow && column === activeColumn;
        cell.classList.toggle("active", isActive);
        cell.classList.toggle("chosen", chosen && !single && !isActive);
        if (chosen) cell.setAttribute("aria-selected", "true");
        else cell.removeAttribute("aria-selected");
        if (isActive) active = cell.id;
      }
    }
    for (const head of this.#letters.children) {
      const column = Number(head.dataset.head);
      head.classList.toggle("on", column >= area.left && column < area.right);
    }
    if (active) this.element.setAttribute("aria-activedescendant", active);
    else this.element.removeAttribute("aria-activedescendant");
  }

  /** The element of a cell, where it is in the document. */
  cell(row, column) {
    return this.#drawn.get(row)?.cells.get(column);
  }

  reveal(row, column) {
    const layout = this.#layout;
    if (!layout) return;
    const box = this.element;
    if (!layout.frozenRows.includes(row) && layout.rowPlaces.has(row)) {
      const top = layout.topOf(row) - layout.headHeight;
      const room = box.clientHeight - layout.headHeight;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top + ROW > box.scrollTop + room) box.scrollTop = top + ROW - room;
    }
    const one = layout.columns[layout.columnPlaces.get(column)];
    if (one && !one.frozen) {
      const left = one.left - layout.rowHead - layout.frozenWidth;
      const room = box.clientWidth - layout.rowHead - layout.frozenWidth;
      if (left < box.scrollLeft) box.scrollLeft = left;
      else if (left + one.width > box.scrollLeft + room) box.scrollLeft = left - Math.max(0, room - one.width);
    }
    this.drawNow();
  }

  /** These cells stand out for a moment. */
  highlight(cells) {
    this.drawNow();
    for (const { row, column } of cells) {
      const element = this.cell(row, column);
      if (!element) continue;
      element.classList.add("fresh");
      setTimeout(() => this.cell(row, column)?.classList.remove("fresh"), 2500);
    }
  }
}
