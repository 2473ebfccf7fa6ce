/** One active cell, and the area from it to where it was stretched. */
export class Selection {
  row = 0;
  column = 0;
  #toRow = 0;
  #toColumn = 0;

  choose(row, column) {
    this.row = this.#toRow = row;
    this.column = this.#toColumn = column;
  }

  stretch(row, column) {
    this.#toRow = row;
    this.#toColumn = column;
  }

  get to() {
    return { row: this.#toRow, column: this.#toColumn };
  }

  get area() {
    return {
      top: Math.min(this.row, this.#toRow),
      bottom: Math.max(this.row, this.#toRow) + 1,
      left: Math.min(this.column, this.#toColumn),
      right: Math.max(this.column, this.#toColumn) + 1,
    };
  }

  get single() {
    return this.row === this.#toRow && this.column === this.#toColumn;
  }

  /** The tab got smaller. */
  keepWithin(rows, columns) {
    const row = (one) => Math.max(0, Math.min(one, rows - 1));
    const column = (one) => Math.max(0, Math.min(one, columns - 1));
    this.row = row(this.row);
    this.#toRow = row(this.#toRow);
    this.column = column(this.column);
    this.#toColumn = column(this.#toColumn);
  }
}
