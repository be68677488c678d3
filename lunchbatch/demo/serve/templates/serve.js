"use strict";

// Without this script each choice has a button beside it.
for (const choice of document.querySelectorAll("[data-go]")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}
for (const button of document.querySelectorAll("button.go")) {
  button.hidden = true;
}
