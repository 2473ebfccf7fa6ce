import { sheetsApi } from "../api.js";
import { remember, remembered } from "../dom.js";
import { announce, toast } from "../notice.js";
import { cellName, cellNamed } from "./a1.js";
import { askName } from "./ask.js";
import { fromText, toText } from "./clipboard.js";
import { Commands } from "./commands.js";
import { Editor } from "./editor.js";
import { Grid } from "./grid.js";
import { followKeys, followPointer } from "./hands.js";
import { SpreadsheetList } from "./list.js";
import { Selection } from "./selection.js";
import { SheetStore } from "./store.js";
import { Tabs } from "./tabs.js";

/** The spreadsheet part of the page: which tab is on show, and what hands do there. */
export class SheetsView {
  #accounts = [];
  #known = false; // the list was read
  #onShow = false;
  #showHidden = remembered("hidden", false);
  #selection = new Selection();
  #tabColumn; // where a run of Tab began: Enter goes back to it
  #drawnTab = null; // null is to be drawn anew
  #element = (id) => document.getElementById(id);

  #store = new SheetStore({
    changed: () => this.#draw(),
    failed: (error) => this.#trouble(`The spreadsheet cannot be read (${error.sentence}). Trying again.`),
    recovered: () => this.#trouble(""),
    gone: () => this.#gone(),
    madeByOthers: (found) => this.#madeByOthers(found),
  });

  constructor({ accountGone }) {
    this.accountGone = accountGone;
    this.grid = new Grid(this.#element("sheet-grid"), this.#store, this.#selection);
    this.list = new SpreadsheetList({
      choose: (file) => this.choose(file),
      create: (email) => this.create(email),
      failed: (email, error) => this.#listFailed(email, error),
    });
    this.commands = new Commands(this.#store, this.#selection, this.grid);
    this.tabs = new Tabs({
      choose: (sheetId) => this.#chooseTab(sheetId),
      menu: (kind, at) => (kind === "name" ? this.commands.nameTab() : this.commands.tabMenu(at)),
    });
    this.editor = new Editor(this.grid, {
      start: () => this.#startEdit(),
      commit: (edit, step) => this.#commit(edit, step),
      cancel: () => this.grid.element.focus({ preventScroll: true }),
    });
    const actions = this.#actions();
    followKeys(this.grid, actions);
    followPointer(this.grid, actions);
    this.#controls();
    this.#clipboard();
  }

  #controls() {
    const menu = (id, open) =>
      this.#element(id).addEventListener("click", () => {
        const { left, right, bottom } = this.#element(id).getBoundingClientRect();
        open({ left, right, top: bottom + 4 });
      });
    menu("rows-menu", (at) => this.commands.rowMenu(at));
    menu("columns-menu", (at) => this.commands.columnMenu(at));
    menu("tab-menu", (at) => this.commands.tabMenu(at));
    this.#element("add-tab").addEventListener("click", () => this.commands.addTab((id) => this.#chooseTab(id)));
    for (const id of ["new-spreadsheet", "first-spreadsheet"]) {
      this.#element(id).addEventListener("click", () => this.create(this.#store.place?.email ?? this.#accounts[0]));
    }
    const hidden = this.#element("show-hidden");
    hidden.checked = this.#showHidden;
    hidden.addEventListener("change", () => {
      this.#showHidden = hidden.checked;
      remember("hidden", hidden.checked);
      this.#drawnTab = null;
      this.#draw();
    });
    const name = this.#element("cell-name");
    name.addEventListener("focus", () => name.select());
    name.addEventListener("keydown", (key) => {
      if (key.key !== "Enter" && key.key !== "Escape") return;
      const wanted = key.key === "Enter" && cellNamed(name.value);
      if (wanted) this.#goTo(wanted.row, wanted.column);
      this.grid.element.focus({ preventScroll: true });
      this.#drawEntered();
      key.preventDefault();
    });
    const files = this.#element("toggle-files");
    files.addEventListener("click", () => this.#showFiles(files.getAttribute("aria-expanded") !== "true"));
  }

  #showFiles(shown) {
    this.#element("toggle-files").setAttribute("aria-expanded", String(shown));
    this.#element("sheets").classList.toggle("files-open", shown);
  }

  async setAccounts(emails) {
    this.#accounts = emails;
    if (!this.#onShow && !this.#known) return;
    await this.list.setAccounts(emails);
    this.#known = true;
    this.#openSomething();
  }

  /** This part of the page came into sight, or went out of it. */
  async onShow(shown) {
    this.#onShow = shown;
    if (!shown) return;
    if (this.#known) await this.#store.refresh();
    else if (this.#accounts.length > 0) await this.setAccounts(this.#accounts);
    this.grid.draw();
  }

  #openSomething() {
    const { place } = this.#store;
    if (place && this.list.find(place.email, place.id)) {
      this.#store.refresh();
      return;
    }
    const last = remembered("spreadsheet", undefined);
    const wanted = last && this.list.find(last.email, last.id) ? last : this.list.first;
    if (wanted) this.choose(wanted);
    else this.#store.close();
  }

  choose({ email, id, sheetId }) {
    this.#selection.choose(0, 0);
    this.grid.element.scrollTo(0, 0);
    this.#drawnTab = null;
    remember("spreadsheet", { email, id, sheetId });
    this.list.mark({ email, id });
    this.#showFiles(false);
    return this.#store.show(email, id, sheetId);
  }

  #chooseTab(sheetId) {
    const { email, id } = this.#store.place;
    if ((this.#store.sheet?.properties.sheetId ?? 0) === sheetId && this.#store.bands) return undefined;
    return this.choose({ email, id, sheetId });
  }

  create(email) {
    if (!email) {
      document.querySelector("[data-add-account]").click();
      return undefined;
    }
    return askName(`New spreadsheet of ${email}`, "", "Create", async (title) => {
      const made = await sheetsApi.create(email, title);
      await this.list.refresh([email]);
      this.choose({ email, id: made.spreadsheetId });
      this.grid.element.focus({ preventScroll: true });
    });
  }

  heard({ spreadsheetId }) {
    if (!this.#known) return undefined;
    this.list.heard(spreadsheetId);
    return this.#onShow ? this.#store.heard(spreadsheetId) : undefined;
  }

  /** Files came, went, or are called or shared otherwise. */
  async filesChanged({ accounts }) {
    if (!this.#known) return;
    await this.list.refresh(accounts);
    const { place } = this.#store;
    if (!place || !this.list.find(place.email, place.id)) this.#openSomething();
  }

  #listFailed(email, error) {
    if (error.reason === "accountGone") this.accountGone();
    else toast(`The spreadsheets of ${email} cannot be read. ${error.sentence}`, { bad: true });
  }

  async #gone() {
    toast("The spreadsheet is not there any more.", { bad: true });
    await this.list.refresh(this.#accounts);
    this.#openSomething();
  }

  #trouble(text) {
    this.#element("sheets-trouble").textContent = text;
    this.#element("sheets-trouble").hidden = text === "";
  }

  #draw() {
    const { spreadsheet, sheet, bands, place } = this.#store;
    this.#element("no-spreadsheets").hidden = !this.#known || Boolean(place) || !this.list.empty;
    this.#element("sheet-pane").hidden = !place;
    this.#element("spreadsheets").hidden = this.#accounts.length === 0;
    for (const id of ["rows-menu", "columns-menu", "tab-menu", "add-tab"]) this.#element(id).disabled = !bands;
    this.#element("sheet-name").textContent = spreadsheet?.properties.title ?? "";
    const sheets = spreadsheet?.sheets ?? [];
    this.tabs.draw(
      spreadsheet,
      sheet ?? sheets.find((one) => (one.properties.sheetId ?? 0) === place?.sheetId),
      this.#showHidden,
    );
    const key = sheet && bands && JSON.stringify([spreadsheet.spreadsheetId, sheet, bands]);
    if (key !== this.#drawnTab) {
      this.#drawnTab = key;
      this.grid.show(key && { sheet, bands, showHidden: this.#showHidden });
      if (key) this.#fit(sheet);
    }
    this.grid.draw();
    this.#drawEntered();
  }

  #fit(sheet) {
    const { rowCount, columnCount } = sheet.properties.gridProperties;
    this.#selection.keepWithin(rowCount, columnCount);
    this.grid.element.setAttribute("aria-label", `${sheet.properties.title}, cells`);
    const { hiddenRows, hiddenColumns } = this.grid.layout;
    const hiddenTabs = this.#store.spreadsheet.sheets.filter((one) => one.properties.hidden).length;
    const some = (count, what) => (count === 0 ? undefined : `${count} ${what}${count === 1 ? "" : "s"}`);
    const hidden = [some(hiddenRows, "row"), some(hiddenColumns, "column"), some(hiddenTabs, "tab")].filter(Boolean);
    this.#element("sheet-size").textContent =
      `${rowCount.toLocaleString("en")} × ${columnCount}` + (hidden.length ? ` · hidden: ${hidden.join(", ")}` : "");
  }

  #drawEntered() {
    const { row, column, area, single } = this.#selection;
    const cell = this.#store.cell(row, column);
    this.editor.show(cell.entered, !this.#store.bands);
    const name = this.#element("cell-name");
    if (document.activeElement !== name) {
      name.value = single ? cellName(row, column) : `${cellName(area.top, area.left)}:${cellName(area.bottom - 1, area.right - 1)}`;
    }
    const note = [cell.failure, cell.note].filter(Boolean).join(" · ");
    this.#element("cell-note").textContent = note;
    this.#element("cell-note").hidden = note === "";
  }

  #moved() {
    this.grid.drawSelection();
    this.#drawEntered();
  }

  #goTo(row, column) {
    const { layout } = this.grid;
    this.#selection.choose(layout.stepRow(row, 0), layout.stepColumn(column, 0));
    this.#selection.keepWithin(layout.rowCount, layout.columnCount);
    this.grid.reveal(this.#selection.row, this.#selection.column);
    this.#moved();
  }

  #step(rows, columns, stretching) {
    const { layout } = this.grid;
    const from = stretching ? this.#selection.to : this.#selection;
    const row = layout.stepRow(from.row, rows);
    const column = layout.stepColumn(from.column, columns);
    if (stretching) this.#selection.stretch(row, column);
    else this.#selection.choose(row, column);
    this.grid.reveal(row, column);
    this.#moved();
  }

  #actions() {
    return {
      step: (rows, columns, stretching) => {
        this.#tabColumn = undefined;
        this.#step(rows, columns, stretching);
      },
      point: (spot, stretching) => this.#point(spot, stretching),
      isActive: ({ row, column }) => row === this.#selection.row && column === this.#selection.column,
      holds: (spot) => this.#holds(spot),
      edit: (how) => this.editor.open(how),
      clear: () => this.#clear(),
      menu: (at) => this.commands.cellMenu(at ?? this.#menuPlace()),
      wholeRows: () => this.#span({ columns: true }),
      wholeColumns: () => this.#span({ rows: true }),
      all: () => this.#span({ rows: true, columns: true }),
    };
  }

  #menuPlace() {
    const box = this.grid.cell(this.#selection.row, this.#selection.column)?.getBoundingClientRect();
    return box ? { left: box.left + 8, top: box.bottom } : { left: 80, top: 200 };
  }

  #point({ row, column }, stretching) {
    const { layout } = this.grid;
    this.#tabColumn = undefined;
    const [lastRow, lastColumn] = [layout.rowCount - 1, layout.columnCount - 1];
    if (!stretching) this.#selection.choose(row ?? 0, column ?? 0);
    if (stretching || row === undefined || column === undefined) {
      this.#selection.stretch(row ?? lastRow, column ?? lastColumn);
    }
    this.#moved();
  }

  #holds({ row, column }) {
    const { area } = this.#selection;
    const { rowCount, columnCount } = this.grid.layout;
    if (row === undefined) return area.left <= column && column < area.right && area.bottom - area.top === rowCount;
    if (column === undefined) return area.top <= row && row < area.bottom && area.right - area.left === columnCount;
    return area.top <= row && row < area.bottom && area.left <= column && column < area.right;
  }

  #span({ rows = false, columns = false }) {
    const { area } = this.#selection;
    const { rowCount, columnCount } = this.grid.layout;
    this.#selection.choose(rows ? 0 : area.top, columns ? 0 : area.left);
    this.#selection.stretch(rows ? rowCount - 1 : area.bottom - 1, columns ? columnCount - 1 : area.right - 1);
    this.#moved();
  }

  #startEdit() {
    const { row, column } = this.#selection;
    if (!this.#store.bands || this.#store.row(row) === undefined) return undefined;
    this.#selection.choose(row, column);
    this.grid.reveal(row, column);
    return { row, column, before: this.#store.cell(row, column).entered };
  }

  async #commit({ row, column, text, before }, step) {
    if (step) this.#goOn(row, column, step);
    if (text === before) return;
    await this.#try("The cell was not changed", this.#store.write(row, column, [[text]]));
  }

  #goOn(row, column, { rows, columns, tab, enter }) {
    if (tab) this.#tabColumn ??= column;
    const home = enter && this.#tabColumn !== undefined ? this.#tabColumn : column;
    if (!tab) this.#tabColumn = undefined;
    this.#selection.choose(row, home);
    this.grid.element.focus({ preventScroll: true });
    this.#step(rows, columns, false);
  }

  #clear() {
    return this.#try("The cells were not emptied", this.#store.clear(this.#selection.area));
  }

  async #try(what, call) {
    try {
      await call;
    } catch (error) {
      toast(`${what}. ${error.sentence ?? error.message}`, { bad: true });
    }
  }

  #clipboard() {
    const element = this.grid.element;
    const copy = (event, then) => {
      if (event.target !== element && document.activeElement !== element) return;
      const { top, bottom, left, right } = this.#selection.area;
      const rows = [];
      for (let row = top; row < bottom; row++) {
        if (this.#store.row(row) === undefined) {
          toast("That is too much to copy at once: choose fewer rows.", { bad: true });
          return;
        }
        rows.push(Array.from({ length: right - left }, (_, i) => this.#store.cell(row, left + i).text));
      }
      event.clipboardData.setData("text/plain", toText(rows));
      event.preventDefault();
      then?.();
    };
    document.addEventListener("copy", (event) => copy(event));
    document.addEventListener("cut", (event) => copy(event, () => this.#clear()));
    document.addEventListener("paste", (event) => {
      if (document.activeElement !== element) return;
      event.preventDefault();
      this.#paste(fromText(event.clipboardData.getData("text/plain")));
    });
  }

  #paste(texts) {
    const { top, bottom, left, right } = this.#selection.area;
    const one = texts.length === 1 && texts[0].length === 1;
    const filled = one ? Array.from({ length: bottom - top }, () => Array(right - left).fill(texts[0][0])) : texts;
    const wide = Math.max(...filled.map((line) => line.length));
    this.#selection.choose(top, left);
    this.#selection.stretch(top + filled.length - 1, left + wide - 1);
    this.#selection.keepWithin(this.grid.layout.rowCount, this.grid.layout.columnCount);
    return this.#try("Nothing was pasted", this.#store.write(top, left, filled));
  }

  #madeByOthers({ changed, moved }) {
    const { row, column, single } = this.#selection;
    if (single && moved.has(row)) this.#selection.choose(moved.get(row), column);
    this.grid.highlight(changed);
    this.editor.follow(moved);
    this.#moved();
    if (changed.length > 0) announce(this.#inWords(changed));
    else if (moved.size > 0) announce("Rows moved");
  }

  #inWords(changed) {
    if (changed.length > 3) return `${changed.length} cells changed`;
    return changed
      .map(({ row, column }) => `${cellName(row, column)} is now ${this.#store.cell(row, column).text || "empty"}`)
      .join(", ");
  }
}
