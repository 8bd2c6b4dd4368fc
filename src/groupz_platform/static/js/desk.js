// Shortcuts of the desk: `/` finds, `g` and a letter open a page, `?` lists them.
// Without this script everything works as well, with the mouse or the Tab key.

const typing = (element) =>
  element.closest("input, select, textarea, [contenteditable]") !== null;
const find = document.getElementById("find");
const pages = document.querySelector(".pages");
const links = new Map(
  [...document.querySelectorAll("a[data-key]")].map((link) => [link.dataset.key, link])
);
let going = false;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/" && find) {
    event.preventDefault();
    find.focus();
    find.select();
  } else if (going && links.has(event.key)) {
    event.preventDefault();
    links.get(event.key).click();
  } else if (event.key === "?") {
    document.body.classList.toggle("keys");
  }
  going = event.key === "g";
});

// On a telephone the list of pages begins closed, as there it covers the day's work.
if (pages && matchMedia("(max-width: 60em)").matches) pages.open = false;

// What was typed is not lost by leaving: the browser asks first.
for (const form of document.querySelectorAll("form[data-keep]")) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

// A box on top of a list checks all of its rows.
for (const all of document.querySelectorAll("input[data-all]")) {
  all.addEventListener("change", () => {
    for (const box of document.getElementsByName(all.dataset.all)) box.checked = all.checked;
  });
}
