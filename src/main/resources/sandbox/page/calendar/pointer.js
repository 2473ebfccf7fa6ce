import { DAY_MINUTES } from "../time.js";
import { moved, resized } from "./event.js";

const STEP = 15;
const SLOP = 4;
const PRESS_MILLIS = 350;

/**
 * Mouse, pen and finger on one week: a click opens or makes, a drag moves, resizes or draws. A finger
 * has to rest first, so that it can still scroll.
 *
 * actions: event(key), open(event), preview(event), settle(before, after), cancel(), create(slot).
 */
export function followPointer(week, actions) {
  let drag;
  let pressed; // a press that was no drag; the browser's click completes it

  const dayAt = (x) => {
    const box = week.layer.getBoundingClientRect();
    const day = Math.floor(((x - box.left) / box.width) * week.days.length);
    return Math.min(week.days.length - 1, Math.max(0, day));
  };
  const minuteAt = (y) => {
    const box = week.layer.getBoundingClientRect();
    return Math.min(DAY_MINUTES, Math.max(0, ((y - box.top) / box.height) * DAY_MINUTES));
  };
  const snap = (minutes) => Math.round(minutes / STEP) * STEP;

  function down(pointer) {
    pressed = undefined;
    if (pointer.button !== 0 || drag) return;
    const node = pointer.target.closest(".event");
    if (node?.classList.contains("sketch")) return;
    const event = node && actions.event(node.dataset.key);
    if (node && !event) return;
    const inLane = week.lane.contains(pointer.target);
    drag = {
      id: pointer.pointerId,
      event,
      inLane,
      kind: event ? (pointer.target.classList.contains("grip") ? "resize" : "move") : "draw",
      x: pointer.clientX,
      y: pointer.clientY,
      day: dayAt(pointer.clientX),
      minute: minuteAt(pointer.clientY),
      ready: pointer.pointerType === "mouse" || pointer.pointerType === "pen",
      node,
    };
    if (!drag.ready) drag.press = setTimeout(rested, PRESS_MILLIS);
  }

  function rested() {
    drag.ready = true;
    drag.node?.classList.add("held");
  }

  function move(pointer) {
    if (!drag || pointer.pointerId !== drag.id) return;
    const far = Math.hypot(pointer.clientX - drag.x, pointer.clientY - drag.y) > SLOP;
    if (!drag.started) {
      if (!far) return;
      if (!drag.ready) return drop();
      drag.started = true;
      week.element.setPointerCapture(drag.id);
      week.element.classList.add("dragging", "dragging-" + drag.kind);
    }
    scrollAtEdge(pointer.clientY);
    drag.result = outcome(pointer);
    actions.preview(drag.result);
  }

  function outcome(pointer) {
    const days = dayAt(pointer.clientX) - drag.day;
    const minutes = snap(minuteAt(pointer.clientY) - drag.minute);
    switch (drag.kind) {
      case "move":
        return moved(drag.event, days, drag.event.allDay || drag.inLane ? 0 : minutes);
      case "resize":
        return resized(drag.event, days, drag.event.allDay || drag.inLane ? 0 : minutes);
      default:
        return drawn(pointer);
    }
  }

  function drawn(pointer) {
    const other = dayAt(pointer.clientX);
    if (drag.inLane) {
      const [first, last] = [Math.min(drag.day, other), Math.max(drag.day, other)];
      return { allDay: true, day: week.days[first], lastDay: week.days[last] };
    }
    const from = Math.floor(drag.minute / STEP) * STEP;
    const to = snap(minuteAt(pointer.clientY));
    const day = week.days[drag.day];
    return to > from
      ? { day, from, to: Math.max(to, from + STEP) }
      : { day, from: Math.min(to, from - STEP), to: from };
  }

  function scrollAtEdge(y) {
    if (drag.inLane) return;
    const box = week.scroller.getBoundingClientRect();
    const head = week.lane.getBoundingClientRect().bottom;
    if (y < head + 24) week.scroller.scrollTop -= 12;
    if (y > box.bottom - 24) week.scroller.scrollTop += 12;
  }

  function up(pointer) {
    if (!drag || pointer.pointerId !== drag.id) return;
    const done = drag;
    drop({ keepPreview: true });
    if (done.started && done.result) {
      if (done.event) actions.settle(done.event, done.result);
      else actions.create(done.result);
    } else {
      pressed = done;
    }
  }

  /** Not on pointerup: a finger's click, which follows, would land in the form just opened. */
  function click() {
    if (!pressed) return;
    const { event, node, inLane, day, minute } = pressed;
    pressed = undefined;
    if (event) {
      node.focus({ preventScroll: true });
      actions.open(event);
    } else if (inLane) {
      actions.create({ allDay: true, day: week.days[day], lastDay: week.days[day] });
    } else {
      const from = Math.min(Math.floor(minute / 30) * 30, DAY_MINUTES - 60);
      actions.create({ day: week.days[day], from, to: from + 60 });
    }
  }

  function drop({ keepPreview = false } = {}) {
    if (!drag) return;
    clearTimeout(drag.press);
    drag.node?.classList.remove("held");
    week.element.classList.remove("dragging", "dragging-move", "dragging-resize", "dragging-draw");
    if (drag.started && !keepPreview) actions.cancel(drag.event);
    drag = undefined;
  }

  for (const surface of [week.grid, week.lane]) surface.addEventListener("pointerdown", down);
  week.element.addEventListener("pointermove", move);
  week.element.addEventListener("pointerup", up);
  week.element.addEventListener("click", click);
  week.element.addEventListener("pointercancel", () => drop());
  week.element.addEventListener("contextmenu", (menu) => drag?.ready && drag.press && menu.preventDefault());
  week.element.addEventListener(
    "touchmove",
    (touch) => drag?.ready && touch.cancelable && touch.preventDefault(),
    { passive: false },
  );
  document.addEventListener(
    "keydown",
    (key) => {
      if (key.key !== "Escape" || !drag?.started) return;
      key.stopPropagation();
      drop();
    },
    true,
  );
}
