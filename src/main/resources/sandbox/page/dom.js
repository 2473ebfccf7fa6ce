/** Makes an element. Text goes in as text nodes, so nothing a server sends is ever read as markup. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** Positions are set through the CSSOM: the page's policy allows no style attributes. */
export function place(element, { top, left, width, height }) {
  if (top !== undefined) element.style.top = top;
  if (left !== undefined) element.style.left = left;
  if (width !== undefined) element.style.width = width;
  if (height !== undefined) element.style.height = height;
}

/** Puts the children into this order, moving only what stands elsewhere, so that focus survives. */
export function order(parent, children) {
  let next = parent.firstElementChild;
  for (const child of children) {
    if (child === next) {
      next = next.nextElementSibling;
    } else if (parent.moveBefore && child.parentNode === parent) {
      parent.moveBefore(child, next);
    } else {
      const focused = document.activeElement === child;
      parent.insertBefore(child, next);
      if (focused) child.focus({ preventScroll: true });
    }
  }
}

/** One call at the end of the frame, however often it is asked for. */
export function perFrame(action) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    // A hidden tab gets no frames, but should be current when it is looked at again.
    const schedule = document.hidden ? setTimeout : requestAnimationFrame;
    schedule(() => {
      asked = false;
      action();
    });
  };
}

export function remembered(name, fallback) {
  try {
    return JSON.parse(localStorage.getItem("sandbox." + name)) ?? fallback;
  } catch {
    return fallback;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem("sandbox." + name, JSON.stringify(value));
  } catch {
    // A browser without storage forgets the choice and works all the same.
  }
}
