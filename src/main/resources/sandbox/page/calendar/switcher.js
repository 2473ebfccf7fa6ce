import { h } from "../dom.js";

/** One button per account and one for all of them; a pulsing dot says that one not on show has changed. */
export class AccountSwitcher {
  #group = document.getElementById("accounts");
  #choose;

  constructor(choose) {
    this.#choose = choose;
  }

  draw(emails, chosen, unseen) {
    const hadFocus = this.#group.contains(document.activeElement);
    this.#group.replaceChildren(
      ...emails.map((email, index) =>
        this.#button(email, chosen, {
          class: `account owner-${index % 6}`,
          title: email,
          label: email.split("@")[0],
          dot: unseen.has(email) ? "dot news" : "dot",
        }),
      ),
      ...(emails.length > 1
        ? [this.#button("all", chosen, { class: "account", title: "Every account", label: "Side by side" })]
        : []),
    );
    if (hadFocus) this.#group.querySelector("[aria-pressed=true]")?.focus();
  }

  #button(choice, chosen, { label, dot, ...attributes }) {
    return h(
      "button",
      {
        type: "button",
        ...attributes,
        "aria-pressed": String(choice === chosen),
        "aria-label": dot === "dot news" && `${label}, changed`,
        onclick: () => this.#choose(choice),
      },
      dot && h("span", { class: dot }),
      label,
    );
  }
}
