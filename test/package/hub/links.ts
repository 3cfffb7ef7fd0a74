/** Where the documents of the repository are, and what they may link to. */
export interface Repository {
  /** `https://github.com/<owner>/<name>` */
  readonly url: string;
  readonly branch: string;
  /** The paths of all its files. */
  readonly files: ReadonlySet<string>;
  read(path: string): string;
}

export interface Document {
  /** Its path in the repository. */
  readonly path: string;
  readonly markdown: string;
}

/** A document that is shown elsewhere too, on npm and Construct Hub, where a relative link leads nowhere. */
export function absoluteLinkProblems(document: Document, repository: Repository): string[] {
  return links(document.markdown).flatMap((link) => {
    if (link.startsWith('#')) return headingProblems(document, link);
    if (!isAbsolute(link)) return [`${document.path}: the link ${link} is relative, and leads nowhere on npm and Construct Hub`];
    return repositoryProblems(document, link, repository);
  });
}

/** A document that is read in the repository. */
export function linkProblems(document: Document, repository: Repository): string[] {
  return links(document.markdown).flatMap((link) => {
    if (isAbsolute(link)) return repositoryProblems(document, link, repository);
    const [file, anchor] = link.split('#');
    const path = file === '' ? document.path : resolved(document.path, file);
    return fileProblems(document, link, path, anchor, repository);
  });
}

/** What a document links to or shows, but for what is in code. */
export function links(markdown: string): string[] {
  const text = withoutCode(markdown);
  const patterns = [
    /\]\(\s*<?([^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*)>?(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/g, // [text](target "title"), ![alternative](target)
    /^ {0,3}\[[^\]]+\]:\s*<?([^\s<>]+)>?/gm, // [reference]: target
    /\b(?:href|src)\s*=\s*["']([^"']*)["']/gi, // in HTML
    /<(https?:[^\s<>]+)>/g,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, target]) => target));
}

function withoutCode(markdown: string): string {
  return markdown
    .replace(/^( *)(`{3,}|~{3,})[^\n]*\n(?:[^]*?\n)??\1\2[`~]*[ \t]*$/gm, '')
    .replace(/(`+)(?!`)[^]*?[^`]\1(?!`)/g, '');
}

function isAbsolute(link: string): boolean {
  return /^[a-z][a-z+.-]*:/i.test(link);
}

function repositoryProblems(document: Document, link: string, repository: Repository): string[] {
  const { origin, pathname, hash } = new URL(link);
  const [, owner, name] = new URL(repository.url).pathname.split('/');
  const within = (beginning: string): string | undefined => {
    const whole = `${origin}${decodeURIComponent(pathname)}`;
    return whole === beginning || whole.startsWith(`${beginning}/`) ? whole.slice(beginning.length + 1) : undefined;
  };
  const [kind, ...rest] = within(repository.url)?.split('/') ?? ['raw', ...within(`https://raw.githubusercontent.com/${owner}/${name}`)?.split('/') ?? []];
  if (['blob', 'tree', 'raw'].includes(kind) && rest.length) {
    const [branch, ...path] = rest;
    if (![repository.branch, 'HEAD'].includes(branch)) return [`${document.path}: the link ${link} is to ${branch}, not to the branch ${repository.branch}`];
    return fileProblems(document, link, path.join('/'), hash.slice(1), repository);
  }
  if (kind === 'actions' && rest[0] === 'workflows') return fileProblems(document, link, `.github/workflows/${rest[1]}`, '', repository);
  return [];
}

function fileProblems(document: Document, link: string, path: string, anchor: string | undefined, { files, read }: Repository): string[] {
  const isFile = files.has(path);
  const isFolder = path === '' || [...files].some((file) => file.startsWith(`${path.replace(/\/$/, '')}/`));
  if (!isFile && !isFolder) return [`${document.path}: the link ${link} is dead: there is no ${path}`];
  if (!anchor || !isFile || !path.endsWith('.md')) return [];
  const isThere = anchors(path === document.path ? document.markdown : read(path)).includes(decodeURIComponent(anchor));
  return isThere ? [] : [`${document.path}: the link ${link} is dead: ${path} has no heading for #${anchor}`];
}

/** GitHub and Construct Hub make different anchors of a heading that has more than letters, digits and spaces. */
function headingProblems({ path, markdown }: Document, link: string): string[] {
  const anchor = decodeURIComponent(link.slice(1));
  if (!anchors(markdown).includes(anchor)) return [`${path}: the link ${link} is dead: there is no heading for it`];
  if (headings(markdown).map(anchorOnConstructHub).includes(anchor)) return [];
  return [`${path}: the link ${link} is dead on Construct Hub, which keeps only letters, digits and spaces of a heading`];
}

function anchors(markdown: string): string[] {
  const seen = new Map<string, number>();
  const ofHeadings = headings(markdown).map((heading) => {
    const anchor = anchorOnGitHub(heading);
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times ? `${anchor}-${times}` : anchor;
  });
  const ofHtml = [...markdown.matchAll(/\b(?:id|name)\s*=\s*["']([^"']+)["']/gi)].map(([, anchor]) => anchor);
  return [...ofHeadings, ...ofHtml];
}

function headings(markdown: string): string[] {
  const fenced = /^( *)(`{3,}|~{3,})[^\n]*\n(?:[^]*?\n)??\1\2[`~]*[ \t]*$/gm;
  const lines = [...markdown.replace(fenced, '').matchAll(/^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$/gm)];
  return lines.map(([, text]) => text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/<[^>]+>/g, '').replace(/[`*]/g, '').trim());
}

function anchorOnGitHub(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}\p{M} _-]/gu, '').replace(/ /g, '-');
}

/** Its `sanitize-anchor.ts`: https://github.com/cdklabs/construct-hub-webapp */
function anchorOnConstructHub(heading: string): string {
  return heading.toLowerCase().replace(/[^a-z0-9 ]/g, '').replace(/ /g, '-');
}

function resolved(from: string, link: string): string {
  const { pathname } = new URL(link, `https://example.com/${from}`);
  return decodeURIComponent(pathname.slice(1));
}
