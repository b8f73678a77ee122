// Before anything is drawn, so that no page flashes in the other theme.
(() => {
  const asked = new URLSearchParams(location.search).get("theme");
  let kept = null;
  try { kept = localStorage.getItem("centspan-theme"); } catch { /* storage may be forbidden */ }
  const chosen = [asked, kept].find((theme) => theme === "dark" || theme === "light");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = chosen || (dark ? "dark" : "light");
})();
