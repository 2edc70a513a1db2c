// 新建联查: the days, the teams with how they go and their hours. What is usual stands there already.
import { fill, h, icon } from "../core/dom.js";
import { t } from "../core/words.js";

const MODES = ["two_wheeler", "car", "foot"];
const MOST = 12;
const USUAL = { mode: "two_wheeler", hours: "08:30-17:30", people: "", skills: "" };

/** `first` is the first working day that it could be held on. */
export function beginForm({ area, grids }, first, onBegin) {
  const crew = crewFields([first], Array.from({ length: grids > 8 ? 3 : 2 }, () => ({ ...USUAL })));
  const cross = h("input", { type: "checkbox", id: "cross" });
  const home = h("input", { type: "text", id: "home-hours", value: "09:00-11:30，14:30-17:30", maxlength: 60 });
  const homeGrids = h("input", { type: "checkbox", id: "home-grids" });
  const said = h("div", { role: "alert" });
  const button = h("button", { type: "submit", class: "btn main wide", id: "begin" }, t("inspect.begin"));

  async function submit(event) {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    fill(said);
    try {
      await onBegin({
        area: area.code, ...crew.said(), cross_check: cross.checked,
        settings: { home_hours: parts(home.value), home_grids: homeGrids.checked },
      });
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      fill(said, refusal(problem));
    } finally {
      button.disabled = false;
    }
  }

  return h("form", { class: "form", id: "begin-form", onsubmit: submit }, h("p", { class: "note blue" }, t("inspect.begin.about", { area: area.name, grids })), crew.boxes,
    h("label", { class: "check" }, cross, h("span", {}, t("inspect.cross"))),
    h("div", { class: "field" }, h("label", { class: "label", for: "home-hours" }, t("inspect.home")), home, h("label", { class: "check" }, homeGrids, h("span", {}, t("inspect.home.grids")))), said, button);
}

/** The days and teams of a draft, changed in place with a reason; `keep` holds the form while the panel is drawn anew. */
export function setupBox(told, { keep, onSend }) {
  if (!keep.form) return h("p", { class: "pad" }, h("button", { type: "button", class: "link", id: "setup", onclick: () => { keep.form = setupForm(told, keep, onSend); keep.redraw(); } }, t("inspect.setup")));
  return keep.form;
}

function setupForm(told, keep, onSend) {
  const crew = crewFields([...told.days], told.teams.map(({ number, name, mode, hours, skills }) => ({ number, name, mode, hours, skills: skills.join("、"), people: "" })));
  const reason = h("input", { type: "text", maxlength: 200, placeholder: t("inspect.reason.hint"), "aria-label": t("inspect.reason") });
  const said = h("div", { role: "alert" });
  const button = h("button", { type: "submit", class: "btn main" }, t("inspect.setup.send"));

  async function submit(event) {
    event.preventDefault();
    const why = reason.value.trim();
    fill(said, !why && h("p", { class: "fault" }, t("inspect.reason.missing")));
    if (!why) { reason.focus(); return; }
    if (button.disabled) return;
    button.disabled = true;
    try {
      const asked = { ...crew.said(), reason: why };
      document.activeElement?.blur();
      keep.form = null;
      await onSend(asked);
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      keep.form = form;
      fill(said, refusal(problem));
      keep.redraw();
    } finally {
      button.disabled = false;
    }
  }

  const form = h("form", { class: "form", id: "setup-form", onsubmit: submit }, crew.boxes, reason, said,
    h("div", { class: "two-buttons" }, button, h("button", { type: "button", class: "btn", onclick: () => { keep.form = null; keep.redraw(); } }, t("inspect.add.cancel"))));
  return form;
}

/** Fields for days and teams; a team with a `number` is there already, and what is left empty of it stays. */
function crewFields(days, teams) {
  const dayBox = h("div", { class: "field" });
  const teamBox = h("div", { class: "field" });
  const word = (team, key, hint) => h("input", { type: "text", class: "people", value: team[key], maxlength: 100, placeholder: hint, "aria-label": t(`inspect.${key}`), onchange: (event) => { team[key] = event.target.value; } });

  function drawDays() {
    fill(dayBox, h("span", { class: "label" }, t("inspect.days")), days.map((day, at) => h("div", { class: "with-button" }, h("input", { type: "date", value: day, "aria-label": t("inspect.day"), onchange: (event) => { days[at] = event.target.value; } }),
      days.length > 1 && h("button", { type: "button", class: "square", "aria-label": t("inspect.remove"), onclick: () => { days.splice(at, 1); drawDays(); } }, icon("close", "s16")))),
    days.length < 10 && h("button", { type: "button", class: "link", onclick: () => { days.push(dayAfter(days.at(-1))); drawDays(); } }, t("inspect.day.more")));
  }

  function drawTeams() {
    fill(teamBox, h("span", { class: "label" }, t("inspect.teams")), teams.map((team, at) => h("div", { class: "team-row" }, h("b", {}, team.name ?? t("inspect.team.n", { n: at + 1 })),
      h("select", { "aria-label": t("inspect.mode"), value: team.mode, onchange: (event) => { team.mode = event.target.value; } }, MODES.map((mode) => h("option", { value: mode, selected: mode === team.mode }, t(`inspect.mode.${mode}`)))),
      h("input", { type: "text", value: team.hours, "aria-label": t("inspect.hours"), onchange: (event) => { team.hours = event.target.value; } }),
      teams.length > 1 && h("button", { type: "button", class: "square", "aria-label": t("inspect.remove"), onclick: () => { teams.splice(at, 1); drawTeams(); } }, icon("close", "s16")),
      word(team, "people", t(team.number ? "inspect.people.keep" : "inspect.people.hint")), word(team, "skills", t("inspect.skills.hint")))),
    teams.length < MOST && h("button", { type: "button", class: "link", onclick: () => { teams.push({ ...USUAL }); drawTeams(); } }, t("inspect.team.more")));
  }

  drawDays();
  drawTeams();
  return {
    boxes: [dayBox, teamBox],
    said: () => ({ days: [...days].sort(), teams: teams.map(({ number, mode, hours, people, skills }) => ({
      ...(number ? { number } : {}), mode, hours, skills: parts(skills), ...(number && !people.trim() ? {} : { people: parts(people) }),
    })) }),
  };
}

const refusal = (problem) => h("p", { class: "note red" }, problem.message, problem.errors.filter(({ reason }) => reason && !problem.message.includes(reason)).map(({ reason }) => h("span", { class: "small" }, ` ${reason}`)));

/** The words of a text, without the blanks. */
const parts = (text) => text.split(/[\s,，、;；]+/).filter(Boolean);

function dayAfter(day) {
  const at = new Date(`${day}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + 1);
  while (at.getUTCDay() % 6 === 0) at.setUTCDate(at.getUTCDate() + 1);
  return at.toISOString().slice(0, 10);
}
