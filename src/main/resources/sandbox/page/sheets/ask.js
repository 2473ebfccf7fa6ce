const dialog = document.getElementById("ask-dialog");
const form = dialog.querySelector("form");
const field = form.elements.answer;
const message = dialog.querySelector(".message");

form.querySelector(".cancel").addEventListener("click", () => dialog.close());

/** Asks for a name and does something with it; closes once that went well. */
export function askName(heading, name, action, run) {
  field.closest("label").hidden = false;
  field.required = true;
  field.value = name;
  return ask(heading, "", action, () => run(field.value.trim())).finally(() => (field.required = false));
}

/** Asks whether something that cannot be undone should be done. */
export function confirm(heading, words, action, run) {
  field.closest("label").hidden = true;
  field.required = false;
  return ask(heading, words, action, run);
}

function ask(heading, words, action, run) {
  dialog.querySelector("h2").textContent = heading;
  dialog.querySelector(".words").textContent = words;
  dialog.querySelector(".words").hidden = words === "";
  form.querySelector("[type=submit]").textContent = action;
  message.hidden = true;
  dialog.showModal();
  if (words === "") field.select();
  return new Promise((resolve) => {
    form.onsubmit = async (submit) => {
      submit.preventDefault();
      try {
        await run();
        dialog.close();
      } catch (error) {
        message.textContent = error.sentence ?? error.message;
        message.hidden = false;
      }
    };
    dialog.onclose = resolve;
  });
}
