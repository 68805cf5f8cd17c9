// Keeps Today for reading without a network, with the files it needs. Everything else is always asked for anew.
// One copy, of one person: it goes when they sign out, when the session has ended and when somebody else comes.
const TODAY = "/";
const KEPT = "bowout-today";
const FILES = "bowout-files";

const personOf = (text) => text.match(/<html [^>]*data-person="(\d+)"/)?.[1] ?? "";
// One after the other: a copy must not be thrown away while the next one is being written.
let turn = Promise.resolve();
const inTurn = (act) => (turn = turn.then(act, act));
const forget = () => Promise.all([caches.delete(KEPT), caches.delete(FILES)]);

async function keep(answer) {
  const text = await answer.text();
  if (!personOf(text)) return;
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  const policy = answer.headers.get("Content-Security-Policy");
  if (policy) headers["Content-Security-Policy"] = policy;
  const marked = text.replace("<html ", `<html data-kept="${new Date().toISOString()}" `);
  await (await caches.open(KEPT)).put(TODAY, new Response(marked, { headers }));
  await keepFiles([...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1]));
}

async function keepFiles(wanted) {
  const files = await caches.open(FILES);
  const there = new Map((await files.keys()).map((request) => [new URL(request.url).pathname, request]));
  for (const [path, request] of there) if (!wanted.includes(path)) await files.delete(request);
  await files.addAll([...new Set(wanted)].filter((path) => !there.has(path)));
}

async function page(event) {
  const path = new URL(event.request.url).pathname;
  let answer;
  try {
    answer = await fetch(event.request);
  } catch {
    return (await caches.match(TODAY, { cacheName: KEPT })) ?? Response.error();
  }
  // Today sends nobody elsewhere but to the door, and who stands at the door is not signed in.
  const isOut = (path === TODAY && answer.type === "opaqueredirect") || (path === "{% url 'account_login' %}" && answer.ok);
  if (isOut) event.waitUntil(inTurn(forget));
  else if (path === TODAY && answer.ok) {
    const copy = answer.clone();
    event.waitUntil(inTurn(() => keep(copy)));
  }
  return answer;
}

async function file(event) {
  const fresh = fetch(event.request).then((answer) => answer, () => caches.match(event.request, { cacheName: FILES }));
  return (await fresh) ?? Response.error();
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate") event.respondWith(page(event));
  else if (new URL(event.request.url).pathname.startsWith("/static/")) event.respondWith(file(event));
});
// Each page says who is signed in; at the first one Today is fetched, so that it is there before it is needed.
self.addEventListener("message", (event) => event.waitUntil(inTurn(() => meet(event.data.person))));

async function meet(person) {
  const kept = await caches.match(TODAY, { cacheName: KEPT });
  if (kept && personOf(await kept.text()) === person) return;
  await forget();
  if (!person) return;
  const answer = await fetch(TODAY);
  if (answer.ok && !answer.redirected) await keep(answer);
}
