// Mouse, finger and keyboard on the map, handed to the tool in use. A tool may have: down, drag, drop, press, double, hover,
// key, paint, cancel, finish, stop. What it does not take, the map does: panning and zooming.
import L from "../core/leaflet.js";
import { byId } from "../core/dom.js";

const TYPING = new Set(["INPUT", "TEXTAREA", "SELECT"]);
const PAN = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function makeHand(desk) {
  const { map } = desk.stage;
  const box = map.getContainer();
  let held = null;
  let swallow = false;

  const spotOf = (event) => {
    const point = map.mouseEventToContainerPoint(event);
    return { point, latlng: map.containerPointToLatLng(point), pointer: event.pointerType ?? "mouse", shift: event.shiftKey, alt: event.altKey };
  };

  box.addEventListener("pointerdown", (event) => {
    swallow = false;
    if (held) return drop(event, true); // a second finger: the map is meant
    if (event.button || event.target.closest(".leaflet-control")) return;
    const spot = spotOf(event);
    if (!desk.tool.down?.(spot)) return;
    event.stopPropagation();
    event.preventDefault();
    box.focus({ preventScroll: true });
    box.setPointerCapture(event.pointerId);
    held = { id: event.pointerId, point: spot.point, far: false };
  }, { capture: true });

  box.addEventListener("pointermove", (event) => {
    const spot = spotOf(event);
    if (!held) return void (event.pointerType !== "touch" && desk.tool.hover?.(spot));
    if (event.pointerId !== held.id) return;
    event.stopPropagation();
    held.far ||= spot.point.distanceTo(held.point) > 3;
    if (held.far) desk.tool.drag?.(spot);
  }, { capture: true });

  function drop(event, cancelled) {
    if (!held) return;
    const { far } = held;
    held = null;
    swallow = true;
    if (cancelled) desk.tool.cancel?.();
    else desk.tool.drop?.(spotOf(event), far);
  }
  box.addEventListener("pointerup", (event) => held?.id === event.pointerId && drop(event, false), { capture: true });
  box.addEventListener("pointercancel", (event) => held?.id === event.pointerId && drop(event, true), { capture: true });

  map.on("click", ({ latlng, containerPoint, originalEvent }) => {
    if (swallow) return void (swallow = false);
    box.focus({ preventScroll: true });
    desk.tool.press?.({ point: containerPoint, latlng, pointer: originalEvent.pointerType ?? "mouse", shift: originalEvent.shiftKey, alt: originalEvent.altKey });
  });
  map.on("dblclick", ({ latlng, originalEvent }) => {
    if (!desk.tool.double?.({ latlng, pointer: originalEvent.pointerType ?? "mouse" })) map.setZoomAround(latlng, map.getZoom() + 1);
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || byId("dialog").open) return;
    const typing = TYPING.has(event.target.tagName);
    if (event.key === "Escape") {
      if (held) return void (held = null, desk.tool.cancel?.());
      return void (typing ? event.target.blur() : desk.escape());
    }
    if (typing) return;
    if (take(event, desk.shortcut(event)) || event.ctrlKey || event.metaKey) return;
    const inMap = event.target === document.body || box.contains(event.target);
    if (!inMap) return;
    if (take(event, desk.tool.key?.(event))) return;
    const way = PAN[event.key];
    if (way) take(event, map.panBy(L.point(way).multiplyBy(80), { animate: false }));
    if (event.key === "+" || event.key === "=") map.zoomIn();
    if (event.key === "-") map.zoomOut();
  });
}

function take(event, taken) {
  if (taken) event.preventDefault();
  return Boolean(taken);
}
