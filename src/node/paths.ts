import path from 'node:path'

/** Paths of this device, in its own spelling. Paths inside a vault or a repo are no business of this file: they have `/` everywhere. */

export function join(...parts: readonly string[]): string {
  return path.join(...parts)
}

export function dirname(file: string): string {
  return path.dirname(file)
}

export function basename(file: string, ending?: string): string {
  return path.basename(file, ending)
}

/** Absolute, from the working folder where it is relative. */
export function resolve(...parts: readonly string[]): string {
  return path.resolve(...parts)
}

export function isAbsolute(file: string): boolean {
  return path.isAbsolute(file)
}

/** From a folder to a file, with `/` whatever the system. */
export function relative(from: string, to: string): string {
  return path.relative(from, to).split(path.sep).join('/')
}

/** True for the folder itself and for everything below it. Compares names only: resolve links first where it matters. */
export function isInside(parent: string, child: string): boolean {
  const way = path.relative(parent, child)
  return way === '' || (way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way))
}

/** `~` and `~/…` as the home folder. */
export function expandHome(file: string, home: string): string {
  if (file === '~') return home
  return /^~[/\\]/.test(file) ? path.join(home, file.slice(2)) : file
}
