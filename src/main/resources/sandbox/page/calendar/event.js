import { addDays, clock, dayText, daysBetween, instant, longDay, rfc3339, wall } from "../time.js";

/** Google's names and colours for colorId 1 to 11; the colours themselves are in calendar.css. */
export const COLOURS = [
  "Lavender", "Sage", "Grape", "Flamingo", "Banana", "Tangerine",
  "Peacock", "Graphite", "Blueberry", "Basil", "Tomato",
];

/** An event as this page draws it: times as instants and as the calendar's wall clock shows them. */
export function fromApi(raw, { email, calendarId, zone }) {
  const common = {
    key: `${email}/${calendarId}/${raw.id}`,
    email,
    calendarId,
    zone,
    id: raw.id,
    etag: raw.etag,
    summary: raw.summary ?? "",
    location: raw.location ?? "",
    description: raw.description ?? "",
    colorId: raw.colorId,
    recurring: Boolean(raw.recurringEventId),
    raw,
  };
  if (raw.start.date) {
    const endDay = raw.end?.date ?? addDays(raw.start.date, 1);
    return {
      ...common,
      allDay: true,
      startDay: raw.start.date,
      endDay,
      start: instant(raw.start.date, 0, zone),
      end: instant(endDay, 0, zone),
    };
  }
  return timed(common, Date.parse(raw.start.dateTime), Date.parse(raw.end?.dateTime ?? raw.start.dateTime));
}

function timed(event, start, end) {
  return {
    ...event,
    allDay: false,
    start,
    end,
    wallStart: wall(start, event.zone),
    wallEnd: wall(end, event.zone),
  };
}

/** The event moved by days and minutes on the wall clock; its length stays. */
export function moved(event, days, minutes) {
  if (event.allDay) {
    return { ...event, startDay: addDays(event.startDay, days), endDay: addDays(event.endDay, days) };
  }
  const { day, minute } = event.wallStart;
  const start = instant(addDays(day, days), minute + minutes, event.zone);
  return timed(event, start, start + (event.end - event.start));
}

/** The event with its end moved; never shorter than a quarter of an hour, or a day. */
export function resized(event, days, minutes) {
  if (event.allDay) {
    const endDay = addDays(event.endDay, days);
    return { ...event, endDay: endDay > event.startDay ? endDay : addDays(event.startDay, 1) };
  }
  const { day, minute } = event.wallEnd;
  const end = instant(addDays(day, days), minute + minutes, event.zone);
  return timed(event, event.start, Math.max(end, event.start + 15 * 60_000));
}

/** start and end as a patch: the keys of the other kind go, the zone the event was given stays. */
export function timesOf(event) {
  if (event.allDay) {
    const whole = (date) => ({ date, dateTime: null, timeZone: null });
    return { start: whole(event.startDay), end: whole(event.endDay) };
  }
  const at = (time, zone) => ({ dateTime: rfc3339(time, event.zone), timeZone: zone ?? event.zone, date: null });
  return {
    start: at(event.start, event.raw?.start?.timeZone),
    end: at(event.end, event.raw?.end?.timeZone),
  };
}

/** "10:00 – 11:30" */
export function hours(event) {
  return `${clock(event.wallStart.minute)} – ${clock(event.wallEnd.minute)}`;
}

/** The event's time in words. */
export function when(event) {
  if (event.allDay) {
    const lastDay = addDays(event.endDay, -1);
    return lastDay > event.startDay ? `${longDay(event.startDay)} to ${longDay(lastDay)}` : longDay(event.startDay);
  }
  const days = daysBetween(event.wallStart.day, event.wallEnd.day);
  const end = days === 0 ? "" : dayText(event.wallEnd.day, { weekday: "long" }) + " ";
  return `${longDay(event.wallStart.day)}, ${clock(event.wallStart.minute)} to ${end}${clock(event.wallEnd.minute)}`;
}

export function spoken(event) {
  return [event.summary || "No title", when(event), event.location, event.recurring && "repeats"]
    .filter(Boolean)
    .join(", ");
}
