// Sets the theme before the first paint; blocking on purpose, and a file because the policy bars inline scripts.
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function chosen() {
    try { return window.localStorage.getItem("theme"); } catch (blocked) { return null; }
  }
  function apply() {
    var theme = chosen();
    if (theme !== "dark" && theme !== "light") theme = dark.matches ? "dark" : "light";
    root.setAttribute("data-bs-theme", theme);
  }
  root.classList.add("js");
  apply();
  dark.addEventListener("change", apply);
})();
