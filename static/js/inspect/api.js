// What the section 联查 asks of the server.
import { route } from "../core/config.js";
import { getFile, getJson, postJson } from "../core/http.js";

export const areas = (signal, query = {}) => getJson(route("inspections", {}, query), { signal });
export const one = (id, signal) => getJson(route("inspection", { inspection_id: id }), { signal });
export const begin = (asked) => postJson(route("inspections"), asked);
export const planAgain = (id) => postJson(route("inspection_plans", { inspection_id: id }), {});
export const stopPlanning = (id) => postJson(route("inspection_stop_planning", { inspection_id: id }), {});
export const setup = (id, asked) => postJson(route("inspection_setup", { inspection_id: id }), asked);
export const rearrange = (id, reason) => postJson(route("inspection_rearrange", { inspection_id: id }), { reason });
export const move = (id, asked) => postJson(route("inspection_moves", { inspection_id: id }), asked);
export const lock = (id, asked) => postJson(route("inspection_locks", { inspection_id: id }), asked);
export const pair = (id, asked) => postJson(route("inspection_pairs", { inspection_id: id }), asked);
export const addStop = (id, asked) => postJson(route("inspection_stops", { inspection_id: id }), asked);
export const dropStop = (id, asked) => postJson(route("inspection_drop_stop", { inspection_id: id }), asked);
export const issue = (id, again) => postJson(route("inspection_issue", { inspection_id: id }), { again });
export const end = (id) => postJson(route("inspection_end", { inspection_id: id }), {});
export const takeBack = (id) => postJson(route("inspection_withdraw", { inspection_id: id }), {});
export const requests = (signal) => getJson(route("inspection_requests"), { signal });
export const ask = (asked) => postJson(route("inspection_requests"), asked);
export const withdraw = (id, reason) => postJson(route("inspection_request_withdraw", { request_id: id }), { reason });
export const hotspots = (id, signal) => getJson(route("inspection_hotspots", { inspection_id: id }), { signal });
export const report = (id, signal) => getJson(route("inspection_report", { inspection_id: id }), { signal });
export const planPdf = (id) => getFile(route("inspection_plan_pdf", { inspection_id: id }));
export const reportPdf = (id) => getFile(route("inspection_report_pdf", { inspection_id: id }));
export const reportHtml = (id) => getFile(route("inspection_report_html", { inspection_id: id }));
export const matters = (signal) => getJson(route("office_matters", {}, { open: "yes" }), { signal });
export const settle = (id, decision) => postJson(route("office_matter_settle", { matter_id: id }), { decision });
