/*
 * Draws what the demo printed as an SVG that turns the pages of a terminal. Nothing is loaded from anywhere, and the first page stays where motion
 * is unwanted or impossible.
 */

const COLUMNS = 102;
const ROWS = 32;
const SECONDS_PER_PAGE = 4;
const CHARACTER = { width: 9.64, height: 20 }; // of a monospaced font of 16 pixels
const MARGIN = 16;
const WIDTH = Math.ceil(COLUMNS * CHARACTER.width + 2 * MARGIN);
const PAGE_HEIGHT = ROWS * CHARACTER.height;
const HEIGHT = PAGE_HEIGHT + 2 * MARGIN;

/** What demo/style.ts uses: a code that begins a style, and its class. */
const CLASSES = new Map([['1', 'bold'], ['2', 'dim'], ['31', 'red'], ['32', 'green'], ['36', 'cyan']]);

export function svgOf(printed: string): string {
  const pages = pagesOf(stepsOf(printed));
  const keyframes = pages.map((_, index) => `${(100 * index / pages.length).toFixed(3)}% { transform: translateY(-${index * PAGE_HEIGHT}px) }`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title">
  <title id="title">What npm run demo prints</title>
  <style>
    text { font: 16px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; white-space: pre; fill: #d8dee9 }
    .bold { font-weight: bold; fill: #ffffff }
    .dim { fill: #9aa5b5 }
    .red { fill: #ff8a80 }
    .green { fill: #8fd694 }
    .cyan { fill: #7fd1e0 }
    .pages { animation: turn ${pages.length * SECONDS_PER_PAGE}s step-end infinite }
    @keyframes turn { ${keyframes.join(' ')} }
    @media (prefers-reduced-motion: reduce) { .pages { animation: none } }
  </style>
  <clipPath id="screen"><rect y="${MARGIN}" width="${WIDTH}" height="${PAGE_HEIGHT}"/></clipPath>
  <rect width="${WIDTH}" height="${HEIGHT}" rx="10" fill="#1f2430"/>
  <g clip-path="url(#screen)"><g class="pages">
${pages.flatMap((page, index) => page.map((line, row) => textOf(line, index * ROWS + row))).filter((text) => text !== '').join('\n')}
  </g></g>
</svg>
`;
}

/** The lines of each step. What comes before the first is about the machine. Where there is a terminal, a spinner has no lines. */
function stepsOf(printed: string): string[][] {
  const steps: string[][] = [];
  for (const line of printed.split('\n')) {
    if (/^\x1b\[1m\[\d+\/\d+\]/.test(line)) steps.push([]);
    if (steps.length && !/^ +\.\.\. \d+ s$/.test(line)) steps.at(-1)!.push(line);
  }
  return steps;
}

/** A step begins a page, and continues on the next one if it is too long. The first page is all that some see: it has the second step too. */
function pagesOf([bootstrap, deploy, ...others]: string[][]): string[][] {
  return [[...bootstrap, ...deploy], ...others].flatMap((lines) =>
    Array.from({ length: Math.ceil(lines.length / ROWS) }, (_, page) => lines.slice(page * ROWS, (page + 1) * ROWS)));
}

function textOf(line: string, row: number): string {
  const [first, ...styled] = line.split('\x1b[');
  const spans = styled.map((part) => {
    const [, code, text] = /^(\d+)m(.*)$/.exec(part)!;
    const style = CLASSES.get(code);
    return style === undefined ? escaped(text) : `<tspan class="${style}">${escaped(text)}</tspan>`;
  });
  const content = escaped(first) + spans.join('');
  return content.trim() === '' ? '' : `<text x="${MARGIN}" y="${MARGIN + row * CHARACTER.height + 15}" xml:space="preserve">${content}</text>`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
