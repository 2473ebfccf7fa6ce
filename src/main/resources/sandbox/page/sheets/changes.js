/** The requests of batchUpdate that a person's wishes come to. */

const strip = (sheetId, dimension, start, end) => ({ sheetId, dimension, startIndex: start, endIndex: end });

export function insert(sheetId, dimension, start, count, after) {
  const at = after ? start + count : start;
  return { insertDimension: { range: strip(sheetId, dimension, at, at + count), inheritFromBefore: after } };
}

export function remove(sheetId, dimension, start, end) {
  return { deleteDimension: { range: strip(sheetId, dimension, start, end) } };
}

/** One place towards the start, or towards the end. */
export function move(sheetId, dimension, start, end, step) {
  const destinationIndex = step < 0 ? start - 1 : end + 1;
  return { moveDimension: { source: strip(sheetId, dimension, start, end), destinationIndex } };
}

export function hide(sheetId, dimension, start, end, hiddenByUser) {
  return {
    updateDimensionProperties: {
      range: strip(sheetId, dimension, start, end),
      properties: { hiddenByUser },
      fields: "hiddenByUser",
    },
  };
}

/** All rows below the frozen ones. */
export function sort(sheetId, frozenRows, column, sortOrder) {
  return {
    sortRange: {
      range: { sheetId, startRowIndex: frozenRows },
      sortSpecs: [{ dimensionIndex: column, sortOrder }],
    },
  };
}

export function freeze(sheetId, frozenRowCount) {
  return {
    updateSheetProperties: {
      properties: { sheetId, gridProperties: { frozenRowCount } },
      fields: "gridProperties.frozenRowCount",
    },
  };
}

export const addTab = (title) => ({ addSheet: { properties: { title } } });

export const deleteTab = (sheetId) => ({ deleteSheet: { sheetId } });

export const nameTab = (sheetId, title) => ({
  updateSheetProperties: { properties: { sheetId, title }, fields: "title" },
});

export const hideTab = (sheetId, hidden) => ({
  updateSheetProperties: { properties: { sheetId, hidden }, fields: "hidden" },
});
