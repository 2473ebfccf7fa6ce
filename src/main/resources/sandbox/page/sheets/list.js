import { sheetsApi } from "../api.js";
import { h } from "../dom.js";

/** Every account's spreadsheets; a dot says that one not on show has changed. */
export class SpreadsheetList {
  #element = document.getElementById("spreadsheets");
  #accounts = [];
  #files = new Map(); // email → [{ id, name }]
  #news = new Set();
  #open; // { email, id }
  #choose;
  #create;
  #failed;

  constructor({ choose, create, failed }) {
    this.#choose = choose;
    this.#create = create;
    this.#failed = failed;
  }

  async setAccounts(emails) {
    this.#accounts = emails;
    for (const email of this.#files.keys()) if (!emails.includes(email)) this.#files.delete(email);
    await this.refresh(emails);
  }

  async refresh(emails) {
    await Promise.all(
      emails
        .filter((email) => this.#accounts.includes(email))
        .map(async (email) => {
          try {
            this.#files.set(email, await sheetsApi.list(email));
          } catch (error) {
            this.#failed(email, error);
          }
        }),
    );
    this.draw();
  }

  /** The file of an account, if it is still there. */
  find(email, id) {
    return this.#files.get(email)?.find((file) => file.id === id);
  }

  get first() {
    for (const email of this.#accounts) {
      const file = this.#files.get(email)?.[0];
      if (file) return { email, id: file.id };
    }
    return undefined;
  }

  get empty() {
    return this.first === undefined;
  }

  mark(open) {
    this.#open = open;
    if (open) this.#news.delete(open.id);
    this.draw();
  }

  heard(id) {
    if (id === this.#open?.id) return;
    this.#news.add(id);
    this.draw();
  }

  draw() {
    const focused = this.#element.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    this.#element.replaceChildren(...this.#accounts.map((email, i) => this.#account(email, i)));
    if (focused) this.#element.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #account(email, index) {
    const files = this.#files.get(email) ?? [];
    return h(
      "section",
      { class: `files owner-${index % 6}`, "aria-label": `Spreadsheets of ${email}` },
      h(
        "div",
        { class: "files-head" },
        h("span", { class: "dot" }),
        h("h3", { title: email }, email),
        h(
          "button",
          {
            type: "button",
            class: "plain round",
            "data-key": "new " + email,
            "aria-label": `New spreadsheet of ${email}`,
            title: "New spreadsheet",
            onclick: () => this.#create(email),
          },
          "+",
        ),
      ),
      files.length === 0
        ? h("p", { class: "quiet-text" }, "No spreadsheets")
        : h("ul", {}, files.map((file) => h("li", {}, this.#file(email, file)))),
    );
  }

  #file(email, { id, name }) {
    const current = this.#open?.email === email && this.#open?.id === id;
    const news = this.#news.has(id) && !current;
    return h(
      "button",
      {
        type: "button",
        class: "file",
        "data-key": `${email} ${id}`,
        "aria-current": current && "true",
        "aria-label": news && `${name}, changed`,
        title: name,
        onclick: () => this.#choose({ email, id }),
      },
      h("span", {}, name),
      news && h("span", { class: "dot news" }),
    );
  }
}
