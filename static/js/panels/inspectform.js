// 新建联查: the days, the teams with how they go and their hours. What is usual stands there already.
import { fill, h, icon } from "../core/dom.js";
import { t } from "../core/words.js";

const MODES = ["two_wheeler", "car", "foot"];
const MOST = 12;

/** `first` is the first working day that it could be held on. */
export function beginForm({ area, grids }, first, onBegin) {
  let days = [first];
  let teams = Array.from({ length: grids > 8 ? 3 : 2 }, () => ({ mode: "two_wheeler", hours: "08:30-17:30", people: "" }));
  const dayBox = h("div", { class: "field" });
  const teamBox = h("div", { class: "field" });
  const cross = h("input", { type: "checkbox", id: "cross" });
  const home = h("input", { type: "text", id: "home-hours", value: "09:00-11:30，14:30-17:30", maxlength: 60 });
  const homeGrids = h("input", { type: "checkbox", id: "home-grids" });
  const said = h("div", { role: "alert" });
  const button = h("button", { type: "submit", class: "btn main wide", id: "begin" }, t("inspect.begin"));

  function drawDays() {
    fill(dayBox, h("span", { class: "label" }, t("inspect.days")), days.map((day, at) => h("div", { class: "with-button" }, h("input", { type: "date", value: day, "aria-label": t("inspect.day"), onchange: (event) => { days[at] = event.target.value; } }),
      days.length > 1 && h("button", { type: "button", class: "square", "aria-label": t("inspect.remove"), onclick: () => { days.splice(at, 1); drawDays(); } }, icon("close", "s16")))),
    days.length < 10 && h("button", { type: "button", class: "link", onclick: () => { days.push(dayAfter(days.at(-1))); drawDays(); } }, t("inspect.day.more")));
  }

  function drawTeams() {
    fill(teamBox, h("span", { class: "label" }, t("inspect.teams")), teams.map((team, at) => h("div", { class: "team-row" }, h("b", {}, t("inspect.team.n", { n: at + 1 })),
      h("select", { "aria-label": t("inspect.mode"), value: team.mode, onchange: (event) => { team.mode = event.target.value; } }, MODES.map((mode) => h("option", { value: mode, selected: mode === team.mode }, t(`inspect.mode.${mode}`)))),
      h("input", { type: "text", value: team.hours, "aria-label": t("inspect.hours"), onchange: (event) => { team.hours = event.target.value; } }),
      teams.length > 1 && h("button", { type: "button", class: "square", "aria-label": t("inspect.remove"), onclick: () => { teams.splice(at, 1); drawTeams(); } }, icon("close", "s16")),
      h("input", { type: "text", class: "people", value: team.people, maxlength: 100, placeholder: t("inspect.people.hint"), "aria-label": t("inspect.people"), onchange: (event) => { team.people = event.target.value; } }))),
    teams.length < MOST && h("button", { type: "button", class: "link", onclick: () => { teams.push({ mode: "two_wheeler", hours: "08:30-17:30", people: "" }); drawTeams(); } }, t("inspect.team.more")));
  }

  async function submit(event) {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    fill(said);
    try {
      await onBegin({
        area: area.code, days: [...days].sort(), teams: teams.map(({ mode, hours, people }) => ({ mode, hours, people: parts(people, /[\s,，、;；]+/) })), cross_check: cross.checked,
        settings: { home_hours: parts(home.value, /[\s,，、;；]+/), home_grids: homeGrids.checked },
      });
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      fill(said, h("p", { class: "note red" }, problem.message, problem.errors.filter(({ reason }) => reason && !problem.message.includes(reason)).map(({ reason }) => h("span", { class: "small" }, ` ${reason}`))));
    } finally {
      button.disabled = false;
    }
  }

  drawDays();
  drawTeams();
  return h("form", { class: "form", id: "begin-form", onsubmit: submit }, h("p", { class: "note blue" }, t("inspect.begin.about", { area: area.name, grids })), dayBox, teamBox,
    h("label", { class: "check" }, cross, h("span", {}, t("inspect.cross"))),
    h("div", { class: "field" }, h("label", { class: "label", for: "home-hours" }, t("inspect.home")), home, h("label", { class: "check" }, homeGrids, h("span", {}, t("inspect.home.grids")))), said, button);
}

/** The words of a text, without the blanks. */
const parts = (text, between) => text.split(between).filter(Boolean);

function dayAfter(day) {
  const at = new Date(`${day}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + 1);
  while (at.getUTCDay() % 6 === 0) at.setUTCDate(at.getUTCDate() + 1);
  return at.toISOString().slice(0, 10);
}
