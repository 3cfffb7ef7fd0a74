import { type Api, undocumented } from './api-docs';

const docs = { summary: 'Some words.' };

const api = (change: object = {}): Api => ({
  types: {
    'lib.Thing': {
      docs,
      initializer: { docs, parameters: [{ name: 'scope', docs }] },
      methods: [{ name: 'call', docs, parameters: [{ name: 'how', docs }] }],
      properties: [{ name: 'arn', docs }],
      members: [{ name: 'ONE', docs }],
      ...change,
    },
  },
});

test('an API with words for everything is in order', () => {
  expect(undocumented(api())).toEqual([]);
});

test.each([
  ['lib.Thing', { docs: {} }],
  ['the constructor of lib.Thing', { initializer: {} }],
  ['the parameter scope of the constructor of lib.Thing', { initializer: { docs, parameters: [{ name: 'scope' }] } }],
  ['lib.Thing.call', { methods: [{ name: 'call', docs: { summary: ' ' } }] }],
  ['the parameter how of lib.Thing.call', { methods: [{ name: 'call', docs, parameters: [{ name: 'how' }] }] }],
  ['lib.Thing.arn', { properties: [{ name: 'arn' }] }],
  ['lib.Thing.ONE', { members: [{ name: 'ONE' }] }],
])('%s without words is named', (name, change) => {
  expect(undocumented(api(change))).toEqual([`There is no documentation of ${name}`]);
});
