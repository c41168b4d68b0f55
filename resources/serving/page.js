"use strict";
(() => {
  const query = new URLSearchParams(location.search);
  const words = {
    en: {
      idle: "No captions now", loading: "Getting ready", captioning: "Captions run", paused: "Paused",
      stopping: "Writing the last words", away: "Not connected; trying again", me: "Me", others: "Others",
      newest: "Newest caption", speaker: "Speaker ", revised: "The speaker was another one before",
      ended: "This link no longer holds. Ask for the new one",
    },
    zh: {
      idle: "当前没有字幕", loading: "正在准备", captioning: "字幕进行中", paused: "已暂停",
      stopping: "正在写下最后的内容", away: "连接已断开，正在重试", me: "我", others: "对方",
      newest: "最新字幕", speaker: "说话人 ", revised: "之前标注的是另一位说话人",
      ended: "此链接已失效，请索取新的链接",
    },
  };
  const language = (query.get("lang") || navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en";
  const say = words[language];
  const body = document.body, captions = document.getElementById("captions"), said = document.getElementById("said");
  const state = document.getElementById("state"), newest = document.getElementById("newest");
  const overlay = query.has("obs");
  const MOST = overlay ? 12 : 1000;
  const SILENCE = 40000;  // milliseconds; the server says each 15 s that it lives
  let socket = null, heard = Date.now(), refused = false, again = 0, height = 0, room = 0;
  let epoch = "", revision = 0, wait = 500, standing = "idle", trouble = null, connected = false, follow = true;

  const token = query.get("token");
  const address = (path) => path + (token ? (path.includes("?") ? "&" : "?") + "token=" + encodeURIComponent(token) : "");
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  newest.textContent = say.newest;
  body.classList.toggle("obs", overlay);

  const limited = (name, low, high) => {
    const value = Number(query.get(name));
    return query.has(name) && value >= low && value <= high ? value : null;
  };
  const paint = (style) => {
    const set = (name, value) => document.documentElement.style.setProperty(name, value);
    set("--text", style.text);
    set("--tentative", style.tentative);
    set("--background", style.background);
    const shade = style.background + Math.round(style.opacity * 255).toString(16).padStart(2, "0");
    set("--shade", shade);
    set("--align", style.align);
    set("--weight", style.weight);
    if (style.font) set("--font", JSON.stringify(style.font));
    const size = limited("size", 8, 200) || (overlay || window.innerWidth > 600 ? style.size : null);
    if (size) set("--size", size + "pt");
    set("--lines", limited("lines", 1, 20) || style.lines);
    set("--outline", style.outline + "px");
    body.classList.toggle("outlined", style.outline > 0);
    keepUp();
  };
  const keepUp = () => {
    if (follow) captions.scrollTop = captions.scrollHeight;
    height = captions.scrollHeight;
    room = captions.clientHeight;
  };
  fetch(address("style")).then((answer) => answer.json()).then(paint).catch(() => {});

  const show = () => {
    const now = connected ? standing : refused ? "ended" : "away";
    body.classList.remove("idle", "loading", "captioning", "paused", "stopping", "away", "ended", "trouble");
    body.classList.add(now);
    if (connected && trouble) body.classList.add("trouble");
    const text = connected && trouble ? say[now] + " · " + trouble : say[now];
    if (state.textContent !== text) state.textContent = text;
  };
  const span = (text, kind) => {
    const made = document.createElement("span");
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const nameOf = (message) => {
    const speaker = message.speaker;
    if (!speaker) return message.stream ? span(say[message.stream] + ":", "who") : null;
    const names = [speaker.name || say.speaker + speaker.number, ...speaker.also];
    const name = names.join(" + ") + (speaker.certain ? "" : "?");
    const made = span((speaker.revised ? "\u21bb " : "") + name + ":", "who");
    if (speaker.revised) made.title = say.revised;
    return made;
  };
  const place = (message) => {
    const id = "line-" + message.session + "-" + message.utterance;
    let line = document.getElementById(id);
    if (message.type === "removed") {
      if (line) line.remove();
      return null;
    }
    if (!line) {
      line = document.createElement("p");
      line.id = id;
      line.dataset.session = message.session;
      line.dataset.start = message.start;
      let before = captions.lastElementChild;
      const later = (each) => !each.dataset.earlier && (Number(each.dataset.session) > message.session
        || (Number(each.dataset.session) === message.session && Number(each.dataset.start) > message.start));
      while (before && later(before)) before = before.previousElementSibling;
      captions.insertBefore(line, before ? before.nextElementSibling : captions.firstElementChild);
      while (captions.children.length > MOST) captions.firstElementChild.remove();
    }
    return line;
  };
  const keepFinished = () => {  // of a server that was started anew, lines have new names
    for (const line of [...captions.children]) {
      if (!line.dataset.final) line.remove();
      line.removeAttribute("id");
      line.dataset.earlier = "1";
    }
  };
  const take = (message) => {
    if (message.revision) revision = message.revision;
    if (message.type === "hello") {
      if (epoch && epoch !== message.epoch) keepFinished();
      if (epoch !== message.epoch) revision = 0;
      epoch = message.epoch;
    } else if (message.type === "state") {
      standing = message.state;
      trouble = message.trouble;
      show();
    } else if (message.type === "partial" || message.type === "final" || message.type === "removed") {
      const line = place(message);
      if (!line) {
        keepUp();
        return;
      }
      const parts = [];
      const who = nameOf(message);
      if (who) parts.push(who);
      if (message.type === "final") {
        line.dataset.final = "1";
        parts.push(span(message.text, message.draft ? "draft" : ""));
        if (!message.draft && line.dataset.told !== "1") {
          line.dataset.told = "1";
          const told = document.createElement("p");
          told.textContent = message.text;
          said.append(told);
          while (said.children.length > 5) said.firstElementChild.remove();
        }
      } else {
        parts.push(span(message.stable, ""), span(message.tentative, "tentative"));
      }
      line.replaceChildren(...parts);
      if (message.language) line.lang = message.language;
      keepUp();
      newest.hidden = follow;
    }
  };
  captions.addEventListener("scroll", () => {
    if (captions.scrollHeight !== height || captions.clientHeight !== room) {  // turned, or other letters: nobody scrolled
      keepUp();
      return;
    }
    follow = captions.scrollHeight - captions.scrollTop - captions.clientHeight < 40;
    if (follow) newest.hidden = true;
  });
  newest.addEventListener("click", () => {
    follow = true;
    newest.hidden = true;
    keepUp();
  });
  window.addEventListener("resize", keepUp);

  const lookAtLink = () => {  // a refused websocket does not say why
    fetch(address("style")).then((answer) => {
      refused = answer.status === 401 || answer.status === 403;
      show();
    }).catch(() => {});
  };
  const connect = () => {
    clearTimeout(again);
    if (socket) socket.onopen = socket.onmessage = socket.onclose = null;
    if (socket) socket.close();
    heard = Date.now();
    const path = "captions?since=" + revision + "&epoch=" + epoch;
    socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/" + address(path));
    socket.onopen = () => { connected = true; refused = false; wait = 500; heard = Date.now(); show(); };
    socket.onmessage = (event) => { heard = Date.now(); take(JSON.parse(event.data)); };
    socket.onclose = () => {
      if (!connected) lookAtLink();
      connected = false;
      show();
      again = setTimeout(connect, wait);
      wait = Math.min(wait * 2, 8000);
    };
  };
  const lookAlive = () => {  // a connection may die unnoticed, as while a telephone sleeps
    if (Date.now() - heard < SILENCE) return;
    connected = false;
    show();
    connect();
  };
  setInterval(lookAlive, 5000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) lookAlive(); });
  window.addEventListener("online", () => { if (!connected) connect(); });
  show();
  connect();
})();
