/**
 * What is different between two readings of the same rows. A row that only stands elsewhere now,
 * because others came, went or were sorted, has not changed: it has moved.
 *
 * @param before and after: block number → rows, each with its `sign`
 * @returns {{changed: {row: number, column: number}[], moved: Map<number, number>}}
 */
export function differences(before, after, blockSize) {
  const old = flat(before, blockSize);
  const now = flat(after, blockSize);
  const oldPlaces = placesOf(old);
  const nowPlaces = placesOf(now);
  const changed = [];
  const moved = new Map();
  for (const [sign, row] of oldPlaces) {
    const there = nowPlaces.get(sign);
    if (row !== undefined && there !== undefined && there !== row && old.get(there)?.sign !== sign) moved.set(row, there);
  }
  for (const [row, one] of now) {
    const was = old.get(row);
    if (!was || was.sign === one.sign || oldPlaces.has(one.sign)) continue;
    // The row that stood here went elsewhere, so this one is new as a whole.
    const like = nowPlaces.has(was.sign) ? [] : was.cells;
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

/** sign → row; undefined where several rows look like that. Empty rows are nobody's. */
function placesOf(rows) {
  const places = new Map();
  for (const [row, { sign, cells }] of rows) {
    if (cells.some((cell) => cell.text !== "")) places.set(sign, places.has(sign) ? undefined : row);
  }
  return places;
}

function same(one, other) {
  return (
    (one?.text ?? "") === (other?.text ?? "") &&
    (one?.entered ?? "") === (other?.entered ?? "") &&
    (one?.note ?? "") === (other?.note ?? "") &&
    JSON.stringify(one?.format ?? {}) === JSON.stringify(other?.format ?? {})
  );
}
