/**
 * What is different between two readings of the same rows. A row that only stands elsewhere now,
 * because others came, went or were sorted, has not changed: it has moved.
 *
 * @param before and after: block number → rows, each with its cells and, as `shown`, their texts
 * @returns {{changed: {row: number, column: number}[], moved: Map<number, number>}}
 */
export function differences(before, after, blockSize) {
  const old = flat(before, blockSize);
  const now = flat(after, blockSize);
  const oldPlaces = placesOf(old);
  const nowPlaces = placesOf(now);
  const changed = [];
  const moved = new Map();
  for (const [shown, row] of oldPlaces) {
    const there = nowPlaces.get(shown);
    if (row !== undefined && there !== undefined && there !== row) moved.set(row, there);
  }
  for (const [row, one] of now) {
    const was = old.get(row);
    const elsewhere = was?.shown !== one.shown && oldPlaces.has(one.shown);
    if (!was || was.sign === one.sign || elsewhere) continue;
    // The row that stood here went elsewhere, so this one is new as a whole.
    const like = was.shown !== one.shown && nowPlaces.has(was.shown) ? [] : was.cells;
    for (let column = 0; column < Math.max(like.length, one.cells.length); column++) {
      if (!same(like[column], one.cells[column])) changed.push({ row, column });
    }
  }
  return { changed, moved };
}

function flat(blocks, blockSize) {
  const rows = new Map();
  for (const [block, list] of blocks) list.forEach((row, i) => rows.set(block * blockSize + i, row));
  return rows;
}

/** What a row shows → where; undefined where several show that. Empty rows are nobody's. */
function placesOf(rows) {
  const places = new Map();
  for (const [row, { shown }] of rows) {
    if (shown !== "") places.set(shown, places.has(shown) ? undefined : row);
  }
  return places;
}

/** A formula changes by itself when what it points to moves: what it comes to counts. */
function same(one, other) {
  return (
    (one?.text ?? "") === (other?.text ?? "") &&
    (one?.note ?? "") === (other?.note ?? "") &&
    JSON.stringify(one?.format ?? {}) === JSON.stringify(other?.format ?? {})
  );
}
