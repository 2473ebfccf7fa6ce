import { sandboxApi } from "../api.js";
import { h, perFrame } from "../dom.js";
import { toast } from "../notice.js";

const KINDS = {
  latency: "Requests wait before they are answered.",
  status: "Requests are refused with this status; nothing is applied.",
  drop: "The connection is cut; nothing is applied.",
  "apply-then-drop": "The change is applied, then the connection is cut before the answer.",
  "html-error": "A 502 page of HTML answers where JSON is expected.",
};

const REASONS = {
  400: "badRequest",
  401: "authError",
  403: "rateLimitExceeded",
  404: "notFound",
  409: "conflict",
  410: "fullSyncRequired",
  412: "conditionNotMet",
  429: "rateLimitExceeded",
  500: "backendError",
  503: "backendError",
};

const PRESETS = {
  slow: { kind: "latency", millis: 1500, times: 20 },
  unavailable: { kind: "status", code: 503, reason: "backendError", times: 3 },
  limited: { kind: "status", code: 403, reason: "rateLimitExceeded", times: 10 },
  lost: { kind: "apply-then-drop", method: "POST", times: 1 },
};

/** The switches that make the sandbox as unpleasant as a network can be. */
export class Faults {
  #form = document.getElementById("fault-form");
  #active = document.getElementById("active-faults");
  #refreshSoon = perFrame(() => this.refresh());

  constructor() {
    const field = this.#form.elements;
    field.kind.addEventListener("change", () => this.#showKind());
    field.code.addEventListener("input", () => (field.reason.value = REASONS[field.code.value] ?? ""));
    for (const radio of field.extent) radio.addEventListener("change", () => this.#showKind());
    this.#form.addEventListener("submit", (submit) => {
      submit.preventDefault();
      this.#add(this.#fault());
    });
    for (const button of document.querySelectorAll("[data-preset]")) {
      button.addEventListener("click", () => this.#add(PRESETS[button.dataset.preset]));
    }
    document.getElementById("clear-faults").addEventListener("click", () =>
      told(sandboxApi.clearFaults(), "All faults are off.", () => this.refresh()),
    );
    this.#settings();
    this.#showKind();
    this.refresh();
  }

  setAccounts(emails) {
    const picked = this.#accountSelect.value;
    this.#accountSelect.replaceChildren(...emails.map((email) => h("option", {}, email)));
    if (emails.includes(picked)) this.#accountSelect.value = picked;
  }

  #accountSelect = document.getElementById("grant-account");

  /** Something was switched, or a fault was used up. */
  changed() {
    this.#refreshSoon();
  }

  async refresh() {
    try {
      this.#draw(await sandboxApi.faults());
    } catch (error) {
      toast("The faults cannot be read. " + error.sentence, { bad: true });
    }
  }

  #draw(faults) {
    document.getElementById("no-faults").hidden = faults.length > 0;
    document.getElementById("clear-faults").hidden = faults.length === 0;
    const badge = document.getElementById("faults-badge");
    badge.hidden = faults.length === 0;
    badge.textContent = String(faults.length);
    this.#active.replaceChildren(
      ...faults.map((fault) =>
        h(
          "li",
          {},
          h("strong", {}, effect(fault)),
          h("span", {}, `${scope(fault)}, ${extent(fault)}`),
          h(
            "button",
            {
              type: "button",
              class: "plain small",
              "aria-label": `Switch off: ${effect(fault)}`,
              onclick: () => told(sandboxApi.removeFault(fault.id), "Switched off.", () => this.refresh()),
            },
            "Off",
          ),
        ),
      ),
    );
  }

  #showKind() {
    const { kind, extent } = this.#form.elements;
    document.getElementById("fault-explains").textContent = KINDS[kind.value];
    for (const part of this.#form.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== kind.value;
    for (const part of this.#form.querySelectorAll("[data-extent]")) part.hidden = part.dataset.extent !== extent.value;
  }

  #fault() {
    const { kind, millis, code, reason, method, path, extent, times, rate } = this.#form.elements;
    return {
      kind: kind.value,
      ...(kind.value === "latency" && { millis: Number(millis.value) }),
      ...(kind.value === "status" && { code: Number(code.value), reason: reason.value || undefined }),
      ...(method.value && { method: method.value }),
      ...(path.value && { path: path.value }),
      ...(extent.value === "times" && { times: Number(times.value) }),
      ...(extent.value === "rate" && { rate: Number(rate.value) / 100 }),
    };
  }

  #add(fault) {
    told(sandboxApi.addFault(fault), `On: ${effect(fault)}.`, () => this.refresh());
  }

  #settings() {
    const numbers = (form) =>
      Object.fromEntries(
        [...form.querySelectorAll("input[type=number]")]
          .filter((input) => input.value !== "")
          .map((input) => [input.name, Number(input.value) / (input.dataset.percent === undefined ? 1 : 100)]),
      );
    submitted("notification-form", (form) =>
      told(sandboxApi.notifications(numbers(form)), "Notifications behave so from now on."),
    );
    submitted("quota-form", (form) =>
      told(sandboxApi.quotas({ api: "calendar", ...numbers(form) }), "The quotas are enforced from now on."),
    );
    document.getElementById("expire-tokens").addEventListener("click", () =>
      told(sandboxApi.expireSyncTokens(this.#accountSelect.value), "Sync tokens are expired: the next one used gets 410."),
    );
    document.getElementById("expire-access").addEventListener("click", () =>
      told(sandboxApi.expireAccessTokens(this.#accountSelect.value), "Access tokens are expired: the next call gets 401."),
    );
    document.getElementById("expire-refresh").addEventListener("click", () =>
      told(sandboxApi.expireRefreshTokens(this.#accountSelect.value), "Refresh tokens are expired: the next refresh gets invalid_grant."),
    );
    document.getElementById("revoke").addEventListener("click", () =>
      told(sandboxApi.revoke(this.#accountSelect.value), "The grant is revoked: the next refresh gets invalid_grant."),
    );
  }
}

function submitted(id, action) {
  const form = document.getElementById(id);
  form.addEventListener("submit", (submit) => {
    submit.preventDefault();
    action(form);
  });
}

async function told(call, text, then = () => {}) {
  try {
    await call;
    toast(text);
    then();
  } catch (error) {
    toast("The sandbox refused that. " + (error.sentence ?? error.message), { bad: true });
  }
}

function effect({ kind, millis, code, reason }) {
  switch (kind) {
    case "latency":
      return `${millis} ms slower`;
    case "status":
      return reason ? `${code} ${reason}` : String(code);
    case "drop":
      return "Connection cut";
    case "apply-then-drop":
      return "Applied, then cut";
    default:
      return "HTML error page";
  }
}

function scope({ method, path }) {
  return `${method ?? "any method"}${path ? ` · ${path}` : ""}`;
}

function extent({ left, rate }) {
  if (left !== undefined) return left === 1 ? "next request" : `next ${left} requests`;
  if (rate !== undefined) return `${Math.round(rate * 100)} % of requests`;
  return "until cleared";
}
