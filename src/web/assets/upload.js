// Sends files one by one as they are chosen or dropped, each with its progress.

const form = document.getElementById("nop");
const input = document.getElementById("tep");
const list = document.getElementById("dang-gui");
const pattern = document.getElementById("mau-gui");
const veil = document.getElementById("tha");

// Two at a time keep the line busy; more would only slow each other down.
const AT_ONCE = 2;
const waiting = [];
let sending = 0;

function add(file) {
  const row = pattern.content.firstElementChild.cloneNode(true);
  row.querySelector(".name").textContent = file.name;
  list.append(row);
  const upload = { file, row };
  row.querySelector(".again").addEventListener("click", () => queueUp(upload));
  if (file.size > Number(form.dataset.limit)) {
    lose(upload, form.dataset.tooLarge.replace("{name}", file.name), false);
  } else {
    queueUp(upload);
  }
}

function queueUp(upload) {
  upload.row.classList.remove("lost");
  upload.row.querySelector(".again").hidden = true;
  say(upload, "waiting");
  waiting.push(upload);
  next();
}

function next() {
  while (sending < AT_ONCE && waiting.length > 0) {
    sending += 1;
    send(waiting.shift());
  }
}

function say(upload, key) {
  const outcome = upload.row.querySelector(".outcome");
  outcome.textContent = outcome.dataset[key];
}

function send(upload) {
  const { file, row } = upload;
  const body = new FormData();
  for (const code of form.querySelectorAll(".codes input")) body.append(code.name, code.value);
  body.append(input.name, file, file.name);

  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    row.querySelector("progress").value = loaded / total;
    row.querySelector(".amount").textContent = `${Math.floor((100 * loaded) / total)} %`;
  });
  request.addEventListener("loadend", () => {
    sending -= 1;
    finish(upload, request);
    next();
  });
  say(upload, "sending");
  request.send(body);
}

function finish(upload, request) {
  let answer = null;
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    // No answer, or a page of an intermediary: the line broke.
  }
  if (answer?.jobs?.length > 0) {
    say(upload, "taken");
    // The queue below shows it from here on.
    setTimeout(() => upload.row.remove(), 2000);
  } else {
    const words = upload.row.querySelector(".outcome").dataset;
    lose(upload, answer?.problems?.join(" ") || words.lost, true);
  }
}

function lose(upload, sentence, canTryAgain) {
  upload.row.classList.add("lost");
  upload.row.querySelector(".outcome").textContent = sentence;
  upload.row.querySelector(".again").hidden = !canTryAgain;
}

input.addEventListener("change", () => {
  [...input.files].forEach(add);
  input.value = "";
});
form.addEventListener("submit", (event) => event.preventDefault());

// A whole folder may be dropped: its files are taken, however deep they lie.
async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return found;
    for (const inner of some) found.push(...(await filesOf(inner)));
  }
}

const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
let depth = 0;
addEventListener("dragenter", (event) => {
  if (!holdsFiles(event)) return;
  depth += 1;
  veil.hidden = false;
});
addEventListener("dragleave", () => {
  depth = Math.max(0, depth - 1);
  veil.hidden = depth === 0;
});
addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
addEventListener("drop", async (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  depth = 0;
  veil.hidden = true;
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry());
  for (const entry of entries.filter(Boolean)) (await filesOf(entry)).forEach(add);
});

addEventListener("beforeunload", (event) => {
  if (sending + waiting.length > 0) event.preventDefault();
});
