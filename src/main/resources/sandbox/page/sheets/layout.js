/** The height of a row and of the column letters, in pixels. */
export const ROW = 26;
export const HEAD = 27;

/** Where everything of a tab stands: which rows and columns are seen, and how wide they are. */
export class Layout {
  constructor({ sheet, bands, showHidden }) {
    const { rowCount, columnCount, frozenRowCount = 0, frozenColumnCount = 0 } = sheet.properties.gridProperties;
    this.rowCount = rowCount;
    this.columnCount = columnCount;
    this.merges = (sheet.merges ?? []).map(areaOf);
    const seen = (band) => showHidden || !isHidden(band);
    const rows = indexes(rowCount).filter((row) => seen(bands.rows[row]));
    this.frozenRows = rows.filter((row) => row < frozenRowCount);
    this.rows = rows.slice(this.frozenRows.length);
    this.allRows = rows;
    this.rowPlaces = new Map(rows.map((row, place) => [row, place]));
    this.hiddenRows = bands.rows.filter(isHidden).length;
    this.hiddenColumns = bands.columns.filter(isHidden).length;
    this.rowHead = 26 + 8 * String(rowCount).length;
    let left = this.rowHead;
    this.columns = indexes(columnCount)
      .filter((column) => seen(bands.columns[column]))
      .map((index) => {
        const width = bands.columns[index]?.pixelSize ?? 100;
        const column = { index, left, width, frozen: index < frozenColumnCount, hidden: isHidden(bands.columns[index]) };
        left += width;
        return column;
      });
    this.columnPlaces = new Map(this.columns.map((column, place) => [column.index, place]));
    this.width = left;
    this.frozenWidth = this.columns.filter((one) => one.frozen).reduce((sum, one) => sum + one.width, 0);
    this.headHeight = HEAD + this.frozenRows.length * ROW;
    this.height = this.headHeight + this.rows.length * ROW;
    this.isRowHidden = (row) => isHidden(bands.rows[row]);
  }

  /** The rows and columns that can be seen through this window, frozen ones apart. */
  window({ scrollTop, scrollLeft, clientWidth, clientHeight }) {
    const over = 8;
    const first = Math.max(0, Math.floor(scrollTop / ROW) - over);
    const last = Math.min(this.rows.length, Math.ceil((scrollTop + clientHeight - this.headHeight) / ROW) + over);
    const from = scrollLeft + this.rowHead + this.frozenWidth - 200;
    const to = scrollLeft + clientWidth + 200;
    return {
      first,
      last: Math.max(first, last),
      columns: this.columns.filter((one) => one.frozen || (one.left + one.width > from && one.left < to)),
    };
  }

  /** How many hidden ones stand between this one and the one seen before it. */
  gapBefore(row) {
    const place = this.rowPlaces.get(row);
    return row - (place > 0 ? this.allRows[place - 1] : -1) - 1;
  }

  columnGapBefore(column) {
    const place = this.columnPlaces.get(column);
    return column - (place > 0 ? this.columns[place - 1].index : -1) - 1;
  }

  topOf(row) {
    return this.headHeight + (this.rowPlaces.get(row) - this.frozenRows.length) * ROW;
  }

  mergeAt(row, column) {
    return this.merges.find((one) => holds(one, row, column));
  }

  heightOf(area) {
    return this.allRows.filter((row) => row >= area.top && row < area.bottom).length * ROW;
  }

  widthOf(area) {
    return this.columns
      .filter((one) => one.index >= area.left && one.index < area.right)
      .reduce((sum, one) => sum + one.width, 0);
  }

  /** The row so many steps on among those that are seen. */
  stepRow(row, steps) {
    return step(this.allRows, this.rowPlaces.get(row) ?? nearest(this.allRows, row), steps);
  }

  stepColumn(column, steps) {
    const indexes = this.columns.map((one) => one.index);
    return step(indexes, this.columnPlaces.get(column) ?? nearest(indexes, column), steps);
  }
}

export function areaOf(range) {
  return {
    top: range.startRowIndex ?? 0,
    bottom: range.endRowIndex ?? Infinity,
    left: range.startColumnIndex ?? 0,
    right: range.endColumnIndex ?? Infinity,
  };
}

export function holds(area, row, column) {
  return row >= area.top && row < area.bottom && column >= area.left && column < area.right;
}

function isHidden(band) {
  return Boolean(band?.hiddenByUser || band?.hiddenByFilter);
}

function indexes(count) {
  return Array.from({ length: count }, (_, index) => index);
}

function nearest(list, wanted) {
  const place = list.findIndex((one) => one >= wanted);
  return place < 0 ? list.length - 1 : place;
}

function step(list, place, steps) {
  return list[Math.min(list.length - 1, Math.max(0, place + steps))] ?? 0;
}
