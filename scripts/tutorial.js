// The stories of docs/tutorial-*.md, told by the program itself: node scripts/tutorial.js bike-sharing
// Real data are read from ../shared/data beside this project, which holds none of them; without them nothing is told.

import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tellAirQuality } from './tutorials/air-quality.js';
import { tellBikeSharing } from './tutorials/bike-sharing.js';
import { tellMonitoring } from './tutorials/monitoring.js';
import { tellOrders } from './tutorials/orders.js';
import { Story } from './tutorials/story.js';

const stories = {
  'bike-sharing': { folder: 'bike-sharing', tell: tellBikeSharing },
  orders: { folder: 'wholesale-retail-orders', tell: tellOrders },
  monitoring: { folder: '', tell: tellMonitoring },
  'air-quality': { folder: 'india-aqi', tell: tellAirQuality },
};

const name = process.argv[2] ?? '';
if (!Object.hasOwn(stories, name)) {
  process.stderr.write(`which story? node scripts/tutorial.js ${Object.keys(stories).join(' | ')}\n`);
  process.exit(2);
}
const data = fileURLToPath(new URL(`../../shared/data/${stories[name].folder}`, import.meta.url));
if (existsSync(data)) {
  const folder = mkdtempSync(path.join(tmpdir(), `git-model-${name}-`));
  process.stdout.write(`In ${folder}\n`);
  stories[name].tell(new Story(folder), data);
} else {
  process.stdout.write(`skipped: ../shared/data/${stories[name].folder} is not there\n`);
}
