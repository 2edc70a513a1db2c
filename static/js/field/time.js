// The server's time as this phone knows it. A phone's own clock may be hours off; what it hears from the server puts it right.
let ahead = 0; // ms that the server is ahead of this phone

const ROUGH_MS = 3000; // answers tell whole seconds and take their time: a smaller difference is none, and records keep their order

/** What an answer says of the time; `asked` is when it was asked for. */
export function learn(answer, asked) {
  const found = Date.parse(answer.headers.get("Date") ?? "") + 500 - (asked + Date.now()) / 2;
  if (Math.abs(found - ahead) > ROUGH_MS) ahead = found;
  return ahead;
}

export const recalled = (known) => { ahead = known ?? 0; };
export const atServer = (phone = Date.now()) => new Date(phone + ahead);
