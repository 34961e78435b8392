// Requests that another site could make a browser send, or that a forged name
// could bring here.

import { request } from "node:http";

function status(base, method, path, headers) {
  return new Promise((done, failed) => {
    const asked = request(new URL(path, base), { method, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => done(answer));
    });
    asked.on("error", failed);
    asked.end();
  });
}

/** Every one of them is refused, and our own are not. */
export async function foreignRequests(base) {
  const own = new URL(base).host;
  const cases = [
    [421, "GET", "/", { host: "evil.example" }],
    [421, "GET", "/tim", { host: `evil.example:${new URL(base).port}` }],
    [421, "POST", "/tim", { host: own, origin: "http://evil.example" }],
    [421, "POST", "/tep", { host: own, "sec-fetch-site": "cross-site", "content-type": "multipart/form-data; boundary=x" }],
    [200, "GET", "/", { host: own, "sec-fetch-site": "cross-site" }],
  ];
  const wrong = [];
  for (const [wanted, method, path, headers] of cases) {
    const answer = await status(base, method, path, headers);
    if (answer.statusCode !== wanted) wrong.push([method, path, headers, answer.statusCode]);
    const policy = answer.headers["content-security-policy"] ?? "";
    if (!policy.includes("default-src 'none'") || policy.includes("unsafe")) wrong.push([path, policy]);
  }
  return wrong.length === 0 || wrong;
}
