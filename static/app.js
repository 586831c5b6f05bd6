// Makes pages more comfortable; every page also works without it. Each behaviour hangs on a data attribute:
//   data-theme-toggle   switches between light and dark, and remembers it
//   data-dismiss        removes the nearest [data-dismissable]
//   data-copy="text"    copies the text; data-copied is what is announced then
//   data-reveal="id"    shows and hides the password in that field
//   data-confirm="…"    on a form or its button: asks before it is sent (data-confirm-yes names the button)
//   data-dialog="id"    opens that <dialog>; [data-close] inside closes it
//   data-search         the field that Ctrl-K jumps to
//   data-take="theirs"  on a conflict: takes one side for every field; data-left counts what is left
//   data-announce="…"   with data-threshold: spoken when the threshold changed after a refresh
// What was typed survives a session that ended: see kept.js.
(function () {
  "use strict";

  const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const live = () => document.getElementById("live");

  function announce(text) {
    const region = live();
    if (region && text) region.textContent = text;
  }

  // --- theme -------------------------------------------------------------------------------------------
  function toggleTheme() {
    const root = document.documentElement;
    const theme = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    root.setAttribute("data-bs-theme", theme);
    try { window.localStorage.setItem("theme", theme); } catch (blocked) { /* private window: this page only */ }
  }

  // --- menus are <details>; one is open at a time -------------------------------------------------------
  function closeMenus(except) {
    $$("details.menu[open]").forEach((menu) => {
      if (menu !== except && !menu.contains(except)) menu.open = false;
    });
  }

  function onEscape(event) {
    if (event.key !== "Escape") return;
    const menu = event.target.closest && event.target.closest("details.menu[open]");
    if (!menu) return closeMenus(null);
    menu.open = false;
    menu.querySelector("summary").focus();
  }

  // --- small buttons -----------------------------------------------------------------------------------
  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch (refused) {
      const text = button.parentElement.querySelector(".mono");
      if (text) window.getSelection().selectAllChildren(text);
      return;
    }
    announce(button.dataset.copied);
    button.classList.add("done");
    window.setTimeout(() => button.classList.remove("done"), 2000);
  }

  function reveal(button) {
    const field = document.getElementById(button.dataset.reveal);
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  }

  // --- chosen files ------------------------------------------------------------------------------------
  function humanSize(bytes) {
    const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
    let step = 0;
    let size = bytes;
    while (size >= 1000 && step < units.length - 1) { size /= 1000; step += 1; }
    const style = { style: "unit", unit: units[step], unitDisplay: "short", maximumFractionDigits: size < 10 && step ? 1 : 0 };
    return new Intl.NumberFormat(document.documentElement.lang || "id", style).format(size);
  }

  function fileList(input) {
    const holder = document.querySelector(`[data-files-of="${CSS.escape(input.id)}"]`);
    return holder || null;
  }

  function setFiles(input, files) {
    const transfer = new DataTransfer();
    files.forEach((file) => transfer.items.add(file));
    input.files = transfer.files;
    input.chosen = files;
    showFiles(input);
  }

  function showFiles(input) {
    const holder = fileList(input);
    if (!holder) return;
    const row = holder.querySelector("template").content;
    $$("li", holder).forEach((item) => item.remove());
    Array.from(input.files).forEach((file, index) => {
      const item = row.firstElementChild.cloneNode(true);
      item.querySelector(".t").prepend(file.name);
      item.querySelector("small").textContent = humanSize(file.size);
      const drop = item.querySelector("button");
      drop.setAttribute("aria-label", `${drop.dataset.label} ${file.name}`);
      drop.addEventListener("click", () => {
        setFiles(input, Array.from(input.files).filter((_, at) => at !== index));
        input.focus();
      });
      holder.append(item);
    });
  }

  function addFiles(input, added) {
    const kept = input.multiple ? input.chosen || [] : [];
    const fresh = added.filter((file) => !kept.some((k) => k.name === file.name && k.size === file.size));
    setFiles(input, input.multiple ? kept.concat(fresh) : added.slice(0, 1));
  }

  function wireDrops() {
    $$("label.drop").forEach((zone) => {
      const input = zone.querySelector("input[type=file]");
      ["dragenter", "dragover"].forEach((name) => zone.addEventListener(name, (event) => {
        event.preventDefault();
        zone.classList.add("over");
      }));
      ["dragleave", "drop"].forEach((name) => zone.addEventListener(name, () => zone.classList.remove("over")));
      zone.addEventListener("drop", (event) => {
        event.preventDefault();
        addFiles(input, Array.from(event.dataTransfer.files));
      });
    });
  }

  // --- forms: ask first, and send once ------------------------------------------------------------------
  function confirmFirst(form, submitter, question) {
    const dialog = document.getElementById("confirm");
    dialog.querySelector("p").textContent = question.dataset.confirm;
    const yes = dialog.querySelector("[value=yes]");
    yes.textContent = question.dataset.confirmYes || yes.dataset.label;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter);
    }, { once: true });
    dialog.showModal();
  }

  function onSubmit(event) {
    const form = event.target;
    const question = [event.submitter, form].find((node) => node && node.dataset.confirm);
    if (question && form.dataset.confirmed !== "yes") {
      event.preventDefault();
      confirmFirst(form, event.submitter, question);
      return;
    }
    delete form.dataset.confirmed;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent === "yes") {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  }

  function forgetSent() {
    $$("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    });
  }

  function focusErrors() {
    const summary = document.querySelector("[data-errors]");
    if (summary) summary.focus();
  }

  // --- conflict page -----------------------------------------------------------------------------------
  function countLeft() {
    const place = document.querySelector("[data-left]");
    if (!place) return;
    const open = $$("fieldset.cf").filter((field) => !field.querySelector("input[type=radio]:checked"));
    const names = open.map((field) => field.querySelector("legend").textContent.trim()).join(", ");
    place.textContent = open.length ? place.dataset.left.replace("{n}", open.length).replace("{names}", names) : place.dataset.none;
  }

  function takeSide(side) {
    $$(`fieldset.cf input[type=radio][value="${CSS.escape(side)}"]`).forEach((radio) => { radio.checked = true; });
    countLeft();
  }

  // --- a strip of tabs or views that is wider than the screen begins where one is ---------------------------
  function showCurrent() {
    $$(".tabs [aria-current], .seg [aria-current]").forEach((link) => {
      const strip = link.parentElement;
      const past = link.getBoundingClientRect().right - strip.getBoundingClientRect().right;
      if (past > 0) strip.scrollLeft += past + (strip.clientWidth - link.offsetWidth) / 2;
    });
  }

  // --- refreshed clocks: speak only when one crosses a threshold ------------------------------------------
  let thresholds = new Map();
  const readThresholds = () => new Map($$("[data-threshold][id]").map((card) => [card.id, card.dataset.threshold]));

  function afterSwap() {
    const fresh = readThresholds();
    fresh.forEach((state, id) => {
      const before = thresholds.get(id);
      if (before !== undefined && before !== state) announce(document.getElementById(id).dataset.announce);
    });
    thresholds = fresh;
  }

  // --- the session ended while somebody types: the page stays, and says so --------------------------------
  function sayEnded(event) {
    const { response } = event.detail.ctx;
    const words = document.getElementById("ended");
    if (words && response && response.status === 401) words.hidden = false;
  }

  // --- wiring ------------------------------------------------------------------------------------------
  function onClick(event) {
    const summary = event.target.closest("details.menu > summary");
    closeMenus(summary ? summary.parentElement : event.target.closest("details.menu") || document.body);
    if (event.target.closest("label.drop")) rememberChosen(event.target.closest("label.drop"));
    const node = event.target.closest("[data-theme-toggle],[data-dismiss],[data-copy],[data-reveal],[data-dialog],[data-close],[data-take]");
    if (!node) return;
    if ("themeToggle" in node.dataset) toggleTheme();
    if ("dismiss" in node.dataset) node.closest("[data-dismissable]").remove();
    if ("copy" in node.dataset) copy(node);
    if ("reveal" in node.dataset) reveal(node);
    if ("take" in node.dataset) takeSide(node.dataset.take);
    if ("close" in node.dataset) { event.preventDefault(); node.closest("dialog").close(); }
    if ("dialog" in node.dataset) {
      const dialog = document.getElementById(node.dataset.dialog);
      if (dialog) { event.preventDefault(); dialog.showModal(); }
    }
  }

  function rememberChosen(zone) {
    const input = zone.querySelector("input[type=file]");
    if (input) input.chosen = Array.from(input.files);
  }

  function onChange(event) {
    if (event.target.matches("input[type=file]") && fileList(event.target)) {
      addFiles(event.target, Array.from(event.target.files));
    }
    if (event.target.matches("fieldset.cf input[type=radio]")) countLeft();
  }

  function onKey(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      const field = document.querySelector("[data-search]");
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.select();
    }
    onEscape(event);
  }

  document.addEventListener("click", onClick);
  document.addEventListener("change", onChange);
  document.addEventListener("keydown", onKey);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("htmx:after:swap", afterSwap);
  document.addEventListener("htmx:response:error", sayEnded);
  window.addEventListener("pageshow", forgetSent);

  wireDrops();
  showCurrent();
  countLeft();
  thresholds = readThresholds();
  // After the browser went to the address's fragment, which takes the focus away again.
  window.addEventListener("load", () => window.setTimeout(focusErrors, 0));
})();
