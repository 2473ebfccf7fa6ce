import { announce } from "../notice.js";
import { clock, DAY_MINUTES, longDay } from "../time.js";
import { place } from "../dom.js";
import { moved, resized, when } from "./event.js";

/** Arrow presses are gathered for this long before the event is written once. */
const QUIET_MILLIS = 600;

const ARROWS = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/**
 * The keyboard on one week. On an event arrows move it, with Shift they move its end, Enter opens,
 * Delete deletes. On the grid arrows choose a free time and Enter makes an event there.
 */
export function followKeys(week, actions) {
  let waiting;
  const slot = { index: 0, minute: 9 * 60 };

  week.element.addEventListener("keydown", (key) => {
    if (key.ctrlKey || key.metaKey || key.altKey) return;
    const node = key.target.closest(".event");
    if (node) onEvent(key, node);
    else if (key.target === week.grid) onGrid(key);
  });
  week.element.addEventListener("focusout", () => {
    week.cursor.hidden = true;
    // A node that is put elsewhere loses its focus for a moment only.
    setTimeout(() => !holdsFocus(waiting?.before.key) && flush());
  });
  week.grid.addEventListener("focus", () => {
    if (week.grid.matches(":focus-visible")) showSlot();
  });

  function holdsFocus(key) {
    return document.activeElement?.dataset?.key === key;
  }

  function onEvent(key, node) {
    const event = waiting?.after.key === node.dataset.key ? waiting.after : actions.event(node.dataset.key);
    if (!event) return;
    if (ARROWS[key.key]) {
      const [days, steps] = ARROWS[key.key];
      const change = key.shiftKey ? resized : moved;
      if (event.allDay && steps !== 0) return;
      shift(event, change(event, days, steps * 15));
    } else if (key.key === "Enter" || key.key === " ") {
      flush();
      actions.open(actions.event(event.key) ?? event);
    } else if (key.key === "Delete" || key.key === "Backspace") {
      forget();
      actions.remove(actions.event(event.key));
    } else if (key.key === "Escape" && waiting) {
      const before = waiting.before;
      forget();
      announce("Put back to " + when(before));
    } else {
      return;
    }
    key.preventDefault();
    key.stopPropagation();
  }

  function shift(event, after) {
    clearTimeout(waiting?.timer);
    waiting = {
      before: waiting?.before.key === event.key ? waiting.before : actions.event(event.key),
      after,
      timer: setTimeout(flush, QUIET_MILLIS),
    };
    actions.preview(after);
    announce(when(after));
  }

  function flush() {
    if (!waiting) return;
    const { before, after, timer } = waiting;
    clearTimeout(timer);
    waiting = undefined;
    actions.settle(before, after);
  }

  function forget() {
    if (!waiting) return;
    clearTimeout(waiting.timer);
    actions.cancel(waiting.before);
    waiting = undefined;
  }

  function onGrid(key) {
    if (ARROWS[key.key]) {
      const [days, steps] = ARROWS[key.key];
      slot.index = Math.min(week.days.length - 1, Math.max(0, slot.index + days));
      slot.minute = Math.min(DAY_MINUTES - 30, Math.max(0, slot.minute + steps * 30));
      showSlot();
      announce(`${longDay(week.days[slot.index])}, ${clock(slot.minute)}`);
    } else if (key.key === "Enter" || key.key === " ") {
      const to = Math.min(slot.minute + 60, DAY_MINUTES);
      actions.create({ day: week.days[slot.index], from: slot.minute, to });
    } else {
      return;
    }
    key.preventDefault();
  }

  function showSlot() {
    slot.index = Math.min(slot.index, week.days.length - 1);
    week.cursor.hidden = false;
    place(week.cursor, {
      top: (slot.minute / DAY_MINUTES) * 100 + "%",
      height: (30 / DAY_MINUTES) * 100 + "%",
      left: (slot.index / week.days.length) * 100 + "%",
      width: 100 / week.days.length + "%",
    });
    week.cursor.scrollIntoView({ block: "nearest" });
  }
}
