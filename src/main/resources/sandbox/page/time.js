/**
 * Wall time in a zone. A day is an ISO date ("2026-11-23"), a time of day is minutes after midnight,
 * an instant is milliseconds as Date has them.
 */
const MINUTE = 60_000;
export const DAY_MINUTES = 24 * 60;

const formatters = new Map();

function formatter(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formatters.has(key)) {
    formatters.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  }
  return formatters.get(key);
}

const WALL = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
};

/** What a clock in the zone shows at an instant. */
export function wall(instant, zone) {
  const p = {};
  for (const { type, value } of formatter(zone, WALL).formatToParts(instant)) p[type] = value;
  return { day: `${p.year}-${p.month}-${p.day}`, minute: Number(p.hour) * 60 + Number(p.minute) };
}

function offset(instant, zone) {
  const whole = Math.floor(instant / MINUTE) * MINUTE;
  const { day, minute } = wall(whole, zone);
  return Date.parse(day + "T00:00:00Z") + minute * MINUTE - whole;
}

/** The instant at which a clock in the zone shows this; minutes may run past the day's ends. */
export function instant(day, minute, zone) {
  const asUtc = Date.parse(day + "T00:00:00Z") + minute * MINUTE;
  const first = asUtc - offset(asUtc, zone);
  return asUtc - offset(first, zone);
}

/** RFC 3339 with the zone's offset. */
export function rfc3339(at, zone) {
  const shift = offset(at, zone);
  const sign = shift < 0 ? "-" : "+";
  const hours = pad(Math.floor(Math.abs(shift) / (60 * MINUTE)));
  const minutes = pad(Math.floor(Math.abs(shift) / MINUTE) % 60);
  return new Date(at + shift).toISOString().slice(0, 19) + sign + hours + ":" + minutes;
}

export function addDays(day, count) {
  return new Date(Date.parse(day + "T00:00:00Z") + count * DAY_MINUTES * MINUTE)
    .toISOString()
    .slice(0, 10);
}

export function daysBetween(from, to) {
  return Math.round((Date.parse(to) - Date.parse(from)) / (DAY_MINUTES * MINUTE));
}

export function monday(day) {
  const weekday = (new Date(day + "T00:00:00Z").getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

export function isWeekend(day) {
  return [0, 6].includes(new Date(day + "T00:00:00Z").getUTCDay());
}

export function clock(minute) {
  const within = ((minute % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  return pad(Math.floor(within / 60)) + ":" + pad(within % 60);
}

export function minuteOf(text) {
  const [hours, minutes] = text.split(":").map(Number);
  return hours * 60 + minutes;
}

export function dayText(day, options) {
  return formatter("UTC", options).format(Date.parse(day + "T00:00:00Z"));
}

export function longDay(day) {
  return dayText(day, { weekday: "long", day: "numeric", month: "long" });
}

/** "16 – 22 November 2026", naming month and year no oftener than needed. */
export function rangeText(first, count, short = false) {
  return formatter("UTC", { day: "numeric", month: short ? "short" : "long", year: "numeric" }).formatRange(
    Date.parse(first + "T00:00:00Z"),
    Date.parse(addDays(first, count - 1) + "T00:00:00Z"),
  );
}

/** "GMT+1" on that day. */
export function offsetText(day, zone) {
  const parts = formatter(zone, { timeZoneName: "shortOffset" }).formatToParts(instant(day, 720, zone));
  return parts.find((part) => part.type === "timeZoneName").value;
}

function pad(number) {
  return String(number).padStart(2, "0");
}
