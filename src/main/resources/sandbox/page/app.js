import { sandboxApi } from "./api.js";
import { CalendarView } from "./calendar/view.js";
import { remember, remembered } from "./dom.js";
import { Faults } from "./inspect/faults.js";
import { RequestLog } from "./inspect/requests.js";
import { toast } from "./notice.js";
import { SheetsView } from "./sheets/view.js";
import { listen } from "./stream.js";

const calendars = new CalendarView({ accountGone: () => loadAccounts() });
const sheets = new SheetsView({ accountGone: () => loadAccounts() });
const faults = new Faults();
const requests = new RequestLog({ failing: () => faults.changed() });
const live = document.getElementById("live");

function setLive(on) {
  live.classList.toggle("off", !on);
  live.textContent = on ? "Live" : "Reconnecting…";
}

async function loadAccounts() {
  try {
    const emails = (await sandboxApi.accounts()).map((account) => account.email);
    faults.setAccounts(emails);
    await Promise.all([calendars.setAccounts(emails), sheets.setAccounts(emails)]);
  } catch (error) {
    toast("The accounts cannot be read. " + (error.sentence ?? error.message), { bad: true });
    setTimeout(loadAccounts, 3000);
  }
}

/** Calendars or sheets. */
function showPart(name) {
  document.body.dataset.part = name;
  document.getElementById("calendar").hidden = name !== "calendar";
  document.getElementById("sheets").hidden = name !== "sheets";
  document.getElementById("part-name").textContent = name === "sheets" ? "Sheets" : "Calendar";
  sheets.onShow(name === "sheets");
  remember("part", name);
}

for (const radio of document.querySelectorAll("[name=part]")) {
  radio.checked = radio.value === remembered("part", "calendar");
  radio.addEventListener("change", () => showPart(radio.value));
}
showPart(remembered("part", "calendar") === "sheets" ? "sheets" : "calendar");

/** Tabs: which part stands beside the calendar, or, on a narrow screen, instead of it. */
const tabs = [...document.querySelectorAll("[role=tab]")];

function openTab(name) {
  document.body.dataset.tab = name;
  for (const tab of tabs) {
    const chosen = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
  if (name === "requests") requests.seen();
  remember("tab", name);
}

for (const tab of tabs) {
  tab.addEventListener("click", () => openTab(tab.dataset.tab));
  tab.addEventListener("keydown", (key) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key.key];
    if (!step) return;
    const there = tabs.filter((one) => one.offsetParent !== null);
    const next = there[(there.indexOf(tab) + step + there.length) % there.length];
    openTab(next.dataset.tab);
    next.focus();
  });
}

const narrow = matchMedia("(max-width: 820px)");
function fitTabs() {
  if (narrow.matches) openTab("calendar");
  else if ((document.body.dataset.tab ?? "calendar") === "calendar") openTab("requests");
}
const wanted = remembered("tab", "requests");
openTab(narrow.matches || wanted === "calendar" ? "calendar" : wanted);
fitTabs();
narrow.addEventListener("change", fitTabs);

const panelButton = document.getElementById("toggle-panel");
function showPanel(shown) {
  document.body.classList.toggle("no-panel", !shown);
  panelButton.setAttribute("aria-pressed", String(shown));
  if (shown) requests.seen();
  remember("panel", shown);
}
panelButton.addEventListener("click", () => showPanel(document.body.classList.contains("no-panel")));
showPanel(remembered("panel", true));

const accountDialog = document.getElementById("account-dialog");
const accountForm = accountDialog.querySelector("form");
for (const button of document.querySelectorAll("[data-add-account]")) {
  button.addEventListener("click", () => {
    accountForm.reset();
    accountForm.elements.timeZone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
    accountDialog.querySelector(".message").hidden = true;
    accountDialog.showModal();
  });
}
accountDialog.querySelector(".cancel").addEventListener("click", () => accountDialog.close());
accountForm.addEventListener("submit", async (submit) => {
  submit.preventDefault();
  const message = accountDialog.querySelector(".message");
  try {
    const { email, timeZone } = accountForm.elements;
    const account = await sandboxApi.addAccount(email.value.trim(), timeZone.value.trim() || undefined);
    accountDialog.close();
    await loadAccounts();
    await calendars.choose(account.email);
  } catch (error) {
    message.textContent = error.sentence ?? error.message;
    message.hidden = false;
  }
});

document.addEventListener("keydown", (key) => {
  if (key.ctrlKey || key.metaKey || key.altKey || document.querySelector("dialog[open]")) return;
  if (key.target.matches("input, select, textarea") || document.body.dataset.part !== "calendar") return;
  if (key.key === "n") calendars.newEvent();
  else if (key.key === "t") calendars.today();
  else return;
  key.preventDefault();
});

listen({
  calendar: (change) => calendars.heard(change),
  spreadsheet: (change) => sheets.heard(change),
  files: (change) => sheets.filesChanged(change),
  request: (line) => requests.add(line),
  fault: () => faults.changed(),
  reset: () => {
    requests.forget();
    faults.refresh();
    loadAccounts();
  },
  connected: (again) => {
    setLive(true);
    if (!again) {
      requests.catchUp();
    } else {
      requests.restart();
      loadAccounts();
      faults.refresh();
    }
  },
  lost: () => setLive(false),
});
loadAccounts();
