"use strict";
(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const byId = (id) => document.getElementById(id);

  // A link to something inside a fold opens the fold.
  const reveal = () => {
    const target = byId(decodeURIComponent(location.hash.slice(1)));
    for (let fold = target; fold; fold = fold.parentElement?.closest("details")) {
      if (fold.tagName === "DETAILS") fold.open = true;
    }
    target?.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  all("a[href^='#']").forEach((link) => link.addEventListener("click", () => setTimeout(reveal)));
  if (location.hash) reveal();

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
    all("details.fold").forEach((fold) => {
      if (wanted && fold.querySelector(".briefs li:not([hidden])")) fold.open = true;
    });
  };
  byId("tools").hidden = rows.length < 2;
  byId("tools").addEventListener("submit", (event) => event.preventDefault());
  byId("filter").addEventListener("input", filter);

  // Two panels side by side; the third to be chosen takes the place of the first.
  let chosen = [];
  const show = () => {
    const pair = document.querySelector(".pair");
    pair.replaceChildren(...chosen.map((model) => {
      const panel = model.querySelector(".panel").cloneNode(true);
      all("button", panel).forEach((button) => button.remove());
      const name = document.createElement("h3");
      name.textContent = model.querySelector(".name").textContent;
      panel.prepend(name);
      return panel;
    }));
    byId("compare").hidden = chosen.length === 0;
    all("button[aria-pressed]").forEach((button) => {
      button.setAttribute("aria-pressed", String(chosen.includes(button.closest(".model"))));
    });
    if (chosen.length === 2) byId("compare").scrollIntoView();
  };
  all("details.model").forEach((model) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Compare";
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      chosen = chosen.includes(model) ? chosen.filter((m) => m !== model) : [...chosen.slice(-1), model];
      show();
    });
    model.querySelector(".panel").prepend(button);
  });
  byId("uncompare").addEventListener("click", () => { chosen = []; show(); });
})();
