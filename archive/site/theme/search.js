"use strict";
const all = JSON.parse(document.getElementById("incidents").textContent);
const field = document.getElementById("query");
const list = document.getElementById("hits");
const said = document.getElementById("said");
function show() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = words.length ? all.filter((i) => words.every((w) => i.all.includes(w))) : all;
  list.replaceChildren(...hits.slice(0, 200).map((i) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = i.href;
    link.textContent = i.title;
    const line = document.createElement("p");
    line.textContent = i.line;
    item.append(link, line);
    return item;
  }));
  said.textContent = hits.length + (hits.length === 1 ? " incident" : " incidents") + (hits.length > 200 ? ", of which 200 are shown" : "");
}
for (const i of all) i.all = (i.title + " " + i.line + " " + i.text).toLowerCase();
field.addEventListener("input", show);
show();
