// A command agent that only compares rules, and finds that they contradict each other: the rehearsal's own story has no such case.
import { readFileSync } from 'node:fs'

const { role } = JSON.parse(readFileSync(0, 'utf8'))
if (role !== 'arbiter') throw new Error(`asked as ${role}`)
const answer = { relation: 'conflict', reason: 'One shows the difference as a refund, the other never goes below zero (rehearsal).' }
process.stdout.write(`${JSON.stringify({ type: 'usage', input_tokens: 1400, output_tokens: 180, cost_usd: 0 })}\n`)
process.stdout.write(`${JSON.stringify({ type: 'result', answer })}\n`)
