import icons from 'virtual:lucide'

/** Icons that a plugin adds by name, beside Lucide's. */
const added = new Map<string, string>()
const PREFIX = /^lucide-/

/** Names that were asked for and that nobody knows: Obsidian shows nothing there. */
export const unknownIcons = new Set<string>()

export function addIcon(id: string, content: string): void {
  added.set(id, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" class="svg-icon ${id}">${content}</svg>`)
}

/** A new icon, or null where neither Lucide nor the plugin knows the name. */
export function getIcon(id: string): SVGSVGElement | null {
  const name = id.replace(PREFIX, '')
  const source = added.get(id) ?? icons[name]
  if (source === undefined) return null
  const svg = new DOMParser().parseFromString(source, 'image/svg+xml').documentElement
  if (!(svg instanceof SVGSVGElement)) return null
  svg.setAttribute('class', `svg-icon lucide-${name}`)
  return document.importNode(svg, true)
}

/** Shows the icon alone in an element; one that is not known leaves it empty, as in Obsidian. */
export function setIcon(parent: HTMLElement, id: string): void {
  const icon = getIcon(id)
  if (icon === null) unknownIcons.add(id)
  parent.replaceChildren(...(icon === null ? [] : [icon]))
}

export function getIconIds(): readonly string[] {
  return [...Object.keys(icons).map((name) => `lucide-${name}`), ...added.keys()]
}
