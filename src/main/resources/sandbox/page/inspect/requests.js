import { OWN_READ, sandboxApi } from "../api.js";
import { h, perFrame, remember, remembered } from "../dom.js";
import { toast } from "../notice.js";

/** So many lines are kept, and at most so many are drawn. */
const KEPT = 2000;
const DRAWN = 250;

/** The log of what clients asked, newest first, as it happens. */
export class RequestLog {
  #lines = [];
  #last = 0;
  #filter = { text: "", kind: "all", own: false, ...remembered("requests", {}) };
  #rows = new Map(); // line number → element
  #draw = perFrame(() => this.#drawNow());
  #list = document.getElementById("request-lines");
  #badges = [document.getElementById("failed-badge"), document.getElementById("hidden-failed")];
  #failedSeen = 0;

  constructor({ failing }) {
    this.failing = failing;
    const text = document.getElementById("request-text");
    text.value = this.#filter.text;
    text.addEventListener("input", () => this.#setFilter({ text: text.value }));
    const own = document.getElementById("request-own");
    own.checked = this.#filter.own;
    own.addEventListener("change", () => this.#setFilter({ own: own.checked }));
    for (const radio of document.querySelectorAll("[name=request-kind]")) {
      radio.checked = radio.value === this.#filter.kind;
      radio.addEventListener("change", () => this.#setFilter({ kind: radio.value }));
    }
    document.getElementById("clear-requests").addEventListener("click", () => this.#clear());
    document.getElementById("request-origin").textContent = location.origin;
    this.#list.addEventListener("click", (click) => {
      const row = click.target.closest("button.line");
      if (row) row.setAttribute("aria-expanded", String(row.getAttribute("aria-expanded") !== "true"));
    });
    this.#draw();
  }

  /** Reads what was logged since the last line that is known. */
  async catchUp() {
    try {
      for (const line of (await sandboxApi.requests(this.#last)).slice(-KEPT)) this.#keep(line);
      this.#draw();
    } catch (error) {
      toast("The request log cannot be read. " + error.sentence, { bad: true });
    }
  }

  add(line) {
    this.#keep(line);
    this.#draw();
  }

  /** The log came into sight. */
  seen() {
    this.#draw();
  }

  /** Reads all anew: a server that was started again counts from one. */
  restart() {
    this.#lines = [];
    this.#last = 0;
    return this.catchUp();
  }

  #keep(line) {
    if (line.n <= this.#last) {
      // Lines that were on their way while the log was read come twice, or out of order.
      if (this.#lines.some((known) => known.n === line.n) || this.#lines.length === 0) return;
    }
    this.#last = Math.max(this.#last, line.n);
    const query = line.query ?? "";
    const own = query.includes(OWN_READ);
    const failed = !(line.status >= 100 && line.status < 400);
    this.#lines.push({ ...line, query, own, failed });
    if (this.#lines.length > KEPT) this.#lines.splice(0, this.#lines.length - KEPT);
    if (failed && !own) this.failing(line);
  }

  #setFilter(change) {
    Object.assign(this.#filter, change);
    remember("requests", { kind: this.#filter.kind, own: this.#filter.own });
    this.#draw();
  }

  #passes(line) {
    const { text, kind, own } = this.#filter;
    if (line.own && !own) return false;
    if (kind === "writes" && line.method === "GET") return false;
    if (kind === "failed" && !line.failed) return false;
    return this.#matches(line, text);
  }

  #matches(line, text) {
    if (text.trim() === "") return true;
    const all = `${line.method} ${decoded(line.path)} ${decoded(line.query)} ${line.account ?? ""} ${line.status}`.toLowerCase();
    return text.toLowerCase().split(/\s+/).every((word) => all.includes(word));
  }

  #drawNow() {
    const lines = this.#lines.filter((line) => this.#passes(line)).slice(-DRAWN).reverse();
    const kept = new Set(lines.map((line) => line.n));
    for (const [n, row] of this.#rows) {
      if (kept.has(n)) continue;
      row.remove();
      this.#rows.delete(n);
    }
    let next = this.#list.firstElementChild;
    for (const line of lines) {
      const known = this.#rows.get(line.n);
      if (known && known === next) {
        next = next.nextElementSibling;
        continue;
      }
      const row = known ?? rowOf(line);
      this.#rows.set(line.n, row);
      this.#list.insertBefore(row, next);
    }
    if (this.#list.checkVisibility()) this.#failedSeen = this.#last;
    const fresh = this.#lines.filter((line) => line.failed && !line.own && line.n > this.#failedSeen).length;
    for (const badge of this.#badges) {
      badge.hidden = fresh === 0;
      badge.textContent = fresh > 99 ? "99+" : String(fresh);
      badge.title = `${fresh} failed`;
    }
    const others = this.#lines.filter((line) => !line.own).length;
    document.getElementById("no-requests").hidden = others > 0 || lines.length > 0;
    document.getElementById("no-match").hidden = others === 0 || lines.length > 0;
  }

  /** The log was emptied. */
  forget() {
    this.#lines = [];
    this.#draw();
  }

  async #clear() {
    try {
      await sandboxApi.clearRequests();
      this.forget();
    } catch (error) {
      toast("The log was not cleared. " + error.sentence, { bad: true });
    }
  }
}

function rowOf(line) {
  const at = new Date(line.at);
  const time = Number.isNaN(at.getTime()) ? String(line.at) : at.toLocaleTimeString("en-GB");
  const detail = [
    ["Path", decoded(line.path)],
    ...[...new URLSearchParams(line.query)].map(([name, value]) => [name, value]),
    ["Account", line.account ?? "none"],
    ["At", Number.isNaN(at.getTime()) ? time : at.toISOString()],
  ];
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: `line ${tone(line.status)}`, "aria-expanded": "false" },
      h("span", { class: "status" }, line.status ? String(line.status) : "cut"),
      h("span", { class: "method" }, line.method),
      h("span", { class: "path", title: decoded(line.path) }, short(line.path)),
      h("span", { class: "who" }, (line.account ?? "").split("@")[0]),
      h("span", { class: "millis" }, `${line.millis} ms`),
      h("span", { class: "clock" }, time),
    ),
    h("dl", { class: "detail" }, ...detail.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
  );
}

function tone(status) {
  if (!status || status >= 500) return "bad";
  if (status >= 400) return "warn";
  return status >= 300 ? "dull" : "good";
}

/** The path without what all of them share, and with the id of an event cut short. */
function short(path) {
  return decoded(path)
    .replace(/^\/(calendar\/v3|drive\/v3|v4)\//, "")
    .replace(/^((?:spreadsheets|files)\/[\w-]{6})[\w-]{20,}/, "$1…")
    .replace(/^calendars\/(primary(?=\/|$)|[^/@]+(?=@))(@[^/]*)?/, "$1")
    .replace(/\/([a-v0-9_]{16})[a-v0-9_TZ]+/, "/$1…");
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
