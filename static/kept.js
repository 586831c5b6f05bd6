// What was typed survives a session that ended. A form that is sent leaves its typed fields in this tab's
// sessionStorage. If the server says that it was not carried out ([data-unsent], on the sign-in page), they are put
// back when the same person opens the same page next. Any other page of somebody who is signed in forgets them, so
// does signing out (form[data-forget]), and so do 15 minutes. Never kept: passwords, files, hidden fields.
// Choosing the language (form[data-switch]) takes along what is being written: it stands in the form again.
(function () {
  "use strict";

  const KEY = "kept";
  const LONGEST = 15 * 60 * 1000;
  const NEVER = ["password", "file", "hidden", "submit", "button", "reset", "image"];
  const person = document.body.dataset.person || "";
  const here = () => window.location.pathname + window.location.search;

  function read() {
    try { return JSON.parse(window.sessionStorage.getItem(KEY)); } catch (blocked) { return null; }
  }

  function write(kept) {
    try { window.sessionStorage.setItem(KEY, JSON.stringify(kept)); } catch (blocked) { /* full or private */ }
  }

  function forget() {
    try { window.sessionStorage.removeItem(KEY); } catch (blocked) { /* nothing was kept */ }
  }

  // --- the fields of a form, as plain lists ---------------------------------------------------------------
  const isTick = (field) => field.type === "checkbox" || field.type === "radio";
  // A password that is shown is of type text.
  const isSecret = (field) => NEVER.includes(field.type) || field.closest(".pw") !== null;
  const typed = (form) => Array.from(form.elements).filter(
    (field) => field.name && field.type && "value" in field && !field.disabled && !isSecret(field));
  const siblings = (form) => Array.from(document.forms).filter(
    (other) => other.getAttribute("action") === form.getAttribute("action"));

  function changed(field) {
    if (field.options) return Array.from(field.options).some((each) => each.selected !== each.defaultSelected);
    return isTick(field) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  }

  function stateOf(field, at) {
    const chosen = field.options ? Array.from(field.selectedOptions, (each) => each.value) : null;
    return { at, name: field.name, value: field.value, checked: isTick(field) && field.checked, chosen };
  }

  // A form that was refused before stands there with all that was written; of others only what was changed, so that
  // nothing is put over what somebody else saved meanwhile.
  function statesOf(form) {
    const refused = document.querySelector("[data-errors]") !== null;
    return typed(form).map((field, at) => (refused || changed(field) ? stateOf(field, at) : null)).filter(Boolean);
  }

  function keep(event) {
    const form = event.target;
    if (!person || event.defaultPrevented || form.method !== "post") return;
    if ("forget" in form.dataset) return forget();
    if ("switch" in form.dataset) return takeAlong(form);
    const fields = statesOf(form);
    write({ ...placeOf(form), page: here(), unsent: false, fields });
  }

  function placeOf(form) {
    const which = { action: form.getAttribute("action"), nth: siblings(form).indexOf(form) };
    return { person, until: Date.now() + LONGEST, ...which };
  }

  // The form that was refused, else the first in which something was changed.
  function inHand() {
    const forms = Array.from(document.forms).filter(
      (form) => form.method === "post" && !("switch" in form.dataset) && !("forget" in form.dataset));
    const errors = document.querySelector("[data-errors]");
    const below = (form) => form.contains(errors)
      || errors.compareDocumentPosition(form) & Node.DOCUMENT_POSITION_FOLLOWING;
    return (errors && forms.find(below)) || forms.find((form) => typed(form).some(changed));
  }

  function takeAlong(choosing) {
    const form = inHand();
    if (!form) return forget();
    const page = choosing.elements.namedItem("next").value;
    return write({ ...placeOf(form), page, unsent: true, chosen: true, fields: statesOf(form) });
  }

  // --- putting back -----------------------------------------------------------------------------------------
  function fieldOf(form, state) {
    const named = typed(form).filter((field) => field.name === state.name);
    const same = named.filter((field) => !isTick(field) || field.value === state.value);
    return same.length > 1 ? same.find((field) => typed(form).indexOf(field) === state.at) : same[0];
  }

  function fill(field, state) {
    if (field.options) {
      Array.from(field.options).forEach((each) => { each.selected = state.chosen.includes(each.value); });
    } else if (isTick(field)) field.checked = state.checked;
    else field.value = state.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function putBack(kept) {
    const forms = Array.from(document.forms).filter((form) => form.getAttribute("action") === kept.action);
    const form = forms[kept.nth];
    const found = form ? kept.fields.map((state) => [fieldOf(form, state), state]).filter(([field]) => field) : [];
    if (!found.length) return;
    found.forEach(([field, state]) => fill(field, state));
    document.getElementById("kept").hidden = kept.chosen === true;
    found[0][0].focus();
  }

  // --- what this page means for what was kept -----------------------------------------------------------------
  function look() {
    const kept = read();
    if (!kept) return;
    const left = kept.until - Date.now();
    if (person || !(left > 0)) forget();
    else window.setTimeout(forget, left);
    if (!person && left > 0 && document.querySelector("[data-unsent]")) write({ ...kept, unsent: true });
    if (kept.unsent && kept.person === person && kept.page === here() && left > 0) putBack(kept);
  }

  document.addEventListener("submit", keep);
  look();
})();
