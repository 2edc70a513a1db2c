// What is known of stops, answers and findings: what the server had, then what this phone made, by the time it was made.

/** {records, photos, waiting: how many, refused, marks: wish → tick or skip, answers: wish and item → answer, found: findings}. */
export function known(data, records, photos) {
  const own = records.filter((one) => one.state !== "refused").map((one) => one.body);
  const mine = new Set(own.map((one) => one.id));
  const all = [...(data?.done ?? []).filter((one) => !mine.has(one.id)), ...own].sort((a, b) => new Date(a.made_at) - new Date(b.made_at) || (a.id < b.id ? -1 : 1));
  return {
    records, photos,
    waiting: [...records, ...photos].filter((one) => one.state === "waiting").length,
    refused: [...records, ...photos].filter((one) => one.state === "refused"),
    marks: new Map(all.filter((one) => one.kind === "tick" || one.kind === "skip").map((one) => [one.wish, one.kind])),
    answers: new Map(all.filter((one) => one.kind === "answer").map((one) => [`${one.wish} ${one.item}`, one.answer])),
    found: [...own.filter((one) => one.kind === "finding").map((one) => ({ item: one.item, said: one.text, place: [one.lon, one.lat] })), ...(data?.known ?? []).filter((one) => !mine.has(one.id)).map((one) => ({ item: one.item, said: one.number, place: one.place }))],
  };
}
