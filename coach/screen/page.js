"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const sound = byId("sound"), position = byId("position"), strip = byId("strip"), words = byId("words");
  const length = Number(document.body.dataset.duration), scale = Number(byId("drawn").dataset.scale);
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  const spoken = [...document.querySelectorAll(".w")].map((element) => ({
    element, line: element.closest(".line"), at: Number(element.dataset.at), end: Number(element.dataset.end),
    kind: element.closest(".line").classList[1] === "rep" ? element.classList[1] : element.closest(".line").classList[1],
  }));
  const sets = [...document.querySelectorAll(".set[data-start]")].map(({ dataset: data }) => ({
    intro: Number(data.intro), lead: Number(data.lead), start: Number(data.start), end: Number(data.end),
    target: Number(data.target), side: data.side, name: data.name, place: data.place,
    phases: data.phases.split(";").filter(Boolean).map((text) => {
      const [start, end, rep, phase] = text.split(",");
      return { start: Number(start), end: Number(end), rep, phase };
    }),
  }));

  const lastBefore = (list, key, at) => {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle][key] <= at + 0.001) low = middle + 1; else high = middle;
    }
    return low - 1;
  };
  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds)), pair = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
    return (hours ? hours + ":" + pair(minutes) : minutes) + ":" + pair(whole % 60);
  };
  const put = (element, text) => { if (element.textContent !== text) element.textContent = text; };
  const title = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  const situation = (at) => {
    const index = lastBefore(sets, "intro", at), set = sets[index];
    if (!set) return { name: document.body.dataset.program, place: "", big: "", unit: "", phase: "", side: "both" };
    if (at < set.start) return { ...set, big: clock(Math.ceil(set.start - at)), unit: "until rep 1", phase: "Get set" };
    if (at < set.end) {
      const run = set.phases[lastBefore(set.phases, "start", at)] || { phase: "", rep: "0", end: set.end };
      const hold = run.phase === "hold", rep = run.rep === "0" ? "" : run.rep;
      if (hold) {
        const unit = set.target > 1 ? `seconds left, rep ${rep} of ${set.target}` : "seconds left";
        return { ...set, big: String(Math.ceil(run.end - at)), unit, phase: "Hold", hold };
      }
      return { ...set, big: rep, unit: rep ? `rep ${rep}` + (set.target > 1 ? ` of ${set.target}` : "") : "", phase: title(run.phase) };
    }
    const next = sets[index + 1];
    if (!next) return { ...set, place: document.body.dataset.program, name: "Session done", big: "✓", unit: "", phase: "" };
    return { ...next, place: "Next: " + next.place, big: clock(Math.ceil(next.start - at)), unit: "until next set", phase: "Rest" };
  };

  let line = null, word = null, announced = null, handsOff = 0, stripOff = 0;

  const follow = (smooth) => {
    if (!line || performance.now() < handsOff) return;
    words.classList.toggle("gliding", smooth && !still.matches);
    const box = line.getBoundingClientRect(), frame = words.getBoundingClientRect();
    const heading = line.closest(".set").querySelector("h3"), under = heading ? heading.offsetHeight + 4 : 0;
    words.scrollTop += box.top - frame.top - Math.max(under, frame.height * 0.36);
  };

  const show = (jumped) => {
    const at = sound.currentTime, here = situation(at);
    put(byId("place"), here.place);
    put(byId("name"), here.name);
    put(byId("big"), here.big);
    byId("big").className = here.big.includes(":") ? "clock" : "";
    put(byId("unit"), here.unit);
    put(byId("phase"), here.phase);
    byId("phase").className = here.hold ? "hold" : "";
    byId("now").className = here.side;

    const found = spoken[lastBefore(spoken, "at", at)] || null;
    const sounding = found && at < found.end + 0.25 ? found : null;
    if (word !== sounding) {
      if (word) word.element.classList.remove("now");
      if (sounding) sounding.element.classList.add("now");
      word = sounding;
    }
    const recent = found && at < found.end + 4 ? found : null;
    const text = recent && recent.kind !== "set_done" ? recent.element.textContent : "";
    put(byId("caption"), recent && recent.kind === "heard" ? `“${text}”` : text);
    byId("caption").className = recent ? recent.kind : "";
    const current = found ? found.line : spoken[0] && spoken[0].line;
    if (current !== line) {
      if (line) { line.removeAttribute("aria-current"); line.tabIndex = -1; }
      line = current;
      if (line) { line.setAttribute("aria-current", "true"); line.tabIndex = 0; follow(!jumped); }
    } else if (jumped) follow(false);

    position.value = at;
    byId("played").setAttribute("width", String((1000 * Math.min(at, length)) / length));
    put(byId("at"), clock(at));
    put(byId("left"), "−" + clock(length - at));
    position.setAttribute("aria-valuetext", `${clock(at)} of ${clock(length)}, ${here.name}`);
    byId("head").style.transform = `translateX(${at * scale}px)`;
    if (performance.now() > stripOff && !strip.matches(":active")) {
      const wanted = at * scale, seen = strip.clientWidth;
      if (!still.matches || Math.abs(wanted - strip.scrollLeft - seen * 0.1) > seen * 0.4) strip.scrollLeft = wanted;
    }
    tell(here);
  };

  const media = "mediaSession" in navigator ? navigator.mediaSession : null;
  const tell = (here) => {
    const said = here.name + "|" + here.place;
    byId("next").disabled = !sets.some((set) => set.intro > sound.currentTime + 0.5);
    if (said === announced || !media || typeof MediaMetadata === "undefined") return;
    announced = said;
    const artist = here.place || document.body.dataset.program;
    media.metadata = new MediaMetadata({ title: here.name, artist, album: document.body.dataset.program });
  };
  const tellPosition = () => {
    if (!media || !media.setPositionState || !Number.isFinite(sound.duration) || sound.duration <= 0) return;
    const at = Math.min(sound.currentTime, sound.duration);
    media.setPositionState({ duration: sound.duration, playbackRate: sound.playbackRate, position: at });
  };

  const seek = (seconds) => {
    const end = Number.isFinite(sound.duration) ? Math.min(sound.duration, length) : length;
    sound.currentTime = Math.min(Math.max(seconds, 0), end);
    handsOff = stripOff = 0;
    show(true);
  };
  const play = () => {
    if (sound.currentTime >= length - 0.1) seek(0);
    const begun = sound.play();
    if (begun) begun.catch((problem) => { if (problem.name !== "AbortError") sorry(); });
  };
  const pause = () => sound.pause();
  const next = () => {
    const set = sets.find((one) => one.intro > sound.currentTime + 0.5);
    if (set) seek(set.intro);
  };
  const again = () => {
    const at = sound.currentTime, index = lastBefore(sets, "intro", at), set = sets[index];
    if (!set) return seek(0);
    if (at > set.lead + 3) return seek(set.lead);
    if (at > set.intro + 2) return seek(set.intro);
    return seek(index > 0 ? sets[index - 1].lead : 0);
  };
  const sorry = () => put(byId("caption"), "The sound does not play here. Open this page in Safari, Chrome or Firefox.");

  const control = (action, run) => {
    try { media.setActionHandler(action, run); } catch { /* an older browser does not know this action */ }
  };
  if (media) {
    control("play", play);
    control("pause", pause);
    control("seekto", (details) => seek(details.seekTime));
    control("nexttrack", next);
    control("previoustrack", again);
    // Apple's lock screen has room for one pair of buttons and prefers these to the sets.
    if (!/^Apple/.test(navigator.vendor)) {
      control("seekbackward", (details) => seek(sound.currentTime - (details.seekOffset || 10)));
      control("seekforward", (details) => seek(sound.currentTime + (details.seekOffset || 10)));
    }
  }

  byId("play").addEventListener("click", () => (sound.paused ? play() : pause()));
  byId("again").addEventListener("click", again);
  byId("next").addEventListener("click", next);
  byId("back").addEventListener("click", () => seek(sound.currentTime - 10));
  byId("on").addEventListener("click", () => seek(sound.currentTime + 10));
  position.addEventListener("input", () => seek(Number(position.value)));
  words.addEventListener("click", (event) => {
    const line = event.target.closest("[data-go]"), part = event.target.closest("[data-at]");
    if (line) seek(Number(event.detail && part ? part.dataset.at : line.dataset.go));
  });
  byId("drawn").addEventListener("click", (event) => {
    seek((event.clientX - byId("drawn").getBoundingClientRect().left) / scale);
  });
  for (const name of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    words.addEventListener(name, () => { handsOff = performance.now() + 5000; }, { passive: true });
    strip.addEventListener(name, () => { stripOff = performance.now() + 5000; }, { passive: true });
  }
  words.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = [...words.querySelectorAll(".line")], to = all[all.indexOf(document.activeElement) + step];
    if (step && to) { event.preventDefault(); to.focus(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const pressing = event.target.closest("button"), sliding = event.target === position;
    const run = {
      " ": pressing ? null : () => (sound.paused ? play() : pause()),
      k: () => (sound.paused ? play() : pause()),
      ArrowLeft: sliding ? null : () => seek(sound.currentTime - 10),
      ArrowRight: sliding ? null : () => seek(sound.currentTime + 10),
      n: next,
      p: again,
    }[event.key.length > 1 ? event.key : event.key.toLowerCase()];
    if (run) { event.preventDefault(); run(); }
  });

  let drawing = 0;
  const frame = () => { show(false); drawing = sound.paused ? 0 : requestAnimationFrame(frame); };
  const changed = () => {
    const playing = !sound.paused;
    document.documentElement.classList.toggle("playing", playing);
    byId("play").setAttribute("aria-label", playing ? "Pause" : "Play");
    put(byId("play").querySelector("span"), playing ? "Pause" : "Play");
    if (media) media.playbackState = playing ? "playing" : "paused";
    tellPosition();
    if (playing && !drawing) drawing = requestAnimationFrame(frame);
    remember();
  };
  // A phone may throw the page away behind the lock screen; its address brings back where it was.
  const remember = () => {
    try { history.replaceState(null, "", `#t=${sound.currentTime.toFixed(1)}`); } catch { /* not from this place */ }
  };
  for (const name of ["play", "pause", "ended"]) sound.addEventListener(name, changed);
  for (const name of ["loadedmetadata", "seeked", "ratechange"]) sound.addEventListener(name, tellPosition);
  for (const name of ["timeupdate", "seeked"]) sound.addEventListener(name, () => show(false));
  document.addEventListener("visibilitychange", remember);
  addEventListener("resize", () => show(true));

  // Some browsers refuse a long sound in an address of its own; the same bytes as a blob they play.
  const asBlob = () => {
    const [head, body] = sound.src.split(",");
    if (!head.startsWith("data:")) return sorry();
    const bytes = Uint8Array.from(atob(body), (char) => char.charCodeAt(0)), at = wanted();
    sound.src = URL.createObjectURL(new Blob([bytes], { type: head.slice(5).split(";")[0] }));
    sound.currentTime = at;
  };
  const wanted = () => Math.min(Number((/^#t=(\d+(?:\.\d+)?)$/.exec(location.hash) || [])[1] || 0), length);
  sound.addEventListener("error", asBlob);
  if (sound.error) asBlob();

  document.documentElement.classList.add("live");
  sound.controls = false;
  sound.currentTime = wanted();
  show(true);
})();
