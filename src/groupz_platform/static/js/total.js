// Keeps the total of a booking form up to date; without it there is a button.
"use strict";

const form = document.getElementById("booking");
const total = document.getElementById("total");
const fields = [...form.querySelectorAll(".fields input, .fields select")];
const recalculate = form.querySelector("[name=recalculate]");
let waiting;

async function update() {
  const values = new URLSearchParams(fields.map((field) => [field.name, field.value]));
  const answer = await fetch(`${form.getAttribute("action")}?${values}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  total.replaceChildren(...page.getElementById("total").childNodes);
}

function updateSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(() => update().catch(() => { recalculate.hidden = false; }), 300);
}

function isRestored(field) { // by the browser, on the way back
  if (!field.options) return field.value !== field.defaultValue;
  return [...field.options].some(
    ({ selected, defaultSelected, index }) => index > 0 && selected !== defaultSelected,
  );
}

recalculate.hidden = true;
form.addEventListener("input", updateSoon);
addEventListener("pageshow", () => fields.some(isRestored) && updateSoon());
