// Puts the desk together: words, map, the planner's name, then the draft of the address or the list to choose from.
import { byId } from "../core/dom.js";
import { loadWords } from "../core/words.js";
import { forgetColours } from "../map/palette.js";
import { trouble, waiting } from "../panels/parts.js";
import { watchNetwork } from "../ui/notices.js";
import { makeShell } from "../ui/shell.js";
import { askAll, send } from "./api.js";
import { Desk } from "./desk.js";
import { Draft } from "./draft.js";
import { askName, startView } from "./panels/start.js";
import { planner } from "./planner.js";
import { makeStage } from "./stage.js";
import { loadDeskWords, say } from "./words.js";

await loadWords(new URLSearchParams(location.search).get("lang"));
await loadDeskWords();

let desk = null;
/** For whoever looks at the page from outside, as its tests do: the open draft and the map. */
export const opened = () => desk;
export const stage = makeStage([(context, frame) => desk?.paint(context, frame)]);
makeShell({
  onLayout: () => stage.map.invalidateSize({ pan: false }),
  onTheme: () => { if (desk) desk.recolour(); else { forgetColours(); stage.repaint(); } },
});
watchNetwork(() => stage.ground.redraw());

function address(edition) {
  const search = new URLSearchParams(location.search);
  if (edition) search.set("edition", edition);
  else search.delete("edition");
  history.replaceState(null, "", search.size ? `?${search}` : location.pathname);
}

function showPlanner() {
  const button = byId("planner");
  button.hidden = !planner();
  button.textContent = planner().slice(0, 4);
  button.title = say("name.change", { name: planner() });
  button.setAttribute("aria-label", button.title);
}

byId("planner").addEventListener("click", async () => {
  const edition = desk?.draft.id;
  await askName(true);
  showPlanner();
  if (edition) location.reload();
  else choose();
});

function choose() {
  address(null);
  byId("hint").hidden = true;
  desk = null;
  stage.redraw();
  startView({ onOpen: openDraft });
}

async function openDraft(id) {
  const view = byId("panel-view");
  view.replaceChildren(waiting());
  const draft = new Draft(id);
  try {
    await draft.load();
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    if (problem.status === 404) return choose();
    if (problem.code === "edition_not_opened") return takeUp(id);
    return view.replaceChildren(trouble(problem, () => openDraft(id)));
  }
  address(id);
  document.title = `${draft.facts.name} · ${say("title")}`;
  desk = new Desk(draft, stage, () => location.assign(location.pathname + languageOnly()));
  desk.begin();
  return undefined;
}

/** An imported draft is made ready the first time that a planner opens it. */
async function takeUp(id) {
  try {
    const { items } = await askAll("editions", {});
    const { town, name } = items.find((one) => one.id === id);
    await send("editions", {}, { town: town.code, name });
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    return byId("panel-view").replaceChildren(trouble(problem, () => openDraft(id)));
  }
  return openDraft(id);
}

const languageOnly = () => (new URLSearchParams(location.search).has("lang") ? `?lang=${new URLSearchParams(location.search).get("lang")}` : "");

await askName();
showPlanner();
const asked = Number(new URLSearchParams(location.search).get("edition"));
if (asked) openDraft(asked);
else choose();
