import { calendarApi } from "../api.js";
import { addDays, instant } from "../time.js";
import { fromApi } from "./event.js";

/**
 * The calendars and events that are on show, kept current.
 *
 * Tells its owner through `changed()`, `failed(email, error)`, `recovered(email)` and
 * `madeByOthers(kind, event)`, where kind is added, changed or removed.
 */
export class CalendarStore {
  #tell;
  #range;
  #emails = [];
  #calendars = new Map(); // email → entries of its calendarList
  #loads = new Map(); // calendar → { events, range, running, again, wait }
  #drafts = new Map(); // event key → the event as it will be once a write is through
  #writes = new Map(); // email → writes under way
  #patches = new Map(); // event key → the last patch under way

  constructor(tell) {
    this.#tell = tell;
  }

  /** Shows these accounts from a day on; what is known already is there at once. */
  async show(emails, first, days) {
    this.#emails = emails;
    this.#range = { first, days, name: `${first}+${days}` };
    this.#tell.changed();
    await Promise.all(emails.map((email) => this.refresh(email)));
  }

  calendars(email) {
    return this.#calendars.get(email) ?? [];
  }

  /** The zone of the account's own calendar; all that it shows is drawn in this one. */
  zone(email) {
    const calendars = this.calendars(email);
    return (calendars.find((one) => one.primary) ?? calendars[0])?.timeZone ?? "UTC";
  }

  loaded(email) {
    const calendars = this.calendars(email);
    return (
      calendars.length > 0 &&
      calendars.every((one) => this.#loads.get(`${email}/${one.id}`)?.range === this.#range.name)
    );
  }

  events(email) {
    return this.calendars(email)
      .flatMap((one) => [...(this.#loads.get(`${email}/${one.id}`)?.events.values() ?? [])])
      .map((event) => this.#drafts.get(event.key) ?? event);
  }

  event(key) {
    for (const load of this.#loads.values()) {
      if (load.events.has(key)) return load.events.get(key);
    }
    return undefined;
  }

  /** Somebody changed something in that calendar. */
  async heard(email, calendarId) {
    if (!this.#emails.includes(email)) return;
    if (this.calendars(email).some((one) => one.id === calendarId)) {
      await this.#load(email, calendarId);
    } else {
      await this.refresh(email);
    }
  }

  async refresh(email) {
    try {
      this.#calendars.set(email, await calendarApi.calendars(email));
      this.#tell.recovered(email);
    } catch (error) {
      this.#tell.failed(email, error);
      if (error.reason !== "accountGone") {
        setTimeout(() => this.#emails.includes(email) && this.refresh(email), 3000);
      }
      return;
    }
    this.#tell.changed();
    await Promise.all(this.calendars(email).map((one) => this.#load(email, one.id)));
  }

  async #load(email, calendarId) {
    const name = `${email}/${calendarId}`;
    if (!this.#loads.has(name)) this.#loads.set(name, { events: new Map(), wait: 500 });
    const load = this.#loads.get(name);
    load.again = true;
    if (load.running) return;
    load.running = true;
    try {
      while (load.again) {
        load.again = false;
        // Our own writes settle first, so that only what others did stands out.
        await Promise.allSettled(this.#writes.get(email) ?? []);
        await this.#read(load, email, calendarId);
        // Under a stream of changes the calendar is read a few times a second, not for each.
        if (load.again) await new Promise((resolve) => setTimeout(resolve, 150));
      }
      load.wait = 500;
    } catch (error) {
      this.#tell.failed(email, error);
      load.wait = Math.min(load.wait * 2, 10_000);
      setTimeout(() => this.#emails.includes(email) && this.#load(email, calendarId), load.wait);
    } finally {
      load.running = false;
    }
  }

  async #read(load, email, calendarId) {
    const range = this.#range;
    const zone = this.zone(email);
    const from = new Date(instant(range.first, 0, zone)).toISOString();
    const to = new Date(instant(addDays(range.first, range.days), 0, zone)).toISOString();
    const items = await calendarApi.events(email, calendarId, from, to);
    this.#tell.recovered(email);
    if (range !== this.#range) {
      load.again = true;
      return;
    }
    const events = new Map();
    for (const raw of items) {
      if (raw.status === "cancelled" || !raw.start) continue;
      const event = fromApi(raw, { email, calendarId, zone });
      events.set(event.key, event);
    }
    const before = load.events;
    const comparable = load.range === range.name;
    load.events = events;
    load.range = range.name;
    if (comparable) this.#compare(before, events);
    this.#tell.changed();
  }

  #compare(before, after) {
    for (const [key, event] of after) {
      const old = before.get(key);
      if (!old) this.#tell.madeByOthers("added", event);
      else if (old.etag !== event.etag) this.#tell.madeByOthers("changed", event);
    }
    for (const [key, event] of before) {
      if (!after.has(key)) this.#tell.madeByOthers("removed", event);
    }
  }

  /** Shows an event as it is about to be; undefined takes that back. */
  draft(key, event) {
    if (event) this.#drafts.set(key, event);
    else this.#drafts.delete(key);
    this.#tell.changed();
  }

  async create(email, calendarId, body) {
    const raw = await this.#write(email, calendarApi.insert(email, calendarId, body));
    return this.#keep(email, calendarId, raw);
  }

  /** Changes these fields, provided that nobody else changed the event since the version given. */
  async patch(event, body) {
    const earlier = this.#patches.get(event.key);
    const call = (async () => {
      // Our own change that is still under way is no reason to be refused.
      const etag = (await earlier?.catch(() => undefined))?.etag ?? event.etag;
      return calendarApi.patch(event.email, event.calendarId, event.id, etag, body);
    })();
    this.#patches.set(event.key, call);
    try {
      return this.#keep(event.email, event.calendarId, await this.#write(event.email, call));
    } finally {
      if (this.#patches.get(event.key) === call) this.#patches.delete(event.key);
    }
  }

  async remove(event) {
    const call = calendarApi.remove(event.email, event.calendarId, event.id, event.etag);
    await this.#write(event.email, call);
    this.#loads.get(`${event.email}/${event.calendarId}`)?.events.delete(event.key);
    this.#tell.changed();
  }

  /** Brings back an event that was just deleted. */
  async restore(event) {
    const body = { ...event.raw, status: "confirmed" };
    const call = calendarApi.replace(event.email, event.calendarId, event.id, body);
    return this.#keep(event.email, event.calendarId, await this.#write(event.email, call));
  }

  /** The event as the server has it now. */
  async latest(event) {
    const raw = await calendarApi.get(event.email, event.calendarId, event.id);
    if (raw.status === "cancelled") return undefined;
    return this.#keep(event.email, event.calendarId, raw);
  }

  #keep(email, calendarId, raw) {
    const event = fromApi(raw, { email, calendarId, zone: this.zone(email) });
    const load = this.#loads.get(`${email}/${calendarId}`);
    // A series is shown as its occurrences: those come with the next reading.
    if (load && !raw.recurrence) load.events.set(event.key, event);
    this.#tell.changed();
    return event;
  }

  async #write(email, call) {
    if (!this.#writes.has(email)) this.#writes.set(email, new Set());
    const writes = this.#writes.get(email);
    writes.add(call);
    try {
      return await call;
    } finally {
      writes.delete(call);
    }
  }
}
