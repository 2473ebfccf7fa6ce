import { h } from "../dom.js";
import { addDays, clock, instant, minuteOf, wall } from "../time.js";
import { COLOURS, timesOf } from "./event.js";

const TEXTS = ["summary", "location", "description"];

/** The form of one event: made new, or changed field by field on the version it was opened on. */
export class EventDialog {
  #dialog = document.getElementById("event-dialog");
  #form = this.#dialog.querySelector("form");
  #field = this.#form.elements;
  #message = this.#dialog.querySelector(".message");
  #base;
  #shown; // the form's values as they were filled in
  #done;
  #save;
  #remove;

  constructor() {
    const swatches = this.#dialog.querySelector(".swatches");
    swatches.append(swatch("", "Calendar colour"), ...COLOURS.map((name, i) => swatch(String(i + 1), name)));
    this.#form.addEventListener("submit", (submit) => {
      submit.preventDefault();
      this.#submit();
    });
    this.#field.allDay.addEventListener("change", () => this.#showTimes());
    for (const name of ["startDay", "startTime"]) {
      this.#field[name].addEventListener("change", () => this.#startMoved());
    }
    for (const name of ["endDay", "endTime"]) {
      this.#field[name].addEventListener("change", () => (this.#length = this.#formLength()));
    }
    this.#dialog.querySelector(".cancel").addEventListener("click", () => this.#dialog.close());
    this.#dialog.querySelector(".delete").addEventListener("click", () => {
      this.#dialog.close();
      this.#remove(this.#base);
    });
    this.#dialog.addEventListener("close", () => this.#done?.());
    this.#dialog.addEventListener("pointerdown", (pointer) => {
      if (pointer.target === this.#dialog && this.#untouched()) this.#dialog.close();
    });
  }

  #length = 60;

  /** Resolves with the event once it is made, or with nothing when the form is closed. */
  create(sketch, calendars, save) {
    this.#open({ ...sketch, summary: "" }, "New event");
    const writable = calendars.filter((one) => ["owner", "writer"].includes(one.accessRole ?? "owner"));
    this.#chooseCalendar(writable);
    let made;
    this.#save = async () => {
      made = await save(this.#field.calendar.value, this.#body());
    };
    return this.#closed().then(() => made);
  }

  edit(event, { save, latest, remove }) {
    this.#open(event, event.recurring ? "One occurrence of a repeating event" : "Event");
    this.#remove = remove;
    this.#save = async () => {
      const changes = this.#changes();
      if (Object.keys(changes).length === 0) return;
      try {
        await save(this.#base, changes);
      } catch (error) {
        if (error.status !== 412) throw error;
        await this.#overtaken(latest);
      }
    };
    return this.#closed();
  }

  #closed() {
    return new Promise((resolve) => (this.#done = resolve));
  }

  #open(event, heading) {
    this.#base = event;
    this.#message.hidden = true;
    this.#dialog.querySelector("h2").textContent = heading;
    this.#dialog.querySelector(".delete").hidden = Boolean(event.sketch);
    this.#chooseCalendar([]);
    const raw = this.#dialog.querySelector("details");
    raw.hidden = Boolean(event.sketch);
    raw.open = false;
    raw.querySelector("pre").textContent = JSON.stringify(event.raw, undefined, 2) ?? "";
    this.#dialog.querySelector(".zone-name").textContent = event.zone.replaceAll("_", " ");
    this.#fill(this.#valuesOf(event));
    this.#shown = this.#values();
    this.#dialog.showModal();
    this.#field.summary.focus();
    this.#field.summary.select();
  }

  #chooseCalendar(calendars) {
    const select = this.#field.calendar;
    select.closest("label").hidden = calendars.length < 2;
    select.replaceChildren(...calendars.map((one) => h("option", { value: one.id }, one.summary ?? one.id)));
  }

  #valuesOf(event) {
    const start = event.allDay ? { day: event.startDay, minute: 9 * 60 } : event.wallStart;
    const end = event.allDay ? { day: addDays(event.endDay, -1), minute: 10 * 60 } : event.wallEnd;
    return {
      summary: event.summary ?? "",
      location: event.location ?? "",
      description: event.description ?? "",
      allDay: event.allDay,
      startDay: start.day,
      startTime: clock(start.minute),
      endDay: end.day,
      endTime: clock(end.minute),
      attendees: (event.raw?.attendees ?? []).map((guest) => guest.email).join(", "),
      colorId: event.colorId ?? "",
    };
  }

  #fill(values) {
    for (const [name, value] of Object.entries(values)) {
      if (name === "allDay") this.#field.allDay.checked = value;
      // Chromium does not choose the radio with an empty value by assignment.
      else if (name === "colorId") for (const radio of this.#field.colorId) radio.checked = radio.value === value;
      else this.#field[name].value = value;
    }
    this.#length = this.#formLength();
    this.#showTimes();
  }

  #values() {
    const values = {};
    for (const name of [...TEXTS, "startDay", "startTime", "endDay", "endTime", "attendees", "colorId"]) {
      values[name] = this.#field[name].value;
    }
    return { ...values, allDay: this.#field.allDay.checked };
  }

  #untouched() {
    return JSON.stringify(this.#values()) === JSON.stringify(this.#shown);
  }

  #touched() {
    const now = this.#values();
    return Object.keys(now).filter((name) => now[name] !== this.#shown[name]);
  }

  #showTimes() {
    const allDay = this.#field.allDay.checked;
    for (const name of ["startTime", "endTime"]) {
      this.#field[name].hidden = allDay;
      this.#field[name].required = !allDay;
    }
    if (!allDay && this.#formLength() <= 0) this.#startMoved();
  }

  #formLength() {
    const { startDay, startTime, endDay, endTime } = this.#values();
    if (!startDay || !endDay) return 60;
    return (instant(endDay, minuteOf(endTime || "0:00"), "UTC") - instant(startDay, minuteOf(startTime || "0:00"), "UTC")) / 60_000;
  }

  /** The end follows the start, so that the event keeps its length. */
  #startMoved() {
    const { startDay, startTime } = this.#values();
    if (!startDay || !startTime) return;
    const length = this.#length > 0 ? this.#length : 60;
    const end = wall(instant(startDay, minuteOf(startTime) + length, "UTC"), "UTC");
    this.#field.endDay.value = end.day;
    this.#field.endTime.value = clock(end.minute);
  }

  /** The event's times as the form shows them. */
  #formTimes() {
    const { allDay, startDay, startTime, endDay, endTime } = this.#values();
    const { zone, raw } = this.#base;
    if (allDay) return timesOf({ allDay, startDay, endDay: addDays(endDay, 1) });
    const start = instant(startDay, minuteOf(startTime), zone);
    return timesOf({ allDay, zone, raw, start, end: instant(endDay, minuteOf(endTime), zone) });
  }

  #guests() {
    const known = new Map((this.#base.raw?.attendees ?? []).map((guest) => [guest.email, guest]));
    const emails = this.#field.attendees.value.split(/[\s,;]+/).filter(Boolean);
    return emails.map((email) => known.get(email) ?? { email });
  }

  #body() {
    const { start, end } = this.#formTimes();
    const set = (value) => Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null));
    const { summary, location, description, colorId } = this.#values();
    const guests = this.#guests();
    return {
      summary,
      start: set(start),
      end: set(end),
      ...(location && { location }),
      ...(description && { description }),
      ...(colorId && { colorId }),
      ...(guests.length > 0 && { attendees: guests }),
    };
  }

  #changes() {
    const touched = this.#touched();
    const values = this.#values();
    const changes = {};
    for (const name of [...TEXTS, "colorId"]) {
      if (touched.includes(name)) changes[name] = values[name] === "" ? null : values[name];
    }
    if (touched.some((name) => /^(start|end|allDay)/.test(name))) Object.assign(changes, this.#formTimes());
    if (touched.includes("attendees")) changes.attendees = this.#guests();
    return changes;
  }

  /** Somebody else was faster: their values come in where this form was not touched. */
  async #overtaken(latest) {
    const event = await latest(this.#base);
    if (!event) throw new Error("Somebody else deleted this event meanwhile.");
    const mine = this.#values();
    const touched = this.#touched();
    const theirs = this.#valuesOf(event);
    this.#base = event;
    this.#fill(theirs);
    this.#shown = this.#values();
    this.#fill({ ...theirs, ...Object.fromEntries(touched.map((name) => [name, mine[name]])) });
    throw new Error(
      "Somebody else changed this event meanwhile. Their changes are in the form, yours are kept. Save again to write them.",
    );
  }

  async #submit() {
    const wrong = this.#wrong();
    if (wrong) return this.#say(wrong);
    const button = this.#form.querySelector(".primary");
    button.disabled = true;
    try {
      await this.#save();
      this.#dialog.close();
    } catch (error) {
      this.#say("Not saved. " + (error.sentence ?? error.message));
    } finally {
      button.disabled = false;
    }
  }

  #wrong() {
    const { allDay, startDay, startTime, endDay, endTime } = this.#values();
    if (allDay ? endDay < startDay : endDay + endTime < startDay + startTime) return "The end is before the start.";
    const odd = this.#guests().find((guest) => !/^\S+@\S+$/.test(guest.email));
    return odd && `“${odd.email}” is not an address.`;
  }

  #say(text) {
    this.#message.textContent = text;
    this.#message.hidden = false;
  }
}

function swatch(id, name) {
  return h(
    "label",
    { class: id ? `swatch colour-${id}` : "swatch", title: name },
    h("input", { type: "radio", name: "colorId", value: id, "aria-label": name }),
  );
}
