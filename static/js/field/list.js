// The day: what comes next and how to get there, all stops in order, what is half written, the way that is recorded.
import { h, icon } from "../core/dom.js";
import { checksOf, wayThere } from "./stop.js";
import { clock, dayWords, say } from "./words.js";

const TAGS = { hotspot: "red", overdue: "amber", extra: "blue" };

export function dayList(stops, { data, day, zone, marks, answers, tracker, draft, files, onDay, onStop, onDraft, onTrack, onLanguage }) {
  const done = stops.filter((stop) => marks.has(stop.wish)).length;
  const days = [...new Set(data.stops.map((stop) => stop.day))].sort();
  const next = stops.find((stop) => !marks.has(stop.wish));
  const written = draft && data.stops.find((stop) => stop.wish === draft.wish);
  return [
    h("div", { class: "day-line" }, h("div", { class: "chips", role: "group", "aria-label": say("days") }, days.map((one) => h("button", { type: "button", class: "chip", "aria-pressed": String(one === day), onclick: () => onDay(one) }, dayWords(one)))),
      h("span", { class: "quiet", id: "count" }, say("done.of", { done, all: stops.length }))),
    written && h("button", { type: "button", class: "note amber resume", id: "resume", onclick: () => onDraft(written) }, say("draft", { stop: written.label })),
    next && h("section", { class: "next", id: "next", "aria-label": say("next") }, h("button", { type: "button", class: "what", onclick: () => onStop(next.wish) }, h("small", { class: "quiet" }, say("next")), h("b", {}, `${next.serial}. ${next.label}`)), wayThere(next)),
    h("ol", { class: "stops", id: "stops" }, stops.map((stop) => row(stop, { data, zone, mark: marks.get(stop.wish), answers, onStop }))),
    h("div", { class: "foot" },
      tracker.state !== "absent" && h("label", { class: "track" }, h("input", { type: "checkbox", id: "track", checked: tracker.recording, onchange: (event) => onTrack(event.target.checked) }), h("span", {}, say(tracker.recording ? "track.on" : "track"))),
      h("p", { class: "small quiet" }, say("files"), " ", files.map(({ href, name }) => h("a", { class: "file", href, download: "" }, name))),
      h("button", { type: "button", class: "btn", id: "language", lang: say("language.code"), onclick: onLanguage }, say("language"))),
  ];
}

function row(stop, { data, zone, mark, answers, onStop }) {
  const checks = checksOf(stop, data.checks);
  const left = checks.filter((check) => !answers.has(`${stop.wish} ${check.code}`)).length;
  const about = [stop.grid_name !== stop.label && stop.grid_name, stop.note, mark === "tick" && left > 0 && say("checks.left", { n: left })].filter(Boolean).join(" · ");
  return h("li", {}, h("button", { type: "button", "data-wish": stop.wish, class: mark ? "done" : "", onclick: () => onStop(stop.wish) },
    h("time", {}, clock(stop.arrive, zone)), h("span", { class: "what" }, h("b", {}, `${stop.serial}. ${stop.label}`), about && h("small", { class: "quiet" }, about)),
    mark ? h("span", { class: `tag ${mark === "tick" ? "green" : "amber"}` }, mark === "tick" && icon("check", "s16"), say(mark === "tick" ? "done" : "skip")) : h("span", { class: `tag ${TAGS[stop.kind] ?? ""}` }, [stop.kind, stop.also?.length && "key_place"].filter(Boolean).map((kind) => say(`kind.${kind}`)).join(" · "))));
}
