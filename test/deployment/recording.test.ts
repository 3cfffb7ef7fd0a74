import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../../demo/checkout';
import { STEPS } from '../../demo/steps';

test('the recording of the demo has each of its steps, and nothing of the machine', () => {
  const recording = readFileSync(join(CHECKOUT, 'docs', 'demo.svg'), 'utf8');
  const titles = [...recording.matchAll(/class="bold">\[\d+\/(\d+)\] (.+?)<\/tspan>/g)].map(([, count, title]) => [Number(count), title]);
  expect(titles).toEqual(STEPS.map(({ title }) => [STEPS.length, title]));
  expect(recording.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|python|\/home\/|\/root\/|\/tmp\//i);
});
