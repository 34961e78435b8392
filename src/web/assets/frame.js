// Keys that work on every screen, and the list of them.

const find = document.getElementById("hoi");
const keys = document.getElementById("phim");

addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    find.focus();
    find.select();
  } else if (event.key === "F1") {
    event.preventDefault();
    if (keys.open) keys.close();
    else keys.showModal();
  }
});

document.querySelector(`[data-opens="${keys.id}"]`).addEventListener("click", () => keys.showModal());
