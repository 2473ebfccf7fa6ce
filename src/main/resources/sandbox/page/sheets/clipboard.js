/** Rows as other programs paste them: tabs between cells, quotes where a cell has tabs or lines. */
export function toText(rows) {
  return rows.map((row) => row.map(quoted).join("\t")).join("\n");
}

function quoted(text) {
  return /[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function fromText(text) {
  const rows = [[]];
  const piece = /(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\r?\n|$)/y;
  const whole = text.replace(/\r?\n$/, "");
  for (let done = false; !done; ) {
    const [all, inQuotes, plain, end] = piece.exec(whole) ?? ["", undefined, whole.slice(piece.lastIndex), ""];
    rows.at(-1).push(inQuotes === undefined ? plain.replace(/\r$/, "") : inQuotes.replaceAll('""', '"'));
    if (end.endsWith("\n")) rows.push([]);
    done = end === "" || all === "";
  }
  return rows;
}
