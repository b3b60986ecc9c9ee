// The page of --report html: shows one schedule step by step. All text comes from the data below it, as text.
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const say = (id) => data.strings[id];
const byId = (id) => document.getElementById(id);
const fallback = Math.max(0, data.traces.findIndex((trace) => trace.kind === "finding"));
let trace = -1, row = -1, step = 0;

function make(tag, text, name) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (name) element.className = name;
  return element;
}
function put(parent, ...children) { parent.replaceChildren(...children); return parent; }
function cells(tag, texts) {
  const line = make("tr");
  for (const text of texts) line.append(make(tag, text));
  return line;
}

// #step=N, #trace=T&step=N, #row=R
function place() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const number = (key, none) => /^\d+$/.test(wanted.get(key) || "") ? Number(wanted.get(key)) : none;
  const asked = number("row", -1);
  let chosen = number("trace", asked >= 0 ? -1 : fallback);
  const known = data.rows[asked];
  if (chosen < 0 && known && known.traces.length > 0) chosen = known.traces[0];
  if (!data.traces[chosen]) return { trace: -1, row: known ? asked : 0, step: 0 };
  const last = data.traces[chosen].steps.length;
  return { trace: chosen, row: data.traces[chosen].row, step: Math.min(number("step", last), last) };
}
function address(t, s) { return "#" + (t === fallback ? "" : "trace=" + t + "&") + "step=" + s; }

function fields() {
  const now = data.rows[row].fields.map((field) => ({ name: say(field[0]), was: field[1], value: field[1], moves: false, changed: false }));
  data.traces[trace].steps.forEach((one, index) => {
    for (let i = 0; i < one[3].length; i += 2) {
      const field = now[one[3][i]];
      field.moves = true;
      if (index >= step) continue;
      field.changed = index + 1 === step;
      field.was = field.value;
      field.value = one[3][i + 1];
    }
  });
  return now;
}
function stateTable(list) {
  const table = make("table", undefined, "state");
  table.append(put(make("thead"), cells("th", ["variable", "value"])));
  const body = make("tbody");
  for (const field of list) {
    const line = make("tr", undefined, field.changed ? "changed" : "");
    const value = make("td");
    value.append(field.changed ? make("mark", say(field.was) + " -> " + say(field.value)) : say(field.value));
    line.append(make("td", field.name), value);
    body.append(line);
  }
  table.append(body);
  return table;
}
function showState() {
  const all = fields();
  const moving = all.filter((field) => field.moves), still = all.filter((field) => !field.moves);
  const rest = make("details", undefined, "screen");
  rest.append(make("summary", still.length + " more that this schedule never changes"), stateTable(still));
  put(byId("state"), stateTable(moving), rest);
}
function showThreads() {
  const standing = data.traces[trace].start.map((one) => [...one]);
  const changed = new Set();
  data.traces[trace].steps.slice(0, step).forEach((one, index) => {
    for (let i = 0; i < one[4].length; i += 3) {
      standing[one[4][i]] = [one[4][i + 1], one[4][i + 2]];
      if (index + 1 === step) changed.add(one[4][i]);
    }
  });
  const table = make("table", undefined, "state");
  table.append(put(make("thead"), cells("th", ["thread", "holds", "stands"])));
  const body = make("tbody");
  data.traces[trace].threads.forEach((name, index) => {
    const line = cells("td", [say(name), say(standing[index][0]), ""]);
    line.lastChild.append(changed.has(index) ? make("mark", say(standing[index][1])) : say(standing[index][1]));
    if (changed.has(index)) line.className = "changed";
    body.append(line);
  });
  table.append(body);
  put(byId("threads"), table);
}

function numberCell(number) {
  const cell = make("td", undefined, "number");
  const link = make("a", String(number));
  link.href = address(trace, number);
  cell.append(link);
  return cell;
}
function stepRow(one, index, shown, before) {
  const line = make("tr", undefined, before !== undefined && before !== one[0] ? "turn" : "");
  line.dataset.step = index + 1;
  line.append(numberCell(index + 1));
  data.traces[trace].threads.forEach((name, column) => {
    const cell = make("td", undefined, "step");
    if (column === one[0]) {
      if (shown[column] !== one[1] && say(one[1])) cell.append(make("span", say(one[1]) + "():", "function"));
      shown[column] = one[1];
      cell.append(make("span", say(one[2]), "words"));
    }
    line.append(cell);
  });
  return line;
}
function endRow() {
  const line = make("tr", undefined, "end");
  line.append(make("td", "end", "number"));
  for (const words of data.traces[trace].ends) line.append(make("td", say(words), "step"));
  return line;
}
function showTrace() {
  const current = data.traces[trace];
  byId("title").textContent = say(current.title);
  const about = [make("p", say(current.sentence))];
  if (say(current.meaning)) about.push(make("p", say(current.meaning)));
  const again = make("p"), command = make("code", say(current.command)), copy = make("button", "copy", "copy");
  copy.type = "button";
  copy.addEventListener("click", () => navigator.clipboard.writeText(say(current.command)));
  again.append("Shown again by ", command, " ", copy);
  put(byId("about"), ...about, again);
  const head = cells("th", ["step", ...current.threads.map(say)]);
  for (const cell of head.children) cell.scope = "col";
  const body = make("tbody"), shown = [];
  const start = make("tr");
  start.dataset.step = 0;
  start.append(numberCell(0), ...current.threads.map(() => make("td")));
  start.children[Math.min(1, current.threads.length)].append(make("span", "(start)", "words"));
  body.append(start);
  current.steps.forEach((one, index) => body.append(stepRow(one, index, shown, index ? current.steps[index - 1][0] : undefined)));
  body.append(endRow());
  put(byId("interleaving"), put(make("thead"), head), body);
  byId("interleaving").style.minWidth = 3 + 11 * current.threads.length + "em";
  byId("slider").max = current.steps.length;
}
function showRow() {
  const current = data.rows[row];
  byId("row-title").textContent = say(current.title);
  byId("row-words").textContent = say(current.words);
  byId("row-words").className = current.result;
  const list = byId("findings");
  put(list);
  for (const index of current.traces) {
    const one = data.traces[index], link = make("a", say(one.title) + ": " + say(one.sentence));
    link.href = address(index, one.steps.length);
    const item = make("li");
    item.dataset.trace = index;
    item.append(link);
    list.append(item);
  }
  const body = make("tbody");
  for (const [check, outcome] of current.checks) {
    const line = cells("td", [say(check), outcome]);
    line.lastChild.className = outcome;
    body.append(line);
  }
  put(byId("checks"), put(make("thead"), cells("th", ["check", "verdict"])), body);
  for (const cell of document.querySelectorAll(".matrix td")) cell.classList.toggle("here", cell.dataset.row === String(row));
}
function showStep() {
  byId("slider").value = step;
  byId("slider").setAttribute("aria-valuetext", "step " + step);
  byId("where").textContent = "step " + step + " of " + data.traces[trace].steps.length;
  for (const line of byId("interleaving").querySelectorAll("tr[data-step]")) {
    if (Number(line.dataset.step) !== step) { line.removeAttribute("aria-current"); continue; }
    line.setAttribute("aria-current", "step");
    if (location.hash) line.scrollIntoView({ block: "nearest" });  // without one, the verdict comes first
  }
  showState();
  showThreads();
}
function show() {
  const wanted = place();
  const other = wanted.trace !== trace || wanted.row !== row;
  ({ trace, row, step } = wanted);
  if (other) showRow();
  byId("trace").hidden = trace < 0;
  if (trace < 0) return;
  if (other) showTrace();
  for (const item of byId("findings").children)
    item.dataset.trace === String(trace) ? item.setAttribute("aria-current", "true") : item.removeAttribute("aria-current");
  showStep();
}
function go(to) {
  if (trace < 0) return;
  const last = data.traces[trace].steps.length;
  history.replaceState(null, "", address(trace, Math.max(0, Math.min(last, to))));
  show();
}

window.addEventListener("hashchange", () => { show(); if (trace >= 0) byId("trace").scrollIntoView(); });
byId("slider").addEventListener("input", (event) => go(Number(event.target.value)));
byId("first").addEventListener("click", () => go(0));
byId("back").addEventListener("click", () => go(step - 1));
byId("next").addEventListener("click", () => go(step + 1));
byId("last").addEventListener("click", () => go(Infinity));
byId("interleaving").addEventListener("click", (event) => {
  const line = event.target.closest("tr[data-step]");
  if (!line) return;
  event.preventDefault();
  go(Number(line.dataset.step));
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target === byId("slider")) return;
  const to = { ArrowLeft: step - 1, k: step - 1, ArrowRight: step + 1, j: step + 1, Home: 0, End: Infinity }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  go(to);
});
show();
