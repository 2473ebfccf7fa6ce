import { addDays, DAY_MINUTES, daysBetween } from "../time.js";

/** Shorter events are drawn this long, so that their title can be read and the mouse can hit them. */
const SHORTEST = 25;

/** Whether an event stands in the lane above the hours. */
export function isLong(event) {
  return event.allDay || event.end - event.start >= DAY_MINUTES * 60_000;
}

/**
 * Timed events as boxes: one per day they touch, side by side where they overlap.
 * left and width are shares of the day's column.
 */
export function timedBoxes(events, days) {
  return days.flatMap((day, index) => {
    const boxes = events
      .filter((event) => !isLong(event))
      .map((event) => boxOn(event, day, index))
      .filter((box) => box !== undefined)
      .sort((a, b) => a.from - b.from || b.to - a.to || (a.event.id < b.event.id ? -1 : 1));
    return clusters(boxes).flatMap(sideBySide);
  });
}

function boxOn(event, day, index) {
  const last = event.wallEnd.minute === 0 && event.wallEnd.day > event.wallStart.day
    ? addDays(event.wallEnd.day, -1)
    : event.wallEnd.day;
  if (day < event.wallStart.day || day > last) return undefined;
  const from = day === event.wallStart.day ? event.wallStart.minute : 0;
  const end = day === event.wallEnd.day ? event.wallEnd.minute : DAY_MINUTES;
  const to = Math.min(DAY_MINUTES, Math.max(end, from + SHORTEST));
  return {
    event,
    index,
    from: Math.min(from, DAY_MINUTES - SHORTEST),
    to,
    starts: day === event.wallStart.day,
    ends: day === last,
  };
}

function clusters(boxes) {
  const found = [];
  let until = -1;
  for (const box of boxes) {
    if (box.from >= until) found.push([]);
    found.at(-1).push(box);
    until = Math.max(until, box.to);
  }
  return found;
}

function sideBySide(cluster) {
  const columns = [];
  for (const box of cluster) {
    let column = columns.findIndex((placed) => placed.at(-1).to <= box.from);
    if (column < 0) column = columns.push([]) - 1;
    columns[column].push(box);
    box.column = column;
  }
  for (const box of cluster) {
    let span = 1;
    while (
      box.column + span < columns.length &&
      columns[box.column + span].every((other) => other.to <= box.from || other.from >= box.to)
    ) {
      span++;
    }
    box.left = box.column / columns.length;
    box.width = span / columns.length;
  }
  return cluster;
}

/** Long events as bars over the days they touch, in as few rows as fit. */
export function longBars(events, days) {
  const bars = events
    .filter(isLong)
    .map((event) => {
      const startDay = event.allDay ? event.startDay : event.wallStart.day;
      const endDay = event.allDay
        ? event.endDay
        : event.wallEnd.minute === 0
          ? event.wallEnd.day
          : addDays(event.wallEnd.day, 1);
      const start = daysBetween(days[0], startDay);
      const end = Math.max(daysBetween(days[0], endDay), start + 1);
      return {
        event,
        from: Math.max(0, start),
        to: Math.min(days.length, end),
        starts: start >= 0,
        ends: end <= days.length,
      };
    })
    .filter((bar) => bar.from < bar.to)
    .sort((a, b) => a.from - b.from || b.to - a.to || (a.event.id < b.event.id ? -1 : 1));
  const rows = [];
  for (const bar of bars) {
    let row = rows.findIndex((until) => until <= bar.from);
    if (row < 0) row = rows.length;
    rows[row] = bar.to;
    bar.row = row;
  }
  return { bars, rows: rows.length };
}
