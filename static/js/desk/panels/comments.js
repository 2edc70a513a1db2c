// Comments pinned to places of the draft, with their answers; settled ones stay to be read.
import { fill, h } from "../../core/dom.js";
import { ago } from "../../core/format.js";
import { say } from "../words.js";

export function commentsView(desk) {
  const list = desk.comments;
  const roots = list.filter(({ answers }) => answers === null);
  return h("div", {}, h("div", { class: "chips pad" }, h("button", { type: "button", class: "chip", onclick: () => desk.use("comment") }, say("comment.new"))),
    roots.length ? h("ol", { class: "rows comments" }, roots.map((one, n) => thread(desk, one, n + 1, list.filter(({ answers }) => answers === one.id)))) : h("p", { class: "empty" }, say("comments.none")));
}

function thread(desk, one, n, answers) {
  return h("li", { class: `comment ${one.settled ? "settled" : ""}`, id: `comment-${one.id}` },
    h("button", { type: "button", class: "pinned", "aria-label": say("go.there"), onclick: () => one.at && desk.stage.go(one.at) }, String(n)),
    h("div", {}, said(one), answers.map((answer) => h("div", { class: "answer" }, said(answer))), one.settled ? h("p", { class: "small green" }, say("comment.settled", { who: one.settled.planner })) : reply(desk, one)));
}

const said = ({ text, planner, made_at: at }) => [h("p", { class: "words" }, text), h("p", { class: "small quiet" }, `${planner} · ${ago(at)}`)];

function reply(desk, one) {
  const place = h("div", {});
  fill(place, h("button", { type: "button", class: "link", onclick: () => fill(place, commentForm((text) => desk.comment({ text, at: one.at, grid: one.grid, answers: one.id }), () => desk.redrawView())) }, say("comment.answer")),
    " ", h("button", { type: "button", class: "link", onclick: () => desk.settle(one.id) }, say("comment.settle")));
  return place;
}

/** Text of a comment; `onSend(text)` answers a promise that is true when it has gone. */
export function commentForm(onSend, onCancel) {
  const text = h("textarea", { "aria-label": say("comment.text"), placeholder: say("comment.hint"), maxlength: "2000", autofocus: true });
  const fault = h("p", { class: "fault", role: "alert" });
  const send = async (event) => {
    event.preventDefault();
    if (!text.value.trim()) return fill(fault, say("comment.empty"));
    try {
      return await onSend(text.value.trim());
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      return fill(fault, problem.message);
    }
  };
  return h("form", { class: "comment-form", onsubmit: send }, text, fault, h("div", { class: "row-buttons" }, h("button", { type: "submit", class: "btn main" }, say("comment.send")),
    h("button", { type: "button", class: "btn", onclick: onCancel }, say("do.cancel"))));
}
