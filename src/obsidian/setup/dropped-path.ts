/** As much of a drop as a path may be read from. */
export interface Dropped {
  readonly files: ArrayLike<File>
  getData(type: string): string
}

/** What was dropped as a path or a `file:` address; null where it names no place. */
export function droppedPath(data: Dropped): string | null {
  const file = data.files[0]
  const path = file === undefined ? null : (pathOfFile(file) ?? pathIn(file))
  const address = data
    .getData('text/uri-list')
    .split(/\r?\n/)
    .find((line) => line.startsWith('file:'))
  return path ?? address ?? (data.getData('text/plain').trim() || null)
}

/** Older apps put the path on the file itself. */
function pathIn(file: File): string | null {
  const path: unknown = Reflect.get(file, 'path')
  return typeof path === 'string' && path !== '' ? path : null
}

/** Electron tells the path of a dropped file, where it is there to be asked. */
function pathOfFile(file: File): string | null {
  try {
    const load: unknown = Reflect.get(window, 'require')
    const electron: unknown = typeof load === 'function' ? Reflect.apply(load, window, ['electron']) : null
    const tell: unknown = field(field(electron, 'webUtils'), 'getPathForFile')
    const path: unknown = typeof tell === 'function' ? Reflect.apply(tell, undefined, [file]) : null
    return typeof path === 'string' && path !== '' ? path : null
  } catch {
    return null
  }
}

function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined
}
