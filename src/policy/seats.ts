import { failed, ok, type Result } from '../basics/result.ts'
import { seatName, type Seat } from './policy.ts'

/** In the order in which seats without a lens get theirs. */
export const SEAT_LENSES = ['value', 'cost', 'risk'] as const

/**
 * Reads seats as they are written, `agent:lens` or `agent`: one without a lens gets the next that no seat before it has.
 * Error: one sentence about the first seat that is wrong.
 */
export function readSeats(texts: readonly string[]): Result<readonly Seat[], string> {
  const seats: Seat[] = []
  for (const text of texts) {
    const [agent = '', lens, ...rest] = text.split(':').map((part) => part.trim())
    if (agent === '' || /\s/.test(agent) || rest.length > 0) return failed(`"${text}" is no seat; write agent or agent:lens.`)
    const known = lens === undefined ? nextLens(agent, seats) : SEAT_LENSES.find((one) => one === lens.toLowerCase())
    if (known === undefined) return failed(`"${lens ?? ''}" is no lens; the lenses are ${SEAT_LENSES.join(', ')}.`)
    const seat = { agent, lens: known }
    if (seats.some((other) => seatName(other) === seatName(seat))) return failed(`The seat ${seatName(seat)} is there twice.`)
    seats.push(seat)
  }
  return ok(seats)
}

/** One seat per lens, the agents taking turns; none where there is no agent. */
export function defaultSeats(agents: readonly string[]): readonly Seat[] {
  return SEAT_LENSES.flatMap((lens, at) => {
    const agent = agents[at % agents.length]
    return agent === undefined ? [] : [{ agent, lens }]
  })
}

/** The lens that is used least, first in order; among those that this agent does not have yet while there is one. */
function nextLens(agent: string, seats: readonly Seat[]): string {
  const uses = (lens: string): number => seats.filter((seat) => seat.lens === lens).length
  const free = SEAT_LENSES.filter((lens) => !seats.some((seat) => seat.agent === agent && seat.lens === lens))
  return [...(free.length > 0 ? free : SEAT_LENSES)].sort((a, b) => uses(a) - uses(b))[0] ?? SEAT_LENSES[0]
}
