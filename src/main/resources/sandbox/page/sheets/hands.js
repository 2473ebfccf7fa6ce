const ARROWS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The keyboard on the grid while nothing is typed into a cell. */
export function followKeys(grid, actions) {
  let mayLeave = false;

  grid.element.addEventListener("focus", () => (mayLeave = false));
  grid.element.addEventListener("keydown", (key) => {
    if (key.target !== grid.element || !grid.layout) return;
    if (key.key === "Tab" && mayLeave) return;
    mayLeave = key.key === "Escape";
    if (pressed(key)) key.preventDefault();
  });

  function pressed(key) {
    const control = key.ctrlKey || key.metaKey;
    if (ARROWS[key.key] && !key.altKey) {
      const [rows, columns] = ARROWS[key.key];
      const far = control ? Infinity : 1;
      actions.step(times(rows, far), times(columns, far), key.shiftKey);
      return true;
    }
    if (control || key.altKey) return withControl(key);
    const page = Math.max(1, Math.floor(grid.element.clientHeight / 26) - 3);
    switch (key.key) {
      case "Tab":
        actions.step(0, key.shiftKey ? -1 : 1, false);
        return true;
      case "PageDown":
        actions.step(page, 0, key.shiftKey);
        return true;
      case "PageUp":
        actions.step(-page, 0, key.shiftKey);
        return true;
      case "Home":
        actions.step(0, -Infinity, key.shiftKey);
        return true;
      case "End":
        actions.step(0, Infinity, key.shiftKey);
        return true;
      case "Enter":
      case "F2":
        actions.edit({ anew: false });
        return true;
      case "Delete":
      case "Backspace":
        actions.clear();
        return true;
      case "ContextMenu":
        actions.menu();
        return true;
    }
    if (key.key === "F10" && key.shiftKey) {
      actions.menu();
      return true;
    }
    if (key.key === " " && key.shiftKey) {
      actions.wholeRows();
      return true;
    }
    // The character itself goes into the field that gets the focus here.
    if (key.key.length === 1) actions.edit({ anew: true });
    return false;
  }

  function withControl(key) {
    if (key.altKey) return false;
    if (key.key === "Home") actions.step(-Infinity, -Infinity, key.shiftKey);
    else if (key.key === "End") actions.step(Infinity, Infinity, key.shiftKey);
    else if (key.key === " ") actions.wholeColumns();
    else if (key.key === "a") actions.all();
    else return false;
    return true;
  }
}

/** Mouse and finger on the grid. */
export function followPointer(grid, actions) {
  const element = grid.element;

  element.addEventListener("pointerdown", (pointer) => {
    if (pointer.button !== 0) return;
    const spot = spotOf(pointer.target);
    if (!spot) return;
    // A finger scrolls: what it chooses shows when it is lifted.
    if (pointer.pointerType === "touch") return;
    pointer.preventDefault();
    element.focus({ preventScroll: true });
    const again = spot.cell && actions.isActive(spot) && !pointer.shiftKey;
    actions.point(spot, pointer.shiftKey);
    let dragged = false;
    const follow = (move) => {
      const to = spotOf(document.elementFromPoint(move.clientX, move.clientY));
      if (!to || (to.row === spot.row && to.column === spot.column && !dragged)) return;
      dragged = true;
      actions.point({ ...spot, row: to.row ?? spot.row, column: to.column ?? spot.column }, true);
    };
    const stop = () => {
      removeEventListener("pointermove", follow);
      removeEventListener("pointerup", stop);
      removeEventListener("pointercancel", stop);
      if (again && !dragged) actions.edit({ anew: false });
    };
    addEventListener("pointermove", follow);
    addEventListener("pointerup", stop);
    addEventListener("pointercancel", stop);
  });

  element.addEventListener("click", (click) => {
    if (click.pointerType !== "touch") return;
    const spot = spotOf(click.target);
    if (!spot) return;
    if (spot.cell && actions.isActive(spot)) {
      actions.edit({ anew: false });
      return;
    }
    actions.point(spot, false);
    element.focus({ preventScroll: true });
  });

  element.addEventListener("contextmenu", (click) => {
    const spot = spotOf(click.target);
    if (!spot) return;
    click.preventDefault();
    element.focus({ preventScroll: true });
    if (!actions.holds(spot)) actions.point(spot, false);
    actions.menu({ left: click.clientX, top: click.clientY });
  });
}

/** What is there: a cell, a row's number (no column), a column's letters (no row), or the corner. */
function spotOf(target) {
  const row = target?.closest?.("[data-row]");
  const cell = target?.closest?.("[data-column]");
  const head = target?.closest?.("[data-head], .corner-head");
  if (cell && row) return { cell: true, row: Number(row.dataset.row), column: Number(cell.dataset.column) };
  if (!head || !head.closest(".sheet-canvas")) return undefined;
  if (head.classList.contains("corner-head")) return {};
  return row ? { row: Number(row.dataset.row) } : { column: Number(head.dataset.head) };
}

function times(direction, count) {
  return direction === 0 ? 0 : direction * count;
}
