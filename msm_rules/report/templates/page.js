(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const byId = (id) => document.getElementById(id);
  const models = all("details.model");

  // A link to something inside a fold opens the fold.
  const reveal = () => {
    const target = byId(decodeURIComponent(location.hash.slice(1)));
    for (let fold = target; fold; fold = fold.parentElement?.closest("details")) {
      if (fold.tagName === "DETAILS") fold.open = true;
    }
    target?.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("a[href^='#']")) setTimeout(reveal);
  });
  if (location.hash) reveal();

  // Great policies have no whole picture: one rule or fact is chosen, and drawn.
  all(".choose[data-p]").forEach((holder) => {
    const template = byId(`graph-${holder.dataset.p}`), around = holder.closest("details");
    if (!around) oneGraph(holder, template, "", holder);
    else around.addEventListener("toggle", () => { if (!holder.firstChild) oneGraph(holder, template, "", holder); });
  });

  // What is folded away is printed with the rest, where that is one decision; of the policy's
  // files those in which something came of it.
  if (!models.length) {
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = all("details:not([open])").filter((fold) => !fold.matches(".text") || fold.querySelector("em span"));
      opened.forEach((fold) => { fold.open = true; });
    });
    addEventListener("afterprint", () => opened.forEach((fold) => { fold.open = false; }));
    return;
  }

  // The policy's picture with a model's own values, colours and deciding arrows in it.
  const kinds = { t: "true", f: "false", u: "unknown", w: "waived", s: "score", m: "missing", g: "given", z: "score", x: "score" };
  const signs = { t: "✓", f: "✗", u: "?", w: "waived", s: "", m: "?", g: "", z: "", x: "" };
  const whole = { z: "0.00", x: "1.00" };
  const paint = (picture, model) => {
    const lines = new Map(model.dataset.v.split("\n").map((line) => {
      const [n, ...value] = line.split("\t");
      return [Number(n), value];
    }));
    all(".box", picture).forEach((box, n) => {
      const kind = model.dataset.k[n];
      if (kind === "-") return;
      const [value = whole[kind] || "", sign = signs[kind]] = lines.get(n) || [];
      box.setAttribute("class", box.getAttribute("class").replace(/is-\w+/, `is-${kinds[kind]}`));
      const values = all(box.classList.contains("verdict") ? ".n" : ".v", box);
      if (values.length) values[values.length - 1].textContent = value;
      const place = box.querySelector(".sign");
      if (place) place.textContent = sign;
    });
    all(".arrow", picture).forEach((arrow, n) => {
      if (parseInt(model.dataset.b[n >> 2], 16) >> (n & 3) & 1) arrow.classList.replace("pale", "bold");
    });
    const bold = all(".arrow.bold", picture);
    bold.forEach((arrow) => arrow.parentNode.insertBefore(arrow, picture.querySelector(".box")));
  };

  const fold = (title, inside) => {
    const made = document.createElement("details");
    made.className = "fold";
    const summary = document.createElement("summary");
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = title;
    summary.append(name);
    made.append(summary, inside);
    return made;
  };
  const addPicture = (model, panel, name) => {
    const template = byId(`graph-${model.dataset.p}`);
    if (!template || !model.dataset.k) return;
    const around = document.createElement("div");
    if (template.dataset.boxes) {
      around.className = "choose";
      const made = fold("From facts to verdict, for one rule or fact", around);
      made.addEventListener("toggle", () => {
        if (!around.firstChild) oneGraph(around, template, name, model);
      });
      panel.append(made);
      return;
    }
    around.className = "picture";
    around.tabIndex = 0;
    around.setAttribute("role", "group");
    around.setAttribute("aria-label", `From facts to verdict, for ${name}`);
    around.append(template.content.cloneNode(true));
    paint(around, model);
    panel.append(fold("From facts to verdict, the way that decided in bold", around));
  };
  // The marks of a model: a letter each, those without a letter of their own in lines below.
  const marksOf = (model) => {
    const letters = new Map(byId(`policy-${model.dataset.p}`).dataset.letters.split("\n").map((line) => [line[0], line.slice(1)]));
    const [kinds, ...others] = model.dataset.m.split("\n");
    return [...kinds].map((kind) => letters.get(kind) ?? others.shift());
  };
  const addText = (model, panel) => {
    const marks = marksOf(model);
    const texts = document.createElement("div");
    all(`#policy-${model.dataset.p} > details`).forEach((file) => {
      const copy = file.cloneNode(true);
      copy.open = false;
      all("[id]", copy).forEach((line) => line.removeAttribute("id"));
      all("[data-m]", copy).forEach((mark) => { mark.textContent = marks[mark.dataset.m]; });
      texts.append(copy);
    });
    panel.append(fold("The policy, with what came of it in the margin", texts));
  };
  const complete = (model) => {
    const panel = model.querySelector(".panel");
    if (!model.open || panel.querySelector(".made")) return;
    const made = document.createElement("div");
    made.className = "made";
    addPicture(model, made, model.querySelector(".name").textContent);
    addText(model, made);
    panel.append(made);
  };
  models.forEach((model) => {
    model.addEventListener("toggle", () => complete(model));
    complete(model);
  });

  // Only models that contain what is typed; folds with a match open.
  const rows = all("details.model, .briefs li");
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const filter = () => {
    const wanted = byId("filter").value.trim().toLowerCase();
    let found = 0;
    for (const row of rows) {
      const match = texts.get(row).includes(wanted);
      row.hidden = !match;
      found += match;
    }
    byId("found").value = wanted ? `${found} of ${rows.length}` : "";
    all("details.fold").forEach((around) => {
      if (wanted && around.querySelector(".briefs li:not([hidden]), .model:not([hidden])")) around.open = true;
    });
  };
  byId("tools").hidden = rows.length < 2;
  byId("tools").addEventListener("submit", (event) => event.preventDefault());
  byId("filter").addEventListener("input", filter);

  // Two panels side by side; the third to be chosen takes the place of the first.
  let chosen = [];
  const show = () => {
    document.querySelector(".pair").replaceChildren(...chosen.map((model) => {
      const panel = model.querySelector(".panel").cloneNode(true);
      all("button, .made", panel).forEach((part) => part.remove());
      const name = document.createElement("h3");
      name.textContent = model.querySelector(".name").textContent;
      panel.prepend(name);
      return panel;
    }));
    byId("compare").hidden = chosen.length === 0;
    all("button[aria-pressed]").forEach((button) => {
      button.setAttribute("aria-pressed", String(chosen.includes(button.closest(".model"))));
    });
    if (chosen.length === 2) {
      byId("compare").scrollIntoView();
      byId("h-compare").focus({ preventScroll: true });
    }
  };
  if (models.length > 1) models.forEach((model) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Compare";
    button.setAttribute("aria-label", `Compare ${model.querySelector(".name").textContent}`);
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      chosen = chosen.includes(model) ? chosen.filter((m) => m !== model) : [...chosen.slice(-1), model];
      show();
    });
    model.querySelector(".panel").prepend(button);
  });
  byId("uncompare").addEventListener("click", () => { chosen = []; show(); });
  if (byId("at-once")) { chosen = models.slice(0, 2); show(); scrollTo(0, 0); }
})();
