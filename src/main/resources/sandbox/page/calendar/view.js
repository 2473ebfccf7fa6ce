import { perFrame, remember, remembered } from "../dom.js";
import { announce, toast } from "../notice.js";
import { addDays, DAY_MINUTES, instant, monday, rangeText, wall } from "../time.js";
import { EventDialog } from "./dialog.js";
import { timesOf, when } from "./event.js";
import { followKeys } from "./keys.js";
import { followPointer } from "./pointer.js";
import { CalendarStore } from "./store.js";
import { AccountSwitcher } from "./switcher.js";
import { Week } from "./week.js";

/** The least that a day takes, in pixels: of a whole week, and of three days. */
const NARROWEST = { week: 92, few: 72 };

/** The calendar part of the page: which accounts, which days, and what hands do there. */
export class CalendarView {
  #accounts = [];
  #choice = remembered("accounts", undefined); // an address, or "all"
  #anchor; // a day that is on show
  #weeks = new Map();
  #unseen = new Set();
  #failures = new Map();
  #sketch; // the event being made, not sent yet
  #lastDays;
  #hidden = false; // another part is on show instead, on a narrow screen
  #scrolled = 0;
  #dialog = new EventDialog();
  #draw = perFrame(() => this.#drawNow());

  #store = new CalendarStore({
    changed: () => this.#draw(),
    failed: (email, error) => this.#failed(email, error),
    recovered: (email) => this.#failures.delete(email) && this.#draw(),
    madeByOthers: (kind, event) => this.#madeByOthers(kind, event),
  });

  /** `accountGone` is called when an account that is on show does not exist any more. */
  constructor({ accountGone }) {
    this.accountGone = accountGone;
    this.panes = document.getElementById("panes");
    this.switcher = new AccountSwitcher((choice) => this.choose(choice));
    this.trouble = document.getElementById("trouble");
    const step = (count) => () => this.#go(addDays(this.#anchor, count * this.#count()));
    on("today", () => this.#go(this.#today(), { scroll: true }));
    on("earlier", step(-1));
    on("later", step(1));
    on("new-event", () => this.newEvent());
    new ResizeObserver(() => this.#resized()).observe(this.panes);
    setInterval(() => this.#weeks.forEach((week) => week.zone && week.tick()), 20_000);
  }

  /** Shows these accounts; called again when there are others. */
  async setAccounts(emails) {
    this.#accounts = emails;
    if (this.#choice !== "all" && !emails.includes(this.#choice)) this.#choice = emails[0];
    if (!this.#anchor) this.#anchor = this.#today();
    this.switcher.draw(this.#accounts, this.#choice, this.#unseen);
    await this.#show({ scroll: true });
  }

  choose(choice) {
    this.#choice = choice;
    remember("accounts", choice);
    this.switcher.draw(this.#accounts, this.#choice, this.#unseen);
    return this.#show({ scroll: true });
  }

  heard({ account, calendarId }) {
    if (!this.#shown().includes(account) && this.#accounts.includes(account)) {
      this.#unseen.add(account);
      this.switcher.draw(this.#accounts, this.#choice, this.#unseen);
    }
    return this.#store.heard(account, calendarId);
  }

  refresh() {
    return Promise.all(this.#shown().map((email) => this.#store.refresh(email)));
  }

  today() {
    this.#go(this.#today(), { scroll: true });
  }

  /** Opens the form on the next full hour of a day that is on show. */
  newEvent() {
    const email = this.#shown()[0];
    if (!email) return;
    const now = wall(Date.now(), this.#store.zone(email));
    const days = this.#days();
    const onShow = days.includes(now.day);
    const hour = onShow ? Math.min(20, Math.max(8, Math.floor(now.minute / 60) + 1)) : 9;
    this.#create(email, { day: onShow ? now.day : days[0], from: hour * 60, to: hour * 60 + 60 });
  }

  #shown() {
    return this.#choice === "all" ? this.#accounts : this.#accounts.filter((one) => one === this.#choice);
  }

  #today() {
    const email = this.#shown()[0];
    const zone = email && this.#store.calendars(email).length > 0
      ? this.#store.zone(email)
      : Intl.DateTimeFormat().resolvedOptions().timeZone;
    return wall(Date.now(), zone).day;
  }

  /** As many days as can be read: a week, three, or one. */
  #count() {
    const across = this.#sideBySide() ? this.#shown().length : 1;
    const width = Math.max(240, this.panes.clientWidth / across) - 56;
    return width / 7 >= NARROWEST.week ? 7 : width / 3 >= NARROWEST.few ? 3 : 1;
  }

  #sideBySide() {
    return this.panes.clientWidth >= 640;
  }

  #days() {
    const count = this.#count();
    const first = count === 7 ? monday(this.#anchor) : this.#anchor;
    return Array.from({ length: count }, (_, index) => addDays(first, index));
  }

  #go(day, options) {
    this.#anchor = day;
    this.#show(options);
  }

  #resized() {
    if (this.panes.clientWidth === 0) {
      this.#hidden = true;
      return;
    }
    if (this.#anchor && this.#days().join() !== this.#lastDays) this.#show();
    // What is not displayed forgets how far it was scrolled.
    if (this.#hidden) for (const week of this.#weeks.values()) week.scroller.scrollTop = this.#scrolled;
    this.#hidden = false;
  }

  async #show({ scroll = false } = {}) {
    const days = this.#days();
    this.#lastDays = days.join();
    const shown = this.#shown();
    for (const [email, week] of this.#weeks) {
      if (!shown.includes(email)) {
        week.element.remove();
        this.#weeks.delete(email);
      }
    }
    for (const email of shown) {
      this.#unseen.delete(email);
      if (!this.#weeks.has(email)) this.#weeks.set(email, this.#makeWeek(email));
    }
    this.panes.replaceChildren(...shown.map((email) => this.#weeks.get(email).element));
    this.panes.classList.toggle("several", shown.length > 1);
    document.getElementById("range").textContent = rangeText(days[0], days.length, this.panes.clientWidth < 480);
    document.getElementById("no-accounts").hidden = this.#accounts.length > 0;
    this.#drawNow();
    if (scroll) this.#scrollToWork();
    await this.#store.show(shown, days[0], days.length);
  }

  #makeWeek(email) {
    const week = new Week(email);
    week.element.classList.add("owner-" + (this.#accounts.indexOf(email) % 6));
    const actions = {
      event: (key) => this.#store.event(key),
      open: (event) => this.#edit(event),
      preview: (result) => this.#preview(email, result),
      settle: (before, after) => this.#settle(before, after),
      cancel: (event) => (event ? this.#store.draft(event.key, undefined) : this.#setSketch(undefined)),
      create: (slot) => this.#create(email, slot),
      remove: (event) => this.#remove(event),
    };
    week.scroller.addEventListener("scroll", () => this.#scrollTogether(week), { passive: true });
    followPointer(week, actions);
    followKeys(week, actions);
    return week;
  }

  /** Side by side, the same hours stand at the same height. */
  #scrollTogether(week) {
    if (this.panes.clientWidth === 0) return;
    this.#scrolled = week.scroller.scrollTop;
    for (const other of this.#weeks.values()) {
      if (this.#sideBySide() && other !== week) other.scroller.scrollTop = week.scroller.scrollTop;
    }
  }

  #scrollToWork() {
    for (const week of this.#weeks.values()) {
      const now = wall(Date.now(), week.zone);
      const wanted = week.days.includes(now.day) ? now.minute - 180 : 0;
      week.scrollTo(Math.min(13 * 60, Math.max(7.25 * 60, wanted)));
    }
  }

  #drawNow() {
    const days = this.#days();
    for (const [email, week] of this.#weeks) {
      const events = this.#store.events(email);
      const sketched = this.#sketch?.email === email ? [...events, this.#sketch] : events;
      week.draw({
        days,
        zone: this.#store.zone(email),
        events: sketched,
        emptyHint: this.#store.loaded(email) && !this.#failures.has(email) ? this.#hint(week) : undefined,
      });
    }
    this.trouble.hidden = this.#failures.size === 0;
    this.trouble.textContent = [...this.#failures]
      .map(([email, error]) => `The calendar of ${email} cannot be read (${error.sentence}). Trying again.`)
      .join(" ");
  }

  #hint(week) {
    week.hintNode ??= document.getElementById("empty-hint").content.firstElementChild.cloneNode(true);
    week.hintNode.querySelector(".origin").textContent = location.origin;
    return week.hintNode;
  }

  #failed(email, error) {
    if (error.reason === "accountGone") {
      this.accountGone();
      return;
    }
    this.#failures.set(email, error);
    this.#draw();
  }

  #madeByOthers(kind, event) {
    const week = this.#weeks.get(event.email);
    if (kind === "removed") week?.fade(event.key);
    else week?.highlight(event.key);
    const verb = { added: "appeared", changed: "changed", removed: "was deleted" }[kind];
    announce(`${event.summary || "An event"} ${verb}`);
  }

  #setSketch(sketch) {
    this.#sketch = sketch;
    this.#draw();
  }

  #preview(email, result) {
    if (result.key) this.#store.draft(result.key, result);
    else this.#setSketch(this.#sketchOf(email, result));
  }

  /** A stretch of free time as an event that exists on this page alone. */
  #sketchOf(email, slot) {
    const zone = this.#store.zone(email);
    const common = { key: "sketch", id: "sketch", email, zone, summary: "New event", location: "", sketch: true };
    if (slot.allDay) {
      return { ...common, allDay: true, startDay: slot.day, endDay: addDays(slot.lastDay, 1) };
    }
    const start = instant(slot.day, Math.max(0, slot.from), zone);
    const end = instant(slot.day, Math.min(DAY_MINUTES, slot.to), zone);
    return { ...common, start, end, wallStart: wall(start, zone), wallEnd: wall(end, zone) };
  }

  async #settle(before, after) {
    if (JSON.stringify(timesOf(before)) === JSON.stringify(timesOf(after))) {
      this.#store.draft(before.key, undefined);
      return;
    }
    this.#store.draft(before.key, { ...after, pending: true });
    try {
      await this.#store.patch(before, timesOf(after));
      announce("Now " + when(after));
      await this.#follow(after);
    } catch (error) {
      this.#refused("The event was not moved", error, before);
    } finally {
      this.#store.draft(before.key, undefined);
    }
  }

  /** The keyboard can move an event out of sight: the view goes after it. */
  async #follow(event) {
    const day = event.allDay ? event.startDay : event.wallStart.day;
    if (this.#days().includes(day)) return;
    this.#anchor = day;
    await this.#show();
    this.#afterDialog(event.email, event.key);
  }

  #refused(what, error, event) {
    if (error.status === 412) {
      toast(`${what}: somebody else changed it meanwhile. Here is how it stands now.`, { bad: true });
    } else {
      toast(`${what}. ${error.sentence}`, { bad: true });
    }
    this.#store.heard(event.email, event.calendarId);
  }

  async #create(email, slot) {
    this.#setSketch(this.#sketchOf(email, slot));
    const calendars = this.#store.calendars(email);
    const made = await this.#dialog.create(this.#sketch, calendars, (calendarId, body) =>
      this.#store.create(email, calendarId, body),
    );
    this.#setSketch(undefined);
    this.#afterDialog(email, made?.key);
  }

  async #edit(event) {
    await this.#dialog.edit(this.#store.event(event.key) ?? event, {
      save: (base, body) => this.#store.patch(base, body),
      latest: (base) => this.#store.latest(base),
      remove: (base) => this.#remove(base),
    });
    this.#afterDialog(event.email, event.key);
  }

  #afterDialog(email, key) {
    requestAnimationFrame(() => (key ? this.#weeks.get(email)?.focus(key) : undefined));
  }

  async #remove(event) {
    try {
      await this.#store.remove(event);
    } catch (error) {
      this.#refused("The event was not deleted", error, event);
      return;
    }
    toast(`Deleted “${event.summary || "No title"}”.`, {
      action: "Undo",
      run: () =>
        this.#store.restore(event).catch((error) => this.#refused("It could not be brought back", error, event)),
    });
  }
}

function on(id, action) {
  document.getElementById(id).addEventListener("click", action);
}
