// Keeps the queue up to date. The server draws it; here only rows that changed are
// exchanged, so that focus and selection stay where they are.

const queue = document.getElementById("hang-doi");
const said = document.getElementById("vua-xong");
const LOOK_EVERY = 3000;

function take(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const [list, newList] = [queue.querySelector(".rows"), fresh.querySelector(".rows")];
  if (!list || !newList) {
    queue.replaceChildren(...fresh.childNodes);
    return;
  }
  exchange(queue.querySelector(".headline"), fresh.querySelector(".headline"));
  const wanted = newList.children.length;
  [...newList.children].forEach((row, place) => {
    let old = document.getElementById(row.id);
    if (old && old.dataset.state !== row.dataset.state) {
      said.textContent = `${row.querySelector(".name").textContent}: ${row.dataset.state}`;
    }
    old = old ? exchange(old, row) : row;
    if (list.children[place] !== old) list.insertBefore(old, list.children[place] ?? null);
  });
  while (list.children.length > wanted) list.lastElementChild.remove();
}

function exchange(old, fresh) {
  if (old.isEqualNode(fresh)) return old;
  const copy = document.importNode(fresh, true);
  old.replaceWith(copy);
  return copy;
}

let source = null;
let timer = null;

async function look() {
  try {
    const answer = await fetch(queue.dataset.look);
    if (answer.ok) take(await answer.text());
  } catch {
    // The service may be starting anew; the next look tells.
  }
}

function follow() {
  if (source || timer) return;
  source = new EventSource(queue.dataset.follow);
  source.addEventListener("queue", (event) => take(event.data));
  source.addEventListener("error", () => {
    // It connects again by itself unless the answer was no stream at all.
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      timer = setInterval(look, LOOK_EVERY);
    }
  });
}

function rest() {
  source?.close();
  source = null;
  clearInterval(timer);
  timer = null;
}

// A browser opens six connections to one host; hidden tabs must not hold them.
document.addEventListener("visibilitychange", () => (document.hidden ? rest() : follow()));
if (!document.hidden) follow();

// Trying again must not leave the page: files may still be on their way.
queue.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  form.querySelector("button").disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST" });
    if (!answer.ok) throw new Error(answer.statusText);
    await look();
  } catch {
    said.textContent = queue.dataset.failed;
    form.textContent = queue.dataset.failed;
  }
});
