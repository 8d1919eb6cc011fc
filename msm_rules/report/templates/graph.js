"use strict";
// One rule of a great policy, or one fact: what it rests on and leads to, drawn from the page's data.
const oneGraph = (() => {
  const MOST = 60, MOST_RULES = 12, GAP = 14, BETWEEN = 64, INSET = 12;
  const WORDS = { t: "holds", f: "fails", u: "not known", w: "waived", m: "not known" };
  const KINDS = { t: "true", f: "false", u: "unknown", w: "waived", s: "score", m: "missing", g: "given" };
  const SIGNS = { t: "✓", f: "✗", u: "?", w: "waived", s: "", m: "?", g: "" };
  const WHOLE = { z: "0.00", x: "1.00" };
  const ORDER = "fumwtsg-";
  const GROUPS = { f: "Rules that fail", u: "Rules not known", w: "Rules that are waived", t: "Rules that hold",
    s: "Rules that are scored" };
  const ruler = document.createElement("canvas").getContext("2d");

  const html = (name, attributes = {}, text = "") => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  };
  const svg = (name, attributes = {}, text = "") => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  };
  const width = (text, bold) => {
    ruler.font = `${bold ? 700 : 400} 12.5px Helvetica, Arial, "Liberation Sans", sans-serif`;
    return ruler.measureText(text).width;
  };
  const clipped = (text, room, bold) => {
    let kept = [...text];
    if (width(text, bold) <= room) return text;
    while (kept.length && width(`${kept.join("")}…`, bold) > room) kept.pop();
    return `${kept.join("")}…`;
  };
  const wrapped = (text, room, most) => {
    const lines = [];
    for (const word of text.split(" ").filter(Boolean)) {
      const joined = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
      if (lines.length && width(joined) <= room) lines[lines.length - 1] = joined;
      else lines.push(word);
    }
    const rest = lines.slice(most - 1).join(" ");
    return (lines.length > most ? [...lines.slice(0, most - 1), rest] : lines).map((line) => clipped(line, room));
  };

  // The policy: its boxes, in the order of evaluation, and what leads from one to the next.
  const policies = new Map();
  const policyOf = (template) => {
    if (!policies.has(template)) {
      const boxes = template.dataset.boxes.split("\n").map((line) => {
        const [kind, name, title, note] = line.split("\t");
        return { kind, name, title, note };
      });
      const arrows = template.dataset.arrows.split(" ").filter(Boolean).map((text) => {
        const [from, to] = text.split(/[-~]/).map((part) => parseInt(part, 36));
        return { from, to, side: text.includes("~") };
      });
      const into = boxes.map(() => []), from = boxes.map(() => []);
      for (const arrow of arrows) { into[arrow.to].push(arrow); from[arrow.from].push(arrow); }
      policies.set(template, { boxes, into, from });
    }
    return policies.get(template);
  };

  // What came of each box: a letter, a value, a sign.
  const stateOf = (holder, template) => {
    const valuesOf = (data) => new Map((data.v || "").split("\n").filter(Boolean).map((line) => {
      const [n, value, sign] = line.split("\t");
      return [Number(n), [value, sign]];
    }));
    const own = valuesOf(holder.dataset), shared = valuesOf(template.dataset);
    const [ownKinds, sharedKinds] = [holder.dataset.k || "", template.dataset.k || ""];
    return (n) => {
      const mine = ownKinds[n] && ownKinds[n] !== "-";
      const kind = mine ? ownKinds[n] : sharedKinds[n] || "-";
      const [value = WHOLE[kind] || "", sign = SIGNS[kind] ?? ""] = (mine ? own : shared).get(n) || [];
      return { kind: WHOLE[kind] ? "s" : kind, value, sign };
    };
  };

  const closure = (start, arrows, end) => {
    const found = new Set(), todo = [start];
    while (todo.length) {
      for (const arrow of arrows[todo.pop()]) {
        const next = arrow[end];
        if (!found.has(next)) { found.add(next); todo.push(next); }
      }
    }
    return found;
  };
  // The boxes of a choice; of a fact that feeds many rules those that stand out, and a few others.
  const sliceOf = (policy, state, chosen) => {
    const before = closure(chosen, policy.into, "from"), after = closure(chosen, policy.from, "to");
    const rank = (n) => ORDER.indexOf(state(n).kind);
    const rules = [...after].filter((n) => ["rule", "obligation"].includes(policy.boxes[n].kind));
    const left = new Set(rules.sort((a, b) => rank(a) - rank(b) || a - b).slice(MOST_RULES));
    const drawn = new Set([chosen, ...[...before].slice(0, MOST), ...[...after].filter((n) => !left.has(n))]);
    if (left.size) {
      for (const n of [...after].sort((a, b) => b - a)) {
        const onward = policy.from[n];
        if (drawn.has(n) && onward.length && !onward.some((arrow) => drawn.has(arrow.to))) drawn.delete(n);
      }
    }
    return { drawn: [...drawn].sort((a, b) => a - b), left: left.size + Math.max(before.size - MOST, 0) };
  };

  const sized = (box, found) => {
    const room = 230, sign = found.sign ? width(found.sign, true) + 10 : 0;
    const bold = !["fact", "param", "let"].includes(box.kind);
    const lines = [["n", clipped(box.name, room - sign, bold)]];
    for (const text of wrapped(box.title, room, 3)) lines.push(["t", text]);
    if (found.value) lines.push([box.kind === "verdict" ? "n" : "v", clipped(found.value, room)]);
    for (const text of wrapped(box.note, room, 2)) lines.push(["s", text]);
    const widest = Math.max(...lines.map(([style, text], n) => width(text, style === "n" && bold) + (n ? 0 : sign)));
    return { lines, w: Math.max(widest, 60) + 2 * INSET, h: lines.length * 16 + 13 };
  };

  // Columns by how far a box is from what it rests on; in a column near to what leads to it.
  const placed = (policy, state, drawn) => {
    const inside = new Set(drawn), place = new Map(), columns = [];
    const depth = new Map(drawn.map((n) => [n, 0]));
    for (const n of drawn) {
      for (const { from } of policy.into[n]) {
        if (inside.has(from)) depth.set(n, Math.max(depth.get(n), depth.get(from) + 1));
      }
    }
    for (const n of drawn) {
      const onward = policy.from[n].filter(({ to }) => inside.has(to)).map(({ to }) => depth.get(to));
      if (onward.length && !policy.into[n].some(({ from }) => inside.has(from))) depth.set(n, Math.min(...onward) - 1);
    }
    for (const n of drawn) (columns[depth.get(n)] ??= []).push(n);
    let x = 20, height = 0;
    const sizes = new Map(drawn.map((n) => [n, sized(policy.boxes[n], state(n))]));
    const used = columns.filter(Boolean);
    const tall = (column) => column.reduce((sum, n) => sum + sizes.get(n).h + GAP, -GAP);
    const most = Math.max(...used.map(tall));
    for (const column of used) {
      const middle = (n) => {
        const ys = policy.into[n].filter(({ from }) => place.has(from)).map(({ from }) => place.get(from).y);
        return ys.length ? ys.reduce((a, b) => a + b) / ys.length : n;
      };
      const at = new Map(column.map((n) => [n, middle(n)]));
      column.sort((a, b) => at.get(a) - at.get(b) || a - b);
      const w = Math.max(...column.map((n) => sizes.get(n).w));
      let y = 20 + (most - tall(column)) / 2;
      for (const n of column) {
        place.set(n, { x, y, w, h: sizes.get(n).h, lines: sizes.get(n).lines });
        y += sizes.get(n).h + GAP;
      }
      height = Math.max(height, y);
      x += w + BETWEEN;
    }
    return { place, w: x - BETWEEN + 20, h: height - GAP + 20 };
  };

  const drawing = (policy, state, chosen, label) => {
    const { drawn, left } = sliceOf(policy, state, chosen);
    const { place, w, h } = placed(policy, state, drawn);
    const root = svg("svg", { class: "msm-graph", viewBox: `0 0 ${w} ${h}`, width: w, height: h, role: "img", "aria-label": label });
    for (const n of drawn) {
      for (const { from, side } of policy.into[n].filter(({ from }) => place.has(from))) {
        const a = place.get(from), b = place.get(n);
        const [x, y, X, Y] = [a.x + a.w, a.y + a.h / 2, b.x, b.y + b.h / 2];
        const middle = (x + X) / 2;
        const arrow = svg("g", { class: `arrow plain${side ? " side" : ""}` });
        arrow.append(svg("path", { d: `M${x} ${y}C${middle} ${y} ${middle} ${Y} ${X} ${Y}` }),
          svg("path", { class: "head", d: `M${X} ${Y}l-6 -3v6z` }));
        root.append(arrow);
      }
    }
    for (const n of drawn) {
      const box = policy.boxes[n], { kind, sign } = state(n), { x, y, w: wide, h: high, lines } = place.get(n);
      const made = svg("g", { class: `box ${box.kind} is-${KINDS[kind] || "plain"}${n === chosen ? " chosen" : ""}` });
      made.append(svg("title", {}, [box.name, box.title].filter(Boolean).join(": ")),
        svg("rect", { x, y, width: wide, height: high, rx: box.kind === "fact" ? 14 : 6 }));
      lines.forEach(([style, text], line) => {
        made.append(svg("text", { class: style, x: x + INSET, y: y + 19 + 16 * line }, text));
      });
      if (sign) made.append(svg("text", { class: "sign", x: x + wide - INSET, y: y + 19 }, sign));
      root.append(made);
    }
    return { root, left };
  };

  // The same in words.
  const said = (policy, state, chosen) => {
    const word = (n) => {
      const { kind, value, sign } = state(n);
      return value || (sign.length > 1 ? sign : WORDS[kind]) || "";
    };
    const rank = (n) => (policy.boxes[n].kind === "rule" ? ORDER.indexOf(state(n).kind) : ORDER.length);
    const named = (n) => policy.boxes[n].name + (word(n) ? ` (${word(n)})` : "");
    const list = (found, most = 8) => {
      const names = [...found].sort((a, b) => rank(a) - rank(b) || a - b).map(named);
      return names.slice(0, most).join(", ") + (names.length > most ? ` and ${names.length - most} more` : "");
    };
    const before = [...closure(chosen, policy.into, "from")].filter((n) => ["fact", "param", "waiver"].includes(policy.boxes[n].kind));
    const after = closure(chosen, policy.from, "to");
    const parts = [named(chosen)];
    if (before.length) parts.push(`rests on ${list(before)}`);
    if (after.size) parts.push(`leads to ${list(after)}`);
    return `${parts.join("; ")}.`;
  };

  const options = (policy, state, wanted) => {
    const groups = new Map();
    const add = (title, n) => groups.set(title, [...(groups.get(title) || []), n]);
    const decided = policy.boxes.some((box, n) => box.kind === "rule" && state(n).kind !== "-");
    const sought = policy.boxes.map((box) => `${box.name} ${box.title}`.toLowerCase());
    const rank = (n) => ORDER.indexOf(state(n).kind);
    const numbers = policy.boxes.map((_, n) => n).filter((n) => sought[n].includes(wanted));
    const of = (kind) => numbers.filter((n) => policy.boxes[n].kind === kind);
    for (const n of of("rule").sort((a, b) => rank(a) - rank(b) || a - b)) {
      add((decided && GROUPS[state(n).kind]) || "Rules", n);
    }
    for (const n of of("obligation")) add("Obligations", n);
    for (const n of of("fact")) add("Facts", n);
    return [...groups].map(([title, found]) => {
      const group = html("optgroup", { label: `${title} (${found.length.toLocaleString("en")})` });
      for (const n of found) {
        const { name, title: words } = policy.boxes[n];
        group.append(html("option", { value: n }, words ? `${name}: ${words}` : name));
      }
      return group;
    });
  };

  // Fills an element with a choice of rules and facts, and the graph of the one that is chosen;
  // `decided` has what came of each box, for a model called `name`.
  return (holder, template, name, decided) => {
    const policy = policyOf(template), state = stateOf(decided, template);
    const find = html("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    const select = html("select");
    const words = html("p", { class: "note", "aria-live": "polite" });
    const picture = html("div", { class: "picture", tabindex: "0", role: "group", "aria-label": `The graph of what is chosen${name ? `, for ${name}` : ""}` });
    const labelled = (text, control) => { const made = html("label", {}, text); made.append(control); return made; };
    const show = () => {
      if (select.value === "") { words.textContent = "No rule or fact is called so."; picture.replaceChildren(); return; }
      const chosen = Number(select.value), text = said(policy, state, chosen);
      const { root, left } = drawing(policy, state, chosen, text);
      words.textContent = left ? `${text} ${left.toLocaleString("en")} more are not drawn.` : text;
      picture.replaceChildren(root);
    };
    const fill = () => { select.replaceChildren(...options(policy, state, find.value.trim().toLowerCase())); show(); };
    find.addEventListener("input", fill);
    select.addEventListener("change", show);
    const controls = html("p", { class: "controls" });
    controls.append(labelled("Find a rule or a fact ", find), labelled("Show the graph of ", select));
    holder.append(controls, words, picture);
    fill();
  };
})();
