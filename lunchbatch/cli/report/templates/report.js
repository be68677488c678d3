"use strict";

const minutes = { d: 1440, h: 60, min: 1 };

// A number as it stands at the start of a cell; a span of time in minutes.
const amount = (text) => {
  const spans = [...text.matchAll(/(\d+) (d|h|min)\b/g)];
  return spans.length ? spans.reduce((sum, [, count, unit]) => sum + count * minutes[unit], 0)
    : parseFloat(text) || 0;
};

const said = document.getElementById("sorted");

for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, at) => head.firstElementChild.addEventListener("click", () => {
    const isNumber = head.classList.contains("number");
    const was = head.getAttribute("aria-sort");
    // Most first is what one wants of numbers; of words the first letter.
    const isUp = was ? was === "descending" : !isNumber;
    const key = (row) => row.cells[at].textContent.trim();
    const order = isNumber
      ? (a, b) => amount(key(a)) - amount(key(b))
      : (a, b) => key(a).localeCompare(key(b));
    const rows = [...table.tBodies[0].rows].sort((a, b) => (isUp ? 1 : -1) * order(a, b));
    table.tBodies[0].append(...rows);
    heads.forEach((each) => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
    said.textContent = `Sorted by ${head.textContent.trim()}, ${isUp ? "least" : "most"} first.`;
  }));
}

const square = document.getElementById("matrix");

if (square) {
  const { names, pairs } = JSON.parse(document.getElementById("known").textContent);
  const says = document.getElementById("matrix-says");
  const cross = document.getElementById("cross");
  const met = names.map(() => new Map());
  for (let at = 0; at < pairs.length; at += 4) {
    const [a, b, introduced, times] = pairs.slice(at, at + 4);
    met[a].set(b, [introduced, times]);
    met[b].set(a, [introduced, times]);
  }
  const last = names.length - 1;
  let row = 0;
  let column = Math.min(1, last);

  const show = () => {
    const [introduced, times] = met[row].get(column) || [0, 0];
    const how = row === column ? "" : !introduced ? ": never introduced"
      : `: introduced ${introduced}×, met ${times}×`;
    says.textContent = row === column ? names[row] : `${names[row]} and ${names[column]}${how}`;
    cross.setAttribute("d", `M0 ${row}h${last + 1}v1h-${last + 1}zM${column} 0h1v${last + 1}h-1z`);
  };
  const point = (event) => {
    const box = square.getBoundingClientRect();
    const place = (from, start, size) => Math.max(0, Math.min(last, Math.floor(((from - start) / size) * (last + 1))));
    row = place(event.clientY, box.top, box.height);
    column = place(event.clientX, box.left, box.width);
    show();
  };
  square.addEventListener("pointermove", point);
  square.addEventListener("pointerdown", point);
  square.addEventListener("keydown", (event) => {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (move) {
      row = Math.max(0, Math.min(last, row + move[0]));
      column = Math.max(0, Math.min(last, column + move[1]));
      show();
    } else if (event.key === "Enter") {
      const all = [...met[row]].filter(([, [, times]]) => times).map(([who]) => names[who]);
      says.textContent = `${names[row]} has met ${all.length}: ${all.sort().join(", ") || "nobody"}`;
    } else {
      return;
    }
    event.preventDefault();
  });
}
