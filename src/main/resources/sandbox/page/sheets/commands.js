import { announce, toast } from "../notice.js";
import { letters } from "./a1.js";
import { askName, confirm } from "./ask.js";
import * as changes from "./changes.js";
import { openMenu } from "./menu.js";

/** What the menus offer on rows, columns and the tab; each is one batchUpdate. */
export class Commands {
  #store;
  #selection;
  #grid;

  constructor(store, selection, grid) {
    this.#store = store;
    this.#selection = selection;
    this.#grid = grid;
  }

  get #sheetId() {
    return this.#store.sheet.properties.sheetId ?? 0;
  }

  get #frozenRows() {
    return this.#store.sheet.properties.gridProperties.frozenRowCount ?? 0;
  }

  rowMenu(at) {
    openMenu("Rows", at, this.#rows());
  }

  columnMenu(at) {
    openMenu("Columns", at, this.#columns());
  }

  cellMenu(at) {
    const { area } = this.#selection;
    const { rowCount, columnCount } = this.#grid.layout;
    if (area.bottom - area.top === rowCount) openMenu("Columns", at, this.#columns());
    else if (area.right - area.left === columnCount) openMenu("Rows", at, this.#rows());
    else openMenu("Rows and columns", at, [...this.#rows(), "-", ...this.#columns()]);
  }

  #rows() {
    const { top, bottom } = this.#selection.area;
    const count = bottom - top;
    const what = count === 1 ? `row ${top + 1}` : `rows ${top + 1} to ${bottom}`;
    const some = count === 1 ? "row" : `${count} rows`;
    const rows = this.#band("ROWS", top, bottom, what);
    const { rowCount } = this.#grid.layout;
    const frozen = this.#frozenRows;
    return [
      { label: `Insert ${some} above`, run: () => rows.insert(false) },
      { label: `Insert ${some} below`, run: () => rows.insert(true) },
      { label: `Move ${what} up`, disabled: top === 0, run: () => rows.move(-1) },
      { label: `Move ${what} down`, disabled: bottom >= rowCount, run: () => rows.move(1) },
      rows.hiding(),
      {
        label: frozen === bottom ? "Unfreeze rows" : `Freeze up to row ${bottom}`,
        disabled: bottom >= rowCount,
        run: () => this.#do([changes.freeze(this.#sheetId, frozen === bottom ? 0 : bottom)], "Frozen rows changed"),
      },
      { label: `Delete ${what}`, run: () => rows.remove() },
    ];
  }

  #columns() {
    const { left, right } = this.#selection.area;
    const count = right - left;
    const what = count === 1 ? `column ${letters(left)}` : `columns ${letters(left)} to ${letters(right - 1)}`;
    const some = count === 1 ? "column" : `${count} columns`;
    const columns = this.#band("COLUMNS", left, right, what);
    const by = letters(this.#selection.column);
    return [
      { label: `Sort by column ${by}, A to Z`, run: () => this.#sort("ASCENDING") },
      { label: `Sort by column ${by}, Z to A`, run: () => this.#sort("DESCENDING") },
      "-",
      { label: `Insert ${some} left`, run: () => columns.insert(false) },
      { label: `Insert ${some} right`, run: () => columns.insert(true) },
      { label: `Move ${what} left`, disabled: left === 0, run: () => columns.move(-1) },
      { label: `Move ${what} right`, disabled: right >= this.#grid.layout.columnCount, run: () => columns.move(1) },
      columns.hiding(),
      { label: `Delete ${what}`, run: () => columns.remove() },
    ];
  }

  #band(dimension, start, end, what) {
    const id = this.#sheetId;
    const bands = this.#store.bands[dimension === "ROWS" ? "rows" : "columns"].slice(start, end);
    const hidden = bands.some((band) => band?.hiddenByUser);
    const capital = what[0].toUpperCase() + what.slice(1);
    return {
      insert: (after) => this.#do([changes.insert(id, dimension, start, end - start, after)], "Inserted"),
      move: async (step) => {
        if (!(await this.#do([changes.move(id, dimension, start, end, step)], `${capital} moved`))) return;
        this.#follow(dimension, step);
      },
      hiding: () => ({
        label: hidden ? `Show what is hidden of ${what}` : `Hide ${what}`,
        run: () =>
          this.#do([changes.hide(id, dimension, start, end, !hidden)], hidden ? "Shown again" : `${capital} hidden`),
      }),
      remove: () => this.#do([changes.remove(id, dimension, start, end)], `${capital} deleted`),
    };
  }

  /** What was moved stays selected. */
  #follow(dimension, step) {
    const { row, column, to } = this.#selection;
    const [rows, columns] = dimension === "ROWS" ? [step, 0] : [0, step];
    this.#selection.choose(row + rows, column + columns);
    this.#selection.stretch(to.row + rows, to.column + columns);
    this.#grid.reveal(row + rows, column + columns);
  }

  #sort(order) {
    const { column } = this.#selection;
    return this.#do([changes.sort(this.#sheetId, this.#frozenRows, column, order)], `Sorted by column ${letters(column)}`);
  }

  tabMenu(at) {
    const { title, hidden } = this.#store.sheet.properties;
    const others = this.#store.spreadsheet.sheets.filter((one) => one !== this.#store.sheet);
    openMenu(`Tab ${title}`, at, [
      { label: "Rename tab…", run: () => this.nameTab() },
      {
        label: hidden ? "Show tab again" : "Hide tab",
        disabled: !hidden && others.every((one) => one.properties.hidden),
        run: () =>
          this.#do([changes.hideTab(this.#sheetId, !hidden)], hidden ? `${title} is not hidden now` : `${title} is hidden now`),
      },
      { label: "Delete tab…", disabled: others.length === 0, run: () => this.#deleteTab(title) },
    ]);
  }

  /** @param choose is called with the new tab's id */
  addTab(choose) {
    const taken = new Set(this.#store.spreadsheet.sheets.map((one) => one.properties.title));
    let number = taken.size + 1;
    while (taken.has(`Sheet${number}`)) number++;
    return askName("New tab", `Sheet${number}`, "Add", async (name) => {
      const answer = await this.#store.change([changes.addTab(name)]);
      choose(answer.replies[0].addSheet.properties.sheetId ?? 0);
    });
  }

  nameTab() {
    const { title } = this.#store.sheet.properties;
    const id = this.#sheetId;
    return askName("Rename tab", title, "Rename", (name) =>
      name === title ? undefined : this.#store.change([changes.nameTab(id, name)]),
    );
  }

  #deleteTab(title) {
    const id = this.#sheetId;
    return confirm(`Delete the tab “${title}”?`, "All its cells go with it. This cannot be undone.", "Delete", () =>
      this.#store.change([changes.deleteTab(id)]),
    );
  }

  async #do(requests, done) {
    try {
      await this.#store.change(requests);
      announce(done);
      return true;
    } catch (error) {
      toast(`That was refused. ${error.sentence ?? error.message}`, { bad: true });
      return false;
    }
  }
}
