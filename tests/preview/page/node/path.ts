/** `node:path` for POSIX systems, which the preview runs on. */

const sep = '/'
const delimiter = ':'

function isAbsolute(name: string): boolean {
  return name.startsWith(sep)
}

function normalize(name: string): string {
  const absolute = isAbsolute(name)
  const kept: string[] = []
  for (const part of name.split(sep)) {
    if (part === '' || part === '.') continue
    if (part !== '..') kept.push(part)
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (!absolute) kept.push(part)
  }
  const body = kept.join(sep)
  const tail = name.endsWith(sep) && body !== '' ? sep : ''
  return (absolute ? sep : '') + body + tail || '.'
}

function join(...parts: readonly string[]): string {
  return normalize(parts.filter((part) => part !== '').join(sep))
}

function withoutTail(name: string): string {
  return name.length > 1 ? name.replace(/\/+$/, '') || sep : name
}

function dirname(name: string): string {
  const clean = withoutTail(name)
  const at = clean.lastIndexOf(sep)
  if (at === -1) return '.'
  return at === 0 ? sep : clean.slice(0, at)
}

function basename(name: string, ending = ''): string {
  const last = withoutTail(name).split(sep).at(-1) ?? ''
  return ending !== '' && last !== ending && last.endsWith(ending) ? last.slice(0, -ending.length) : last
}

function extname(name: string): string {
  const last = basename(name)
  const at = last.lastIndexOf('.')
  return at <= 0 ? '' : last.slice(at)
}

function parse(name: string) {
  const base = basename(name)
  const ext = extname(name)
  return { root: isAbsolute(name) ? sep : '', dir: name.includes(sep) ? dirname(name) : '', base, ext, name: basename(base, ext) }
}

/** `cwd`: of the window's process. */
export function posixPath(cwd: () => string) {
  const resolve = (...parts: readonly string[]): string => {
    let whole = ''
    for (const part of [...parts].reverse()) {
      whole = whole === '' ? part : part === '' ? whole : `${part}/${whole}`
      if (isAbsolute(whole)) break
    }
    return withoutTail(normalize(isAbsolute(whole) ? whole : `${cwd()}/${whole}`))
  }
  const relative = (from: string, to: string): string => {
    const a = resolve(from).split(sep).filter(Boolean)
    const b = resolve(to).split(sep).filter(Boolean)
    const different = a.findIndex((part, at) => part !== b[at])
    const shared = different === -1 ? a.length : different
    return [...a.slice(shared).map(() => '..'), ...b.slice(shared)].join(sep)
  }
  const path = { sep, delimiter, isAbsolute, normalize, join, dirname, basename, extname, parse, resolve, relative }
  return { ...path, posix: path }
}
