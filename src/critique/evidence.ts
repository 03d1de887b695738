import { anchorOf, filesAt, NEAR_LINES, type Anchor } from '../diff/anchor.ts'
import type { FileDiff, Hunk } from '../diff/parse-diff.ts'
import type { Claim, Severity } from '../notes/finding.ts'
import { isTooShort, isTooShortForPart, placesOf, readings, searchable, searchableText, type Lines } from './quote.ts'

/** What is reviewed: the parsed diff, and the text at head of the files that claims name (null: absent or not text). */
export interface Reviewed {
  readonly diff: readonly FileDiff[]
  readonly textAtHead: ReadonlyMap<string, string | null>
}

/** Where a claim's quote was found. A claim that is only near a change is nice to have, whatever it says. */
export interface Proof {
  readonly proved: true
  readonly file: string
  readonly line: number
  readonly anchor: 'changed' | 'hunk' | 'near'
  readonly severity: Severity
}

export interface NoProof {
  readonly proved: false
  /** One sentence, for the reviewer and for the note. */
  readonly why: string
}

export type Evidence = Proof | NoProof

/** Holds a claim against the diff and the file at head. Reads nothing but its arguments. */
export function checkEvidence(claim: Claim, reviewed: Reviewed): Evidence {
  const file = findFile(reviewed.diff, claim.file)
  if (file === null) return unproved('The file is not part of the diff under review.')
  if (isTooShort(claim.quote)) return unproved(TOO_SHORT)
  const text = reviewed.textAtHead.get(file.path) ?? null
  const onNewSide = text === null ? null : onTheNewSide(claim, file, text, reviewed.diff)
  if (onNewSide?.proved === true && onNewSide.anchor !== 'near') return onNewSide
  const onOldSide = onRemovedLines(claim, file)
  if (onOldSide?.proved === true) return onOldSide
  return onNewSide ?? onOldSide ?? unproved(isTooShortForPart(claim.quote) ? `${NOWHERE} ${TOO_SHORT}` : NOWHERE)
}

const TOO_SHORT = 'The quote is too short to be found: quote the whole line.'
const NOWHERE = 'The quote stands neither in the file as it is now nor on a removed line.'

/** A path into the room that a reviewer was lent, relative to it. Any other path is given back as it was written. */
export function pathInRoom(written: string, room: string): string {
  const path = slashed(written)
  const folder = `${slashed(room).replace(/\/+$/, '')}/`
  return path.startsWith(folder) ? path.slice(folder.length) : written
}

/** With forward slashes, and the drive of Windows in one case. */
function slashed(path: string): string {
  return path
    .trim()
    .replace(/\\/g, '/')
    .replace(/^[a-z]:/, (drive) => drive.toUpperCase())
}

/** The diff's own name for the path a reviewer wrote: as given, or with the diff's prefix. A path outside the repository is none. */
export function findFile(diff: readonly FileDiff[], written: string): FileDiff | null {
  const path = slashed(written).replace(/^(?:\.\/)+/, '')
  return filesAt(diff, path)[0] ?? filesAt(diff, path.replace(/^[ab]\//, ''))[0] ?? null
}

function onTheNewSide(claim: Claim, file: FileDiff, text: string, diff: readonly FileDiff[]): Evidence | null {
  const whole = searchableText(text)
  for (const quote of readings(claim.quote)) {
    const places = placesOf(quote, whole)
    if (places.length > 0) return choosePlace(claim, file, places, diff)
  }
  return null
}

/** The place at the claimed line; else the only one of the file; else the only one that the diff shows. */
function choosePlace(claim: Claim, file: FileDiff, places: readonly Lines[], diff: readonly FileDiff[]): Evidence {
  const claimed = places.find((place) => place.first <= claim.line && claim.line <= place.last)
  const shown = places.filter((place) => ['changed', 'hunk'].includes(bestAnchor(diff, file.path, place)))
  const place = claimed ?? (places.length === 1 ? places[0] : shown.length === 1 ? shown[0] : undefined)
  if (!place) return unproved(`The quote stands ${String(places.length)} times in the file, and not at line ${String(claim.line)}.`)
  const anchor = bestAnchor(diff, file.path, place)
  if (anchor === 'outside' || anchor === 'no-file')
    return unproved(`The quote is more than ${String(NEAR_LINES)} lines away from every change.`)
  return prove(claim, file, claimed ? claim.line : place.first, anchor)
}

const NEAREST_FIRST: readonly Anchor[] = ['changed', 'hunk', 'near', 'outside']

function bestAnchor(diff: readonly FileDiff[], path: string, { first, last }: Lines): Anchor {
  const anchors = Array.from({ length: last - first + 1 }, (_, index) => anchorOf(diff, path, first + index))
  return NEAREST_FIRST.find((anchor) => anchors.includes(anchor)) ?? 'no-file'
}

/** Of the removed lines near the one that the reviewer gave, the nearest is meant. */
function onRemovedLines(claim: Claim, file: FileDiff): Evidence | null {
  const isGone = file.change === 'deleted'
  const blocks = file.hunks.flatMap((hunk) => removedBlocks(hunk).map((block) => ({ ...block, near: isGone || isNear(hunk, claim.line) })))
  for (const quote of readings(claim.quote)) {
    const found = blocks.filter((block) => placesOf(quote, block.text).length > 0)
    const lines = found.filter((block) => block.near).map((block) => (isGone ? 0 : block.line))
    const nearest = lines.sort((a, b) => Math.abs(a - claim.line) - Math.abs(b - claim.line))[0]
    if (nearest !== undefined) return prove(claim, file, nearest, 'changed')
    if (found.length > 0)
      return unproved(`The quote was removed, but more than ${String(NEAR_LINES)} lines away from line ${String(claim.line)}.`)
  }
  return null
}

/** By the numbers of the new side, or of the old one, by which some name a removed line. */
function isNear(hunk: Hunk, line: number): boolean {
  const near = (start: number, lines: number): boolean => line >= start - NEAR_LINES && line <= start + Math.max(lines, 1) - 1 + NEAR_LINES
  return near(hunk.newStart, hunk.newLines) || near(hunk.oldStart, hunk.oldLines)
}

/** Lines removed together, and the line of the new side they stood before (the one after, where they stood at the end). */
function removedBlocks(hunk: Hunk) {
  const blocks: { line: number; lines: { line: number; text: string }[] }[] = []
  let next = hunk.newLines === 0 ? hunk.newStart + 1 : hunk.newStart
  let open = false
  for (const { kind, newLine, text } of hunk.lines) {
    const block = open ? blocks.at(-1) : undefined
    if (kind !== 'removed') open = false
    else if (block) block.lines.push({ line: next, text })
    else {
      blocks.push({ line: Math.max(next, 1), lines: [{ line: next, text }] })
      open = true
    }
    if (newLine !== null) next = newLine + 1
  }
  return blocks.map((block) => ({ line: block.line, text: searchable(block.lines) }))
}

function prove(claim: Claim, file: FileDiff, line: number, anchor: Proof['anchor']): Proof {
  return { proved: true, file: file.path, line, anchor, severity: anchor === 'near' ? 'NICE_TO_HAVE' : claim.severity }
}

function unproved(why: string): NoProof {
  return { proved: false, why }
}
