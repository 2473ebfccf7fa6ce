import { sheetsApi } from "../api.js";
import { range } from "./a1.js";
import { drafted, fromApi } from "./cell.js";
import { differences } from "./differences.js";

/** So many rows are read at once, and so many such blocks are kept. */
const BLOCK = 100;
const KEPT = 30;

/**
 * The tab on show, kept current: its spreadsheet's structure, and of its cells those rows that are
 * looked at.
 *
 * Tells its owner through `changed()`, `failed(error)`, `recovered()`, `gone()` and
 * `madeByOthers({ changed, moved })`, where changed are cells and moved says where rows went.
 */
export class SheetStore {
  #tell;
  #place; // { email, id, sheetId } on show
  #loaded; // what was read of it: { spreadsheet, sheet, bands, blocks }
  #wanted = { from: 0, to: BLOCK };
  #drafts = new Map(); // row → Map(column → text)
  #writes = new Set(); // calls under way
  #mine = []; // what this page wrote since the last reading; an area, or "all"
  #reading = { running: false, again: false, wait: 500 };
  #fetching = new Set();

  constructor(tell) {
    this.#tell = tell;
  }

  get place() {
    return this.#place;
  }

  get spreadsheet() {
    return this.#loaded?.spreadsheet;
  }

  get sheet() {
    return this.#loaded?.sheet;
  }

  get bands() {
    return this.#loaded?.bands;
  }

  show(email, id, sheetId) {
    const same = this.#place?.email === email && this.#place?.id === id;
    this.#place = { email, id, sheetId };
    this.#wanted = { from: 0, to: BLOCK };
    this.#drafts.clear();
    this.#mine = ["all"];
    this.#loaded = same && this.#loaded ? { spreadsheet: this.#loaded.spreadsheet, blocks: new Map() } : undefined;
    this.#tell.changed();
    return this.#load();
  }

  close() {
    this.#place = undefined;
    this.#loaded = undefined;
    this.#tell.changed();
  }

  /** Somebody changed that spreadsheet. */
  heard(id) {
    return this.#place?.id === id ? this.#load() : undefined;
  }

  refresh() {
    return this.#place ? this.#load() : undefined;
  }

  /** The row's cells, or nothing where it is not read yet. */
  row(index) {
    const block = this.#loaded?.blocks.get(Math.floor(index / BLOCK));
    const row = block && (block[index % BLOCK] ?? EMPTY);
    const drafts = row && this.#drafts.get(index);
    if (!drafts) return row;
    const cells = [...row.cells];
    for (const [column, text] of drafts) cells[column] = drafted(cells[column] ?? fromApi(undefined), text);
    return { ...row, cells };
  }

  cell(row, column) {
    return this.row(row)?.cells[column] ?? fromApi(undefined);
  }

  /** These rows are looked at: what is missing of them is read. */
  want(from, to) {
    this.#wanted = { from, to };
    const loaded = this.#loaded;
    if (!loaded?.sheet) return;
    for (const block of this.#blocksWanted(loaded.sheet)) {
      if (!loaded.blocks.has(block) && !this.#fetching.has(block)) this.#fetch(loaded, block);
    }
  }

  async #fetch(loaded, block) {
    this.#fetching.add(block);
    let isLate = false;
    try {
      const rows = await this.#readBlock(this.#place, loaded.sheet, block);
      isLate = loaded !== this.#loaded;
      if (isLate) return;
      loaded.blocks.set(block, rows);
      if (loaded.blocks.size > KEPT) loaded.blocks.delete(loaded.blocks.keys().next().value);
      this.#tell.changed();
    } catch {
      // What went wrong shows, and is tried again, with the whole.
      this.#load();
    } finally {
      this.#fetching.delete(block);
      // What was read anew meanwhile may not have it, and nobody else asks: it was being fetched.
      if (isLate && this.#isWanting(block)) this.#load();
    }
  }

  #isWanting(block) {
    const loaded = this.#loaded;
    return loaded?.sheet && !loaded.blocks.has(block) && this.#blocksWanted(loaded.sheet).includes(block);
  }

  async #load() {
    const reading = this.#reading;
    reading.again = true;
    if (reading.running) return;
    reading.running = true;
    try {
      while (reading.again && this.#place) {
        reading.again = false;
        // Our own writes settle first, so that only what others did stands out.
        await Promise.allSettled(this.#writes);
        await this.#read(this.#place);
        this.#tell.recovered();
        // Under a stream of changes the tab is read a few times a second, not for each.
        if (reading.again) await new Promise((resolve) => setTimeout(resolve, 150));
      }
      reading.wait = 500;
    } catch (error) {
      this.#stumbled(error);
    } finally {
      reading.running = false;
    }
  }

  #stumbled(error) {
    if (error.status === 404 || error.status === 403 || error.reason === "accountGone") {
      this.close();
      this.#tell.gone(error);
      return;
    }
    this.#tell.failed(error);
    this.#reading.wait = Math.min(this.#reading.wait * 2, 10_000);
    setTimeout(() => this.#place && this.#load(), this.#reading.wait);
  }

  async #read(place) {
    const mine = this.#mine;
    this.#mine = [];
    const spreadsheet = await sheetsApi.structure(place.email, place.id);
    const sheets = spreadsheet.sheets.filter((one) => (one.properties.sheetType ?? "GRID") === "GRID");
    const sheet =
      sheets.find((one) => id(one) === place.sheetId) ?? sheets.find((one) => !one.properties.hidden) ?? sheets[0];
    if (!sheet) throw new Error("The spreadsheet has no tab with cells.");
    const blocks = this.#blocksWanted(sheet);
    const [bands, ...rows] = await Promise.all([
      sheetsApi.bands(place.email, place.id, range(sheet.properties.title, whole(sheet))),
      ...blocks.map((block) => this.#readBlock(place, sheet, block)),
    ]);
    if (place !== this.#place) {
      this.#reading.again = true;
      return;
    }
    if (this.#writes.size > 0 || this.#mine.length > 0) {
      // Written meanwhile, be it answered or not: whether this reading has it is not known, the
      // next one has.
      this.#mine.push(...mine);
      this.#reading.again = true;
      return;
    }
    const before = this.#loaded;
    const kept = new Map(blocks.map((block, i) => [block, this.#same(before?.blocks.get(block), rows[i])]));
    this.#loaded = { spreadsheet, sheet, bands, blocks: kept };
    this.#drafts.clear();
    this.#tell.changed();
    if (before?.sheet && id(before.sheet) === id(sheet)) this.#compare(before.blocks, kept, mine);
  }

  /** A row that is as it was stays the same object, so that it is not drawn anew. */
  #same(before, rows) {
    return before ? rows.map((row, i) => (before[i]?.sign === row.sign ? before[i] : row)) : rows;
  }

  #compare(before, after, mine) {
    if (mine.includes("all")) return;
    const found = differences(before, after, BLOCK);
    found.changed = found.changed.filter(
      ({ row, column }) =>
        !mine.some((area) => row >= area.top && row < area.bottom && column >= area.left && column < area.right),
    );
    if (found.changed.length > 0 || found.moved.size > 0) this.#tell.madeByOthers(found);
  }

  #blocksWanted(sheet) {
    const { rowCount, frozenRowCount = 0 } = sheet.properties.gridProperties;
    const blocks = new Set();
    for (let row = 0; row < Math.min(frozenRowCount, rowCount); row += BLOCK) blocks.add(row / BLOCK);
    const last = Math.floor((Math.min(this.#wanted.to, rowCount) - 1) / BLOCK);
    for (let block = Math.floor(Math.min(this.#wanted.from, rowCount - 1) / BLOCK); block <= last; block++) {
      blocks.add(block);
    }
    return [...blocks];
  }

  async #readBlock(place, sheet, block) {
    const { rowCount, columnCount } = sheet.properties.gridProperties;
    const area = { top: block * BLOCK, bottom: Math.min(rowCount, (block + 1) * BLOCK), left: 0, right: columnCount };
    if (area.top >= area.bottom) return [];
    const rows = await sheetsApi.rows(place.email, place.id, range(sheet.properties.title, area));
    return rows.map((row) => rowOf(row.values ?? []));
  }

  /** Types these texts into the cells from there on. */
  write(top, left, texts) {
    const right = left + Math.max(...texts.map((line) => line.length));
    const area = { top, left, bottom: top + texts.length, right };
    texts.forEach((line, i) => line.forEach((text, j) => this.#draft(top + i, left + j, text)));
    return this.#call(area, (place, title) => sheetsApi.write(place.email, place.id, range(title, area), texts));
  }

  clear(area) {
    for (let row = area.top; row < Math.min(area.bottom, area.top + 200); row++) {
      for (let column = area.left; column < area.right; column++) {
        if (this.cell(row, column).text !== "") this.#draft(row, column, "");
      }
    }
    return this.#call(area, (place, title) => sheetsApi.clear(place.email, place.id, range(title, area)));
  }

  change(requests) {
    return this.#call("all", (place) => sheetsApi.change(place.email, place.id, requests));
  }

  #draft(row, column, text) {
    if (!this.#drafts.has(row)) this.#drafts.set(row, new Map());
    this.#drafts.get(row).set(column, text);
  }

  /** Whatever comes of the call, the tab is read once it is through. */
  async #call(area, send) {
    const place = this.#place;
    const call = send(place, this.sheet.properties.title);
    this.#writes.add(call);
    this.#tell.changed();
    try {
      const answer = await call;
      this.#mine.push(area);
      return answer;
    } finally {
      this.#writes.delete(call);
      if (place === this.#place) this.#load();
    }
  }
}

const EMPTY = Object.freeze({ cells: [], sign: "[]", shown: "" });

/** `sign` is the same where all is the same, `shown` where the same is shown. */
function rowOf(values) {
  const cells = values.map(fromApi);
  return { cells, sign: JSON.stringify(values), shown: cells.map((cell) => cell.text).join("\t").trimEnd() };
}

function id(sheet) {
  return sheet.properties.sheetId ?? 0;
}

function whole(sheet) {
  const { rowCount, columnCount } = sheet.properties.gridProperties;
  return { top: 0, left: 0, bottom: rowCount, right: columnCount };
}
