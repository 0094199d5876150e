// One key each; words chosen by marking them; a failed save that says so. Every form works without this file.
"use strict";

(() => {
  const typing = (node) => node.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  // A form sent by the key of its button, so that htmx or the browser sends it as if it were pressed.
  const press = (key) => {
    const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!button || button.disabled || button.closest("fieldset[disabled]")) return false;
    button.click();
    return true;
  };

  const toggle = (details) => {
    if (!details) return false;
    details.open = !details.open;
    if (details.open) details.scrollIntoView({ block: "nearest" });
    return true;
  };

  const act = (event) => {
    const reason = document.getElementById("reason");
    if (/^[0-9]$/.test(event.key) && reason) {
      if (Number(event.key) >= reason.options.length) return false;
      reason.selectedIndex = Number(event.key);
      return true;
    }
    if (event.key === "e") {
      const note = document.getElementById("note");
      if (note) note.focus();
      return Boolean(note);
    }
    if (event.key === "v") return toggle(document.querySelector(".frame, .leaf"));
    if (event.key === "g") {
      const link = document.querySelector(".alike a");
      if (link) link.click();
      return Boolean(link);
    }
    return press(event.key);
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.key === "Escape" && typing(event.target)) return event.target.blur();
    if (typing(event.target)) return;
    // Enter on something that has a meaning of its own keeps it.
    if (event.key === "Enter" && event.target.closest("a, button, summary, label, input")) return;
    if (act(event)) event.preventDefault();
  });

  document.addEventListener("mouseup", () => {
    const field = document.getElementById("exact");
    const chosen = document.getSelection();
    if (!field || !chosen || chosen.isCollapsed) return;
    const node = chosen.anchorNode && chosen.anchorNode.parentElement;
    if (node && node.closest("[data-words]")) field.value = chosen.toString().trim().slice(0, 2000);
  });

  const complain = () => {
    const place = document.getElementById("message");
    const box = document.createElement("div");
    box.className = "problem";
    box.textContent = document.body.dataset.unsent;
    place.replaceChildren(box);
    place.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:sendError", complain);
  document.addEventListener("htmx:timeout", complain);
  document.addEventListener("htmx:responseError", (event) => {
    document.getElementById("message").scrollIntoView({ block: "nearest" });
    if (!event.detail.xhr.responseText.includes("problem")) complain();
  });

  const mark = document.querySelector(".text mark");
  if (mark) {
    const box = mark.closest(".text");
    if (!box.classList.contains("whole")) box.scrollTop = mark.offsetTop - box.offsetTop - box.clientHeight / 3;
    else mark.scrollIntoView({ block: "center" });
  }
})();
