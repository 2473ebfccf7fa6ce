import { h, order, place } from "../dom.js";
import { clock, dayText, DAY_MINUTES, isWeekend, longDay, offsetText, wall } from "../time.js";
import { hours, spoken } from "./event.js";
import { longBars, timedBoxes } from "./layout.js";

const FRESH_MILLIS = 2600;
const GONE_MILLIS = 700;
/** The share of a day's column that events may take; the rest stays free to draw on. */
const FILLED = 0.94;

/** One account's days: headings, the lane for long events, the hours. Draws; decides nothing. */
export class Week {
  #nodes = new Map(); // box name → element
  #fresh = new Map(); // event key → until when it stands out
  #gone = new Set();
  #now = h("div", { class: "now", "aria-hidden": "true" });
  #zoneLabel = h("span", { class: "zone" });
  #headings = h("div", { class: "headings" });
  #columns = h("div", { class: "columns", "aria-hidden": "true" });
  #hint = h("div", { class: "hint", hidden: true });

  constructor(email) {
    this.email = email;
    this.days = [];
    this.lane = h("div", { class: "lane" });
    this.layer = h("div", { class: "layer" });
    this.cursor = h("div", { class: "cursor", "aria-hidden": "true", hidden: true });
    this.grid = h(
      "div",
      {
        class: "grid",
        tabindex: "0",
        role: "group",
        "aria-label": "Hours. Arrow keys choose a free time, Enter makes an event there.",
      },
      this.#columns,
      this.#now,
      this.cursor,
      this.layer,
    );
    this.scroller = h(
      "div",
      { class: "week" },
      h(
        "div",
        { class: "week-head" },
        h("div", { class: "corner" }, this.#zoneLabel),
        this.#headings,
        h("div", { class: "lane-label" }, "all day"),
        this.lane,
      ),
      h("div", { class: "axis", "aria-hidden": "true" }, hourLabels()),
      this.grid,
    );
    this.title = h("h2", { class: "pane-title" }, h("span", { class: "dot" }), email);
    this.element = h(
      "section",
      { class: "pane", "aria-label": `Calendar of ${email}` },
      this.title,
      this.scroller,
      this.#hint,
    );
  }

  /** Draws what is given; moves what is there already. */
  draw({ days, zone, events, emptyHint }) {
    if (days.join() !== this.days.join() || zone !== this.zone) {
      this.days = days;
      this.zone = zone;
      this.#drawDays();
    }
    this.#drawEvents(events);
    this.tick();
    this.#hint.hidden = !emptyHint || events.length > 0;
    if (!this.#hint.hidden && this.#hint.firstChild !== emptyHint) this.#hint.replaceChildren(emptyHint);
  }

  /** Lets an event that others changed stand out for a moment. */
  highlight(key) {
    this.#fresh.set(key, performance.now() + FRESH_MILLIS);
    setTimeout(() => {
      if (this.#fresh.get(key) > performance.now()) return;
      this.#fresh.delete(key);
      for (const node of this.#nodesOf(key)) node.classList.remove("fresh");
    }, FRESH_MILLIS + 50);
  }

  /** Lets an event that others deleted fade instead of vanish. */
  fade(key) {
    this.#gone.add(key);
  }

  focus(key) {
    this.#nodesOf(key)[0]?.focus({ preventScroll: false });
  }

  /** Moves the line of the present to where it belongs. */
  tick() {
    const now = wall(Date.now(), this.zone);
    const index = this.days.indexOf(now.day);
    this.#now.hidden = index < 0;
    if (index >= 0) {
      place(this.#now, {
        top: share(now.minute, DAY_MINUTES),
        left: share(index, this.days.length),
        width: share(1, this.days.length),
      });
    }
    for (const node of this.element.querySelectorAll("[data-day]")) {
      node.classList.toggle("today", node.dataset.day === now.day);
    }
  }

  scrollTo(minute) {
    this.scroller.scrollTop = (minute / DAY_MINUTES) * this.grid.offsetHeight;
  }

  #nodesOf(key) {
    return [...this.element.querySelectorAll(".event")].filter((node) => node.dataset.key === key);
  }

  #drawDays() {
    const columns = this.days.length;
    this.element.dataset.days = columns;
    this.#zoneLabel.textContent = offsetText(this.days[0], this.zone);
    this.#zoneLabel.title = this.zone;
    const slots = (make) => this.days.map((day, index) => {
      const node = make(day);
      place(node, { left: share(index, columns), width: share(1, columns) });
      return node;
    });
    this.#headings.replaceChildren(
      ...slots((day) =>
        h(
          "div",
          { class: "heading", "data-day": day, "aria-label": longDay(day) },
          h("span", { class: "weekday" }, dayText(day, { weekday: "short" })),
          h("span", { class: "date" }, String(Number(day.slice(8)))),
        ),
      ),
    );
    this.#columns.replaceChildren(
      ...slots((day) => h("div", { class: isWeekend(day) ? "column weekend" : "column", "data-day": day })),
    );
    for (const node of this.#nodes.values()) node.remove();
    this.#nodes.clear();
  }

  #drawEvents(events) {
    const count = this.days.length;
    const { bars, rows } = longBars(events, this.days);
    this.lane.style.setProperty("--rows", rows);
    const kept = new Set();
    const long = bars.map((bar) => {
      const node = this.#node(bar.event.key + "#long", kept);
      fill(node, bar, bar.event.allDay ? "" : clock(bar.event.wallStart.minute), "bar");
      place(node, { left: share(bar.from, count), width: share(bar.to - bar.from, count) });
      node.style.setProperty("--row", bar.row);
      return node;
    });
    const timed = timedBoxes(events, this.days).map((box) => {
      const part = box.starts ? "first" : box.event.wallEnd.day === this.days[box.index] ? "last" : box.index;
      const node = this.#node(`${box.event.key}#${part}`, kept);
      fill(node, box, hours(box.event), shapeOf(box.to - box.from));
      place(node, {
        top: share(box.from, DAY_MINUTES),
        height: share(box.to - box.from, DAY_MINUTES),
        left: share(box.index + box.left * FILLED, count),
        width: share(box.width * FILLED, count),
      });
      return node;
    });
    const leaving = this.#dropOthers(kept);
    order(this.lane, [...long, ...leaving.filter((node) => node.parentNode === this.lane)]);
    order(this.layer, [...timed, ...leaving.filter((node) => node.parentNode === this.layer)]);
  }

  #node(name, kept) {
    kept.add(name);
    if (!this.#nodes.has(name)) this.#nodes.set(name, eventNode());
    const node = this.#nodes.get(name);
    const key = name.slice(0, name.lastIndexOf("#"));
    node.dataset.key = key;
    node.classList.toggle("fresh", this.#fresh.has(key));
    return node;
  }

  #dropOthers(kept) {
    const leaving = [...this.layer.querySelectorAll(".gone"), ...this.lane.querySelectorAll(".gone")];
    for (const [name, node] of this.#nodes) {
      if (kept.has(name)) continue;
      this.#nodes.delete(name);
      if (this.#gone.delete(node.dataset.key)) {
        node.classList.add("gone");
        node.setAttribute("aria-hidden", "true");
        node.removeAttribute("tabindex");
        leaving.push(node);
        setTimeout(() => node.remove(), GONE_MILLIS);
      } else {
        if (document.activeElement === node) this.grid.focus({ preventScroll: true });
        node.remove();
      }
    }
    return leaving;
  }
}

function eventNode() {
  return h(
    "div",
    { class: "event", role: "button", tabindex: "0", "aria-describedby": "event-keys" },
    h("span", { class: "title", "aria-hidden": "true" }),
    h("span", { class: "time", "aria-hidden": "true" }, h("span"), h("span", { class: "until" })),
    h("span", { class: "place", "aria-hidden": "true" }),
    h("span", { class: "grip", "aria-hidden": "true" }),
  );
}

function fill(node, { event, starts, ends }, time, shape) {
  const colour = event.colorId ? `colour-${event.colorId}` : "";
  const flags = [
    event.pending && "pending",
    event.sketch && "sketch",
    event.recurring && "repeats",
    starts && "starts",
    ends && "ends",
    event.raw?.transparency === "transparent" && "free",
    node.classList.contains("fresh") && "fresh",
  ];
  node.className = ["event", shape, colour, ...flags.filter(Boolean)].filter(Boolean).join(" ");
  node.setAttribute("aria-label", spoken(event));
  const [title, at, where] = node.children;
  title.textContent = event.summary || "(No title)";
  const [from, until] = time.split(" – ");
  at.children[0].textContent = from;
  at.children[1].textContent = until ? " – " + until : "";
  where.textContent = event.location;
  node.title = event.sketch ? "" : [event.summary, time, event.location].filter(Boolean).join("\n");
}

/** How much text fits into an event of this many minutes. */
function shapeOf(minutes) {
  if (minutes <= 50) return "box short";
  if (minutes <= 70) return "box medium";
  return minutes <= 85 ? "box tall" : "box";
}

function hourLabels() {
  return Array.from({ length: 23 }, (_, index) => {
    const label = h("span", {}, clock((index + 1) * 60));
    place(label, { top: share(index + 1, 24) });
    return label;
  });
}

function share(part, whole) {
  return (part / whole) * 100 + "%";
}
