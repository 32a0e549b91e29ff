// What happened when, in lanes under one axis of time: decisions, releases, alarms.

import { type Html, html } from './html.ts';
import type { Tone } from './interval-table.ts';
import { drawing, percent, shortened, vertical } from './plot.ts';
import { placeOn, type Scale, timeScale } from './scale.ts';

export type Lane = { name: string; events: readonly { x: number; name: string; tone: Tone }[] };

const LANE_HEIGHT = 34;

/** `x.scale` is that of the charts above it; the name of an event is said where a pointer rests on its mark. */
export function timeline({
  says,
  x: { title, scale: given },
  lanes,
}: {
  says: string;
  x: { title: string; scale?: Scale };
  lanes: readonly Lane[];
}): Html {
  const scale = given ?? timeScale(lanes.flatMap(({ events }) => events.map(event => event.x)));
  const height = LANE_HEIGHT * lanes.length;
  const ticks = scale.ticks.map(({ value, label }) => vertical(scale, value, label));
  const drawn = lanes.map(({ name, events }, lane) => {
    const middle = lane * LANE_HEIGHT + LANE_HEIGHT - 9;
    const marks = events.map(event => {
      const place = percent(placeOn(scale, event.x));
      return html`<g class="${event.tone}"><title>${event.name}</title><svg x="${place}" y="${middle}" overflow="visible">${FORMS[event.tone]}</svg></g>`;
    });
    return html`<line class="grid" x2="100%" y1="${middle}" y2="${middle}"/><text x="0" y="${middle - 10}" class="lane">${shortened(name)}</text>${marks}`;
  });
  return html`${drawing({ says, height, marks: [ticks, drawn] })}<p class="axis across">${title}</p>`;
}

/** About 0,0. */
const FORMS: Record<Tone, Html> = {
  good: html`<path d="M0 -5L5 4H-5Z"/>`,
  bad: html`<path d="M0 5L5 -4H-5Z"/>`,
  neutral: html`<circle r="4"/>`,
  unsure: html`<circle class="hollow" r="4"/>`,
  reference: html`<path d="M0 -5L5 0L0 5L-5 0Z"/>`,
};
