/** "A" for 0, "AA" for 26. */
export function letters(column) {
  let name = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

/** "B3" for row 2, column 1. */
export function cellName(row, column) {
  return letters(column) + (row + 1);
}

/** The range with its tab, the way Google takes any title: in quotes. */
export function range(title, { top, left, bottom, right }) {
  return `'${title.replaceAll("'", "''")}'!${cellName(top, left)}:${cellName(bottom - 1, right - 1)}`;
}

/** The cell that a person means by "b3"; nothing where it is no cell's name. */
export function cellNamed(text) {
  const parts = /^\s*\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})\s*$/.exec(text);
  if (!parts) return undefined;
  let column = 0;
  for (const letter of parts[1].toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(parts[2]) - 1, column: column - 1 };
}
