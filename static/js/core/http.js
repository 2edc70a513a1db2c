// The one way to the server. Every failure arrives as a Problem with a sentence that can be shown.
import { language, t } from "./words.js";

export class Problem extends Error {
  /** @param {{status: number, code: string, detail: string, errors?: {field: string, reason: string}[]}} what */
  constructor({ status, code, detail, errors = [] }) {
    super(detail);
    Object.assign(this, { status, code, errors });
  }

  /** The reason given for one field of a form, or "". */
  reasonFor(field) {
    return this.errors.find((fault) => fault.field === field)?.reason ?? "";
  }
}

const OFFLINE = () => new Problem({ status: 0, code: "offline", detail: t("error.offline") });

export async function getJson(url, { signal } = {}) {
  return (await call(url, { signal })).json();
}

export async function getBuffer(url, { signal } = {}) {
  const answer = await call(url, { signal });
  return answer.status === 204 ? null : answer.arrayBuffer();
}

/** A file that the server makes, under the name that it gives it. */
export async function getFile(url, headers = {}) {
  const answer = await call(url, { headers });
  const named = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("Content-Disposition") ?? "");
  return { blob: await answer.blob(), name: named ? decodeURIComponent(named[1]) : "" };
}

export async function postJson(url, body, headers = {}) {
  const answer = await call(url, {
    method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", ...headers },
  });
  return answer.json();
}

async function call(url, options) {
  let answer;
  try {
    answer = await fetch(url, { ...options, headers: { "Accept-Language": language(), ...options.headers } });
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw OFFLINE();
  }
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

async function problemOf(answer) {
  const type = answer.headers.get("Content-Type") ?? "";
  const said = type.includes("json") ? await answer.json() : {};
  return new Problem({
    status: answer.status, code: said.code ?? "internal", detail: said.detail ?? t("error.server", { status: answer.status }),
    errors: said.errors,
  });
}

/** Upload one file with progress (fetch cannot report it). `progress` gets 0..1. */
export function upload(url, field, file, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append(field, file, file.name);
    request.open("POST", url);
    request.setRequestHeader("Accept-Language", language());
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = () => reject(OFFLINE());
    request.onload = () => {
      if (request.status < 300) return resolve(request.response);
      const said = request.response ?? {};
      return reject(new Problem({
        status: request.status, code: said.code ?? "internal", errors: said.errors,
        detail: said.detail ?? t("error.server", { status: request.status }),
      }));
    };
    request.send(form);
  });
}
