// Keeps the total of a booking form up to date; without it there is a button.
"use strict";

const form = document.getElementById("booking");
const total = document.getElementById("total");
const recalculate = form.querySelector("[name=recalculate]");
let waiting;

async function update() {
  const values = new URLSearchParams();
  for (const field of form.querySelectorAll(".fields input, .fields select")) {
    values.set(field.name, field.value);
  }
  const answer = await fetch(`${form.getAttribute("action")}?${values}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  total.replaceChildren(...page.getElementById("total").childNodes);
}

recalculate.hidden = true;
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => update().catch(() => { recalculate.hidden = false; }), 300);
});
