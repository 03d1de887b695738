// What ships inside main.js because nothing else does: the rehearsal's story and the `.base` views, each by its path below `templates/`.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const TEMPLATES = path.resolve(import.meta.dirname, '..', 'templates')

/** Values for `define`. `shorten` makes the text of a script shorter. */
export async function embedded(shorten = (text) => text) {
  const story = filesBelow('rehearsal')
  const rehearsal = { ...story, 'agent.mjs': await shorten(story['agent.mjs']) }
  return { FORGE_REHEARSAL: JSON.stringify(rehearsal), FORGE_VIEWS: JSON.stringify(filesBelow('bases')) }
}

function filesBelow(folder) {
  const root = path.join(TEMPLATES, folder)
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const names = files.map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')).sort()
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(root, name), 'utf8')]))
}
