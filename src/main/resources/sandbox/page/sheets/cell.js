/** Days from Google's day nought to that of JavaScript. */
const EPOCH = 25_569;
const DAY = 86_400_000;

/** What would be read as something else than this text when it is typed. */
const READ_OTHERWISE =
  /^\s*(['=+]|[-.$(]?\s*[\d.]|(true|false)\s*$|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .-]+\d)/i;

const NOTHING = Object.freeze({ text: "", entered: "", kind: "none", format: {} });

/** A cell as this page draws it, from CellData. */
export function fromApi(data) {
  if (!data || Object.keys(data).length === 0) return NOTHING;
  const value = data.effectiveValue ?? {};
  const format = data.userEnteredFormat ?? {};
  return {
    text: data.formattedValue ?? "",
    entered: entered(data, format.numberFormat?.type),
    kind: kindOf(value),
    format,
    note: data.note,
    link: data.hyperlink,
    failure: value.errorValue?.message,
    choices: data.dataValidation?.condition?.type === "ONE_OF_LIST"
      ? data.dataValidation.condition.values?.map((one) => one.userEnteredValue)
      : undefined,
  };
}

/** A cell whose new text is on its way. */
export function drafted(cell, text) {
  return { ...cell, text, entered: text, pending: true, kind: cell.kind === "none" ? "text" : cell.kind };
}

function kindOf(value) {
  if (value.numberValue !== undefined) return "number";
  if (value.boolValue !== undefined) return "flag";
  if (value.errorValue) return "failure";
  return value.stringValue === undefined ? "none" : "text";
}

/** What a person would type for this value. */
function entered({ userEnteredValue: value }, type) {
  if (!value) return "";
  if (value.formulaValue !== undefined) return value.formulaValue;
  if (value.stringValue !== undefined) {
    return type !== "TEXT" && READ_OTHERWISE.test(value.stringValue) ? "'" + value.stringValue : value.stringValue;
  }
  if (value.boolValue !== undefined) return value.boolValue ? "TRUE" : "FALSE";
  if (value.numberValue === undefined) return "";
  return number(value.numberValue, type);
}

function number(value, type) {
  if (type === "PERCENT") return Number((value * 100).toPrecision(15)) + "%";
  if (type !== "DATE" && type !== "DATE_TIME" && type !== "TIME") return String(value);
  const time = new Date(Math.round((value - EPOCH) * 86_400) * 1000);
  if (Number.isNaN(time.getTime())) return String(value);
  const [date, clock] = time.toISOString().slice(0, 19).split("T");
  if (type === "TIME" && value >= 0 && value < 1) return clock;
  return type === "DATE" && time.getTime() % DAY === 0 ? date : `${date} ${clock}`;
}

/** A colour of Google's for CSS. */
export function colour(style, old) {
  const rgb = style?.rgbColor ?? (style?.themeColor ? undefined : old);
  if (!rgb) return undefined;
  return [rgb.red ?? 0, rgb.green ?? 0, rgb.blue ?? 0];
}

export function css([red, green, blue]) {
  return `rgb(${[red, green, blue].map((part) => Math.round(part * 255)).join(" ")})`;
}

export function lightness([red, green, blue]) {
  return 0.2126 * red ** 2.2 + 0.7152 * green ** 2.2 + 0.0722 * blue ** 2.2;
}
